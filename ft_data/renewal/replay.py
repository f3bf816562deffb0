"""Which rows earlier right answers rest on: those that ask the same, and of those that give the same answer the ones most alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ft_data.renewal.proposals import Row, folded

NEAREST = 3  # rows of one answer that a try rests on


class Rests(NamedTuple):
    """The rows that tries rest on, and how many tries rest on none."""

    rows: frozenset[str]
    on_none: int


def rests(tries: Iterable[tuple[str, str]], rows: Sequence[Row]) -> Rests:
    """Find the rows of tries that went right, each a question and the right answer."""
    asking: dict[str, list[str]] = defaultdict(list)
    saying: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for row in rows:
        asking[folded(row.prompt)].append(row.record_id)
        saying[folded(row.answer)].append((row.record_id, frozenset(folded(row.prompt).split())))
    found: set[str] = set()
    none = 0
    for prompt, answer in tries:
        asked = folded(prompt)
        words = frozenset(asked.split())
        near = sorted(
            (-len(words & theirs) / max(len(words | theirs), 1), name)
            for name, theirs in saying.get(folded(answer), ())
        )
        own = {*asking.get(asked, ()), *(name for score, name in near[:NEAREST] if score < 0)}
        found |= own
        none += not own
    return Rests(frozenset(found), none)
