"""The identity of rows, whatever file, engine or thread wrote them.

A row's digest is SHA-256 over its values alone: the names of the columns, then what is of fixed width (per
column whether it holds nulls, list lengths, numbers), then what is not (lengths and bytes of texts). A root
is the Merkle root of the *sorted* digests (RFC 6962 domain separation: 0x00 before a leaf, 0x01 before an
inner node; an odd node moves up), so order, row groups and shards do not matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

EMPTY = hashlib.sha256(b"").hexdigest()
Ints = npt.NDArray[np.int64]
_CHUNK = 16_384
_NOTHING = pa.scalar(b"", pa.large_binary())


@dataclass(frozen=True)
class _Piece:
    """Bytes and where each row's share starts; ``fixed`` if the schema gives all rows equal shares."""

    data: memoryview
    starts: Ints
    fixed: bool = False


def row_digests(batch: pa.RecordBatch | pa.Table) -> list[bytes]:
    """Return one 32-byte digest per row. Column names count, column order does not."""
    table = batch if isinstance(batch, pa.Table) else pa.Table.from_batches([batch])
    names = sorted(table.column_names)
    prefix = b"\0" + b"\0".join(name.encode() for name in names) + b"\0"
    out: list[bytes] = []
    for at in range(0, table.num_rows, _CHUNK):
        out.extend(_digests(table.slice(at, _CHUNK), names, prefix))
    return out


def _digests(table: pa.Table, names: list[str], prefix: bytes) -> list[bytes]:
    n = table.num_rows
    pieces: list[_Piece] = []
    for name in names:
        column = table[name].combine_chunks()
        array = column if isinstance(column, pa.Array) else pa.concat_arrays(column.chunks)
        pieces.extend(_pieces(array, np.arange(n + 1, dtype=np.int64), top=True))
    fixed = [np.frombuffer(piece.data, np.uint8).reshape(n, -1) for piece in pieces if piece.fixed]
    block = np.hstack(fixed)
    shares = [_shares(_bytes(block), np.arange(n + 1) * block.shape[1])]
    shares += [_shares(piece.data, piece.starts) for piece in pieces if not piece.fixed]
    # Arrow lays the shares of a row side by side: a row is one piece of bytes before Python sees it.
    joined = pc.binary_join_element_wise(pa.scalar(prefix, pa.large_binary()), *shares, _NOTHING)
    edges = np.frombuffer(joined.buffers()[1], np.int64)[joined.offset : joined.offset + n + 1].tolist()
    data, sha = joined.buffers()[2].to_pybytes(), hashlib.sha256
    return [sha(data[start:end]).digest() for start, end in pairwise(edges)]


def _shares(data: memoryview, starts: Ints) -> pa.LargeBinaryArray:
    edges = pa.py_buffer(np.ascontiguousarray(starts, "<i8"))
    return pa.LargeBinaryArray.from_buffers(
        pa.large_binary(), len(starts) - 1, [None, edges, pa.py_buffer(data)]
    )


def _pieces(array: pa.Array, starts: Ints, top: bool = False) -> Iterator[_Piece]:
    """Yield the buffers of a column; ``starts`` maps rows to positions in it, one to one if ``top``."""
    kind = array.type
    if pa.types.is_map(kind):
        array = pa.ListArray.from_arrays(
            array.offsets, pa.StructArray.from_arrays([array.keys, array.items], ["k", "v"])
        )
        kind = array.type
    valid = pc.is_valid(array).to_numpy(zero_copy_only=False)
    yield from _validity(valid, starts)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        lengths = np.where(valid, pc.fill_null(pc.list_value_length(array), 0).to_numpy().astype(np.int64), 0)
        edges = np.concatenate([[0], np.cumsum(lengths)])
        yield _Piece(_bytes(lengths.astype("<i8")), starts * 8, top)
        yield from _pieces(array.flatten(), edges[starts])
    elif pa.types.is_struct(kind):
        for i in sorted(range(kind.num_fields), key=lambda i: kind.field(i).name):
            yield from _pieces(pc.struct_field(array, [i]), starts, top)
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind):
        data = pc.fill_null(array, b"" if pa.types.is_binary(kind) else "").cast(pa.large_binary())
        data = pa.concat_arrays([data]) if data.offset == 0 else pa.concat_arrays([data, data.slice(0, 0)])
        offsets = np.frombuffer(data.buffers()[1], np.int64)[data.offset : data.offset + len(data) + 1]
        raw = data.buffers()[2]
        text = memoryview(raw) if raw is not None else memoryview(b"")
        yield _Piece(_bytes(np.diff(offsets).astype("<i8")), starts * 8, top)
        yield _Piece(text, offsets[starts])
    elif pa.types.is_boolean(kind):
        flags = pc.fill_null(array, False).to_numpy(zero_copy_only=False).astype(np.uint8)
        yield _Piece(_bytes(flags), starts, top)
    elif pa.types.is_integer(kind):
        yield _Piece(_bytes(pc.fill_null(array, 0).to_numpy().astype("<i8")), starts * 8, top)
    elif pa.types.is_floating(kind):
        yield _Piece(_bytes(pc.fill_null(array, 0.0).to_numpy().astype("<f8")), starts * 8, top)
    else:
        raise TypeError(f"rows of type {kind} have no digest")


def _validity(valid: npt.NDArray[np.bool_], starts: Ints) -> Iterator[_Piece]:
    """One byte per row: has it a null? Only such rows add a byte per value: no row depends on its batch."""
    n = len(starts) - 1
    nulls = np.concatenate([[0], np.cumsum(~valid)])
    some = nulls[starts[1:]] > nulls[starts[:-1]]
    yield _Piece(_bytes(some), np.arange(n + 1, dtype=np.int64), fixed=True)
    if some.any():
        lengths = np.diff(starts)
        of_row = np.repeat(np.arange(n), lengths)
        kept = valid[some[of_row]].astype(np.uint8)
        yield _Piece(_bytes(kept), np.concatenate([[0], np.cumsum(np.where(some, lengths, 0))]))


def _bytes(values: npt.NDArray[Any]) -> memoryview:
    return memoryview(np.ascontiguousarray(values).view(np.uint8).reshape(-1).data)


_roots: dict[bytes, str] = {}  # of sets of leaves by a digest of them: what is written is read again at once


def root(leaves: Iterable[bytes]) -> str:
    """Return the Merkle root (hex) of row digests in any order."""
    level = sorted(leaves)
    if not level:
        return EMPTY
    known = hashlib.sha256(b"".join(level)).digest()
    if known not in _roots:
        _roots[known] = _tree(level)
    return _roots[known]


def _tree(level: list[bytes]) -> str:
    sha = hashlib.sha256
    while len(level) > 1:
        paired = [sha(b"\1" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0].hex()


def combine(roots: Mapping[str, str]) -> str:
    """Return one hash over named roots."""
    state = hashlib.sha256()
    for name in sorted(roots):
        state.update(f"{name}\0{roots[name]}\n".encode())
    return state.hexdigest()
