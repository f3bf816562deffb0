"""What every stage needs: the recipe as read when the run started, the warehouse, and a way to say how far it is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ft_data.engine import choice, fingerprint
from ft_data.engine.api import Done, Engine
from ft_data.engine.code import Function, code_version, function_name
from ft_data.engine.exchange import COUNT
from ft_data.engine.work import Task, Work, refuse_outdated, store
from ft_data.errors import WrongInput
from ft_data.recipe import reads as reading
from ft_data.recipe.generate import generators
from ft_data.recipe.load import load
from ft_data.recipe.schema import Recipe
from ft_data.stages.stage import Stage
from ft_data.warehouse import catalog, hashing, parts, snapshots, sums, tombstones
from ft_data.warehouse.home import Home, Warehouse
from ft_data.warehouse.parts import Part, Receipt
from ft_data.warehouse.snapshots import Snapshot


@dataclass(frozen=True)
class Progress:
    """How far a stage is, in units of its work (rows times measures, kilobytes); ``total`` is 0 while unknown."""

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


SERVER = f"{__package__}.server"  # what the server of the workers imports

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


class Missing(WrongInput, LookupError):
    """A stage was asked for before the stage it reads from was ever made."""


@dataclass
class Build:
    """One run's view of a dataset; of a stage, where it is `of` one: only what that declares."""

    home: Home
    name: str
    recipe: Recipe
    run_id: str = ""
    stage: Stage | None = None
    asset: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    epoch: int | None = None  # of the tombstones when the run began
    generates: bool = False  # whether the recipe has rows generated

    @staticmethod
    def open(home: Home, name: str, run_id: str = "") -> Build:
        """Read the recipe now. Raises RecipeError with every problem."""
        epoch = tombstones.epoch(home.warehouse(name).root)
        recipe = load(home.recipe(name), name)
        return Build(home, name, recipe, run_id, epoch=epoch, generates=bool(generators(recipe.sources)))

    def of(self, stage: Stage, item: str = "") -> Build:
        """Return the view of one stage (of ``item``, where it has an asset for each)."""
        asset = f"{stage.name}/{item}" if item else stage.name
        settings = stage.settings(self.recipe, item)
        return replace(
            self, recipe=stage.view(self.recipe, item), stage=stage, asset=asset, settings=settings
        )

    def only(self, *reads: str) -> Build:
        """Return a view of fewer keys of the recipe, for work that needs no more."""
        assert self.stage is not None
        whole = reading.whole(self.recipe, reads)
        seen = reading.view(whole, self.stage.name, reads)
        return replace(self, recipe=seen, settings=reading.settings(whole, reads))

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

    def files(self, receipts: Iterable[Receipt], table: str = "main") -> list[str]:
        """Return the absolute paths of one table of several receipts, in their order."""
        return [self.path(part) for receipt in receipts for part in receipt.tables[table]]

    def current(self, asset: str) -> Snapshot:
        """Return the current snapshot. Raises Missing when there is none."""
        if self.stage is not None:
            self.stage.allow(asset=asset)
        found = snapshots.current(self.warehouse, asset)
        if found is None:
            raise Missing(f"{self.name}/{asset} has not been made yet; run `ft-data run {self.name}`")
        if self.stage is not None:  # it is read to make something of it
            sums.require(self.warehouse.parts, [part for made in found.parts.values() for part in made])
        return found

    def report(self, done: int, total: int) -> None:
        """Say how far a stage is."""
        tell(Progress(self.asset, done, total))

    def run(self, tasks: Sequence[Task]) -> list[Receipt]:
        """Perform row work wherever the engine does; finished work is not repeated."""
        receipts = self.engine.run(tasks, self._reporting(sum(task.rows for task in tasks)))
        return [
            receipt.belonging(task.of) if task.of else receipt
            for receipt, task in zip(receipts, tasks, strict=True)
        ]

    def exchange(
        self,
        maps: Sequence[Task],
        function: Function,
        inputs: Mapping[str, Any],
        params: Mapping[str, Any],
        partitions: int,
        made_of: Mapping[str, Any] | None = None,
    ) -> list[Receipt]:
        """Bring together by partition what maps hand out, and reduce each partition: ``function(inputs, params)``.

        See `Engine.exchange` for what the functions get and return. Each receipt is named by all that the maps are, by the
        number of partitions and, as that of any task, by the function and what it can see.
        """
        named = {**(made_of or {}), "maps": [task.key for task in maps], COUNT: partitions}
        rows = sum(task.rows for task in maps)
        reduce = self.task(function, inputs, params, named, rows=rows)
        return self.engine.exchange(maps, reduce, partitions, self._reporting(rows))

    def _reporting(self, total: int) -> Done:
        seen = 0

        def done(receipt: Receipt, task: Task) -> None:
            nonlocal seen
            seen += task.rows
            self.report(seen, total)

        self.report(0, total)
        return done

    @property
    def engine(self) -> Engine:
        """Whoever performs the tasks: one a process, as the environment says."""
        return choice.engine(SERVER)

    def task(
        self,
        function: Function,
        inputs: Mapping[str, Any],
        params: Mapping[str, Any],
        made_of: Mapping[str, Any] | None = None,
        *,
        rows: int,
        beside: Mapping[str, Any] | None = None,
        code: str = "",
        of: Part | None = None,
    ) -> Task:
        """Describe work of a worker: ``function(inputs, params)``, named by everything that it can see.

        Parts among the inputs are named by their files, parameters by their values, the function by its code (or by
        ``code``, where it only calls what that is the version of). Any other input needs its name in ``made_of``.
        ``beside`` are parameters that decide nothing, such as the folder whose files an input names by their content. ``of``
        is the part of text of whose rows the work makes one each, in their order.
        """
        named, seen = dict(made_of or {}), {}
        for key, value in inputs.items():
            seen[key] = self.path(value) if isinstance(value, Part) else value
            if isinstance(value, Part):
                named.setdefault(key, value.file)
            elif key not in named:
                raise reading.Undeclared(f"{function_name(function)}: nothing names its input `{key}`")
        key, ingredients = self._name(function, code, {**params, **named})
        return Task(
            function_name(function), str(self.parts_folder(self.asset)), key, seen, {**params, **(beside or {})},
            rows, ingredients, of.file if of else "", self.epoch,
        )  # fmt: skip

    def once(
        self,
        function: Callable[..., Work],
        made_of: Mapping[str, Any],
        *arguments: Any,
        settings: bool = True,
    ) -> Receipt:
        """Perform global work here, unless its receipt is there: ``function(*arguments)``.

        It is named by its code, by what the recipe says to the stage (unless not ``settings``) and by ``made_of``: parts
        that are read, and what else the arguments depend on.
        """
        facts = {f"recipe.{name}": value for name, value in self.settings.items()} if settings else {}
        named = {**facts, **made_of}
        done = self.stored(function, named) or self.stored(function, named, function(*arguments))
        assert done is not None
        return done

    def stored(
        self, function: Callable[..., Work], made_of: Mapping[str, Any], work: Work | None = None
    ) -> Receipt | None:
        """Return the receipt of global work, if it is there; given what the work made, store it first."""
        key, ingredients = self._name(function, "", made_of)
        folder = self.parts_folder(self.asset)
        if work is None:
            return parts.finished(folder, key)
        return store(folder, key, function, work, ingredients)

    def apart(self, task: Task) -> Receipt:
        """Perform global work on one worker: compiled code is loaded there already."""
        return self.engine.one(task)

    def commit(
        self,
        made: Mapping[str, tuple[Part, ...]],
        *,
        rows: int,
        inputs: Iterable[Snapshot],
        stats: Mapping[str, Any],
        facts: Mapping[str, Any] | None = None,
    ) -> Snapshot:
        """Make parts the current version of the stage; ``facts`` are settings that no recipe says.

        Where a fact takes the place of a key, such as the rules in force, the key is kept under ``recipe``.
        """
        assert self.stage is not None
        facts = dict(facts or {})
        replaced = {name: said for name, said in self.settings.items() if name in facts}
        facts |= {"recipe": replaced} if replaced else {}
        return self.commit_as(
            self.asset, made, rows=rows, inputs=inputs, stats=stats, code=self.stage.code,
            settings={**self.settings, **facts},
        )  # fmt: skip

    def commit_as(
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
        """Make parts the current version of an asset and refresh the catalog, under the warehouse lock."""
        with catalog.lock(self.warehouse):
            self.refuse_outdated()
            snapshot, new = snapshots.commit(
                self.warehouse,
                asset,
                made,
                rows=rows,
                inputs={found.asset: found.version for found in inputs},
                code_version=code,
                settings=settings,
                stats=stats,
                made_with=fingerprint.libraries,
            )
            if new or not self.warehouse.catalog.exists():
                catalog.rebuild(self.warehouse)
        return snapshot

    def refuse_outdated(self) -> None:
        """Raise Outdated if rows were forgotten since the run began."""
        if self.epoch is not None:
            refuse_outdated(self.warehouse.root, self.epoch)

    def _name(self, function: Function, code: str, made_of: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        """Name work by a function and what it sees, and digest each ingredient of the name."""
        if self.stage is not None:
            self.stage.allow(work=function)
        found = {"code": code or code_version(function)}
        found |= {name: name_of(value)[:16] for name, value in sorted(made_of.items())}
        return name_of(function_name(function), found), found


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
