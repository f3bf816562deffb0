"""What the dashboards show, each from one query over the log."""

from __future__ import annotations

import json
import sqlite3
import statistics
from collections import defaultdict
from itertools import pairwise
from typing import Any

from ft_data.intervals import Interval, wilson
from ft_data.review.asked import NAMED, SAID
from ft_data.review.db import moment, now
from ft_data.review.progress import LONGEST_SECONDS

_GAP = 1800.0  # half an hour without a decision ends a sitting
SITTING = ((0, 20), (20, 40), (40, 60), (60, 10_000))

_DECIDED = "kind IN ('keep', 'drop', 'edit', 'prefer', 'new')"


def decision_counts(con: sqlite3.Connection) -> dict[str, int]:
    """Count live decisions by kind."""
    rows = con.execute(f"SELECT kind, count(*) AS n FROM live WHERE {_DECIDED} GROUP BY kind")
    return {row["kind"]: row["n"] for row in rows}


def waiting(con: sqlite3.Connection) -> list[tuple[str, int]]:
    """Break the open items to judge down by why they are in the queue; their sum is what waits."""
    rows = con.execute(
        """SELECT CASE WHEN done > 0 THEN 'second opinions'
          WHEN is_audit = 1 AND other_id IS NULL THEN 'blind audits'
          WHEN is_audit = 1 THEN 'removed duplicates'
          WHEN reasons IN (?, ?) THEN 'answers said to be wrong'
          WHEN auto_verdict = 'drop' THEN 'blind spots'
          WHEN auto_verdict = 'keep' THEN 'marked rows drawn by lot'
          ELSE 'asked about by a rule' END AS why, count(*) AS n
        FROM item WHERE active = 1 AND state = 'open' AND task = 'judge' GROUP BY why ORDER BY n DESC, why""",
        [json.dumps([one]) for one in (NAMED, SAID)],
    )
    return [(row["why"], row["n"]) for row in rows]


def rules(con: sqlite3.Connection) -> list[dict[str, Any]]:
    """What people made of each rule's review rows: waiting, kept (edits included) and dropped."""
    waiting = con.execute(
        "SELECT r.value AS rule, count(*) AS n FROM item, json_each(item.reasons) r"
        " WHERE active = 1 AND state = 'open' AND task = 'judge' AND is_audit = 0 GROUP BY rule"
    )
    found: dict[str, dict[str, Any]] = defaultdict(lambda: {"waiting": 0, "kept": 0, "dropped": 0})
    for row in waiting:
        found[row["rule"]]["waiting"] = row["n"]
    decided = con.execute(
        "SELECT r.value AS rule, kind = 'drop' AS dropped, count(*) AS n FROM live, json_each(live.rules) r"
        " WHERE task = 'judge' AND is_audit = 0 AND kind IN ('keep', 'edit', 'drop') GROUP BY rule, dropped"
    )
    for row in decided:
        found[row["rule"]]["dropped" if row["dropped"] else "kept"] = row["n"]
    return [
        {"rule": rule, **counts}
        for rule, counts in sorted(found.items(), key=lambda pair: -pair[1]["waiting"])
    ]


def audits(con: sqlite3.Connection) -> dict[str, Interval | int]:
    """What audits say: the share of kept rows that people drop, of dropped rows that they keep, of removed
    duplicates that they say are none."""
    rows = con.execute(
        "SELECT iif(other_id IS NULL, auto_verdict, 'removed') AS auto_verdict, kind = 'drop' AS dropped,"
        " count(*) AS n FROM live WHERE is_audit = 1 AND kind IN ('keep', 'edit', 'drop') GROUP BY 1, 2"
    )
    counts = {(row["auto_verdict"], bool(row["dropped"])): row["n"] for row in rows}
    kept = counts.get(("keep", True), 0) + counts.get(("keep", False), 0)
    dropped = counts.get(("drop", True), 0) + counts.get(("drop", False), 0)
    removed = counts.get(("removed", True), 0) + counts.get(("removed", False), 0)
    return {
        "kept": kept,
        "bad_kept": wilson(counts.get(("keep", True), 0), kept),
        "dropped": dropped,
        "rescued": wilson(counts.get(("drop", False), 0), dropped),
        "removed": removed,
        "wrongly": wilson(counts.get(("removed", False), 0), removed),
    }


def too_strict(con: sqlite3.Connection) -> list[dict[str, Any]]:
    """Rules whose dropped rows people rescued in audits, the most often rescued first."""
    rows = con.execute(
        "SELECT r.value AS rule, count(*) AS audited, sum(kind <> 'drop') AS rescued"
        " FROM live, json_each(live.rules) r WHERE is_audit = 1 AND auto_verdict = 'drop'"
        " AND kind IN ('keep', 'edit', 'drop') GROUP BY rule"
        " HAVING rescued > 0"
    )
    found = [
        {"rule": row["rule"], "audited": row["audited"], "rescued": row["rescued"],
         "share": wilson(row["rescued"], row["audited"])}
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one["share"].value, one["rule"]))


def next_audits(con: sqlite3.Connection) -> list[tuple[str, int]]:
    """Whose turn the waiting audits are."""
    rows = con.execute(
        "SELECT coalesce(assignee, 'anyone') AS who, count(*) AS n FROM item"
        " WHERE active = 1 AND is_audit = 1 AND state = 'open' GROUP BY who ORDER BY n DESC, who"
    )
    return [(row["who"], row["n"]) for row in rows]


def with_leads(con: sqlite3.Connection, most: int = 20) -> list[dict[str, Any]]:
    """List what waits for a lead, the longest first: since when, for how many hours, and who has it on the screen now."""
    rows = con.execute(
        "SELECT i.record_id, i.state, max(d.decided_at) AS since, (SELECT l.actor FROM lease l WHERE l.item_id = i.item_id"
        " AND l.lane = 'lead' AND l.until > ? ORDER BY l.shown_at DESC LIMIT 1) AS owner"
        " FROM item i JOIN live d USING (item_id) WHERE i.active = 1 AND i.task IN ('judge', 'prefer')"
        " AND i.state IN ('escalated', 'contested') AND d.kind <> 'skip'"
        " GROUP BY i.item_id ORDER BY since, i.item_id LIMIT ?",
        (now(), most),
    )
    at = moment(now())
    return [{**dict(row), "hours": (at - moment(row["since"])).total_seconds() / 3600} for row in rows]


def per_day(con: sqlite3.Connection, days: int = 30) -> list[tuple[str, int]]:
    """Decisions a day, for the last days that had any."""
    rows = con.execute(
        f"SELECT substr(decided_at, 1, 10) AS day, count(*) AS n FROM live WHERE {_DECIDED}"
        " GROUP BY day ORDER BY day DESC LIMIT ?",
        (days,),
    )
    return [(row["day"], row["n"]) for row in rows][::-1]


def people(con: sqlite3.Connection) -> list[dict[str, Any]]:
    """Each reviewer: how much, how fast, how strict, and how that moves over days and within a sitting."""
    rows = con.execute(
        "SELECT actor, role, kind, seconds, decided_at, bulk, is_audit FROM live"
        f" WHERE {_DECIDED} ORDER BY decision_id"
    )
    by_actor: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        by_actor[row["actor"]].append(row)
    undone = dict(
        con.execute("SELECT actor, count(*) FROM decision WHERE kind = 'undo' GROUP BY actor").fetchall()
    )
    return [_person(name, made, undone.get(name, 0)) for name, made in sorted(by_actor.items())]


def _person(name: str, made: list[sqlite3.Row], undone: int) -> dict[str, Any]:
    read = [
        row["seconds"] for row in made if row["bulk"] is None and 0 < (row["seconds"] or 0) < LONGEST_SECONDS
    ]
    days: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in made:
        days[row["decided_at"][:10]].append(row)
    return {
        "name": name,
        "role": made[-1]["role"],
        "decisions": len(made),
        "audits": sum(row["is_audit"] for row in made),
        "pace": statistics.median(read) if read else None,
        "accepts": sum(row["kind"] != "drop" for row in made) / len(made),
        "undone": undone,
        "days": [
            {
                "day": day,
                "decisions": len(of_day),
                "accepts": sum(row["kind"] != "drop" for row in of_day) / len(of_day),
                "pace": _median([row["seconds"] for row in of_day if row["seconds"] and row["bulk"] is None]),
            }
            for day, of_day in sorted(days.items())[-14:]
        ],
        "fatigue": _fatigue(made),
    }


def _fatigue(made: list[sqlite3.Row]) -> list[dict[str, Any]]:
    """Pace and acceptance by minutes into a sitting: a tired reviewer gets faster and accepts more."""
    parts: dict[tuple[int, int], list[sqlite3.Row]] = defaultdict(list)
    start = moment(made[0]["decided_at"])
    for before, row in pairwise([made[0], *made]):
        at = moment(row["decided_at"])
        if (at - moment(before["decided_at"])).total_seconds() > _GAP:
            start = at
        minutes = (at - start).total_seconds() / 60
        parts[next(part for part in SITTING if minutes < part[1])].append(row)
    return [
        {
            "minutes": f"{low}–{high}" if high < 10_000 else f"{low}+",
            "decisions": len(rows),
            "pace": _median([row["seconds"] for row in rows if row["seconds"] and row["bulk"] is None]),
            "accepts": sum(row["kind"] != "drop" for row in rows) / len(rows),
        }
        for (low, high), rows in sorted(parts.items())
    ]


def _median(numbers: list[float]) -> float | None:
    return statistics.median(numbers) if numbers else None
