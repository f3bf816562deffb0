"""One unit of row work: read parts, apply a pure function, write parts and a receipt.

A task travels to a worker as names and paths only, so shipping it costs nothing and any machine that sees the
files could do it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from ft_data.errors import WrongInput
from ft_data.warehouse import parts, tombstones, turns
from ft_data.warehouse.parts import Receipt

Tables = Mapping[str, pa.Table | Iterable[pa.Table]]


@dataclass(frozen=True)
class Work:
    """What a work function returns: tables by name, and small figures for people (no row text)."""

    tables: Tables
    stats: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """``function`` is ``module:name`` of a ``(inputs, params) -> Work``; ``key`` names what it makes.

    ``made_of`` has a digest of everything that went into the key, by name.
    """

    function: str
    folder: str
    key: str
    inputs: Mapping[str, Any]
    params: Mapping[str, Any]
    rows: int = 0  # for progress only
    made_of: Mapping[str, str] = field(default_factory=dict)
    of: str = ""  # the part of text whose rows it works on, where it makes a row of each
    epoch: int | None = None  # of the tombstones it may not be older than; None where there can be none


class Outdated(WrongInput, RuntimeError):
    """Rows were forgotten while this was made of them: it is thrown away, and the next run makes it without them."""


Function = TypeVar("Function", bound=Callable[..., Work])


def makes(**tables: pa.Schema) -> Callable[[Function], Function]:
    """Declare tables that a work function may return piece by piece, or without a row.

    A table that is not declared is stored with the schema it has.
    """

    def mark(function: Function) -> Function:
        function.__dict__["tables"] = tables
        return function

    return mark


def resolve(function: str) -> Callable[..., Any]:
    """Import the function behind ``module:name``."""
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def perform(task: Task) -> Receipt:
    """Do the work unless its receipt is there. Raises Outdated if rows were forgotten since it was planned."""
    with planned(task):
        function = resolve(task.function)
        return parts.finished(Path(task.folder), task.key) or store(
            Path(task.folder), task.key, function, function(task.inputs, task.params), task.made_of
        )


@contextmanager
def planned(task: Task) -> Iterator[None]:
    """Hold the turn of a unit of work. Raises Outdated if rows were forgotten since it was planned."""
    if task.epoch is None:
        yield
        return
    root = Path(task.folder).parents[1]
    with turns.working(root):
        refuse_outdated(root, task.epoch)
        yield


def refuse_outdated(root: Path, epoch: int) -> None:
    """Raise Outdated if rows were forgotten below a warehouse's folder since ``epoch``."""
    if tombstones.epoch(root) != epoch:
        raise Outdated("rows were forgotten meanwhile: run again, which makes this without them")


def store(
    folder: Path, key: str, function: Callable[..., Work], made: Work, made_of: Mapping[str, str]
) -> Receipt:
    """Write what a work function made."""
    schemas = {
        name: _schema(table) for name, table in made.tables.items() if isinstance(table, pa.Table | list)
    }
    declared: dict[str, pa.Schema] = getattr(function, "tables", {})
    known = {name: schema for name, schema in (schemas | declared).items() if schema is not None}
    return parts.write_work(folder, key, made.tables, known, made.stats, made_of)


def _schema(table: pa.Table | Sequence[pa.Table]) -> pa.Schema | None:
    return table.schema if isinstance(table, pa.Table) else table[0].schema if table else None
