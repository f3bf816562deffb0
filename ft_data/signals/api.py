"""What a signal is: one number or label measured on every example, with its definition and source."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pyarrow as pa

from ft_data.engine.code import closure, version

Field = Literal["prompt", "response", "both", "row"]
Measure = Callable[[pa.Table, Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Signal:
    """One measurement: its column name and type, what it is measured on, its unit, definition and source."""

    name: str
    dtype: pa.DataType
    field: Field
    unit: str
    definition: str
    source: str = "own"


@dataclass(frozen=True)
class SignalGroup:
    """Signals that are measured together, by one pure function of a table of cleaned examples.

    ``measure`` is that function, or ``module:name`` of it so that its kernels are imported when they are first used:
    ``measure(table, params)`` returns a column per signal, a value per row. ``columns`` are the columns of the table
    that it reads (`record_id` always); ``params`` the names it looks up in its parameters.
    """

    name: str
    signals: tuple[Signal, ...]
    measure: Measure | str
    columns: tuple[str, ...]
    params: tuple[str, ...] = field(default=())

    @property
    def schema(self) -> pa.Schema:
        """Schema of the table that ``fn`` returns."""
        return pa.schema([("record_id", pa.string()), *((s.name, s.dtype) for s in self.signals)])

    def fn(self, table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
        """Return ``record_id`` and one column per signal, one row per input row in the same order.

        A float is finite or null, never NaN.
        """
        from ft_data.signals.columns import result

        return result(self, table, resolve(self.measure)(table, params))


def code_of(group: SignalGroup) -> str:
    """Return 12 hex digits over all code that decides a group's values: another version means that they may differ."""
    found = closure(group.measure, "ft_data.signals.columns:result")
    return version({**found, "schema": group.schema.to_string(show_schema_metadata=False)})


def resolve(measure: Measure | str) -> Measure:
    """Return a function, or import the one behind ``module:name``."""
    if not isinstance(measure, str):
        return measure
    module, _, name = measure.partition(":")
    found: Measure = getattr(importlib.import_module(module), name)
    return found
