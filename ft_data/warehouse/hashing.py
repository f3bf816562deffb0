"""Content hashes of tables: the sum, mod 2^128, of xxh3_128 over each row's canonical bytes.

A sum does not care about order or about part boundaries, and parts' sums can be added up in Python.
(XOR would cancel equal pairs; DuckDB's SUM over UHUGEINT silently returns a DOUBLE.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

_MODULUS = 1 << 128
_NULL = b"\xff" * 8

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
    table = table.select(names)
    return (
        sum(_slice_hash(table.slice(start, _SLICE)) for start in range(0, table.num_rows, _SLICE)) % _MODULUS
    )


_SLICE = 16_384
_FIXED = (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_timestamp)


def _is_fixed(kind: pa.DataType) -> bool:
    return any(found(kind) for found in _FIXED)


def _slice_hash(table: pa.Table) -> int:
    rows = _encode_struct([pa.concat_arrays(column.chunks) for column in table.columns], table.num_rows)
    offsets = np.frombuffer(rows.buffers()[1], np.int64)[rows.offset : rows.offset + len(rows) + 1].tolist()
    data, hash_one = memoryview(rows.buffers()[2] or b""), xxhash.xxh3_128_intdigest
    return sum(hash_one(data[start:end]) for start, end in zip(offsets, offsets[1:], strict=False))


def _encode(array: pa.Array) -> pa.LargeBinaryArray:
    """Write every value as bytes that say where they end, so that joined values cannot be read in two ways."""
    kind = array.type
    if pa.types.is_map(kind):
        array = array.cast(pa.list_(pa.struct([("key", kind.key_type), ("value", kind.item_type)])))
        kind = array.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        lengths = pc.list_value_length(array)
        return _counted(lengths, _joined(_encode(array.flatten()), lengths))
    if pa.types.is_struct(kind):
        joined = _encode_struct(array.flatten(), len(array))
        return pc.if_else(pc.is_valid(array), joined, pa.scalar(_NULL, pa.large_binary()))
    if _is_fixed(kind):
        return _pack([array], len(array))
    if not pa.types.is_binary(kind) and not pa.types.is_large_binary(kind):
        array = array.cast(pa.large_string())
    array = array.cast(pa.large_binary())
    return _counted(pc.binary_length(array), array)


def _encode_struct(arrays: list[pa.Array], rows: int) -> pa.LargeBinaryArray:
    """Join the encodings of fields side by side; all fixed-width ones first, as one block."""
    fixed = [array for array in arrays if _is_fixed(array.type)]
    found = [_pack(fixed, rows)] if fixed else []
    found += [_encode(array) for array in arrays if not _is_fixed(array.type)]
    return _join(found)


def _join(found: list[pa.LargeBinaryArray]) -> pa.LargeBinaryArray:
    return pc.binary_join_element_wise(*found, pa.scalar(b"", pa.large_binary()))


def _counted(lengths: pa.Array, values: pa.LargeBinaryArray) -> pa.LargeBinaryArray:
    """Put each value's length before it; a null is a length that no value has."""
    prefix = np.asarray(pc.fill_null(lengths.cast(pa.int64()), -1)).astype("<i8")
    return _join([_fixed_width(prefix.tobytes(), 8, len(lengths)), values.fill_null(b"")])


def _joined(values: pa.LargeBinaryArray, lengths: pa.Array) -> pa.LargeBinaryArray:
    """Read runs of ``lengths`` neighbouring values as one value each, without copying."""
    ends = np.concatenate([[0], np.cumsum(np.asarray(pc.fill_null(lengths.cast(pa.int64()), 0)))])
    offsets = np.frombuffer(values.buffers()[1], np.int64)[values.offset : values.offset + len(values) + 1]
    return pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), len(lengths), [None, pa.py_buffer(offsets[ends].tobytes()), values.buffers()[2]]
    )


def _fixed_width(data: bytes, width: int, rows: int) -> pa.LargeBinaryArray:
    offsets = np.arange(rows + 1, dtype=np.int64) * width
    return pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), rows, [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(data)]
    )


def _pack(arrays: list[pa.Array], rows: int) -> pa.LargeBinaryArray:
    """Lay fixed-width columns side by side, each value of 8 bytes behind a null flag."""
    matrix = np.zeros((rows, 9 * len(arrays)), np.uint8)
    for at, array in enumerate(arrays):
        if pa.types.is_timestamp(array.type):
            array = array.cast(pa.int64())
        if pa.types.is_floating(array.type):
            values = np.asarray(pc.fill_null(array.cast(pa.float64()), 0.0)) + 0.0  # -0.0 becomes 0.0
        elif pa.types.is_uint64(array.type):
            values = np.asarray(pc.fill_null(array, 0)).view(np.int64)
        else:
            values = np.asarray(pc.fill_null(array.cast(pa.int64()), 0))
        matrix[:, 9 * at] = np.asarray(pc.is_valid(array))
        matrix[:, 9 * at + 1 : 9 * at + 9] = np.ascontiguousarray(values).view(np.uint8).reshape(rows, 8)
    return _fixed_width(matrix.tobytes(), 9 * len(arrays), rows)
