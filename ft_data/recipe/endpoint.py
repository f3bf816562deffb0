"""What a recipe says of a language model at an endpoint, whatever it is asked for."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from ft_data.recipe.base import Section


class Endpoint(Section):
    """A language model at an endpoint that speaks chat completions. **Text leaves this machine** when it is elsewhere."""

    endpoint: str = Field(
        description="Base address, such as `http://127.0.0.1:8000/v1`. There is no default."
    )
    model: str = Field(description="The model's name at the endpoint.")
    key_env: str | None = Field(
        None, description="Environment variable that holds the key; the key itself never stands in a recipe."
    )
    max_cost: float | None = Field(
        None, ge=0, description="Never spend more than this, over all runs. Required for endpoints elsewhere."
    )
    price_in: float = Field(0.0, ge=0, description="Price of a million tokens read.")
    price_out: float = Field(0.0, ge=0, description="Price of a million tokens written.")
    max_tokens: int = Field(300, ge=16, description="Longest answer, in tokens.")
    timeout: float = Field(60.0, gt=0, description="Seconds until a call is given up.")
    retries: int = Field(4, ge=0, le=10, description="Further tries of a call that failed for now.")
    parallel: int = Field(4, ge=1, le=64, description="Calls at the same time.")

    @model_validator(mode="after")
    def _careful(self) -> Self:
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

    @property
    def free(self) -> bool:
        """Whether a call costs nothing."""
        return not (self.price_in or self.price_out)

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """Return the price of a call."""
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1e6
