"""What is known of the rows of a part before anything is brought together: their place in the order, and equals among them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.dedup.exchanges.pieces import FACTS, ORDERED, Piece
from ft_data.dedup.facts import META, best_first, strictness_of
from ft_data.dedup.grouping import first_equal
from ft_data.warehouse import sql

Ints = npt.NDArray[np.int64]

EQUAL = ("exact_a", "exact_b", "words_key")


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


def _scored(ids: pa.ChunkedArray, scores: pa.Table | None, name: str) -> Any:
    if scores is None or name not in scores.column_names:
        return pa.nulls(len(ids), pa.float64())
    places = pc.index_in(ids.combine_chunks(), value_set=scores["record_id"].combine_chunks())
    return scores[name].combine_chunks().cast(pa.float64()).take(places)
