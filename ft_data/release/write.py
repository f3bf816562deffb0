"""Writing the rows of a release: files that the version before has are copied, all others are written by workers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.engine.pool import Call
from ft_data.formatting.targets import EXPORTERS
from ft_data.release import layout, manifest, merkle, pieces
from ft_data.release.exports import KEYS, Listed, is_lines
from ft_data.release.layout import PLACES, Piece
from ft_data.release.pieces import ROW_GROUP, Made, Order
from ft_data.release.private import Kept
from ft_data.release.spec import COPIES, Exported, Spread, in_turn
from ft_data.warehouse import files, sql

if TYPE_CHECKING:
    import duckdb

# A worker holds the rows of the files it writes; all exported files are read once for each such lot.
_LOT_ROWS, _LOTS = 131_072, 8
_MOST_ROWS = 524_288


@dataclass
class Written:
    """One target in one split: its rows, files and Merkle root; what the files are named by."""

    rows: int = 0
    root: str = merkle.EMPTY
    bytes: int = 0
    made: list[Made] = field(default_factory=list)
    kept: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def files(self) -> list[str]:
        """The paths of the files, in order."""
        return [one.path for one in self.made]


def place(con: duckdb.DuckDBPyConnection, index: str) -> None:
    """Put names, split and copies of the index into a temporary table that exported rows are joined with.

    An index without weights has every row once.
    """
    copies = COPIES if "weight" in con.table(index).columns else "1"
    names = f"raw_id AS record_id, record_id AS published_id, split, {copies} AS copies"
    con.sql(f"CREATE OR REPLACE TEMP TABLE {PLACES} AS SELECT {names} FROM {index}")


@dataclass(frozen=True)
class _Plan:
    """How a target is laid out: what the version before has, and what is to be written."""

    sources: Sequence[Exported]
    columns: pa.Schema
    laid: list[Piece]
    again: dict[str, list[Made]]
    lots: list[list[Order]]


def targets(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    exports: Mapping[str, Sequence[Exported]],
    before: Path | None = None,
    kept: Kept | None = None,
    spread: Spread = in_turn,
) -> dict[str, dict[str, Written]]:
    """Write all targets; a split without rows is left out. Needs :func:`place`.

    Parquet targets go to ``<name>/<split>-00000-of-0000N.parquet``, JSON lines to ``exports/<name>/<split>.jsonl``.
    ``before`` is the folder of the version before, ``kept`` says what its files hold, ``spread`` makes calls.
    """
    plans = {
        name: _plan(con, folder, name, exported, before, kept or {}) for name, exported in exports.items()
    }
    lots = [
        Call(
            pieces.write,
            (str(folder), plan.sources, plan.columns, lot),
            sum(len(order.part) for order in lot),
        )
        for plan in plans.values()
        for lot in plan.lots
    ]
    made = iter(spread(lots))
    return {name: _written(folder, plan, [next(made) for _ in plan.lots]) for name, plan in plans.items()}


def _plan(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    name: str,
    exported: Sequence[Exported],
    before: Path | None,
    kept: Kept,
) -> _Plan:
    if not exported:  # no row came so far
        return _Plan(exported, pa.schema([]), [], {}, [])
    columns = _columns(con, exported)
    listed = Listed.of(exported, is_lines(columns.names))
    whole = bool(EXPORTERS.get(name).llama_factory)  # whose registry names one file a split
    laid = layout.pieces(con, name, listed, columns, whole)
    again = {piece.path: found for piece in laid if (found := _again(folder, piece, listed, before, kept))}
    new = [_order(piece, listed) for piece in laid if piece.path not in again]
    return _Plan(exported, columns, laid, again, _lots(new))


def _written(folder: Path, plan: _Plan, made: Sequence[list[list[Made]]]) -> dict[str, Written]:
    found = dict(plan.again)
    for lot, wrote in zip(plan.lots, made, strict=True):
        found |= {order.path: done for order, done in zip(lot, wrote, strict=True)}
    out: dict[str, Written] = {}
    for piece in plan.laid:
        written, done = out.setdefault(piece.split, Written()), found[piece.path]
        written.made += done
        written.kept[piece.name] = [(one.path, one.sha256) for one in done]
    for written in out.values():
        leaves = [leaf for one in written.made for leaf in one.leaves]
        written.rows, written.root = len(leaves), merkle.root(leaves)
        written.bytes = sum((folder / path).stat().st_size for path in written.files)
    return out


def _columns(con: duckdb.DuckDBPyConnection, exported: Sequence[Exported]) -> pa.Schema:
    """Return the columns of a target as a release has them: types are called as readers by SQL call them."""
    found = con.sql(f"SELECT * FROM {sql.parquet([one.rows for one in exported])} LIMIT 0").to_arrow_table()
    return pa.schema([field for field in found.schema if field.name not in KEYS])


def _again(folder: Path, piece: Piece, listed: Listed, before: Path | None, kept: Kept) -> list[Made]:
    """Copy the files that hold what a piece says from the version before; return none if it has none that are sound."""
    if before is None or piece.name not in kept:
        return []
    variants, made = listed.variants(piece.rows), []
    digests = listed.digest[piece.rows]
    for path, sha256 in kept[piece.name]:
        to = path if variants else piece.path
        (folder / to).parent.mkdir(parents=True, exist_ok=True)
        try:
            files.cloned(before / path, folder / to)
        except OSError:
            return []
        if manifest.file_sha256(folder / to) != sha256:  # damaged: it is written again
            (folder / to).unlink()
            return []
        here = [pieces.lines_path(piece.path, one) == path for one in variants]
        made.append(Made(to, sha256, (digests[np.array(here)] if variants else digests).tobytes()))
    return made


def _order(piece: Piece, listed: Listed) -> Order:
    rows = piece.rows
    return Order(
        piece.path,
        listed.part[rows],
        listed.place[rows],
        listed.digest[rows].tobytes(),
        listed.variants(rows),
    )


def _lots(orders: Sequence[Order]) -> list[list[Order]]:
    """Return what is written by one worker, each."""
    total = sum(len(order.part) for order in orders)
    most = min(_MOST_ROWS, max(_LOT_ROWS, total // _LOTS))
    lots: list[list[Order]] = []
    held = 0
    for order in orders:
        if not lots or held + len(order.part) > most:
            lots.append([])
            held = 0
        lots[-1].append(order)
        held += len(order.part)
    return lots


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
