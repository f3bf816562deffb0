"""How far the queue is and how long it will take, from the log alone."""

from __future__ import annotations

import sqlite3
import statistics
from typing import Any, NamedTuple

# Longer than this between showing and deciding is a break, not reading.
LONGEST_SECONDS = 300.0
_RECENT = 50


class Lanes(NamedTuple):
    """Open items per lane, for everybody."""

    judge: int
    prefer: int
    lead: int


class Progress(NamedTuple):
    """One person's progress in one lane."""

    left: int
    done: int
    mine_today: int
    pace: float | None
    minutes: float | None


def lanes(con: sqlite3.Connection) -> Lanes:
    """Count what waits in each lane."""
    counts = {
        (row["task"], row["state"]): row["n"]
        for row in con.execute(
            "SELECT task, state, count(*) AS n FROM item WHERE active = 1 GROUP BY task, state"
        )
    }
    lead = sum(n for (_, state), n in counts.items() if state in ("escalated", "contested"))
    return Lanes(counts.get(("judge", "open"), 0), counts.get(("prefer", "open"), 0), lead)


def progress(con: sqlite3.Connection, actor: str, lane: str) -> Progress:
    """Measure a lane: decisions owed, decided items, this person's pace and the minutes left at it.

    The pace is the median of the last 50 decisions' seconds; pauses over five minutes do not count.
    """
    task = "t.task IN ('judge', 'prefer')" if lane == "lead" else "t.task = :task"
    states = "('escalated', 'contested')" if lane == "lead" else "('open')"
    given: dict[str, Any] = {"task": lane, "actor": actor}
    left = con.execute(
        f"SELECT count(*) AS n FROM item t WHERE t.active = 1 AND {task} AND t.state IN {states}", given
    ).fetchone()["n"]
    mine = con.execute(
        "SELECT count(*) AS n FROM item t JOIN live d ON d.item_id = t.item_id AND d.actor = :actor"
        f" WHERE t.active = 1 AND {task} AND t.state IN {states} AND d.kind <> 'skip'",
        given,
    ).fetchone()["n"]
    done = con.execute(
        f"SELECT count(*) AS n FROM item t WHERE t.active = 1 AND {task} AND t.state = 'done'", given
    ).fetchone()["n"]
    today = con.execute(
        "SELECT count(*) AS n FROM live WHERE actor = ?"
        " AND decided_at >= strftime('%Y-%m-%dT00:00:00', 'now') AND kind <> 'skip'",
        (actor,),
    ).fetchone()["n"]
    seconds = [
        row["seconds"]
        for row in con.execute(
            "SELECT seconds FROM live WHERE actor = ? AND seconds < ? AND kind <> 'skip' AND bulk IS NULL"
            f" ORDER BY decision_id DESC LIMIT {_RECENT}",
            (actor, LONGEST_SECONDS),
        )
    ]
    pace = statistics.median(seconds) if seconds else None
    return Progress(left - mine, done, today, pace, None if pace is None else (left - mine) * pace / 60)
