"""Numbers that carry the query that makes them.

A number's query runs over views of the release folder: ``rows`` (the index), ``ledger``, ``verdicts`` (counts
of every stage), ``outcomes`` (exporters), and one view per written format and split (``messages_train``).
With ``scope: warehouse`` it runs over the warehouse's own views, for what a release does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    """Create the views that queries of scope ``release`` may use."""
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


def measure(
    folder: Path, written: Mapping[str, Mapping[str, Any]], given: Iterable[Mapping[str, Any]] = ()
) -> list[Number]:
    """Run the built-in queries on a release folder and add the given numbers as they are."""
    with sql.connect() as con:
        views(con, folder, written)
        columns = {row[0] for row in con.sql("DESCRIBE rows").fetchall()}
        queries = dict(BUILT_IN)
        queries |= {name: query for name, (column, query) in OPTIONAL.items() if column in columns}
        if not (folder / "outcomes.parquet").exists():
            del queries["formats"]
        made = [
            {"name": name, "scope": "release", "query": " ".join(query.split()), "value": run(con, query)}
            for name, query in queries.items()
        ]
    return made + [plain(number) for number in given]


def run(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
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


def differences(
    folder: Path, written: Mapping[str, Mapping[str, Any]], warehouse: duckdb.DuckDBPyConnection | None = None
) -> list[str]:
    """Recompute every number and return those that differ.

    Numbers of scope ``warehouse`` are recomputed on the given connection, whose views must be those of the
    release's snapshots; without one they are not looked at.
    """
    import duckdb

    problems = []
    with sql.connect() as con:
        views(con, folder, written)
        sql.confine(con, [folder])  # whoever made the release wrote these queries
        for number in read(folder):
            use = warehouse if number["scope"] == "warehouse" else con
            if use is None or not number.get("query"):
                continue
            try:
                now = run(use, number["query"])
            except duckdb.Error as error:
                problems.append(f"number {number['name']}: its query fails: {error}")
                continue
            if now != number["value"]:
                problems.append(f"number {number['name']} is not what its query gives")
    return problems


def plain(value: Any) -> Any:
    """Return a value as JSON gives it back."""
    return orjson.loads(orjson.dumps(value, default=str))
