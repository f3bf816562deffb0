"""Long verbatim runs of protected works in a row, found in an index of the works' words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from ft_data.decontamination import runs
from ft_data.decontamination.benchmarks import BenchmarkItem
from ft_data.decontamination.index import GRAM, Index, build_index
from ft_data.signals.fitted.model import Model, model_of, packed, unpacked
from ft_data.text.columns import text_of
from ft_data.text.words import words

# Of an index, what finds runs; what weighs matches is left out.
ARRAYS = ("ptr", "position", "sieve", "slot", "table", "text", "word_ptr", "words")


class Work(NamedTuple):
    """A protected text and what people call it."""

    title: str
    text: str


def fit(works: Sequence[Work]) -> Model:
    """Index the words of some works. Their order does not matter."""
    every = sorted(set(works))
    found = words(text_of(pa.array([work.text for work in every], pa.large_string())), apart=True)
    kept = [work for work, count in zip(every, np.diff(found.ptr).tolist(), strict=True) if count >= GRAM]
    index = build_index(BenchmarkItem(work.title, "", (), work.text) for work in kept)
    titles, titles_at = packed([work.title for work in kept])
    arrays = {name: getattr(index, name) for name in ARRAYS}
    return Model(
        {**arrays, "titles": titles, "titles_at": titles_at},
        {"works": len(kept), "words": int(index.word_ptr[-1])},
    )


def measure(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `protected` under ``params["model"]``."""
    model = model_of(params)
    index = _index(model)
    found = [
        runs.longest(words(text_of(table[name]), apart=True), index)
        for name in ("prompt_text", "response_text")
    ]
    which = found[1].length >= found[0].length
    length = np.where(which, found[1].length, found[0].length)
    text = np.where(which, found[1].text, found[0].text)
    return {
        "protected_run": length.astype(np.int32),
        "protected_work": [unpacked(model, "titles", at) if at >= 0 else None for at in text.tolist()],
    }


def _index(model: Model) -> Index:
    """Return the arrays that finding runs looks at, in the shape of an index."""
    empty = dict.fromkeys(Index._fields)
    return Index(**{**empty, **{name: model.arrays[name] for name in ARRAYS}})  # type: ignore[arg-type]
