"""Comparing two released versions: every changed row with its cause."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ft_data.recipe.declared import Stages
from ft_data.release import causes, changes, manifest
from ft_data.release.causes import Case, Cause, Versions
from ft_data.release.private import Private
from ft_data.release.sides import Side
from ft_data.warehouse import sql

if TYPE_CHECKING:
    import duckdb

ROWS = pa.schema(
    [
        ("record_id", pa.string()),
        ("change", pa.string()),
        ("category", pa.string()),
        ("cause", pa.string()),
        ("stage", pa.string()),
        ("source", pa.string()),
        ("split_before", pa.string()),
        ("split_after", pa.string()),
        ("witness_id", pa.string()),
    ]
)


@dataclass(frozen=True)
class Diff:
    """``rows`` has one line per changed row (``ROWS``); ``summary`` counts them by change and cause."""

    before: dict[str, Any]
    after: dict[str, Any]
    rows: pa.Table
    summary: list[dict[str, Any]]


def diff(con: duckdb.DuckDBPyConnection, before: Path, after: Path, private: Private, stages: Stages) -> Diff:
    """Compare two release folders. Rows are matched by what they say, then by their published ids, earlier formats and keys included.

    From which file a row came is told where the warehouse still knows it, else which source grew or shrank.
    A row whose fate hangs on another one (its twin arrived, its witness left) gets that row's cause. ``stages`` are those
    there are, in order.
    """
    sides = (Side(one, manifest.read(one), private, stages, places=True) for one in (before, after))
    return compare(con, *sides)


def compare(con: duckdb.DuckDBPyConnection, before: Side, after: Side) -> Diff:
    """As :func:`diff`, for manifests that may not be sealed yet."""
    cursor = con.cursor()
    try:
        _changed(cursor, before, after)
        _cases(cursor, Versions(before, after))
        _twins(cursor)
        names = ", ".join(ROWS.names)
        rows = cursor.sql(
            f"SELECT {names} FROM ft_diff ORDER BY change, category, cause, record_id"
        ).to_arrow_table()
        summary = cursor.sql(
            """SELECT change, category, cause, stage, count(*)::BIGINT AS rows FROM ft_diff
               GROUP BY ALL ORDER BY rows DESC, change, cause"""
        ).to_arrow_table()
    finally:
        cursor.close()
    return Diff(before.manifest, after.manifest, rows.cast(ROWS), summary.to_pylist())


def _changed(con: duckdb.DuckDBPyConnection, before: Side, after: Side) -> None:
    """Temporary table ``ft_changed``: one line per changed row with everything its case needs."""
    changes.match(con, before, after)
    con.sql(
        """CREATE OR REPLACE TEMP TABLE ft_keys AS
        SELECT record_id, m.change, m.split_before, m.split_after, coalesce(b.source, a.source) AS source,
               coalesce(b.uri, a.uri) AS uri
        FROM ft_match m LEFT JOIN ft_index_a a USING (record_id) LEFT JOIN ft_index_b b USING (record_id)"""
    )
    withdrawn = pa.table({"name": pa.array(after.manifest.get("withdrawn", []), pa.string())})
    con.register("ft_withdrawn", withdrawn)
    for side in ("a", "b"):
        _fates(con, side, after.stages)
    con.sql(
        """CREATE OR REPLACE TEMP TABLE ft_changed AS
        SELECT k.*, fa.stage AS stage_a, fa.rules AS rules_a, fb.stage AS stage_b, fb.rules AS rules_b,
               coalesce(fa.seen, false) OR k.split_before IS NOT NULL AS seen_before,
               coalesce(fb.seen, false) OR k.split_after IS NOT NULL AS seen_after,
               CASE k.change WHEN 'added' THEN fa.witness_id ELSE fb.witness_id END AS witness_id,
               CASE k.change WHEN 'added' THEN fa.value ELSE fb.value END AS value,
               CASE WHEN fb.actor IS DISTINCT FROM fa.actor OR fb.decided IS DISTINCT FROM fa.decided
                    THEN fb.actor END AS decision,
               CASE WHEN k.change = 'added' THEN fb.made_at ELSE fb.folded_at END AS derived,
               k.change = 'removed' AND k.record_id IN (SELECT name FROM ft_withdrawn) AS withdrawn
        FROM ft_keys k LEFT JOIN ft_fate_a fa USING (record_id) LEFT JOIN ft_fate_b fb USING (record_id)"""
    )


def _fates(con: duckdb.DuckDBPyConnection, side: str, stages: Stages) -> None:
    """Temporary table ``ft_fate_<side>``: where each changed row stopped in that version, and who decided."""
    order = f"[{', '.join(map(sql.text, stages))}]"
    con.sql(
        f"""CREATE OR REPLACE TEMP TABLE ft_fate_{side} AS
        WITH told AS (
            SELECT l.*, list_position({order}, l.stage) AS place,
                   l.verdict IN ('drop', 'review', 'merge') AS out
            FROM ft_ledger_{side} l SEMI JOIN ft_keys USING (record_id))
        SELECT record_id,
               bool_or(out) AS seen,
               arg_max(stage, place) FILTER (out) AS stage,
               list_distinct(flatten(list(coalesce(reasons, []) ORDER BY place DESC)
                    FILTER (out OR stage = 'filtered'))) AS rules,
               arg_max(witness_id, place) FILTER (out AND witness_id IS NOT NULL) AS witness_id,
               try_cast(arg_max(json_extract_string(detail, '$.value'), place) FILTER (out) AS DOUBLE)
                   AS value,
               arg_max(json_extract_string(detail, '$.actor'), place) FILTER (stage = 'reviewed') AS actor,
               arg_max(verdict, place) FILTER (stage = 'reviewed') AS decided,
               arg_max(stage, place) FILTER (verdict = 'new') AS made_at,
               arg_max(stage, place) FILTER (verdict = 'merge' AND stage = 'reviewed') AS folded_at
        FROM told GROUP BY record_id"""
    )


def _cases(con: duckdb.DuckDBPyConnection, versions: Versions) -> None:
    """Temporary table ``ft_diff``: changed rows with the cause of their case."""
    key = "change, source, uri, seen_before, seen_after, stage_a, rules_a, stage_b, rules_b, decision"
    key += ", withdrawn, value, derived"
    if not versions.code(versions.feeds("filtered")):
        # Values tell a changed rule from changed code; otherwise they would only multiply the cases.
        con.sql("UPDATE ft_changed SET value = NULL")
    con.sql(
        f"""CREATE OR REPLACE TEMP TABLE ft_cases AS
        SELECT row_number() OVER () AS case_id, * FROM (SELECT DISTINCT {key} FROM ft_changed)"""
    )
    told: dict[str, list[Any]] = {"case_id": [], "category": [], "cause": [], "stage": []}
    for row in con.sql("SELECT * FROM ft_cases").to_arrow_table().to_pylist():
        found = causes.cause(_case(row), versions)
        for name, value in zip(told, (row["case_id"], found.category, found.text, found.stage), strict=True):
            told[name].append(value)
    fields = [("case_id", pa.int64()), *((name, pa.string()) for name in ("category", "cause", "stage"))]
    con.register("ft_told", pa.table(told, schema=pa.schema(fields)))
    match = " AND ".join(f"c.{name.strip()} IS NOT DISTINCT FROM k.{name.strip()}" for name in key.split(","))
    con.sql(
        f"""CREATE OR REPLACE TEMP TABLE ft_diff AS
        SELECT c.record_id, c.change, t.category, t.cause, t.stage, c.source, c.split_before, c.split_after,
               c.witness_id
        FROM ft_changed c JOIN ft_cases k ON {match} JOIN ft_told t USING (case_id)"""
    )
    con.unregister("ft_told")


def _case(row: dict[str, Any]) -> Case:
    def stopped(side: str) -> tuple[str, tuple[str, ...]] | None:
        stage = row[f"stage_{side}"]
        return (stage, tuple(row[f"rules_{side}"] or ())) if stage else None

    return Case(
        row["change"], row["source"], row["uri"], row["seen_before"], row["seen_after"], stopped("a"),
        stopped("b"), row["decision"], row["withdrawn"], row["value"], row["derived"],
    )  # fmt: skip


def _twins(con: duckdb.DuckDBPyConnection) -> None:
    """Give rows that changed because another row did that row's cause; chains are short, so three rounds."""
    for _ in range(3):
        con.sql(
            """UPDATE ft_diff SET category = w.category, cause = w.cause || ' (through a copy of it)'
               FROM ft_diff w WHERE ft_diff.category = 'twin' AND ft_diff.witness_id = w.record_id
               AND w.category <> 'twin'"""
        )
    direct = con.sql(
        """SELECT category, min(cause), count(DISTINCT cause) FROM ft_diff
           WHERE category NOT IN ('twin', 'pool') GROUP BY category LIMIT 2"""
    ).fetchall()
    if len(direct) == 1:
        category, cause, causes_ = direct[0]
        others = f" and {causes_ - 1} more" if causes_ > 1 else ""
        con.execute(
            "UPDATE ft_diff SET category = ?, cause = ? || ' (selection follows)' WHERE category = 'pool'",
            [category, cause + others],
        )


__all__ = ["Cause", "Diff", "diff"]
