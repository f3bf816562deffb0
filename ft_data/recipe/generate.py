"""What a recipe says of rows that a language model makes: from what, by whom, how many, and what may leave the machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from ft_data.recipe.base import Name, Section
from ft_data.recipe.endpoint import Endpoint

# Ways that are not built: named, so that nobody takes a row of one for what another makes.
UNBUILT: Mapping[str, str] = {
    "instructions_from_seeds": "new instructions like given ones",
    "paraphrase": "the same in other words, style, persona or dialect",
    "evolve": "harder, longer or constrained instructions",
    "templates": "templates whose slots are filled",
    "back_translation": "a prompt for a given answer",
    "critique_and_revise": "an answer that is criticised and revised",
    "preference_pairs": "several answers, ranked",
    "dialogue": "conversations of several turns",
    "tool_dialogue": "conversations that call declared tools",
    "edge_cases": "what a list of gaps asks for",
}


class Teacher(Endpoint):
    """The language model that writes rows. **Passages leave this machine** when the endpoint is elsewhere."""

    max_tokens: int = Field(400, ge=16, description="Longest answer, in tokens.")
    temperature: float = Field(0.8, ge=0, le=2, description="How freely the model draws its words.")
    seed: int = Field(
        0, description="Other seeds are other requests: what was asked before is not asked again."
    )


class Generate(Section):
    """Rows that a language model makes from rows of another source. They are `new` in `synthesized`, with parents."""

    way: Literal["qa_from_documents"] = Field(
        description="`qa_from_documents`: questions and answers, each grounded in one passage of a document."
    )
    documents: Name = Field(description="The source of this recipe whose rows are asked about.")
    rows: int = Field(100, ge=1, description="So many accepted rows, no more; fewer say why.")
    requests: int | None = Field(
        None, ge=1, description="At most so many requests. Default: three times `rows`."
    )
    teacher: Teacher = Field(description="Who writes them.")
    judge: Endpoint | None = Field(
        None,
        description="Who says whether a passage supports an answer; where it does not answer, no row passes.",
    )
    send: Literal["never", "masked"] = Field(
        "never",
        description="Whether text may leave this machine. What is sent is masked whatever `clean.pii` says, here too.",
    )
    prompt: str | None = Field(
        None, description="A file (Jinja) in the place of the shipped prompt, relative to the recipe."
    )
    passage: int = Field(1_500, ge=200, le=20_000, description="Longest passage, in characters.")
    each: int = Field(3, ge=1, le=5, description="Requests about one passage, each after something else.")

    @field_validator("way", mode="before")
    @classmethod
    def _built(cls, value: Any) -> Any:
        if isinstance(value, str) and value in UNBUILT:
            raise ValueError(f"`{value}` ({UNBUILT[value]}) is not available yet; what is: qa_from_documents")
        return value

    @model_validator(mode="after")
    def _stays_here(self) -> Self:
        if self.away and self.send != "masked":
            raise ValueError(
                f"the endpoint of `{next(iter(self.away))}` is on another machine and `send: never` holds: `send: masked` lets masked "
                "passages leave this one"
            )
        return self

    @property
    def away(self) -> dict[str, str]:
        """Who is asked on another machine, and where."""
        asked = {"teacher": self.teacher, "judge": self.judge}
        return {name: one.endpoint for name, one in asked.items() if one is not None and not one.local}

    @property
    def most(self) -> int:
        """How many requests there may be."""
        return self.requests or 3 * self.rows


def generators(sources: Mapping[str, Any]) -> dict[str, Generate]:
    """Return the sources that are generated, by name in order."""
    return {name: sources[name].generate for name in sorted(sources) if sources[name].generate is not None}


def read_sources(sources: Mapping[str, Any]) -> list[str]:
    """Name the sources that are read from files, in order."""
    return [name for name in sorted(sources) if sources[name].generate is None]
