"""A sensor that asks for a run when something drifted: once for each thing that did, and never because of its own runs.

What it asked for is remembered, as hashes: names of slices are words of the data. While the run it asked for is under way nothing
more is asked; what that run leaves drifted, under whatever name, was answered by it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg
import pyarrow.parquet as pq
import xxhash

from ft_data.assets.resource import WarehouseResource
from ft_data.warehouse import snapshots
from ft_data.warehouse.home import Warehouse

_EVERY = 300  # seconds
_RUN_KEY = "dagster/run_key"
_UNDER_WAY = [
    status
    for status in dg.DagsterRunStatus
    if status not in (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
]


@dataclass(frozen=True)
class Asked:
    """What was asked for: the release that versions are compared with, the things that drifted since, and the run that is waited for."""

    release: str = ""
    known: tuple[str, ...] = ()
    waiting: str = ""
    times: int = 0

    @staticmethod
    def of(cursor: str | None) -> Asked:
        """Read back :meth:`cursor`; what is none counts as nothing asked yet."""
        try:
            said = json.loads(cursor or "{}")
            return Asked(said["release"], tuple(said["known"]), said["waiting"], said["times"])
        except (ValueError, KeyError, TypeError):
            return Asked()

    def cursor(self) -> str:
        """Write it down."""
        return json.dumps(
            {"release": self.release, "known": self.known, "waiting": self.waiting, "times": self.times}
        )


@dataclass(frozen=True)
class Decision:
    """What to remember, whether to ask (with a key that never repeats), and why not."""

    asked: Asked
    run_key: str | None
    message: str


def decide(
    asked: Asked, dataset: str, release: str, causes: Collection[str], under_way: Callable[[str], bool]
) -> Decision:
    """Compare what drifted since a release with what was asked for. ``under_way`` tells of a run, by its key."""
    if asked.waiting and under_way(asked.waiting):
        return Decision(asked, None, "the run that was asked for is under way")
    known = set(asked.known) if asked.release == release else set()
    new = set(causes) - known
    now = replace(asked, release=release, known=tuple(sorted(known | set(causes))), waiting="")
    if asked.waiting:
        return Decision(now, None, "the run that was asked for is over; what it left drifted is answered")
    if not new:
        return Decision(now, None, "what drifted was asked for before" if causes else "nothing drifted")
    key = f"{dataset}-drifted-{asked.times + 1}-{_named(release, *sorted(new))}"
    return Decision(replace(now, waiting=key, times=asked.times + 1), key, f"{len(new)} things drifted")


def causes(warehouse: Warehouse) -> tuple[str, list[str]]:
    """Return the release that the current version is compared with, and a name for each thing that drifted since."""
    found = snapshots.current(warehouse, "shifts")
    rows: list[dict[str, Any]] = []
    for file in found.files() if found else ():
        rows += pq.read_table(
            warehouse.parts / file, columns=["release", "kind", "slice", "what", "drifted"]
        ).to_pylist()
    drifted = [row for row in rows if row["drifted"]]
    names = sorted({_named(row["kind"], row["slice"], row["what"]) for row in drifted})
    return (str(drifted[0]["release"]) if drifted else ""), names


def _named(*said: Any) -> str:
    return xxhash.xxh3_64_hexdigest("\0".join(map(str, said)).encode())


def drift_sensor(name: str, job: Any) -> dg.SensorDefinition:
    """Return the sensor of one dataset, whose recipe says that drift asks for runs."""

    @dg.sensor(
        name=f"{name}_drifted",
        job=job,
        minimum_interval_seconds=_EVERY,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Runs when something drifted since the release before: once for each thing that did (the recipe's `drift.ask`).",
    )
    def drifted(
        context: dg.SensorEvaluationContext, warehouse: WarehouseResource
    ) -> dg.SensorResult | dg.SkipReason:
        def under_way(key: str) -> bool:
            wanted = dg.RunsFilter(tags={_RUN_KEY: key}, statuses=_UNDER_WAY)
            return bool(context.instance.get_runs(wanted, limit=1))

        release, found = causes(warehouse.at().warehouse(name))
        told = decide(Asked.of(context.cursor), name, release, found, under_way)
        if told.run_key is None:
            context.update_cursor(told.asked.cursor())
            return dg.SkipReason(told.message)
        return dg.SensorResult(run_requests=_requests(told.run_key), cursor=told.asked.cursor())

    return drifted


def _requests(key: str) -> Sequence[dg.RunRequest]:
    return [dg.RunRequest(run_key=key, tags={"ft_data/asked_by": "drift"})]
