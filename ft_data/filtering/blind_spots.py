"""Blind spots: groups of rows that one rule removes almost entirely, and a few rows of each for people to look at."""

from __future__ import annotations

import duckdb
import pyarrow as pa

SHARE, ROWS = 0.8, 30  # of a group of at least so many rows, a rule drops more than this share
SHOWN = 8  # rows of a blind spot that people are asked about
SCHEMA = pa.schema(
    [
        ("record_id", pa.string()),
        ("reason", pa.string()),
        ("slice", pa.string()),
        ("gone", pa.int64()),
        ("came", pa.int64()),
    ]
)
READS = ("source", "row_language", "topic_name")
_SLICES = {
    "source": "source",
    "language": "coalesce(row_language, 'unknown')",
    "topic": "topic_name",
}


def find(con: duckdb.DuckDBPyConnection, rows: str, verdicts: pa.Table) -> pa.Table:
    """Return the rows of `SCHEMA` to look at, of a view of measured rows and the verdicts (verdict, reasons) on them.

    A slice is a source, a language of the answer or, where the recipe has topics, one of those. Record ids are digits of
    a hash, so those with the smallest ends are a random sample of each spot. One row is shown for one spot, its largest.
    """
    columns = {name for name, *_ in con.execute(f"DESCRIBE {rows}").fetchall()}
    slices = ", ".join(
        f"'{name} = ' || {value}"
        for name, value in _SLICES.items()
        if name != "topic" or "topic_name" in columns
    )
    con.register("verdicts_to_slice", verdicts)
    found = con.sql(
        f"""
        WITH sliced AS (
            SELECT record_id, verdict, reasons, unnest([{slices}]) AS slice
            FROM {rows} JOIN verdicts_to_slice USING (record_id)
        ), sizes AS (
            SELECT slice, count(*) AS came FROM sliced WHERE slice IS NOT NULL GROUP BY slice HAVING came >= {ROWS}
        ), dropped AS (
            SELECT record_id, slice, unnest(reasons) AS reason FROM sliced WHERE verdict = 'drop'
        ), spots AS (
            SELECT slice, reason, count(*) AS gone, any_value(came) AS came FROM dropped JOIN sizes USING (slice)
            GROUP BY slice, reason HAVING count(*) > {SHARE} * any_value(came)
        ), shown AS (
            SELECT * FROM dropped JOIN spots USING (slice, reason)
            QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY gone DESC, slice, reason) = 1
        )
        SELECT record_id, reason, slice, gone, came FROM shown
        QUALIFY row_number() OVER (PARTITION BY slice, reason ORDER BY right(record_id, 8), record_id) <= {SHOWN}
        ORDER BY record_id
        """
    )
    return found.to_arrow_table().cast(SCHEMA)
