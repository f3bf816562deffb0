"""Numbers that carry the query that makes them.

A number's query runs over views of the release folder: ``rows`` (the index), ``ledger``, ``verdicts`` (counts
of every stage), ``outcomes`` (exporters), and one view per written format and split (``messages_train``).

These are not the numbers of :mod:`ft_data.evaluation.numbers`, which are single figures made from a warehouse: whoever
has a release has no warehouse, only what is published, and a value here is a whole table.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from ft_data.release import manifest
from ft_data.warehouse import sql

if TYPE_CHECKING:
    import duckdb

NAME = "numbers.json"
Number = dict[str, Any]

BUILT_IN: dict[str, str] = {
    "rows": "SELECT split, count(*) AS rows FROM rows GROUP BY split ORDER BY split",
    "sources": "SELECT source, license, origin, count(*) AS rows FROM rows GROUP BY ALL ORDER BY ALL",
    "licenses": "SELECT license, count(*) AS rows FROM rows GROUP BY ALL ORDER BY ALL",
    "funnel": "SELECT stage, verdict, rows FROM verdicts ORDER BY stage, verdict",
    "reasons": """SELECT stage, verdict, reason, count(*) AS rows FROM
        (SELECT stage, verdict, unnest(reasons) AS reason FROM ledger
         WHERE verdict IN ('drop', 'review', 'merge'))
        GROUP BY ALL ORDER BY stage, rows DESC, reason, verdict""",
    "formats": """SELECT target, outcome, reason, count(*) AS examples, sum(rows)::BIGINT AS rows
        FROM outcomes GROUP BY ALL ORDER BY ALL""",
}
# Used where the index has the column it needs.
OPTIONAL: dict[str, tuple[str, str]] = {
    "groups": (
        "group_key",
        """SELECT split, count(DISTINCT group_key) AS groups, max(n)::BIGINT AS largest FROM
        (SELECT split, group_key, count(*) AS n FROM rows GROUP BY ALL) GROUP BY ALL ORDER BY ALL""",
    ),
    "groups_in_two_splits": (
        "group_key",
        """SELECT count(*) AS groups FROM (SELECT group_key FROM rows GROUP BY group_key
        HAVING count(DISTINCT split) > 1)""",
    ),
    "languages": ("language", "SELECT language, count(*) AS rows FROM rows GROUP BY ALL ORDER BY ALL"),
}


def views(con: duckdb.DuckDBPyConnection, folder: Path, written: Mapping[str, Mapping[str, Any]]) -> None:
    """Create the views that queries may use."""
    files = {"rows": "index", "ledger": "ledger", "verdicts": "verdicts", "outcomes": "outcomes"}
    for view, name in files.items():
        path = folder / f"{name}.parquet"
        if path.exists():
            con.sql(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT * FROM {sql.parquet([path])}")
    for target, splits in written.items():
        for split, made in splits.items():
            paths = [folder / file for file in made["files"] if file.endswith(".parquet")]
            if paths:
                query = f"SELECT * FROM {sql.parquet(paths)}"
                con.sql(f"CREATE OR REPLACE TEMP VIEW {target}_{split} AS {query}")


def measure(folder: Path, written: Mapping[str, Mapping[str, Any]]) -> list[Number]:
    """Run the queries on a release folder."""
    with sql.connect() as con:
        views(con, folder, written)
        columns = {row[0] for row in con.sql("DESCRIBE rows").fetchall()}
        queries = dict(BUILT_IN)
        queries |= {name: query for name, (column, query) in OPTIONAL.items() if column in columns}
        if not (folder / "outcomes.parquet").exists():
            del queries["formats"]
        return [
            {"name": name, "query": " ".join(query.split()), "value": run(con, query)}
            for name, query in queries.items()
        ]


def run(con: duckdb.DuckDBPyConnection, query: str | duckdb.Statement) -> list[dict[str, Any]]:
    """Run a query; the value is its rows as JSON gives them back."""
    found: list[dict[str, Any]] = plain(con.sql(query).to_arrow_table().to_pylist())
    return found


def read(folder: Path) -> list[Number]:
    """Return the numbers of a release."""
    found: list[Number] = orjson.loads((folder / NAME).read_bytes())
    return found


def write(folder: Path, numbers: list[Number]) -> None:
    """Write the numbers of a release."""
    (folder / NAME).write_bytes(manifest.written(numbers))


def differences(folder: Path, written: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Recompute every number and return those that differ."""
    import duckdb

    problems = []
    with sql.connect() as con:
        views(con, folder, written)
        sql.confine(con, [folder])  # whoever made the release wrote these queries
        for number in read(folder):
            try:
                now = run(con, sql.selecting(con, number["query"]))
            except (duckdb.Error, sql.NotASelect) as error:
                problems.append(f"number {number['name']}: its query fails: {error}")
                continue
            if now != number["value"]:
                problems.append(f"number {number['name']} is not what its query gives")
    return problems


def plain(value: Any) -> Any:
    """Return a value as JSON gives it back."""
    return orjson.loads(orjson.dumps(value, default=str))
