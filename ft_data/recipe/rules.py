"""The part of the recipe that judges rows: rules, and files of default rules in the same language."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator, model_validator

from ft_data import plugins
from ft_data.recipe.bands import Band
from ft_data.recipe.base import Name, Section
from ft_data.recipe.registered import Registered


class Rule(Section):
    """One rule: a signal, its bands and a reason. On top of the profile."""

    name: Name = Field(
        description="Names the rule in verdicts, reports and `why`; a profile's name changes its rule."
    )
    signal: str | None = Field(None, description="The signal it reads (see docs/signals.md).")
    drop: Band | None = Field(None, description='Band that removes the row, such as "< 1".')
    review: Band | None = Field(None, description="Band that asks a person.")
    mark: Band | None = Field(
        None,
        description="Band that is noted with the row (`why`, report, ranking) and neither drops nor asks.",
    )
    where: str | None = Field(
        None, description="SQL condition on signals and cleaned columns; the rule applies where true."
    )
    unless: str | None = Field(
        None, description="SQL condition of the same kind; where true, the rule does not apply."
    )
    why: str | None = Field(None, description="Why this rule exists here. Printed on the card.")
    off: bool = Field(False, description="Turn a profile's rule off.")
    evidence: None = Field(
        None,
        description="Read-only: what is known of a shipped rule (docs/signals.md). No recipe may set it.",
    )

    @property
    def acts(self) -> bool:
        """Whether it has a band."""
        return bool(self.drop or self.review or self.mark)

    @model_validator(mode="after")
    def _complete(self) -> Rule:
        if not self.off and self.signal is not None and not self.acts:
            raise ValueError(f"rule {self.name!r} has a signal but neither a drop, a review nor a mark band")
        return self

    @field_validator("evidence", mode="before")
    @classmethod
    def _read_only(cls, value: object) -> None:
        if value is not None:
            raise ValueError(
                "evidence is read-only: it comes from reading rows, not from a recipe; leave it out"
            )


PackName = Annotated[str, Registered("rules")]


def kind_of_text(profile: str) -> str:
    """Return the built-in profile whose kind of text a profile is for: itself, or what a plugged-in pack says it is like."""
    registry = plugins.registry("rules")
    return profile if profile in registry.builtin else str(registry.get(profile).like)


class Profile(Section):
    """A file of default rules, in the recipe's own language."""

    extends: PackName | None = Field(None, description="The profile whose rules come first.")
    rules: list[Rule]
