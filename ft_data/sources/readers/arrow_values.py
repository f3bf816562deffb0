"""Arrow columns as Python values: what the library's own conversion gives, some times faster for what is usual;
numbers of single precision in their shortest form."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.types as kinds

_FLOATS = (pa.float32(), pa.float64())


def plain(kind: pa.DataType) -> bool:
    """Tell whether values of a type are to Python what they are in JSON: parsing what was written gives them back."""
    if kinds.is_struct(kind):
        return all(plain(kind.field(at).type) for at in range(kind.num_fields))
    if kinds.is_list(kind) or kinds.is_large_list(kind) or kinds.is_dictionary(kind):
        return plain(kind.value_type)
    return _is_text(kind) or kinds.is_integer(kind) or kinds.is_boolean(kind) or kind in _FLOATS


def records(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """Return the rows of a batch.

    :raises ValueError, ArithmeticError, pa.ArrowException: for values that Python cannot hold, or that are no UTF-8.
    """
    names = batch.schema.names
    return [dict(zip(names, row, strict=True)) for row in zip(*map(values, batch.columns), strict=True)]


def values(column: pa.Array) -> list[Any]:
    """Return the values of a column. What is no number is None, as it is in JSON; of equal keys the last one wins."""
    kind = column.type
    if _is_text(kind):
        found: list[Any] = column.to_numpy(zero_copy_only=False).tolist()
        return found
    if kind in _FLOATS or kinds.is_integer(kind) or kinds.is_boolean(kind):
        return _numbers(column)
    if kinds.is_dictionary(kind):
        shared = values(column.dictionary)  # one value however many rows name it
        return [None if at is None else shared[at] for at in values(column.indices)]
    if kinds.is_list(kind) or kinds.is_large_list(kind):
        ends = column.offsets.to_numpy().tolist()
        inner = values(column.values.slice(ends[0], ends[-1] - ends[0]))
        return _masked(column, [inner[start - ends[0] : end - ends[0]] for start, end in pairwise(ends)])
    if kinds.is_list_view(kind) or kinds.is_large_list_view(kind):
        places = zip(column.offsets.to_numpy().tolist(), column.sizes.to_numpy().tolist(), strict=True)
        return _masked(column, [values(column.values.slice(start, size)) for start, size in places])
    if kinds.is_struct(kind) and (names := _names(kind)):
        rows = zip(*(values(column.field(at)) for at in range(len(names))), strict=True)
        return _masked(column, [dict(zip(names, row, strict=True)) for row in rows])
    found = column.to_pylist(maps_as_pydicts="lossy")
    return found


def _is_text(kind: pa.DataType) -> bool:
    return bool(kinds.is_string(kind) or kinds.is_large_string(kind))


def _numbers(column: pa.Array) -> list[Any]:
    if column.type == pa.float32():
        column = column.cast(pa.string()).cast(pa.float64())  # 0.1, which it is no nearer than 0.10000000149
    if column.null_count:
        found = column.to_pylist()
    else:
        array = column.to_numpy(zero_copy_only=False)
        found = array.tolist()
        if kinds.is_integer(column.type) or np.isfinite(array).all():
            return found  # type: ignore[no-any-return]
    return [None if value is None or not math.isfinite(value) else value for value in found]


def _masked(column: pa.Array, found: list[Any]) -> list[Any]:
    if not column.null_count:
        return found
    there = column.is_valid().to_numpy(zero_copy_only=False).tolist()
    return [value if valid else None for value, valid in zip(found, there, strict=True)]


def _names(kind: pa.StructType) -> list[str]:
    """Return the names of the fields of a struct; none where there are none, or some are equal, which has no dictionary."""
    names = [kind.field(at).name for at in range(kind.num_fields)]
    return names if len(set(names)) == len(names) else []
