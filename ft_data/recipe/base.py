"""What the sections of a recipe are made of: names, periods, rates."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def _name(value: str) -> str:
    if not NAME.match(value):
        raise ValueError(f"{value!r} is not a name: use a-z, 0-9 and _, starting with a letter")
    return value


def _days(value: str) -> str:
    if not re.match(r"[1-9]\d*[dh]\Z", value):
        raise ValueError(f'{value!r} is not a period: write days or hours, such as "90d" or "12h"')
    return value


Name = Annotated[str, AfterValidator(_name)]
Period = Annotated[str, AfterValidator(_days)]
Rate = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """Unknown keys are errors; nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
