"""What is said of one side of a dataset."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

Level = Literal["good", "attention", "trouble", "unknown"]
WORST: tuple[Level, ...] = ("trouble", "attention", "unknown", "good")


@dataclass(frozen=True)
class Finding:
    """``said`` is a sentence of figures and names of the recipe, that may leave this machine; ``detail`` are lines that stay: they
    name people, and words of the data.

    ``owner`` is who should do something, "" where nobody is named; ``days`` how long it has waited, None where nothing waits.
    """

    topic: str
    level: Level
    said: str
    owner: str = ""
    days: float | None = None
    detail: tuple[str, ...] = ()


def age(since: str | datetime.datetime, now: datetime.datetime) -> float:
    """Return the days since a moment, as text (ISO 8601, UTC where it says no zone) or as such."""
    moment = datetime.datetime.fromisoformat(since) if isinstance(since, str) else since
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return max((now - moment).total_seconds() / 86_400, 0.0)


def days(value: float) -> str:
    """Say how long, in hours or days."""
    hours = round(value * 24)
    if not hours:
        return "less than an hour"
    return f"{hours} hour{'s' if hours != 1 else ''}" if hours < 48 else f"{value:.0f} days"


def worst(found: list[Finding]) -> Level:
    """Return the worst level."""
    return min((one.level for one in found), key=WORST.index, default="good")
