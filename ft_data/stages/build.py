"""What every stage needs: the recipe as read when the run started, the warehouse, and a way to say how far it is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from ft_data.engine import pool
from ft_data.engine.work import Task, own_schemas, perform
from ft_data.recipe.load import load
from ft_data.recipe.schema import Recipe
from ft_data.warehouse import catalog, hashing, parts, snapshots
from ft_data.warehouse.home import Home, Warehouse
from ft_data.warehouse.parts import Part, Receipt
from ft_data.warehouse.snapshots import Snapshot


@dataclass(frozen=True)
class Progress:
    """How far a stage is, in rows; ``total`` is 0 while unknown."""

    asset: str
    done: int
    total: int


@dataclass(frozen=True)
class Finished:
    """An asset was materialized: its rows and how long it took."""

    asset: str
    rows: int
    seconds: float
    rows_per_second: int


Listener = Callable[[Progress | Finished], None]
_listener: ContextVar[Listener | None] = ContextVar("progress", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Send the progress of stages run inside the block to ``listener``."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(news: Progress | Finished) -> None:
    """Tell whoever is listening."""
    listener = _listener.get()
    if listener:
        listener(news)


class Missing(LookupError):
    """A stage was asked for before the stage it reads from was ever made."""


@dataclass
class Build:
    """One run's view of a dataset."""

    home: Home
    name: str
    recipe: Recipe
    run_id: str = ""
    _started: dict[str, float] = field(default_factory=dict)

    @staticmethod
    def open(home: Home, name: str, run_id: str = "") -> Build:
        """Read the recipe now. Raises RecipeError with every problem."""
        return Build(home, name, load(home.recipe(name), name), run_id)

    @property
    def warehouse(self) -> Warehouse:
        """Paths of what was made."""
        return self.home.warehouse(self.name)

    def parts_folder(self, asset: str) -> Path:
        """Return the folder of an asset's parts."""
        return self.warehouse.parts / asset.replace("/", ".")

    def path(self, part: Part | str) -> str:
        """Return the absolute path of a part."""
        return str(self.warehouse.parts / (part if isinstance(part, str) else part.file))

    def current(self, asset: str) -> Snapshot:
        """Return the current snapshot. Raises Missing when there is none."""
        found = snapshots.current(self.warehouse, asset)
        if found is None:
            raise Missing(f"{self.name}/{asset} has not been made yet; run `ft-data run {self.name}`")
        return found

    def report(self, asset: str, done: int, total: int) -> None:
        """Say how far a stage is."""
        tell(Progress(asset, done, total))

    def run(self, asset: str, tasks: Sequence[Task]) -> list[Receipt]:
        """Perform row work on all cores; finished work is not repeated."""
        total, seen = sum(task.rows for task in tasks), 0

        def done(receipt: Receipt, task: Task) -> None:
            nonlocal seen
            seen += task.rows
            self.report(asset, seen, total)

        self.report(asset, 0, total)
        return pool.run(tasks, done)

    def task(
        self,
        asset: str,
        function: str,
        inputs: Mapping[str, Any],
        params: Mapping[str, Any],
        made_of: Sequence[Any],
        rows: int,
    ) -> Task:
        """Describe row work. ``made_of`` (input parts, code, settings, fitted models) names the part it makes."""
        key = name_of(function, *made_of)
        return Task(function, str(self.parts_folder(asset)), key, inputs, params, rows)

    def once(
        self,
        asset: str,
        made_of: Sequence[Any],
        schemas: Mapping[str, pa.Schema],
        make: Callable[[], tuple[Mapping[str, pa.Table | Iterable[pa.Table]], Mapping[str, Any]]],
    ) -> Receipt:
        """Perform global work unless its receipt is there; ``make`` returns tables and figures.

        A table that ``schemas`` does not name is stored with the schema it has.
        """
        folder, key = self.parts_folder(asset), name_of(asset, *made_of)
        done = parts.read_receipt(folder, key)
        if done:
            return done
        tables, stats = make()
        return parts.write_work(folder, key, tables, {**own_schemas(tables), **schemas}, stats)

    def apart(self, task: Task) -> Receipt:
        """Perform global work in a worker if there are any: compiled code is loaded there already."""
        return pool.alone(perform, task)

    def commit(
        self,
        asset: str,
        made: Mapping[str, tuple[Part, ...]],
        *,
        rows: int,
        inputs: Iterable[Snapshot],
        code: str,
        settings: Mapping[str, Any],
        stats: Mapping[str, Any],
    ) -> Snapshot:
        """Make parts the current version and refresh the catalog, under the warehouse lock."""
        with catalog.lock(self.warehouse):
            snapshot, new = snapshots.commit(
                self.warehouse,
                asset,
                made,
                rows=rows,
                inputs={found.asset: found.version for found in inputs},
                code_version=code,
                settings=settings,
                stats=stats,
            )
            if new or not self.warehouse.catalog.exists():
                catalog.rebuild(self.warehouse)
        return snapshot


def name_of(*made_of: Any) -> str:
    """Name work by what it is made of: 32 hex digits over canonical JSON."""
    return hashing.digest(
        *(item if isinstance(item, str) else json.dumps(item, sort_keys=True) for item in made_of)
    )


def names(found: Iterable[Part]) -> list[str]:
    """Name parts, for use in the name of what is made of them."""
    return sorted(part.file for part in found)


def add_counts(receipts: Iterable[Receipt]) -> dict[str, Any]:
    """Add up the figures of many receipts: numbers are summed, mappings merged key by key."""
    total: dict[str, Any] = {}
    for receipt in receipts:
        _add(total, receipt.stats)
    return total


def _add(total: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, Mapping):
            _add(total.setdefault(key, {}), value)
        elif isinstance(value, int | float):
            total[key] = total.get(key, 0) + value


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Elapsed seconds, to the millisecond."""
        return round(time.perf_counter() - self._start, 3)
