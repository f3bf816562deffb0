"""What a recipe says of feedback: what people and tests found of answers that a model gave."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from ft_data.recipe.base import Name, Rate, Section
from ft_data.recipe.registered import Registered

STATION = (
    "station"  # what feedback that readers gave in the review station is called, beside the names of files
)
Kind = Literal["auto", "otel", "langfuse", "openinference", "openai_logs", "lm_eval", "plain"]


class FeedbackFiles(Section):
    """One place that feedback comes from; records of its files are joined by their ids."""

    path: str = Field(description="A file, a glob or a folder, relative to the recipe.")
    format: Annotated[str, Registered("readers", ("auto",))] = Field("auto", description="As for sources.")
    kind: Kind = Field(
        "auto",
        description="Whose records these are: `otel` (GenAI spans), `langfuse`, `openinference` (Phoenix), `openai_logs`, `lm_eval` "
        "(per-sample results), `plain` (any columns); `auto` looks at the keys of each record.",
    )
    map: dict[
        Literal[
            "prompt", "answer", "right_answer", "verdict", "rating", "slice", "model", "release", "created_at"
        ],
        str,
    ] = Field(
        default_factory=dict, description="For `plain`: which field holds what, where its name does not say."
    )
    score: str | None = Field(
        None, description="The score that says whether an answer is right; without it every score says so."
    )
    right_from: float | None = Field(
        None,
        description="A number from which on an answer is right. Without it only 0, 1, -1 and words say so.",
    )
    slice: str | None = Field(
        None, description="Field of a record, or attribute of a span, that says which slice it is of."
    )
    model: str | None = Field(None, description="Which model answered, where the records do not say.")
    release: str | None = Field(
        None,
        description="Which release of this dataset that model learned from, where the records do not say.",
    )


class Feedback(Section):
    """Answers of models with what was found of them. They say where the dataset is weak (docs/loop.md)."""

    consent: str | None = Field(
        None,
        description="The basis on which feedback may be used. Unless it is one of `govern.consents`, no text of it leaves "
        "with a release or gets into files for the next version.",
    )
    files: dict[Name, FeedbackFiles] = Field(
        default_factory=dict,
        description="Where feedback comes from, beside the review station: there readers call answers of rows wrong.",
    )
    held_back: Rate = Field(
        0.5,
        description="Share of the prompts that no list for the next version gets: on them it is measured whether a gap closed.",
    )

    @field_validator("files")
    @classmethod
    def _not_the_stations(cls, value: dict[str, FeedbackFiles]) -> dict[str, FeedbackFiles]:
        if STATION in value:
            raise ValueError(
                f"`{STATION}` is what readers say in the review station; call these files something else"
            )
        return value


def may_leave(recipe: Any) -> bool:
    """Tell whether text of feedback may be used for the next version, or leave with a release."""
    return recipe.feedback is not None and recipe.feedback.consent in recipe.govern.consents
