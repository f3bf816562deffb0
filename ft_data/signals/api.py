"""What a signal is, and a group of them: numbers and labels measured on every example, each with definition and source."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pyarrow as pa

from ft_data.engine.code import closure, function_name, version

Field = Literal["prompt", "response", "both", "row"]
Measure = Callable[[pa.Table, Mapping[str, Any]], Mapping[str, Any]]

PAIR = ("record_id", "prompt_text", "response_text")  # the columns that most groups read
RATIO = "ratio 0..1"


@dataclass(frozen=True)
class Signal:
    """One measurement: its column name and type, what it is measured on, its unit, definition and source."""

    name: str
    dtype: pa.DataType
    field: Field
    unit: str
    definition: str
    source: str = "own"


def score(name: str, field: Field, definition: str, source: str = "own", unit: str = RATIO) -> Signal:
    """Declare a number with a fraction."""
    return Signal(name, pa.float32(), field, unit, definition, source)


def flag(name: str, definition: str, source: str = "own", field: Field = "response") -> Signal:
    """Declare a yes or no."""
    return Signal(name, pa.bool_(), field, "yes/no", definition, source)


def count(name: str, definition: str, source: str = "own", field: Field = "response") -> Signal:
    """Declare a number of things found."""
    return Signal(name, pa.int32(), field, "count", definition, source)


def names(name: str, definition: str, source: str = "own", field: Field = "response") -> Signal:
    """Declare a list of names of things found."""
    return Signal(name, pa.list_(pa.string()), field, "names", definition, source)


@dataclass(frozen=True)
class Group:
    """Signals that are measured together, by one pure function of a table of cleaned examples.

    ``measure`` is that function, or ``module:name`` of it so that its kernels are imported when they are first used:
    ``measure(table, params)`` returns a column per signal, a value per row; a value depends on its own row alone.
    ``columns`` are the columns of the table that it reads (`record_id` always). Its parameters are ``settings``, which
    decide values beside the code, ``beside``, which do not (where a model's files lie), and what it ``needs`` of whoever
    measures: `languages`, `profile` and `row_kinds` (where sources say them) of the recipe, the fitted `model`, the store of a judge's `answers`,
    the `packs` of languages that plug-ins bring (their identities).

    A group that is ``asked`` for is measured only where the recipe has that key. ``arrays`` are those that its model must
    have; a model that was fitted with others is fitted again.
    """

    name: str
    signals: tuple[Signal, ...]
    columns: tuple[str, ...]
    measure: Measure | str
    needs: tuple[str, ...] = ()
    asked: str = ""
    arrays: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, Any] = field(default_factory=dict)

    @property
    def schema(self) -> pa.Schema:
        """Schema of the table that ``fn`` returns."""
        return pa.schema([("record_id", pa.string()), *((s.name, s.dtype) for s in self.signals)])

    def fn(self, table: pa.Table, params: Mapping[str, Any]) -> pa.Table:
        """Return ``record_id`` and one column per signal, one row per input row in the same order.

        A float is finite or null, never NaN. Raises ValueError when a signal was left out.
        """
        from ft_data.signals.columns import result

        return result(self, table, resolve(self.measure)(table, {**self.settings, **self.beside, **params}))


def code_of(group: Group) -> str:
    """Return 12 hex digits over all code here that decides a group's values: another version means that they may differ.

    Code of other packages is not read: such a group names its version among its settings.
    """
    name = function_name(group.measure)
    own = [name] if name.startswith("ft_data.") else []
    found = closure(*own, "ft_data.signals.columns:result")
    return version({**found, "schema": group.schema.to_string(show_schema_metadata=False)})


def resolve(measure: Measure | str) -> Measure:
    """Return a function, or import the one behind ``module:name``."""
    if not isinstance(measure, str):
        return measure
    module, _, name = measure.partition(":")
    found: Measure = getattr(importlib.import_module(module), name)
    return found
