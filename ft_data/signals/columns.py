"""What a measure found, as Arrow columns of the declared types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from ft_data.signals.api import Group


def result(group: Group, table: pa.Table, columns: Mapping[str, Any]) -> pa.Table:
    """Build what a group returns: every value checked against the declared type, NaN turned into null."""
    absent = [signal.name for signal in group.signals if signal.name not in columns]
    if absent:
        raise ValueError(f"the group `{group.name}` returned no column `{absent[0]}`")
    arrays: list[pa.Array] = [table.column("record_id").combine_chunks()]
    for signal in group.signals:
        arrays.append(_array(columns[signal.name], signal.dtype))
    return pa.Table.from_arrays([_single(a) for a in arrays], schema=group.schema)


def _array(values: Any, dtype: pa.DataType) -> pa.Array:
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        return values.cast(dtype)
    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        missing = ~np.isfinite(values)
        if pa.types.is_floating(dtype):
            return pa.array(values.astype(np.float32), dtype, mask=missing if missing.any() else None)
        return pa.array(np.where(missing, 0, values).astype(np.int32), pa.int32(), mask=missing).cast(dtype)
    return pa.array(values, dtype)


def _single(array: Any) -> pa.Array:
    if isinstance(array, pa.ChunkedArray):
        return pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    return array
