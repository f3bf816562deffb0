"""What a recipe says of rows that a language model makes: from what, by whom, how many, and what may leave the machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from ft_data import plugins
from ft_data.recipe.base import Name, Section
from ft_data.recipe.endpoint import Endpoint
from ft_data.recipe.registered import Registered

WayName = Annotated[str, Registered("ways")]
# Keys that only some ways have.
_OF_WAYS = ("styles", "turns", "samples", "rank", "tools", "templates", "gaps")


class Teacher(Endpoint):
    """The language model that writes rows. **Passages leave this machine** when the endpoint is elsewhere."""

    max_tokens: int = Field(400, ge=16, description="Longest answer, in tokens.")
    temperature: float = Field(0.8, ge=0, le=2, description="How freely the model draws its words.")
    batch: bool = Field(
        False,
        description="Whether requests go as batches, which some services answer within a day at a lower price: `price_in` and `price_out` are "
        "those of batches then.",
    )
    seed: int = Field(
        0, description="Other seeds are other requests: what was asked before is not asked again."
    )


class Generate(Section):
    """Rows that a language model makes from rows of another source. They are `new` in `synthesized`, with parents."""

    way: WayName = Field(description="How rows are made, and from what (docs/synthesis.md).")
    documents: Name | None = Field(
        None, description="The source of this recipe whose rows are cut into passages that are shown."
    )
    seeds: Name | None = Field(
        None,
        description="The source of this recipe whose rows, a question and its answer each, are shown whole.",
    )
    rows: int = Field(100, ge=1, description="So many accepted rows, no more; fewer say why.")
    requests: int | None = Field(
        None, ge=1, description="At most so many requests. Default: three times `rows`."
    )
    teacher: Teacher = Field(description="Who writes them.")
    judge: Endpoint | None = Field(
        None,
        description="Who says whether a passage supports an answer, or ranks answers; where it does not answer, no row passes.",
    )
    agree: int = Field(
        0,
        ge=0,
        le=9,
        description="So many times the teacher is asked the same again, at its price; where half or more of these answers say otherwise, no row.",
    )
    depth: int | None = Field(
        None,
        ge=1,
        description="At most so many models between a row and people: 1 makes rows of what no model wrote, 2 of rows made from that as well. "
        "Without it depth is only counted.",
    )
    execute: bool = Field(
        False,
        description="Whether Python that comes with tests is run, in a process that reaches no file, network or other process. Where this "
        "machine offers none, such rows are rejected, never run.",
    )
    send: Literal["never", "masked"] = Field(
        "never",
        description="Whether text may leave this machine. What is sent is masked whatever `clean.pii` says, here too.",
    )
    prompt: str | None = Field(
        None, description="A file (Jinja) in the place of the shipped prompt, relative to the recipe."
    )
    passage: int = Field(
        1_500,
        ge=200,
        le=20_000,
        description="Longest passage, in characters; longer rows of `seeds` are not shown.",
    )
    each: int = Field(
        3, ge=1, le=5, description="Requests about one passage or row, each after something else."
    )
    styles: list[Annotated[str, Field(min_length=3, max_length=200)]] = Field(
        default_factory=list,
        description="`paraphrase`: who asks, or how, such as `an impatient customer`. Default: eight.",
    )
    turns: int = Field(2, ge=2, le=6, description="`dialogue`: questions of a conversation.")
    samples: int = Field(2, ge=2, le=8, description="`preference_pairs`: answers that are ranked.")
    rank: Literal["reference", "heuristics", "judge"] = Field(
        "reference",
        description="`preference_pairs`: which answer is better: the one nearest to the row's own, the one with fewer visible "
        "faults, or the one that `judge` prefers whichever is shown first.",
    )
    tools: str | None = Field(
        None, description="`tool_dialogue`: a JSON file of tools, relative to the recipe."
    )
    templates: str | None = Field(
        None,
        description="`templates`: a text file, a question with `{slots}` each line, relative to the recipe.",
    )
    gaps: str | None = Field(
        None, description="`edge_cases`: a JSON Lines file of what is missing, relative to the recipe."
    )

    @model_validator(mode="after")
    def _as_its_way(self) -> Self:
        """Check the keys that belong to a way."""
        way = self.made
        other = "documents" if way.of == "seeds" else "seeds"
        if getattr(self, way.of) is None:
            raise ValueError(f"`{self.way}` needs `{way.of}`: the source whose rows are shown")
        if getattr(self, other) is not None:
            raise ValueError(f"`{self.way}` shows `{way.of}`; `{other}` is nothing that it has")
        foreign = [key for key in _OF_WAYS if key in self.model_fields_set and key not in way.keys]
        if foreign:
            raise ValueError(f"`{foreign[0]}` is nothing that `{self.way}` has")
        missing = [key for key in way.reads if getattr(self, key) is None]
        if missing:
            raise ValueError(f"`{self.way}` needs `{missing[0]}`, a file")
        if "rank" in way.takes and (self.rank == "judge") != (self.judge is not None):
            raise ValueError("`rank: judge` and `judge` belong together")
        return self

    @property
    def made(self) -> Any:
        """The way, as it is declared (`ft_data.synthesis.ways.way.Way`)."""
        return plugins.registry("ways").get(self.way)

    @property
    def source(self) -> str:
        """The source whose rows are shown."""
        return self.documents or self.seeds or ""

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
