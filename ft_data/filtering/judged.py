"""What the rules make of one row, before the budget is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ft_data.filtering.rules import LEVELS
from ft_data.warehouse.detail import Finding


@dataclass(frozen=True)
class Judged:
    """The rules that fired, strongest first, and doubts of earlier stages (``flags``).

    ``own``: the recipe itself asks about it. ``fused``: people are to judge a rule by it. ``facts``: more for `why`.
    """

    findings: Sequence[Finding] = ()
    flags: Sequence[str] = ()
    own: bool = False
    fused: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def level(self) -> str:
        """The strongest of what the rules want: keep, mark, review or drop."""
        return max((str(one.verdict) for one in self.findings), key=LEVELS.index, default="keep")

    @property
    def verdict(self) -> str:
        """keep, review or drop."""
        if self.level == "drop":
            return "drop"
        return "review" if self.flags or self.level == "review" else "keep"

    @property
    def kept(self) -> bool:
        """Whether the row stays without being asked about."""
        return self.verdict == "keep"

    @property
    def asks(self) -> bool:
        """Whether people are asked about the row."""
        return self.verdict == "review"

    def with_question(self, question: Finding) -> Judged:
        """Return it with one more rule that asks, which the recipe wanted."""
        return replace(self, findings=(question, *self.findings), own=True)

    def held(self, rule: str, level: str, why: str) -> Judged:
        """Return it with what one rule wants held to a level."""
        held = [
            replace(one, verdict=level, evidence=why) if one.rule == rule else one for one in self.findings
        ]
        held.sort(key=lambda one: -LEVELS.index(str(one.verdict)))
        return replace(self, findings=tuple(held))

    def unasked(self) -> Judged:
        """Return it as it is kept when there is no room to ask: its questions only mark."""
        marks = [replace(one, verdict="mark") if one.verdict == "review" else one for one in self.findings]
        facts = {**self.facts, "over_budget": True, "flags_unasked": [*self.flags] or None}
        return replace(self, findings=marks, flags=(), facts=facts)

    def said(self) -> dict[str, Any]:
        """Return reasons and evidence as `ft_data.warehouse.verdicts.verdict` takes them.

        The reasons are the rules that gave the verdict (of a kept row, those that marked it), then the flags.
        """
        deciding = [one for one in self.findings if one.verdict == self.level]
        if self.level == "mark" and self.flags:
            deciding = []
        first = deciding[0] if deciding else None
        shown = (
            {}
            if first is None
            else {"signal": first.signal, "value": first.value, "threshold": first.threshold}
        )
        return {
            "reasons": [one.rule for one in deciding] + [*self.flags],
            **shown,
            "rules": tuple(self.findings) or None,
            "flags": tuple(self.flags) or None,
            **self.facts,
        }
