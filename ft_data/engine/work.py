"""One unit of row work: read parts, apply a pure function, write parts and a receipt.

A task travels to a worker as names and paths only, so shipping it costs nothing and any machine that sees the
files could do it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from ft_data.warehouse import parts
from ft_data.warehouse.parts import Receipt

Tables = Mapping[str, pa.Table | Iterable[pa.Table]]


@dataclass(frozen=True)
class Work:
    """What a work function returns: tables by name, and small figures for people (no row text)."""

    tables: Tables
    stats: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """``function`` is ``module:name`` of a ``(inputs, params) -> Work``; ``key`` names what it makes."""

    function: str
    folder: str
    key: str
    inputs: Mapping[str, Any]
    params: Mapping[str, Any]
    rows: int = 0  # for progress only


def resolve(function: str) -> Callable[..., Work]:
    """Import the function behind ``module:name``."""
    module, _, name = function.partition(":")
    found: Callable[..., Work] = getattr(importlib.import_module(module), name)
    return found


def perform(task: Task) -> Receipt:
    """Do the work unless its receipt is there.

    The module of the function declares ``SCHEMAS`` for its tables, or ``schemas(params)``. A table that is not
    declared is stored with the schema it has.
    """
    folder = Path(task.folder)
    done = parts.read_receipt(folder, task.key)
    if done:
        return done
    module = importlib.import_module(task.function.partition(":")[0])
    schemas = module.schemas(task.params) if hasattr(module, "schemas") else module.SCHEMAS
    made = resolve(task.function)(task.inputs, task.params)
    return parts.write_work(
        folder, task.key, made.tables, {**own_schemas(made.tables), **schemas}, made.stats
    )


def own_schemas(tables: Tables) -> dict[str, pa.Schema]:
    """Return the schemas of tables as they are; what is made piece by piece must be declared."""
    return {name: table.schema for name, table in tables.items() if isinstance(table, pa.Table)}
