"""Resolved decisions, those that stand: the one consistent reading of the log that the rest of the pipeline consumes.

A decision stands while it is not undone and nobody contradicts it. One opinion stands provisionally on an
item that wants two. Opinions that differ cancel out until a lead adjudicates; an escalation that nobody has
answered cancels the others too. What a lead adjudicates stands against everything.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ft_data.review.db import moment, reading
from ft_data.review.rankings import is_ranking

if TYPE_CHECKING:
    import pyarrow as pa

_ABOUT = ("record_id", "content_hash", "task", "other_hash")
DECIDING = ("keep", "drop", "edit", "new", "prefer")

COLUMNS = (
    "decision_id", "record_id", "content_hash", "task", "other_id", "other_hash", "decision", "choice",
    "reason", "note", "actor", "role", "decided_at", "seconds", "rubric_version", "ratings", "example",
    "labels", "parents", "is_audit", "auto_verdict", "rules", "adjudicated", "opinions",
)  # fmt: skip

_LIVE = """
SELECT l.*, w.example, w.note FROM live l LEFT JOIN wording w USING (decision_id)
WHERE l.kind IN ('keep', 'drop', 'edit', 'new', 'prefer', 'escalate')
ORDER BY l.record_id, l.content_hash, l.task, l.other_hash, l.decision_id
"""


def decisions(path: Path) -> pa.Table:
    """Read the resolved decisions of ``<home>/warehouse/<name>/review.sqlite`` in one transaction.

    One row per decided (record_id, content_hash, task, other_hash), ordered by these, except that every
    ``new`` row of the task ``write`` stands by itself. Columns: ``decision`` (keep | drop | edit | new |
    prefer), ``choice`` (a | b | tie, where two answers were compared; a is ``record_id``, or the answer that
    was chosen before; an order of more answers comes as a row for each pair of it, of which a is the better), ``reason``, ``note``, ``actor``, ``role``, ``decided_at`` (UTC), ``seconds``,
    ``rubric_version``, ``ratings`` and ``labels`` (JSON objects), ``example`` (JSON of the complete canonical
    example that an edit, a writing or a preference made, with its own record_id, content_hash and parents;
    null otherwise and after ``forget_text``), ``parents``, ``is_audit``, ``auto_verdict`` (what the rules had
    said), ``rules`` (JSON list of their names), ``adjudicated``, ``opinions`` (how many people agree).

    A decision is about one content: apply it only where ``content_hash`` matches the row's, and for a pair
    ``other_hash`` that of the row ``other_id`` too. When the file does not exist, the table is empty.
    """
    import pyarrow as pa

    schema = _schema(pa)
    if not path.exists():
        return schema.empty_table()
    with reading(path) as con:
        if not _made(con):
            return schema.empty_table()
        rows = [row for found in resolve(con.execute(_LIVE)) for row in _pairs(_row(*found))]
    return pa.Table.from_pylist(rows, schema)


def fingerprint(path: Path) -> str:
    """Name the state of the log in O(log n): equal while no decision, undo or forgetting was added."""
    if not path.exists():
        return "none"
    with reading(path) as con:
        if not _made(con):
            return "none"
        decided, forgotten = con.execute(
            "SELECT (SELECT coalesce(max(decision_id), 0) FROM decision), (SELECT count(*) FROM forgotten)"
        ).fetchone()
    return f"{decided}:{forgotten}"


def resolve(live: Iterable[sqlite3.Row]) -> Iterator[tuple[sqlite3.Row, int]]:
    """Yield ``(decision, opinions)`` for what stands; ``live`` is sorted by record, hash, task and id."""
    for (_, _, task, _), group in groupby(live, key=lambda row: tuple(row[name] for name in _ABOUT)):
        rows = list(group)
        if task == "write":
            yield from ((row, 1) for row in rows if row["kind"] == "new")
            continue
        resolved = _resolved(rows)
        if resolved is not None:
            yield resolved


def _resolved(rows: list[sqlite3.Row]) -> tuple[sqlite3.Row, int] | None:
    ruled = [row for row in rows if row["adjudicates"] and row["kind"] != "escalate"]
    if ruled:
        return ruled[-1], 1
    if any(row["kind"] == "escalate" for row in rows) or len({verdict(row) for row in rows}) != 1:
        return None
    return rows[-1], len(rows)


def verdict(row: sqlite3.Row) -> tuple[str, str | None, str | None]:
    """What two people must share to agree: the kind, the preferred side, the content of an edit.

    The preferred side rather than the example: the preference example names no person.
    """
    return row["kind"], row["choice"], row["example_hash"] if row["kind"] == "edit" else None


def _made(con: sqlite3.Connection) -> bool:
    """Whether the schema is there yet: the file exists a moment before it."""
    return bool(con.execute("PRAGMA user_version").fetchone()[0])


def _row(row: sqlite3.Row, opinions: int) -> dict[str, Any]:
    import json

    given = dict(row)
    given["decision"] = given["kind"]
    given["decided_at"] = moment(given["decided_at"])
    given["parents"] = json.loads(given["parents"])
    given["is_audit"] = bool(given["is_audit"])
    given["adjudicated"] = bool(given["adjudicates"])
    given["opinions"] = opinions
    return {name: given[name] for name in COLUMNS}


def _pairs(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a row for each pair that an order of answers comes to; any other decision as it is, as an order without pairs."""
    import json

    if row["task"] != "prefer" or not is_ranking(row["choice"]):
        return [row]
    found = json.loads(row["example"] or "{}").get("pairs", [])
    return [
        row | {**one, "choice": "a", "example": json.dumps(one["example"], ensure_ascii=False)}
        | {"parents": one["example"]["parents"]}
        for one in found
    ] or [row | {"example": None}]  # fmt: skip


def _schema(pa: Any) -> pa.Schema:
    kinds = {
        "decision_id": pa.int64(),
        "decided_at": pa.timestamp("us", tz="UTC"),
        "seconds": pa.float64(),
        "rubric_version": pa.int32(),
        "parents": pa.list_(pa.string()),
        "is_audit": pa.bool_(),
        "adjudicated": pa.bool_(),
        "opinions": pa.int32(),
    }
    return pa.schema([(name, kinds.get(name, pa.string())) for name in COLUMNS])
