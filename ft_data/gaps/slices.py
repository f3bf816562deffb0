"""Failures grouped into slices that people can read: given ones, topics, languages, lengths, and what the right answer is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.gaps import stats
from ft_data.gaps.tries import Flags, Tries
from ft_data.intervals import Interval
from ft_data.signals.fitted import topics
from ft_data.signals.fitted.stop import function_words
from ft_data.signals.fitted.words import words_of
from ft_data.text.columns import text_of

LEAST = 5  # tries, and three failures, below which nothing is said of a slice
_EACH, _MOST = 12, 60  # tries for each topic, and topics
_LABEL = 5  # words of an answer that is a label
_COVERED = 0.8  # share of a slice's failures that others name already: it says nothing new


Holds = Callable[[Tries], Flags]
Values = Callable[[Tries], Sequence[str | None]]


@dataclass(frozen=True)
class Candidate:
    """A slice that is looked at. ``holds`` tells which of any tries are in it."""

    kind: str
    name: str
    holds: Holds


@dataclass(frozen=True)
class Slice:
    """Some tries and how they failed. ``kind`` and ``name`` are what people read; ``p`` is corrected for all slices looked at.

    ``tries`` and ``failures`` are prompts (`Tries.counted`). ``weight`` is its share of all failures as often as they were met. ``rest`` is the failure rate of all other tries.
    """

    kind: str
    name: str
    holds: Holds
    members: Flags
    tries: int
    failures: int
    rate: float
    rest: float
    more: Interval
    p: float
    weight: float

    @property
    def words(self) -> str:
        """The slice in words."""
        return f"{self.kind}: {self.name}"


def candidates(tries: Tries) -> Iterator[Candidate]:
    """Yield every slice that is looked at."""
    for kind in tries.given:
        yield from _by_value(kind, tries, _given(kind))
    yield from _by_value("right answer", tries, _labels)
    yield from _topics(tries.prompts)
    yield from _lengths(tries.prompts)


def _given(kind: str) -> Values:
    return lambda tries: tries.given[kind]


def _is(values_of: Values, value: str) -> Holds:
    return lambda tries: np.array([one == value for one in values_of(tries)], bool)


def _about(best: Callable[[tuple[str, ...]], npt.NDArray[np.int64]], number: int) -> Holds:
    return lambda tries: best(tuple(tries.prompts)) == number


def _between(low: int, high: int) -> Holds:
    return lambda tries: np.array([low <= len(one.split()) <= high for one in tries.prompts], bool)


def _labels(tries: Tries) -> list[str | None]:
    return [one if 0 < len(one.split()) <= _LABEL else None for one in tries.right_answers]


def _by_value(kind: str, tries: Tries, values_of: Values) -> Iterator[Candidate]:
    often = Counter(one for one in values_of(tries) if one)
    if len(often) < 2 and sum(often.values()) == len(tries):
        return  # all of it is no slice
    for value in sorted(often):
        if often[value] >= LEAST:
            yield Candidate(kind, value, _is(values_of, value))


def _topics(prompts: Sequence[str]) -> Iterator[Candidate]:
    count = min(_MOST, len(prompts) // _EACH)
    if count < 2:
        return
    text = text_of(pa.array(list(prompts), pa.large_string()))
    model, names = topics.fit(words_of(prompts), text, count, function_words())

    @lru_cache(maxsize=4)
    def best(asked: tuple[str, ...]) -> npt.NDArray[np.int64]:
        return topics.assign(words_of(asked), model)[0]

    for number, name in enumerate(names):
        if not name.startswith("topic "):
            yield Candidate("topic", name, _about(best, number))


def _lengths(prompts: Sequence[str]) -> Iterator[Candidate]:
    lengths = np.array([len(one.split()) for one in prompts])
    if len(lengths) < 4 * LEAST:
        return
    edges = np.unique(np.quantile(lengths, [0.25, 0.5, 0.75]).astype(int)).tolist()
    lows, highs = [0, *(edge + 1 for edge in edges)], [*edges, int(lengths.max())]
    for low, high in zip(lows, highs, strict=True):
        if low <= high and not (low == 0 and high == lengths.max()):
            yield Candidate(
                "length",
                f"{low} to {high} words",
                _between(low, high),
            )


def weak(tries: Tries) -> list[Slice]:
    """Return the slices that fail more often than the rest, the heaviest first; none twice in other words.

    Where nothing is known to be right, rates cannot be told: slices are then those with the most failures, with p = NaN.
    """
    met = float((tries.times * tries.failed).sum()) or 1.0
    found = []
    for one in candidates(tries):
        members = one.holds(tries)
        inside = tries.counted(members)
        if inside[1] >= LEAST:
            found.append((one, members, inside, tries.counted(~members)))
    blind = not tries.said_right.any()
    chance = [
        float("nan") if blind else stats.more_often(*inside, inside[0] + rest[0], inside[1] + rest[1])
        for *_, inside, rest in found
    ]
    corrected = chance if blind else stats.holm(chance)
    slices = []
    for (one, members, inside, rest), p in zip(found, corrected, strict=True):
        if inside[0] < 3 or p > 0.05:
            continue
        more = stats.difference(inside, rest) if rest[1] else Interval(np.nan, -1.0, 1.0)
        weight = float((tries.times * (tries.failed & members)).sum()) / met
        rate = rest[0] / rest[1] if rest[1] else float("nan")
        slices.append(
            Slice(
                one.kind,
                one.name,
                one.holds,
                members,
                inside[1],
                inside[0],
                inside[0] / inside[1],
                rate,
                more,
                p,
                weight,
            )
        )
    return _distinct(slices, tries)


def _distinct(slices: Sequence[Slice], tries: Tries) -> list[Slice]:
    """Keep a slice where it names failures that no better one names; a better one has more failures beyond what is usual, in less."""

    def excess(one: Slice) -> float:
        usual = one.rest if one.rest == one.rest else 0.0
        return one.failures - usual * one.tries

    kept: list[Slice] = []
    named = np.zeros(len(tries), bool)
    order = {"topic": 1, "length": 3, "language": 2}
    for one in sorted(slices, key=lambda s: (-round(excess(s) * s.rate, 6), order.get(s.kind, 0), s.name)):
        own = one.members & tries.failed
        if (own & named).sum() < _COVERED * own.sum():
            kept.append(one)
            named |= own
    return sorted(kept, key=lambda s: (-s.weight, s.kind, s.name))
