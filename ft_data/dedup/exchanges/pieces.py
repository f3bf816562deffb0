"""Parts of rows as tasks name them, and how their rows are handed out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Ints = npt.NDArray[np.int64]

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
