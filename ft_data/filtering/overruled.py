"""Rules that people overrule in one dataset: what they said of single rows takes a shipped rule's right to drop or to ask.

What a rule may do rests on reading other people's data; people's own decisions here say more about this dataset. Only rows
that the rule chose count, drawn blindly of its drops or asked for it, never those that somebody picked because they looked wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ft_data.filtering.evidence import ASK_WORTH, LOW, estimate
from ft_data.filtering.rules import InForce

LEAST = 3  # judged rows below which nothing is said
_DOES = {"drop": "drop", "review": "ask"}
_LEVEL = {"drop": LOW, "review": ASK_WORTH}


class Said(NamedTuple):
    """One decision about a row that a rule dropped (``level`` "drop") or asked about ("review"), and whether it agreed."""

    rule: str
    level: str
    source: str
    record_id: str
    right: bool


@dataclass(frozen=True)
class Overruled:
    """A rule that was right too seldom: ``right`` of ``judged`` rows, at most ``high`` of all (95% bound, beta-binomial over sources).

    ``own``: the recipe wrote the band, so it stands.
    """

    rule: str
    level: str
    judged: int
    right: int
    high: float
    own: bool

    @property
    def state(self) -> str:
        """demoted, or stands where the recipe itself wrote the band."""
        return "stands" if self.own else "demoted"

    def __str__(self) -> str:
        said = f"people agreed with {self.right} of {self.judged} of its rows here, so at most {self.high:.0%} are right"
        if self.own:
            return f"`{self.rule}` {_DOES[self.level]}s because the recipe says so: {said}"
        return f"`{self.rule}` may no longer {_DOES[self.level]} in this dataset and only marks: {said}"


def overruled(rules: Sequence[InForce], said: Iterable[Said]) -> list[Overruled]:
    """Return the bands whose upper bound lies below what a rule needs to drop or to ask.

    A row that is judged twice counts as it was judged last.
    """
    last: dict[tuple[str, str, str], Said] = {(one.rule, one.level, one.record_id): one for one in said}
    by_band: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for one in last.values():
        by_band[one.rule, one.level].append(one)
    found = []
    for rule in rules:
        for level, band in (("drop", rule.drop), ("review", rule.review)):
            judged = by_band.get((rule.name, level), [])
            if band is None or len(judged) < LEAST:
                continue
            high = estimate(_by_source(judged)).high
            if high < _LEVEL[level]:
                right = sum(one.right for one in judged)
                found.append(Overruled(rule.name, level, len(judged), right, high, level in rule.own))
    return found


def _by_source(judged: Iterable[Said]) -> tuple[tuple[float, float], ...]:
    counts: Mapping[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in judged:
        counts[one.source][0] += one.right
        counts[one.source][1] += 1
    return tuple((right, reads) for right, reads in sorted(map(tuple, counts.values())))
