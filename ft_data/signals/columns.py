"""Arrow text columns as flat arrays for kernels, and kernel results as Arrow columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.signals.api import SignalGroup

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]


class Text(NamedTuple):
    """A text column: row i is ``data[offsets[i]:offsets[i + 1]]`` (UTF-8); a null reads as the empty text."""

    data: Bytes
    offsets: Offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def rows(self, limit: int | None = None) -> Iterator[bytes]:
        """Yield the rows as bytes, each cut to at most ``limit`` bytes (which may split a character)."""
        view, at = self.data.data, self.offsets.tolist()
        for start, end in itertools.pairwise(at):
            yield bytes(view[start : end if limit is None else min(end, start + limit)])


def text_column(table: pa.Table, name: str) -> Text:
    """Return a string column of ``table`` without copying its text where Arrow allows that."""
    column = table.column(name)
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], pa.string())
    return text_array(array)


def text_array(array: pa.Array) -> Text:
    """Return a string or large_string array as flat arrays."""
    if array.null_count:
        array = array.fill_null("")
    if not pa.types.is_large_string(array.type):
        array = array.cast(pa.string())
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    _, at, data = array.buffers()
    if at is None or len(array) == 0:
        return Text(np.zeros(1, np.uint8), np.zeros(1, np.int64))
    offsets = np.frombuffer(at, width)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    # A kernel must be able to take the address of an empty column, so there is always one byte.
    flat = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    return Text(flat, offsets)


def result(group: SignalGroup, table: pa.Table, columns: Mapping[str, Any]) -> pa.Table:
    """Build what a group returns: every value checked against the declared type, NaN turned into null."""
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


def sequences(count: int, names: Sequence[str]) -> dict[str, list[Any]]:
    """Return one list of ``count`` nulls per name, for signals that a Python loop fills in."""
    return {name: [None] * count for name in names}
