"""The part of the recipe that says which good rows are trained on, and how they are split."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator, model_validator

from ft_data.recipe.base import Rate, Section
from ft_data.recipe.fitted import Diversity, Influence, Similarity


class Select(Section):
    """Which of the good rows are trained on, and how much each weighs."""

    budget: int | None = Field(None, ge=1, description="At most this many rows.")
    tokens: int | None = Field(
        None, ge=1, description="At most this many tokens of `format.tokenizer`, instead of `budget`."
    )
    mixture: dict[str, float] = Field(
        default_factory=dict,
        description="Share per source, of rows or of tokens as the budget is; normalised to one.",
    )
    max_synthetic: Rate | None = Field(None, description="Largest share of synthetic rows.")
    most_of: dict[str, Rate] = Field(
        default_factory=dict, description="Largest share of the rows of a source, such as a generator's."
    )
    weights: dict[str, Annotated[float, Field(gt=0, le=100)]] = Field(
        default_factory=dict,
        description="Weight per source, 1 unless it is named, times the weight that a record gives its answers. No trainer takes "
        "weights: a row of weight 2.5 stands two or three times in the train split, one of 0.1 is taken with a chance of a tenth.",
    )
    seed: int = Field(0, description="Changes which rows of equal merit are taken.")
    influence: Influence | None = Field(
        None, description="Selection by influence on `targets`; `influence: {}` switches it on."
    )
    similarity: Similarity | None = Field(None, description="Selection by likeness to `targets`.")
    diversity: Diversity | None = Field(None, description="Selection for coverage of topics.")

    @field_validator("mixture")
    @classmethod
    def _positive(cls, value: dict[str, float]) -> dict[str, float]:
        if any(share < 0 for share in value.values()) or (value and sum(value.values()) <= 0):
            raise ValueError("shares must not be negative and must not all be zero")
        return value


class Splits(Section):
    """Shares of the splits; they add up to one."""

    train: Rate = Field(0.9)
    validation: Rate = Field(0.05)
    test: Rate = Field(0.05)

    @model_validator(mode="after")
    def _whole(self) -> Splits:
        if abs(self.train + self.validation + self.test - 1) > 1e-6:
            raise ValueError("train, validation and test must add up to 1")
        return self
