"""The sections of a recipe that ask for fitted signals, models of one's own and judges, and select by them."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field, model_validator

from ft_data.recipe.base import Name, Rate, Section


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


class Judge(Section):
    """A language model that rates rows, at an endpoint that speaks chat completions. **Rows leave this machine**
    when the endpoint is elsewhere."""

    name: Name = Field(description="Names its signals: `<name>_<criterion>` and `<name>_reason`.")
    endpoint: str = Field(
        description="Base address, such as `http://127.0.0.1:8000/v1`. There is no default."
    )
    model: str = Field(description="The model's name at the endpoint.")
    rubric: dict[Name, str] = Field(
        min_length=1, description="Criterion to what 1 and 5 mean; each is rated from 1 to 5."
    )
    key_env: str | None = Field(
        None, description="Environment variable that holds the key; the key itself never stands in a recipe."
    )
    rows: int = Field(
        500, ge=1, description="At most so many rows are asked about: those with the smallest ids."
    )
    max_cost: float | None = Field(
        None, ge=0, description="Never spend more than this, over all runs. Required for endpoints elsewhere."
    )
    price_in: float = Field(0.0, ge=0, description="Price of a million tokens read.")
    price_out: float = Field(0.0, ge=0, description="Price of a million tokens written.")
    max_tokens: int = Field(300, ge=16, description="Longest answer of the judge, in tokens.")
    timeout: float = Field(60.0, gt=0, description="Seconds until a call is given up.")
    retries: int = Field(4, ge=0, le=10, description="Further tries of a call that failed for now.")
    parallel: int = Field(4, ge=1, le=64, description="Calls at the same time.")

    @model_validator(mode="after")
    def _careful(self) -> Judge:
        address = urlsplit(self.endpoint)
        if (
            address.scheme not in ("http", "https")
            or not address.hostname
            or address.username
            or address.query
        ):
            raise ValueError("`endpoint` is not a base address such as http://127.0.0.1:8000/v1")
        if not self.local:
            if address.scheme != "https":
                raise ValueError(
                    "an endpoint on another machine must be https: rows and key would travel in the open"
                )
            if self.max_cost is None or not (self.price_in or self.price_out):
                raise ValueError(
                    "an endpoint on another machine needs `max_cost`, `price_in` and `price_out`"
                )
        return self

    @property
    def local(self) -> bool:
        """Whether the endpoint is on this machine."""
        return urlsplit(self.endpoint).hostname in ("127.0.0.1", "::1", "localhost")


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
