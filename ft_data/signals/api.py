"""What a signal is: one number or label measured on every example, with its definition and source."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

Field = Literal["prompt", "response", "both", "row"]
Measure = Callable[[pa.Table, Mapping[str, Any]], pa.Table]


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

    ``fn(table, params)`` returns ``record_id`` and one column per signal, one row per input row in the same
    order; a float is finite or null, never NaN. ``columns`` are the columns it reads (`record_id` always);
    ``params`` the names it looks up in its parameters; ``modules`` the modules whose source decides its
    values.
    """

    name: str
    signals: tuple[Signal, ...]
    modules: tuple[str, ...]
    fn: Measure
    columns: tuple[str, ...]
    params: tuple[str, ...] = field(default=())

    @property
    def schema(self) -> pa.Schema:
        """Schema of the table that ``fn`` returns."""
        return pa.schema([("record_id", pa.string()), *((s.name, s.dtype) for s in self.signals)])

    @cached_property
    def code_version(self) -> str:
        """16 hex digits over the source of ``modules``: another value means that values may differ."""
        digest = hashlib.sha256()
        for name in self.modules:
            spec = importlib.util.find_spec(name)
            if spec is None or spec.origin is None:
                raise ModuleNotFoundError(
                    f"signal group {self.name!r} names the module {name!r}, which is not there"
                )
            digest.update(name.encode() + b"\0" + Path(spec.origin).read_bytes() + b"\0")
        return digest.hexdigest()[:16]
