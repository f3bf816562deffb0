"""Writing the rows of a release: Parquet shards and JSON lines, in the order of published ids.

The order of record ids would give away a part of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.release import merkle
from ft_data.release.spec import COPIES

if TYPE_CHECKING:
    import duckdb

ROW_GROUP = 8192
SHARD_ROWS = 500_000
SPLITS = ("train", "validation", "test")
PLACES = "ft_places"  # temporary table: record_id, published_id, split, copies
_KEYS = ("record_id", "ordinal")


@dataclass
class Written:
    """One target in one split: its rows, files and Merkle root."""

    rows: int = 0
    root: str = merkle.EMPTY
    bytes: int = 0
    files: list[str] = field(default_factory=list)


def place(con: duckdb.DuckDBPyConnection, index: str) -> None:
    """Put names, split and copies of the index into a temporary table that the targets are joined with.

    An index without weights has every row once.
    """
    copies = COPIES if "weight" in con.table(index).columns else "1"
    names = f"raw_id AS record_id, record_id AS published_id, split, {copies} AS copies"
    con.sql(f"CREATE OR REPLACE TEMP TABLE {PLACES} AS SELECT {names} FROM {index}")


def target(con: duckdb.DuckDBPyConnection, folder: Path, name: str, relation: str) -> dict[str, Written]:
    """Write one target in one pass over its rows; a split without rows is left out. Needs :func:`place`.

    Copies follow once all rows stand there: every further pass holds the rows that have so many, so that equal rows are far apart.

    Parquet targets go to ``<name>/<split>-00000-of-0000N.parquet``, JSON lines to
    ``exports/<name>/<split>.jsonl``.
    """
    columns = [c[0] for c in con.sql(f"DESCRIBE SELECT * FROM {relation}").fetchall()]
    lines = columns == [*_KEYS, "variant", "line"]
    joined = f"{relation} e JOIN {PLACES} i USING (record_id)"
    counts = dict(con.sql(f"SELECT split, sum(copies)::BIGINT FROM {joined} GROUP BY split").fetchall())
    body = ", ".join(f'e."{c}"' for c in columns if c not in _KEYS)
    rank = "list_position(['train', 'validation', 'test'], i.split)"
    order = f"{rank}, i.published_id, e.ordinal"
    if con.sql(f"SELECT max(copies) > 1 FROM {PLACES}").fetchall()[0][0]:
        joined += ", LATERAL (SELECT unnest(range(i.copies)) AS copy)"
        order = f"{rank}, copy, i.published_id, e.ordinal"
    query = f"SELECT i.split AS __split, {body} FROM {joined} ORDER BY {order}"
    reader = con.sql(query).to_arrow_reader(ROW_GROUP)
    sinks: dict[str, _Sink] = {}
    schema = pa.schema([f for f in reader.schema if f.name != "__split"])
    for batch in reader:
        for split, part in _by_split(pa.Table.from_batches([batch])):
            if split not in sinks:
                for done in sinks.values():
                    done.close()
                sinks[split] = (
                    _Lines(folder, f"exports/{name}/{split}")
                    if lines
                    else _Shards(folder, f"{name}/{split}", counts[split], schema)
                )
            sinks[split].add(part)
    return {split: _finished(folder, sink) for split, sink in sinks.items()}


class _Sink(Protocol):
    files: list[str]
    leaves: list[bytes]

    def add(self, part: pa.Table) -> None: ...

    def close(self) -> None: ...


class _Shards:
    """Parquet files of about ``SHARD_ROWS`` rows, cut into row groups of exactly ``ROW_GROUP``."""

    def __init__(self, folder: Path, stem: str, rows: int, schema: pa.Schema) -> None:
        self._per_shard = -(-SHARD_ROWS // ROW_GROUP) * ROW_GROUP
        shards = max(1, -(-rows // self._per_shard))
        self.files = [f"{stem}-{i:05d}-of-{shards:05d}.parquet" for i in range(shards)]
        self.leaves: list[bytes] = []
        self._folder, self._schema = folder, schema
        self._cutter = _Cutter(schema)
        self._writer: pq.ParquetWriter | None = None
        self._opened = self._in_shard = 0
        (folder / stem).parent.mkdir(parents=True, exist_ok=True)

    def add(self, part: pa.Table) -> None:
        for group in self._cutter.add(part):
            self._write(group)

    def close(self) -> None:
        for group in self._cutter.rest():
            self._write(group)
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _write(self, group: pa.Table) -> None:
        if self._writer is None or self._in_shard >= self._per_shard:
            if self._writer is not None:
                self._writer.close()
            path = self._folder / self.files[self._opened]
            self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
            self._opened += 1
            self._in_shard = 0
        self._writer.write_table(group, row_group_size=ROW_GROUP)
        self._in_shard += group.num_rows
        self.leaves.extend(merkle.row_digests(group))


class _Lines:
    """One file per variant: ``<split>.jsonl``, ``<split>_preference.jsonl``."""

    def __init__(self, folder: Path, stem: str) -> None:
        self.files: list[str] = []
        self.leaves: list[bytes] = []
        self._folder, self._stem = folder, stem
        self._stack = ExitStack()
        self._open: dict[str, IO[bytes]] = {}
        (folder / stem).parent.mkdir(parents=True, exist_ok=True)

    def add(self, part: pa.Table) -> None:
        self.leaves.extend(merkle.row_digests(part.select(["line"])))
        for variant, line in zip(part["variant"].to_pylist(), part["line"].to_pylist(), strict=True):
            if variant not in self._open:
                path = f"{self._stem}_{variant}.jsonl" if variant else f"{self._stem}.jsonl"
                self._open[variant] = self._stack.enter_context((self._folder / path).open("wb"))
                self.files.append(path)
            self._open[variant].write(line.encode() + b"\n")

    def close(self) -> None:
        self._stack.close()
        self.files.sort()


class _Cutter:
    """Cuts a stream into tables of ``ROW_GROUP`` rows: they must not depend on how the engine batches."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._waiting: list[pa.RecordBatch] = []
        self._held = 0

    def add(self, part: pa.Table) -> Iterator[pa.Table]:
        self._waiting.extend(part.to_batches())
        self._held += part.num_rows
        while self._held >= ROW_GROUP:
            table = pa.Table.from_batches(self._waiting, self._schema)
            yield table.slice(0, ROW_GROUP)
            self._waiting = table.slice(ROW_GROUP).to_batches()
            self._held -= ROW_GROUP

    def rest(self) -> Iterator[pa.Table]:
        if self._held:
            yield pa.Table.from_batches(self._waiting, self._schema)
        self._waiting, self._held = [], 0


def relation(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write a query to one Parquet file, in its own order; return the number of rows."""
    reader = con.sql(query).to_arrow_reader(ROW_GROUP)
    cutter, rows = _Cutter(reader.schema), 0
    with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            rows += batch.num_rows
            for group in cutter.add(pa.Table.from_batches([batch])):
                writer.write_table(group, row_group_size=ROW_GROUP)
        for group in cutter.rest():
            writer.write_table(group, row_group_size=ROW_GROUP)
    return rows


def _by_split(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    column, body = table["__split"], table.drop_columns(["__split"])
    if not table.num_rows:
        return
    first, last = column[0].as_py(), column[-1].as_py()
    if first == last:
        yield first, body
        return
    for split in SPLITS:
        part = body.filter(pc.equal(column, split))
        if part.num_rows:
            yield split, part


def _finished(folder: Path, sink: _Sink) -> Written:
    sink.close()
    size = sum((folder / path).stat().st_size for path in sink.files)
    return Written(len(sink.leaves), merkle.root(sink.leaves), size, sink.files)
