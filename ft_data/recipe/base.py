"""What the sections of a recipe are made of: names, periods, rates."""

from __future__ import annotations

import datetime
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_PERIOD = re.compile(r"[1-9]\d{0,5}[dh]\Z")
_UNITS = {"d": "days", "h": "hours"}
_LONGEST = datetime.timedelta(days=36_500)  # a moment that lies so far back still has a date


def _name(value: str) -> str:
    if not NAME.match(value):
        raise ValueError(f"{value!r} is not a name: use a-z, 0-9 and _, starting with a letter")
    return value


def _days(value: str) -> str:
    if not _PERIOD.match(value):
        raise ValueError(f'{value!r} is not a period: write days or hours, such as "90d" or "12h"')
    if span(value) > _LONGEST:
        raise ValueError(f"{value!r} is longer than {_LONGEST.days:,} days")
    return value


def span(period: str) -> datetime.timedelta:
    """Return how long a period of a recipe is.

    >>> span("36h") == datetime.timedelta(days=1.5)
    True
    """
    return datetime.timedelta(**{_UNITS[period[-1]]: int(period[:-1])})


Name = Annotated[str, AfterValidator(_name)]
Period = Annotated[str, AfterValidator(_days)]
Rate = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """Unknown keys are errors; nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
