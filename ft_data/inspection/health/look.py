"""The health of one dataset, and of all of a home."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ft_data.errors import FtDataError
from ft_data.inspection.health import asked, made, proven
from ft_data.inspection.health.finding import Finding, Level, worst
from ft_data.recipe.problems import RecipeError
from ft_data.stages.build import Build
from ft_data.warehouse.home import Home


@dataclass(frozen=True)
class Health:
    """What is said of a dataset, topic by topic."""

    dataset: str
    at: str
    findings: tuple[Finding, ...]

    @property
    def level(self) -> Level:
        """The worst that is said; that nobody looks is nothing bad."""
        known = [one for one in self.findings if one.level != "unknown"]
        return worst(known) if known else "unknown"

    def told(self) -> dict[str, Any]:
        """Return all that is known, for those who may see it."""
        return {
            "dataset": self.dataset,
            "at": self.at,
            "level": self.level,
            "findings": [asdict(one) for one in self.findings],
        }

    def public(self) -> dict[str, Any]:
        """Return what may leave this machine: no person, no text of the data."""
        return {
            "dataset": self.dataset,
            "at": self.at,
            "level": self.level,
            "findings": [
                {"topic": one.topic, "level": one.level, "said": one.said, "days": None if one.days is None else round(one.days, 1)}
                for one in self.findings
                if one.level != "unknown"
            ],
        }  # fmt: skip


def health(home: Home, name: str, passed: made.Passed, now: datetime.datetime | None = None) -> Health:
    """Look at a dataset. ``passed`` returns the checks that the current version of an asset passed."""
    now = now or datetime.datetime.now(datetime.UTC)
    at = now.isoformat(timespec="seconds")
    try:
        build = Build.open(home, name)
    except RecipeError as error:
        said = f"the recipe has {len(error.problems)} problem{'s' if len(error.problems) != 1 else ''}, so nothing can be made"
        return Health(name, at, (Finding("recipe", "trouble", said, detail=tuple(map(str, error.problems))),))
    return Health(
        name,
        at,
        (
            *_looked("freshness", lambda: made.freshness(build, now)),
            *_looked("release", lambda: made.release(build, now)),
            *_looked("gates", lambda: made.gates(build, now, passed)),
            *_looked("drift", lambda: made.drift(build, now)),
            *_looked("queue", lambda: asked.people(build, now)),
            *_looked("proof", lambda: proven.proof(build, now)),
            *_looked("gaps", lambda: made.weak(build, now)),
        ),
    )


def _looked(topic: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Yield what is found; a file that cannot be read is trouble of its topic, and the others are looked at all the same."""
    try:
        yield from [*look()]
    except (FtDataError, sqlite3.Error, OSError) as error:
        said = "the files that say it cannot be read: `ft-data health --json` says which, and why"
        yield Finding(topic, "trouble", said, detail=(str(error),))
