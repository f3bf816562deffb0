"""How far sources are past the `refresh` that the recipe asks for."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from ft_data.inspection.health.finding import age, days
from ft_data.recipe.base import span
from ft_data.stages.build import Build
from ft_data.warehouse import snapshots

_DAY = datetime.timedelta(days=1)


class Late(NamedTuple):
    """A source, the days it is past its cadence, and a sentence about it."""

    source: str
    days: float
    said: str


def late(build: Build, now: datetime.datetime) -> Iterator[Late]:
    """Yield the sources whose newest data is older than it may get, by name."""
    for name, source in sorted(build.recipe.sources.items()):
        found = snapshots.current(build.warehouse, f"raw/{name}")
        if source.refresh and found is not None:
            since, most = age(found.created_at, now), span(source.refresh) / _DAY
            if since > most:
                said = f"its newest data came {days(since)} ago, {source.refresh} are allowed"
                yield Late(name, since - most, said)
