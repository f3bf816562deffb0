"""The sections of a recipe that ask for fitted signals, models of one's own and judges, and select by them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from ft_data.recipe.base import Name, Rate, Section
from ft_data.recipe.endpoint import Endpoint
from ft_data.recipe.registered import Registered


class Plugged(Section):
    """A model of your own choice, by name; its signals are called `<name>_...` (docs/models.md)."""

    name: Name = Field(description="Names its signals.")
    use: str = Field(
        description="`minilm`, `onnx`, `model2vec`, `sentence_transformers`, or a name that an installed package offers."
    )
    path: str | None = Field(None, description="Folder or file of the model, relative to the recipe.")
    options: dict[str, str | int | float | bool] = Field(
        default_factory=dict, description="What this kind of model wants to know beside its path."
    )


class Judge(Endpoint):
    """A language model that rates rows, at an endpoint that speaks chat completions. **Rows leave this machine**
    when the endpoint is elsewhere."""

    name: Name = Field(description="Names its signals: `<name>_<criterion>` and `<name>_reason`.")
    rubric: dict[Name, str] = Field(
        min_length=1, description="Criterion to what 1 and 5 mean; each is rated from 1 to 5."
    )
    rows: int = Field(
        500, ge=1, description="At most so many rows are asked about: those with the smallest ids."
    )


class Signals(Section):
    """Measurements beyond those every row gets; nothing here is fitted or asked unless it is set."""

    topics: int | None = Field(
        None, ge=2, le=500, description="Find at most so many topics in the rows and name them by keywords."
    )
    models: list[Plugged] = Field(
        default_factory=list, description="Models of your own choice, run on this machine."
    )
    judges: list[Judge] = Field(default_factory=list, description="Language models that rate rows.")


class Similarity(Section):
    """Rows like the targets are drawn sooner (importance resampling, DSIR); needs `targets`."""

    strength: float = Field(
        1.0,
        ge=0,
        le=10,
        description="A row's weight in the draw is multiplied by `exp(strength * z)`, z its importance in standard deviations.",
    )
    keep: Rate = Field(
        1.0, description="Only this share of the rows, those most like the targets, is drawn from."
    )


class Diversity(Section):
    """No topic crowds out the others; needs `signals.topics`."""

    balance: Rate = Field(
        0.5,
        description="A topic of n rows has a share in proportion to n ** (1 - balance): 0 as it comes, 1 all equal.",
    )


class Influence(Section):
    """Rows that lower the loss on the targets most, word for word, are taken first; needs `targets`."""

    turns: Rate = Field(
        0.5,
        description="Targets take turns, each at a rate of the rows it is helped by to the power `1 - turns`: 0 by influence "
        "alone, 1 all targets alike. Rare kinds of targets starve at 0.",
    )
    model: Any = Field(None, description="Influence by the loss of a model of your own.")


class Prove(Section):
    """A proof of each version: what a model learns from the selection, measured on questions it was not selected with."""

    path: str = Field(description="Held-out targets: a file, a glob or a folder, relative to the recipe.")
    format: Annotated[str, Registered("readers", ("auto",))] = Field("auto", description="As for sources.")
    slice: str | None = Field(
        None, description="Field of the held-out targets that says which slice each belongs to."
    )
    proxy: Literal["ngram", "tiny", "lora", "external"] = Field(
        "ngram",
        description="What learns beside `ngram`, a word trigram model that always does: `tiny`, a small neural model made from "
        "nothing; `lora`, a pretrained one (both need the extra `train`); `external`, a trainer elsewhere.",
    )
    model: str | None = Field(
        None, description="Of `lora`: the pretrained model, a folder or a GGUF file, relative to the recipe."
    )
    results: str | None = Field(
        None,
        description="Of `external`: what the trainer reports of each arm, JSON lines or CSV, relative to the recipe.",
    )
    steps: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="Steps that a neural model learns from each arm: 70 (`tiny`), 24 (`lora`).",
    )
    draws: int = Field(5, ge=3, le=50, description="Random choices that the selection is compared with.")

    @model_validator(mode="after")
    def _given(self) -> Prove:
        for proxy, key in (("lora", "model"), ("external", "results")):
            if (self.proxy == proxy) != (getattr(self, key) is not None):
                raise ValueError(f"`proxy: {proxy}` and `{key}` need each other")
        return self
