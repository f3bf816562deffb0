"""Finding the text of released rows again: which row of a format's files belongs to which record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa

from ft_data.release import manifest
from ft_data.warehouse import sql

if TYPE_CHECKING:
    import duckdb


def of(
    con: duckdb.DuckDBPyConnection, folder: Path, records: Sequence[str], target: str | None = None
) -> dict[str, list[Any]]:
    """Return the written rows per record, from the named or the first format that holds it.

    Files are in the order of record ids and ``outcomes.parquet`` says how many rows each record gave, so the
    place of a record follows from the counts before it. Records that no format holds are absent.
    """
    found = manifest.read(folder)
    wanted_order = (found["recipe"].get("format") or {}).get("targets") or []
    names = sorted(found["targets"], key=lambda n: (wanted_order.index(n) if n in wanted_order else 99, n))
    out: dict[str, list[Any]] = {}
    for name in [target] if target else names:
        missing = sorted(set(records) - set(out))
        if not missing or not (folder / "outcomes.parquet").exists():
            break
        out |= _of(con, folder, found["targets"][name], name, missing)
    return out


def _of(
    con: duckdb.DuckDBPyConnection, folder: Path, splits: dict[str, Any], target: str, records: Sequence[str]
) -> dict[str, list[Any]]:
    cursor = con.cursor()
    try:
        cursor.register("ft_records", pa.table({"record_id": pa.array(records, pa.string())}))
        places = cursor.sql(
            f"""SELECT record_id, split, start, rows FROM (
                SELECT record_id, split, rows,
                       sum(rows) OVER (PARTITION BY split ORDER BY record_id) - rows AS start
                FROM {sql.parquet([folder / "outcomes.parquet"])} o
                JOIN {sql.parquet([folder / "index.parquet"])} i USING (record_id)
                WHERE o.target = '{target}' AND o.outcome <> 'refused')
            SEMI JOIN ft_records USING (record_id)"""
        ).fetchall()
        out: dict[str, list[Any]] = {}
        for split, made in splits.items():
            here = [(record, int(start), int(n)) for record, where, start, n in places if where == split]
            if here:
                out |= _read(cursor, folder, made["files"], here)
        return out
    finally:
        cursor.close()


def _read(
    con: duckdb.DuckDBPyConnection, folder: Path, files: list[str], places: list[tuple[str, int, int]]
) -> dict[str, list[Any]]:
    if not files[0].endswith(".parquet"):
        if len(files) > 1:  # variants interleave, so places do not tell lines
            return {}
        lines = (folder / files[0]).read_bytes().split(b"\n")
        return {record: [orjson.loads(line) for line in lines[at : at + n]] for record, at, n in places}
    numbers = [at + i for _, at, n in places for i in range(n)]
    con.register("ft_numbers", pa.table({"place": pa.array(numbers, pa.int64())}))
    found = sql.parquet([folder / path for path in files], "file_row_number = true, filename = true")
    rows = con.sql(
        f"""SELECT * FROM (SELECT *, row_number() OVER (ORDER BY filename, file_row_number) - 1 AS place
            FROM {found})
            SEMI JOIN ft_numbers USING (place)"""
    ).to_arrow_table()
    by_place = {row.pop("place"): row for row in rows.to_pylist()}
    for row in by_place.values():
        row.pop("filename")
        row.pop("file_row_number")
    return {record: [by_place[at + i] for i in range(n)] for record, at, n in places}


def text(row: Any) -> str:
    """Return one written row for reading: role and content, turn by turn."""
    if not isinstance(row, dict):
        return str(row)
    parts = []
    for key, value in row.items():
        turns = value if isinstance(value, list) else []
        said = [
            f"{t.get('role') or t.get('from')}: {t.get('content') or t.get('value') or ''}"
            for t in turns
            if isinstance(t, dict)
        ]
        parts += said or ([f"{key}: {value}"] if isinstance(value, str) and value else [])
    return "\n".join(parts)
