"""The language of a row as a whole: of its answer, or of answer and prompt together where the answer is short."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.signals.language.guess import Guess, guess
from ft_data.signals.language.second import Second, second
from ft_data.text.columns import Text, text_of

ALONE = 40  # letters of an answer that says by itself in which language it is


class Rows(NamedTuple):
    """What both detectors say of every row."""

    first: Guess
    second: Second


def rows_of(table: pa.Table, said: Guess, boost: npt.NDArray[np.float64], wanted: list[str]) -> Rows:
    """Ask both detectors about the text that tells a row's language. ``said``: what the first one said of the answers."""
    answers, prompts = (table.column(f"{name}_text").fill_null("") for name in ("response", "prompt"))
    short = said.scripts.sum(axis=1) < ALONE
    joined = pc.binary_join_element_wise(answers, prompts, "\n")
    alone = _flat(pc.if_else(pa.array(short), joined, ""))
    again = guess(alone, boost)
    first = Guess(
        *(np.where(short if a.ndim == 1 else short[:, None], b, a) for a, b in zip(said, again, strict=True))
    )
    judged = _flat(pc.if_else(pa.array(short), joined, answers))
    return Rows(first, second(judged, np.arange(len(judged)), wanted, first.scripts))


def _flat(column: pa.Array | pa.ChunkedArray) -> Text:
    return text_of(column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column)
