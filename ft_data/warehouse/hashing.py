"""Content hashes of tables: the sum, mod 2^128, of xxh3_128 over each row's canonical bytes.

A sum does not care about order or about part boundaries, and parts' sums can be added up in Python.
(XOR would cancel equal pairs; DuckDB's SUM over UHUGEINT silently returns a DOUBLE.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

_MODULUS = 1 << 128
_NULL = b"\xff\xff\xff\xff"

# Where something was found is not what it is: moving or splitting files changes no hash. `raw` has its `row_hash`.
PROVENANCE = frozenset({"source_uri", "source_row", "file", "position", "part", "raw"})


def add(hashes: Iterable[int]) -> int:
    """Add content hashes of disjoint sets of rows."""
    return sum(hashes) % _MODULUS


def to_hex(value: int) -> str:
    """Write a content hash as 32 hex digits."""
    return f"{value:032x}"


def digest(*parts: str) -> str:
    """Name something by what made it: 32 hex digits over length-prefixed strings."""
    state = xxhash.xxh3_128()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        state.update(len(encoded).to_bytes(8, "little"))
        state.update(encoded)
    return state.hexdigest()


def table_hash(table: pa.Table, columns: Sequence[str] | None = None) -> int:
    """Hash the rows of a table over ``columns`` (default: all but provenance). Null differs from empty; -0.0 equals 0.0.

    A table with a ``content_hash`` column is hashed over that and its ``record_id``: it is already a digest.
    """
    names = list(columns or (name for name in table.column_names if name not in PROVENANCE))
    if columns is None and "content_hash" in names:
        names = [name for name in ("record_id", "content_hash") if name in names]
    if not table.num_rows:
        return 0
    numeric = [name for name in names if _is_fixed(table.schema.field(name).type)]
    packed, width = _pack([table.column(name) for name in numeric])
    other = [_cells(table.column(name)) for name in names if name not in numeric]
    hash_one = xxhash.xxh3_128_intdigest
    total = 0
    if not other:
        for start in range(0, len(packed), width):
            total += hash_one(packed[start : start + width])
        return total % _MODULUS
    if not width:
        for cells in zip(*other, strict=True):
            total += hash_one(b"".join(cells))
        return total % _MODULUS
    for start, cells in zip(range(0, len(packed), width), zip(*other, strict=True), strict=True):
        total += hash_one(packed[start : start + width] + b"".join(cells))
    return total % _MODULUS


def _is_fixed(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_timestamp(kind)
    )


def _pack(columns: list[pa.ChunkedArray]) -> tuple[bytes, int]:
    """Lay fixed-width columns side by side, each value behind a null flag; return the bytes and the row width."""
    blocks = []
    for column in columns:
        array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        array = array.chunk(0) if isinstance(array, pa.ChunkedArray) else array
        valid = np.asarray(pc.is_valid(array).to_numpy(zero_copy_only=False)).astype(np.uint8)
        if pa.types.is_timestamp(array.type):
            array = array.cast(pa.int64())
        if pa.types.is_floating(array.type):
            values = np.asarray(pc.fill_null(array.cast(pa.float64()), 0.0)) + 0.0  # -0.0 becomes 0.0
        elif pa.types.is_uint64(array.type):
            values = np.asarray(pc.fill_null(array, 0)).view(np.int64)
        else:
            values = np.asarray(pc.fill_null(array.cast(pa.int64()), 0))
        blocks += [valid.reshape(-1, 1), np.ascontiguousarray(values).view(np.uint8).reshape(len(valid), 8)]
    if not blocks:
        return b"", 0
    matrix = np.concatenate(blocks, axis=1)
    return matrix.tobytes(), matrix.shape[1]


def _cells(column: pa.ChunkedArray) -> list[bytes]:
    return [_cell(value) for value in column.to_pylist()]


def _cell(value: Any) -> bytes:
    if value is None:
        return _NULL
    if isinstance(value, str):
        value = value.encode("utf-8", "surrogatepass")
    if isinstance(value, bytes):
        return len(value).to_bytes(4, "little") + value
    if isinstance(value, list | tuple):
        return len(value).to_bytes(4, "little") + b"".join(map(_cell, value))
    if isinstance(value, dict):
        return _cell([item for pair in value.items() for item in pair])
    return _cell(repr(value))
