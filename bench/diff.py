"""Time the diff of two versions of N rows: 1% added, removed and modified, N/5 verdicts each."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from ft_data.release import manifest
from ft_data.release.diff import diff
from ft_data.release.private import Private
from ft_data.stages import graph
from ft_data.warehouse.key import Keys


def version(con: duckdb.DuckDBPyConnection, folder: Path, n: int, which: str) -> None:
    folder.mkdir()
    low, high = (0, n) if which == "a" else (n // 100, n + n // 100)
    con.sql(
        f"""COPY (SELECT substr(md5(i::VARCHAR), 1, 24) AS record_id,
                 CASE WHEN i % 20 = 0 THEN 'test' ELSE 'train' END AS split,
                 md5(i::VARCHAR || CASE WHEN i % 100 = 7 THEN '{which}' ELSE '' END) AS content_hash,
                 's' || i % 3 AS source, 'file' || i // 10000 || '.jsonl' AS source_uri, 'human' AS origin,
                 'MIT' AS license FROM range({low}, {high}) t(i) ORDER BY record_id)
            TO '{folder}/index.parquet' (ROW_GROUP_SIZE 8192)"""
    )
    con.sql(
        f"""COPY (SELECT 'filtered' AS stage, substr(md5(i::VARCHAR), 1, 24) AS record_id, 'drop' AS verdict,
                 ['too_short'] AS reasons, NULL::VARCHAR AS witness_id, NULL::DOUBLE AS score,
                 '{{"value": ' || i % 5 || '}}' AS detail
                 FROM (SELECT i FROM range({low} - {n // 100}, {low}) t(i)
                       UNION ALL SELECT i FROM range({high}, {high} + {n // 5}) t(i)) ORDER BY record_id)
            TO '{folder}/ledger.parquet' (ROW_GROUP_SIZE 8192)"""
    )
    drop = "< 1" if which == "a" else "< 2"
    recipe = {
        "sources": {f"s{k}": {} for k in range(3)},
        "rules": [{"name": "too_short", "signal": "words", "drop": drop}],
    }
    manifest.seal(folder, {"recipe": recipe})


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as place, duckdb.connect() as con:
        for which in "ab":
            version(con, Path(place, which), n, which)
        private = Private(Path(place, "private"), Keys(b"a key for measuring alone".ljust(64, b".")))
        wall, cpu = time.perf_counter(), time.process_time()
        found = diff(con, Path(place, "a"), Path(place, "b"), private, graph.stages())
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{n:,} rows: {wall:.2f} s wall, {cpu:.2f} s CPU, {peak:,.0f} MB, {found.rows.num_rows:,} changed")
    for entry in found.summary[:6]:
        print(entry)


if __name__ == "__main__":
    main()
