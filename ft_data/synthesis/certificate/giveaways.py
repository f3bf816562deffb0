"""The words by which generated rows are known: those that their groups hold more often than people's, or less."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ft_data.synthesis.certificate.groups import Groups
from ft_data.synthesis.certificate.twosample import Side
from ft_data.synthesis.checks.words import words

MOST = 10
SURE = (
    3.0  # standard deviations at least; more where many words are looked at, of which some differ by chance
)
_SPAN = 3  # words of a phrase


class Word(NamedTuple):
    """A word or phrase, and the share of the groups of each side that hold it."""

    term: str
    made: float
    human: float
    z: float


def giveaways(texts: Sequence[str], made: Side, group: Groups, most: int = MOST) -> list[Word]:
    """Return the most telling words and phrases, those that tell most surely first."""
    held: dict[str, list[set[int]]] = {}
    for text, side, of in zip(texts, made.tolist(), group.tolist(), strict=True):
        for term in _terms(text):
            held.setdefault(term, [set(), set()])[side].add(of)
    sizes = [len(np.unique(group[made == side])) for side in (False, True)]
    if not all(sizes):
        return []
    sure = max(SURE, math.sqrt(2 * math.log(max(len(held), 2))))
    found = [
        Word(term, len(sides[1]) / sizes[1], len(sides[0]) / sizes[0], z)
        for term, sides in held.items()
        if abs(z := _z(len(sides[0]), sizes[0], len(sides[1]), sizes[1])) > sure
    ]
    found.sort(key=lambda one: (-abs(one.z), -len(one.term), one.term))
    kept: list[Word] = []
    for one in found:
        if not any(_says_no_more(one, other) for other in kept):
            kept.append(one)
            if len(kept) == most:
                break
    return kept


def _terms(text: str) -> set[str]:
    heard = words(text)
    return {
        " ".join(heard[at : at + span]) for span in range(1, _SPAN + 1) for at in range(len(heard) - span + 1)
    }


def _z(human: int, of_human: int, made: int, of_made: int) -> float:
    """Return how surely two shares differ; half a row is added to each, so that none is nothing."""
    a, b = (human + 0.5) / (of_human + 1), (made + 0.5) / (of_made + 1)
    pooled = (human + made + 1) / (of_human + of_made + 2)
    return (b - a) / math.sqrt(pooled * (1 - pooled) * (1 / of_human + 1 / of_made))


def _says_no_more(one: Word, other: Word) -> bool:
    """Tell whether one of two terms stands in the other and tells as much: a phrase and its words are named once."""
    inside = f" {one.term} " in f" {other.term} " or f" {other.term} " in f" {one.term} "
    return inside and abs(one.made - other.made) < 0.05 and abs(one.human - other.human) < 0.05
