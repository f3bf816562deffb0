"""The watch on cuts: one that makes many answers of a source the same is not made there, and is a finding about the source.

A part notes what its cuts leave; the stage adds that up over a source and cleans it again without the repairs that it tells on.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ft_data.cleaning.rules import RULES
from ft_data.cleaning.watch import size
from ft_data.filtering.fuse import LEAST, SHARE
from ft_data.filtering.whole import Defect

if TYPE_CHECKING:
    from ft_data.cleaning import Edit

_CUTS = frozenset(rule.name for rule in RULES if rule.cuts)
_LEAST = 5  # words of what is left: labels and thanks are the same in many rows by right
_MOST = 8  # results of one repair that a part counts: those that most of its answers share


class Alike:
    """What the cuts of a part leave: by repair and by what is left, the answers that differed before."""

    def __init__(self) -> None:
        self._left: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def note(self, edits: Iterable[Edit], before: str, after: str) -> None:
        """Note what became of an answer."""
        for edit in edits:
            if edit.rule in _CUTS and size(after) >= _LEAST:
                self._left[edit.rule][_digest(after)].add(_digest(before))

    def counts(self) -> dict[str, dict[str, int]]:
        """Return by repair the digests of what it leaves most often, each with the number of answers."""
        found = {}
        for rule, left in sorted(self._left.items()):
            often = sorted(((-len(befores), one) for one, befores in left.items()))[:_MOST]
            found[rule] = {one: -count for count, one in often}
        return found


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def told(stats: Sequence[Mapping[str, Any]], rows: int, asked: Sequence[str] = ()) -> dict[str, int]:
    """Return the repairs that make so many answers of a source equal that they may not edit it, with how many they do.

    ``stats``: of its parts; ``rows``: how many it has; ``asked``: repairs that a recipe asks for, which it gets.
    """
    total: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in stats:
        for rule, left in one.get("alike", {}).items():
            if rule in asked:
                continue
            for digest, count in left.items():
                total[rule][digest] += count
    most = {rule: max(left.values()) for rule, left in total.items()}
    return {rule: count for rule, count in sorted(most.items()) if count >= max(LEAST, SHARE * rows)}


def defects(held: Mapping[str, Mapping[str, Sequence[int]]]) -> list[Defect]:
    """Return the findings: ``held`` by source and repair the answers it would make equal, of how many rows."""
    return [
        Defect(
            "repair",
            source,
            count,
            of,
            f"repair `{rule}` would leave the same of {count:,} of {of:,} answers of `{source}`; it edits nothing there",
        )
        for source, rules in sorted(held.items())
        for rule, (count, of) in sorted(rules.items())
    ]
