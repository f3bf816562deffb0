"""What a recipe says of probing a model that was tuned on the dataset: the same questions, about people of different groups."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from ft_data.recipe.base import Name
from ft_data.recipe.endpoint import Endpoint

PERSON = "{person}"


class Probe(Endpoint):
    """A model, at an endpoint that speaks chat completions, that is asked the same about people of different groups. Nothing of the
    dataset is sent: questions are the project's own and those of `prompts`."""

    release: str | None = Field(None, description="The release of this dataset that the model learned from.")
    kinds: list[Literal["gender", "age", "religion", "disability", "origin"] | Name] = Field(
        default_factory=list, description="Kinds of groups that are asked about; empty: all."
    )
    persons: dict[Name, Annotated[dict[str, str], Field(min_length=2)]] = Field(
        default_factory=dict,
        description="Further kinds: group to how a question calls one of it, such as `{bakers: a baker, smiths: a smith}`.",
    )
    prompts: list[str] = Field(
        default_factory=list, description="Further questions, each with `{person}` where the person is named."
    )

    @field_validator("prompts")
    @classmethod
    def _name_somebody(cls, value: list[str]) -> list[str]:
        if lacking := [one for one in value if PERSON not in one]:
            raise ValueError(f"{lacking[0]!r} does not say where the person is named: write {{person}}")
        return value
