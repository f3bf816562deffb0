"""Parts of rows as tasks name them, and what is known of a part before anything is brought together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.dedup.facts import META, best_first, strictness_of
from ft_data.dedup.grouping import first_equal
from ft_data.warehouse import sql

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

EQUAL = ("exact_a", "exact_b", "words_key")
CREATED = pa.timestamp("us", "UTC")
FACTS = pa.schema(
    [
        ("quality", pa.float64()),
        ("completeness", pa.float64()),
        ("source", pa.string()),
        ("origin", pa.string()),
        ("license", pa.string()),
        ("created_at", CREATED),
        ("best", pa.bool_()),  # no better row of the part is equal word for word
    ]
)
ORDERED = ("record_id", "corpus", *FACTS.names[:-1], "words")  # what the order of rows looks at


class Piece(NamedTuple):
    """A part of signatures and what belongs to its rows, as paths. ``start`` is the position of its first row.

    ``texts`` may hold more rows, in any order, where the rows are not all that were signed. ``facts`` is `FACTS` of the rows
    of ``signed``, in their order, as are ``meanings``, where there are any.
    """

    corpus: int
    start: int
    rows: int
    signed: str
    texts: str
    facts: str = ""
    meanings: str = ""

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Read columns of the signatures."""
        return pq.read_table(self.signed, columns=list(columns), use_threads=False)

    def beside(self, path: str, columns: Sequence[str]) -> pa.Table:
        """Read columns of ``facts`` or ``meanings``. Raises ValueError for another number of rows."""
        table = pq.read_table(path, columns=list(columns), use_threads=False)
        if len(table) != self.rows:
            raise ValueError(f"{self.rows} rows have signatures, {len(table)} stand beside them")
        return table

    def text(self, columns: Sequence[str], ids: pa.ChunkedArray) -> pa.Table:
        """Read columns of the texts of these rows, in their order. Raises ValueError where a row has none, or two."""
        table = pq.read_table(self.texts, columns=["record_id", *columns], use_threads=False)
        known = table["record_id"].combine_chunks()
        if len(pc.unique(known)) != len(known):
            raise ValueError(f"record ids are not unique among {len(known)} rows")
        places = pc.index_in(ids.combine_chunks(), value_set=known)
        if places.null_count:
            raise ValueError(
                f"{len(ids)} rows have signatures, {len(ids) - places.null_count} rows of these ids are in the texts"
            )
        return table.select(list(columns)).take(places)


def pieces(inputs: Mapping[str, Any]) -> list[Piece]:
    """Return the pieces among the inputs of a task."""
    return [Piece(*one) for one in inputs["pieces"]]


def facts(piece: Piece, scores: pa.Table | None, keep: str) -> pa.Table:
    """Return `FACTS` of a part; ``scores`` may have ``record_id, quality, completeness`` of its rows."""
    signed = piece.read([*EQUAL, "record_id", "words"])
    ids = signed["record_id"]
    present = set(pq.read_schema(piece.texts).names)
    meta = piece.text([name for name in META if name in present], ids)
    columns: dict[str, Any] = {"record_id": ids, "words": signed["words"]}
    for name in FACTS.names[2:-1]:
        columns[name] = meta[name] if name in present else pa.nulls(len(ids))
    for name in FACTS.names[:2]:
        columns[name] = _scored(ids, scores, name)
    columns["corpus"] = pa.array(np.full(len(ids), piece.corpus, np.int32))
    table = pa.table({name: columns[name] for name in ORDERED})
    order = best_order(table, keep)
    keys = [signed[name].to_numpy()[order] for name in EQUAL]
    best = np.zeros(len(ids), bool)
    best[order] = first_equal(*keys) == np.arange(len(ids)) if len(ids) else np.zeros(0, bool)
    return table.append_column("best", pa.array(best)).select(FACTS.names).cast(FACTS)


def best_order(table: pa.Table, keep: str) -> Ints:
    """Return the rows of a table with the columns `ORDERED`, best first."""
    with sql.connect(threads=1) as con:
        con.register(
            "rows", table.select(list(ORDERED)).append_column("place", pa.array(np.arange(len(table))))
        )
        con.register("strictness", strictness_of(pc.unique(table["license"])))
        found = con.sql(
            "SELECT place FROM (SELECT r.*, t.strict FROM rows r LEFT JOIN strictness t "
            f"ON t.license IS NOT DISTINCT FROM r.license) AS ranked ORDER BY {best_first(keep)}"
        ).to_arrow_table()
    order: Ints = found["place"].to_numpy()
    return order


def split(table: pa.Table, number: Ints, partitions: int) -> dict[int, pa.Table]:
    """Split a table by the number of each row."""
    order = np.argsort(number, kind="stable")
    cuts = np.searchsorted(number[order], np.arange(partitions + 1))
    ordered = table.take(pa.array(order))
    return {
        part: ordered.slice(cuts[part], cuts[part + 1] - cuts[part])
        for part in range(partitions)
        if cuts[part] < cuts[part + 1]
    }


def within(positions: Ints, piece: Piece) -> Ints:
    """Return the places in a part of those of ascending positions that are in it."""
    first, last = np.searchsorted(positions, [piece.start, piece.start + piece.rows])
    return positions[first:last] - piece.start


def joined(tables: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    """Concatenate tables of one schema, none at all among them."""
    return pa.concat_tables([schema.empty_table(), *tables])


def _scored(ids: pa.ChunkedArray, scores: pa.Table | None, name: str) -> Any:
    if scores is None or name not in scores.column_names:
        return pa.nulls(len(ids), pa.float64())
    places = pc.index_in(ids.combine_chunks(), value_set=scores["record_id"].combine_chunks())
    return scores[name].combine_chunks().cast(pa.float64()).take(places)
