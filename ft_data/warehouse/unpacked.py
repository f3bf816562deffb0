"""Every byte a file holds: as it lies on the disk, and decoded where it is packed.

As it lies: free pages, write-ahead logs, footers with their statistics and what tools wrote beside the data. Decoded:
Parquet (with dictionary entries that no row uses any more), archives, compressed files, compressed values of SQLite, DuckDB.
"""

from __future__ import annotations

import io
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.errors import Unusable
from ft_data.warehouse import sql
from ft_data.warehouse.fragments import Block

_BLOCK = 1 << 20
_INSIDE = 64 << 20  # bytes of a member that are opened again if it is packed itself
_MOST = 1 << 36  # bytes that one compressed file is followed to
_FOLLOWED, _GROWTH = 1 << 32, 1000  # bytes that a file is followed to, or times its size
_PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bz2", b"\x04\x22\x4d\x18": "lz4"}
_PARQUET, _ZIP, _SQLITE, _DUCKDB = b"PAR1", b"PK\x03\x04", b"SQLite format 3\0", b"DUCK"

Stream = Iterator[Block]


class Unreadable(Unusable, ValueError):
    """A packed file cannot be decoded: what it holds is not known."""


def streams(path: Path) -> Iterator[Stream]:
    """Yield what a file holds, each a stream of blocks. Raises Unreadable once what can be read was read, there or in a stream."""
    with open(path, "rb") as file:
        yield _blocks(file)
    left = [max(_FOLLOWED, _GROWTH * path.stat().st_size)]
    with open(path, "rb") as file:
        try:
            for stream in _decoded(path, file):
                yield _counted(stream, left)
        except (
            OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error,
            pa.ArrowException,
        ) as error:  # fmt: skip
            raise Unreadable(f"{type(error).__name__} while reading {path.suffix or 'a file'}") from None


def _decoded(path: Path, file: IO[bytes]) -> Iterator[Stream]:
    head = file.read(16)
    if head[:4] == _PARQUET:
        yield from _parquet(path)
    elif head == _SQLITE:
        yield from _sqlite(path)
    elif head[8:12] == _DUCKDB:
        yield from _duckdb(path)
    else:
        file.seek(0)
        yield from _unpacked(file, head)


def _counted(stream: Stream, left: list[int]) -> Stream:
    """Pass blocks on until a file has grown to more than it is followed to: archives within archives know no end."""
    for block in stream:
        left[0] -= memoryview(block).nbytes
        if left[0] < 0:
            raise Unreadable("it unpacks to more than is followed")
        yield block


def _blocks(file: IO[bytes], most: int = _MOST) -> Stream:
    while most > 0 and (block := file.read(_BLOCK)):
        most -= len(block)
        yield block


def _unpacked(file: IO[bytes], head: bytes) -> Iterator[Stream]:
    """Yield what lies in an archive or a compressed file, and in what is packed within."""
    kind = next((kind for magic, kind in _PACKED.items() if head.startswith(magic)), None)
    if kind is not None:
        with pa.CompressedInputStream(pa.PythonFile(file, "r"), kind) as opened:
            yield from _members(opened)
    elif head.startswith(_ZIP):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                yield iter([name.encode("utf-8", "surrogateescape")])
                with archive.open(name) as member:
                    yield from _members(member)


def _members(file: Any) -> Iterator[Stream]:
    start = file.read(_INSIDE)
    yield iter([start])
    if len(start) == _INSIDE:
        yield _blocks(file)
    elif start[:4] == _PARQUET:
        yield from _parquet(pa.BufferReader(start))
    else:
        yield from _unpacked(io.BytesIO(start), start[:16])


def _parquet(source: Any) -> Iterator[Stream]:
    with pq.ParquetFile(source) as plain:
        names = [field.name for field in plain.schema_arrow if _is_text(field.type)]
        groups = plain.num_row_groups
    with pq.ParquetFile(source, read_dictionary=names) as file:
        for group in range(groups):
            for column in file.read_row_group(group).columns:
                for chunk in column.chunks:
                    yield from (iter([buffer]) for buffer in buffers(chunk))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind))


def buffers(array: pa.Array) -> Stream:
    """Yield what a column says: of a dictionary its entries, of all else the memory it lies in."""
    if isinstance(array, pa.DictionaryArray):
        yield from buffers(array.dictionary)
        return
    yield from (memoryview(buffer) for buffer in array.buffers() if buffer is not None and buffer.size >= 16)


def _sqlite(path: Path) -> Iterator[Stream]:
    """Yield the values that are compressed; all else lies open in the file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as con:
        try:
            tables = con.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                for row in con.execute(f"SELECT * FROM {sql.name(table)}"):
                    for value in row:
                        if isinstance(value, bytes):
                            yield iter([value])
                            if value[:1] == b"\x78":
                                yield iter([_inflated(value)])
        except sqlite3.Error as error:
            raise ValueError(str(error)) from None


def _inflated(value: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(value, _INSIDE)
    except zlib.error:
        return b""


def _duckdb(path: Path) -> Iterator[Stream]:
    """Yield what views say, and the tables that somebody made beside them."""
    import duckdb

    from ft_data.warehouse import sql

    try:
        with sql.connect(path=path, read_only=True) as con:
            said = con.execute(
                "SELECT coalesce(sql, '') || coalesce(comment, '') FROM duckdb_views() WHERE NOT internal"
            )
            yield iter([text.encode() for (text,) in said.fetchall()])
            listed = con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
            for schema, table in listed:
                for batch in con.sql(f"SELECT * FROM {sql.name(schema)}.{sql.name(table)}").to_arrow_reader():
                    for column in batch.columns:
                        yield from (iter([buffer]) for buffer in buffers(column))
    except duckdb.Error as error:
        raise ValueError(str(error)) from None
