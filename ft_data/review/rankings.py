"""More than two answers to one prompt in an order that a person gave, ties allowed: how it is written, and the pairs it comes to. Pure.

``b>a=c`` says of three answers, named in the order of their rows, that the second is best and the others are alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import xxhash

from ft_data.review import edits

_NAMES = "abcdefghi"


class Pair(NamedTuple):
    """Two answers by their numbers, the better one first."""

    better: int
    worse: int


def written(places: Sequence[int]) -> str:
    """Write the places that answers were given; the best place is the smallest number.

    >>> written([2, 1, 2])
    'b>a=c'
    """
    groups = [
        "=".join(_NAMES[at] for at, place in enumerate(places) if place == one) for one in sorted(set(places))
    ]
    return ">".join(groups)


def is_ranking(choice: str | None) -> bool:
    """Tell an order of answers from the side of a pair."""
    return bool(choice) and any(sign in str(choice) for sign in ">=")


def places(choice: str) -> list[int]:
    """Read an order back: the place of each answer, from 1.

    >>> places("b>a=c")
    [2, 1, 2]
    """
    found = {name: place for place, group in enumerate(choice.split(">"), 1) for name in group.split("=")}
    return [found[name] for name in sorted(found)]


def renamed(choice: str, order: Sequence[int]) -> str:
    """Say an order with the numbers that the answers have on a screen, where ``order`` lists them.

    >>> renamed("b>a=c", [2, 0, 1])
    '3>1=2'
    """
    shown = {_NAMES[at]: str(number) for number, at in enumerate(order, 1)}
    return ">".join("=".join(sorted(shown[name] for name in group.split("="))) for group in choice.split(">"))


def pairs(given: Sequence[int]) -> list[Pair]:
    """Return every two answers of which one was placed before the other."""
    return [
        Pair(one, other) if given[one] < given[other] else Pair(other, one)
        for one, other in combinations(range(len(given)), 2)
        if given[one] != given[other]
    ]


def preferred(examples: Sequence[Mapping[str, Any]], given: Sequence[int]) -> dict[str, Any]:
    """Return what is stored of an order: the preference example of each pair, and the rows that all of it was made from."""
    made = [
        {
            "record_id": examples[better]["record_id"],
            "content_hash": examples[better]["content_hash"],
            "other_id": examples[worse]["record_id"],
            "other_hash": examples[worse]["content_hash"],
            "example": edits.preferred(examples[better], examples[worse], "a"),
        }
        for better, worse in pairs(given)
    ]
    return {"parents": [one["record_id"] for one in examples], "pairs": made}


def order(token: str, answers: int) -> list[int]:
    """Draw the order in which a showing has its answers: the same each time it is shown."""
    return sorted(range(answers), key=lambda at: xxhash.xxh3_64_intdigest(f"{token}\x1f{at}".encode()))
