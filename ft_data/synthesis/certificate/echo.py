"""The echo of a teacher: how its answers open, where people's open otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from ft_data.synthesis.checks.words import words

SPAN = 3  # words of an opening
OFTEN = 0.03  # share of the generated answers
MORE = 2.0  # times people's share
MOST = 5


class Opening(NamedTuple):
    """The first words of answers, and the share of each side that opens so."""

    words: str
    made: float
    human: float


def openings(made: Sequence[str], human: Sequence[str]) -> list[Opening]:
    """Return how generated answers open much more often than people's, the commonest first."""
    own, theirs = Counter(filter(None, map(_opening, made))), Counter(map(_opening, human))
    found = [
        Opening(words, count / len(made), theirs[words] / max(len(human), 1)) for words, count in own.items()
    ]
    telling = [
        one for one in found if one.made >= OFTEN and one.made > MORE * one.human and own[one.words] > 1
    ]
    return sorted(telling, key=lambda one: (-one.made, one.words))[:MOST]


def _opening(text: str) -> str:
    return " ".join(words(text[:200])[:SPAN])
