"""What the proof comes to: whether the selection beat what it must, and whether that is still said of the current rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import groupby

import pyarrow.parquet as pq

from ft_data.inspection.health.finding import Finding, Level, age, days
from ft_data.inspection.health.lasting import earlier
from ft_data.proof.arms import PREVIOUS
from ft_data.proof.judged import BEATS, LOST, UNSURE, Judged, judged
from ft_data.proof.table import ALL
from ft_data.stages.build import Build
from ft_data.warehouse import snapshots
from ft_data.warehouse.snapshots import Snapshot

_TABLES = {
    "main": False,
    "answers": False,
    "beside": True,
}  # of the asset `proof`, and whether its proxy is neural
_COLUMNS = ("proxy", "arm", "slice", "selection_low", "selection_high")


def proof(build: Build, now: datetime.datetime) -> Iterator[Finding]:
    """Say what the proof says: it is good where the selection beats what it must, and trouble where it lost."""
    if build.recipe.prove is None:
        said = "the recipe has no `prove:`, so nobody knows whether the selection helps"
        yield Finding("proof", "unknown", said)
        return
    found = snapshots.current(build.warehouse, "proof")
    if found is None:
        yield Finding("proof", "unknown", "not proven yet")
        return
    told, since = _told(build, found), age(found.created_at, now)
    stale = earlier(build, found)
    level = level_of(told, stale)
    said = f"proven {days(since)} ago{f', {stale}' if stale else ''}: {words(told)}"
    detail = tuple(map(str, found.stats.get("said", ())))
    owner = ", ".join(build.recipe.owners) if level != "good" else ""
    yield Finding("proof", level, said, owner, since if level != "good" else None, detail)


def level_of(told: Iterable[Judged], stale: str = "") -> Level:
    """Return how good it is: trouble where the selection lost, attention where nobody can tell or the rows are others by now.

    That it cannot be told from the previous release is nothing bad: that one may be as good.
    """
    told = list(told)
    if any(one.state == LOST for one in told):
        return "trouble"
    unsure = any(one.state == UNSURE and one.arm != PREVIOUS for one in told)
    return "attention" if unsure or stale or not told else "good"


def words(told: Iterable[Judged]) -> str:
    """Say it in a sentence, the worst first: arms and proxies by name."""
    worst_first = sorted(told, key=lambda one: (LOST, UNSURE, BEATS).index(one.state))
    said = [
        f"the selection {state} {', '.join(f'{one.arm} ({one.proxy})' for one in some)}"
        for state, some in groupby(worst_first, key=lambda one: one.state)
    ]
    return "; ".join(said) or "it compares the selection with nothing that it must beat"


def _told(build: Build, found: Snapshot) -> list[Judged]:
    told = []
    for table, neural in _TABLES.items():
        for part in found.parts.get(table, ()):
            rows = pq.read_table(build.path(part), columns=list(_COLUMNS)).to_pylist()
            told += judged((row for row in rows if row["slice"] == ALL), neural)
    return told
