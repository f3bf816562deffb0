"""The slices within which versions are compared: sources and topics. A topic is found in both versions at once, whichever a row is of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.drift.rows import Flags, Rows
from ft_data.signals.fitted import topics
from ft_data.signals.fitted.stop import function_words
from ft_data.signals.fitted.words import words_of
from ft_data.text.columns import text_of

_EACH, _MOST = 150, 12  # rows for each topic, and topics


class Slice(NamedTuple):
    """Some rows of both versions. ``kind`` and ``name`` are what people read."""

    kind: str
    name: str
    members: Flags


def topics_of(rows: Rows) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Return the number of each row's topic, -1 for none, and what topics are called."""
    count = min(_MOST, len(rows) // _EACH)
    if count < 2:
        return np.full(len(rows), -1, np.int64), []
    words = words_of(list(rows.prompts))
    text = text_of(pa.array(list(rows.prompts), pa.large_string()))
    model, names = topics.fit(words, text, count, function_words())
    return topics.assign(words, model)[0], names


def slices(rows: Rows, topic: npt.NDArray[np.int64], names: list[str]) -> Iterator[Slice]:
    """Yield the sources, and the topics where there are any."""
    sources = np.array(rows.sources, object)
    for name in sorted(set(rows.sources)):
        yield Slice("source", name, sources == name)
    for number, name in enumerate(names):
        yield Slice("topic", name, topic == number)
