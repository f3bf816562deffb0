"""The part of the recipe that says what must hold before a version is published, and who must agree."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from ft_data.recipe.base import Period, Rate, Section


class Gates(Section):
    """What must hold before a version may be published."""

    min_rows: int = Field(1, ge=0, description="Fewest rows of a release.")
    max_duplicate_rate: Rate = Field(0.0, description="Largest share of rows with an exact twin.")
    max_contaminated: int = Field(0, ge=0, description="Largest number of rows that overlap a benchmark.")
    max_unwanted_language: Rate = Field(
        0.005,
        description="Largest share of rows in a language that `languages` does not list, as a second detector says.",
    )
    max_pending_rate: Rate | None = Field(None, description="Largest share of rows still waiting for people.")
    max_told_apart: float | None = Field(
        None,
        ge=0.5,
        le=1,
        description="How surely a model may tell generated rows from people's: largest area under the curve, .5 is chance "
        "(docs/synthesis.md). Without it that is only told.",
    )


# What the card's datasheet asks, by its sections (after Datasheets for Datasets, Gebru et al., 2018).
DATASHEET = {
    "Motivation": ("purpose", "creators", "funding"),
    "Composition": ("instances", "missing", "sensitive", "errors"),
    "Collection": ("sources", "consent", "timeframe"),
    "Preprocessing": ("cleaning", "labelling", "raw_kept"),
    "Uses": ("intended", "unsuitable"),
    "Distribution": ("license", "restrictions"),
    "Maintenance": ("maintainer", "updates", "withdrawal"),
    "Limitations": ("limitations",),
}


class Govern(Section):
    """What may be used, and who must agree."""

    licenses: list[str] = Field(default_factory=list, description="Allowed licences. Empty: all.")
    consents: list[str] = Field(default_factory=list, description="Allowed consents. Empty: all.")
    conflicts: Literal["strictest", "drop", "review"] = Field(
        "strictest", description="One text under two licences: keep it under the strictest, drop it, or ask."
    )
    approvers: list[str] = Field(
        default_factory=list, description="Roles or people who may approve a release."
    )
    approvals: int = Field(0, ge=0, description="How many different approvers a release needs.")
    raw_retention: Period | None = Field(
        None,
        description="How long a version of `raw` (unmasked text) is kept once a newer one took its place.",
    )
    datasheet: dict[str, str] = Field(
        default_factory=dict,
        description="Answers to questions of the card's datasheet that the data cannot answer, such as `funding`, `timeframe`, "
        "`unsuitable` or `limitations`; published with every release.",
    )

    @field_validator("datasheet")
    @classmethod
    def _asked(cls, value: dict[str, str]) -> dict[str, str]:
        asked = [question for questions in DATASHEET.values() for question in questions]
        if unknown := [name for name in value if name not in asked]:
            raise ValueError(f"the datasheet does not ask {', '.join(unknown)}; it asks {', '.join(asked)}")
        return value
