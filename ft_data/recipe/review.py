"""The part of the recipe that says what people are asked."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field

from ft_data.recipe.base import Name, Rate, Section


class Triage(Section):
    """How many rows people see, and with what guarantee."""

    budget: Rate | None = Field(
        None,
        description="At most this share of rows goes to people, whatever asks about them. Unset: 1% and at most 300 rows "
        "for what the shipped rules ask, audits included; your own `review` bands ask beside it.",
    )
    max_bad: Rate | None = Field(
        None, description="At most this share of automatically kept rows may be bad."
    )
    confidence: float = Field(0.9, gt=0, lt=1, description="Confidence of the `max_bad` guarantee.")

    def room(self, rows: int) -> int:
        """Return how many of so many rows people are asked about."""
        share, most = (0.01, 300) if self.budget is None else (self.budget, rows)
        return min(math.floor(share * rows + 1e-9), most)

    def audits(self, rows: int, rate: float) -> int:
        """Return how many of these questions may be audits: at most a quarter of a budget that nobody set."""
        room = self.room(rows)
        return min(math.floor(rate * rows + 1e-9), room // 4 if self.budget is None else room)

    def lottery(self, rows: int) -> int:
        """Return how many of these questions are drawn from rows that are only marked."""
        return self.room(rows) // 10


class Review(Section):
    """What people are asked."""

    audit_rate: Rate = Field(
        0.02,
        description="At most this share of automatic verdicts is checked blindly by people; the budget may allow fewer.",
    )
    overlap: Rate = Field(0.1, description="Share of items that two people decide.")
    blind: bool = Field(
        True,
        description="Who has yet to decide about a row is not told what others said of it. Marks and decisions show once they have.",
    )
    min_agreement: float = Field(0.6, ge=-1, le=1, description="Least Krippendorff alpha on overlap items.")
    rubric: list[str] = Field(
        default_factory=lambda: ["accuracy", "usefulness", "tone"], description="What is rated from 1 to 5."
    )
    labels: dict[Name, list[str]] = Field(
        default_factory=dict, description="Annotation labels and their values."
    )
    spans: list[Name] = Field(
        default_factory=list,
        description="What words of a text may be marked as. Empty: the reasons for a rejection.",
    )
    guideline: str | None = Field(
        None, description="Text shown beside each item; changing it starts a new version."
    )
    pending: Literal["hold", "keep", "drop"] = Field("hold", description="What happens to undecided rows.")
    reviewers: dict[str, Literal["reviewer", "lead", "approver"]] = Field(
        default_factory=dict, description="Who may decide, and in which role. Empty: anyone on this machine."
    )
    triage: Triage = Field(default_factory=Triage)
