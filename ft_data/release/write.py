"""Writing the rows of a release: Parquet shards and JSON lines, in the order of record ids."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.release import merkle

if TYPE_CHECKING:
    import duckdb

ROW_GROUP = 8192
SHARD_ROWS = 500_000
SPLITS = ("train", "validation", "test")
_KEYS = ("record_id", "ordinal")


@dataclass
class Written:
    """One target in one split: its rows, files and Merkle root."""

    rows: int = 0
    root: str = merkle.EMPTY
    bytes: int = 0
    files: list[str] = field(default_factory=list)


def target(
    con: duckdb.DuckDBPyConnection, folder: Path, name: str, relation: str, index: str
) -> dict[str, Written]:
    """Write one target, one split after the other; a split without rows is left out.

    Parquet targets go to ``<name>/<split>-00000-of-0000N.parquet``, JSON lines to
    ``exports/<name>/<split>.jsonl``.
    """
    columns = [c[0] for c in con.sql(f"DESCRIBE SELECT * FROM {relation}").fetchall()]
    lines = columns == [*_KEYS, "variant", "line"]
    body = ", ".join(f'e."{c}"' for c in columns if c not in _KEYS)
    counts = dict(
        con.sql(
            f"SELECT split, count(*) FROM {relation} e JOIN {index} i USING (record_id) GROUP BY split"
        ).fetchall()
    )
    written: dict[str, Written] = {}
    for split in SPLITS:
        if not counts.get(split):
            continue
        query = (
            f"SELECT {body} FROM {relation} e JOIN {index} i USING (record_id) "
            f"WHERE i.split = '{split}' ORDER BY e.record_id, e.ordinal"
        )
        batches = con.sql(query).to_arrow_reader(ROW_GROUP)
        made = Written(rows=counts[split])
        if lines:
            made.root = _write_lines(batches, folder, f"exports/{name}/{split}", made)
        else:
            made.root = _write_shards(batches, folder, f"{name}/{split}", counts[split], made)
        made.bytes = sum((folder / path).stat().st_size for path in made.files)
        written[split] = made
    return written


def _write_shards(batches: pa.RecordBatchReader, folder: Path, stem: str, rows: int, made: Written) -> str:
    shards = max(1, -(-rows // SHARD_ROWS))
    leaves: list[bytes] = []
    groups = _exactly(batches, ROW_GROUP)
    per_shard = -(-rows // shards // ROW_GROUP) * ROW_GROUP or ROW_GROUP
    pending = next(groups, None)
    for shard in range(shards):
        path = f"{stem}-{shard:05d}-of-{shards:05d}.parquet"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        taken = 0
        with pq.ParquetWriter(folder / path, batches.schema, compression="zstd") as writer:
            while pending is not None and (taken < per_shard or shard == shards - 1):
                writer.write_table(pending, row_group_size=ROW_GROUP)
                leaves.extend(merkle.row_digests(pending))
                taken += pending.num_rows
                pending = next(groups, None)
        made.files.append(path)
    return merkle.root(leaves)


def _write_lines(batches: pa.RecordBatchReader, folder: Path, stem: str, made: Written) -> str:
    """Write one file per variant: ``<split>.jsonl``, ``<split>_preference.jsonl``."""
    leaves: list[bytes] = []
    (folder / stem).parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files: dict[str, IO[bytes]] = {}
        for batch in batches:
            leaves.extend(merkle.row_digests(batch.select(["line"])))
            for variant, line in zip(batch["variant"].to_pylist(), batch["line"].to_pylist(), strict=True):
                if variant not in files:
                    path = f"{stem}_{variant}.jsonl" if variant else f"{stem}.jsonl"
                    files[variant] = stack.enter_context(open(folder / path, "wb"))
                    made.files.append(path)
                files[variant].write(line.encode() + b"\n")
    made.files.sort()
    return merkle.root(leaves)


def _exactly(batches: pa.RecordBatchReader, size: int) -> Iterator[pa.Table]:
    """Cut a stream into tables of ``size`` rows: row groups must not depend on how the engine batches."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        waiting.append(batch)
        held += batch.num_rows
        while held >= size:
            table = pa.Table.from_batches(waiting, batches.schema)
            yield table.slice(0, size)
            waiting = table.slice(size).to_batches()
            held -= size
    if held:
        yield pa.Table.from_batches(waiting, batches.schema)


def relation(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write a query to one Parquet file, in its own order; return the number of rows."""
    batches = con.sql(query).to_arrow_reader(ROW_GROUP)
    rows = 0
    with pq.ParquetWriter(path, batches.schema, compression="zstd") as writer:
        for table in _exactly(batches, ROW_GROUP):
            writer.write_table(table, row_group_size=ROW_GROUP)
            rows += table.num_rows
    return rows
