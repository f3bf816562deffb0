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
    """One person's progress in one lane; ``elsewhere`` counts undecided items that want only others' opinions."""

    left: int
    elsewhere: int
    done: int
    mine_today: int
    pace: float | None
    minutes: float | None


def lanes(con: sqlite3.Connection) -> Lanes:
    """Count what waits in each lane."""
    counts = tallies(con)
    lead = sum(n for (_, state), n in counts.items() if state in ("escalated", "contested"))
    return Lanes(counts.get(("judge", "open"), 0), counts.get(("prefer", "open"), 0), lead)


def tallies(con: sqlite3.Connection) -> dict[tuple[str, str], int]:
    """Count active items by task and state."""
    return {(row["task"], row["state"]): row["n"] for row in con.execute("SELECT * FROM tally")}


def progress(con: sqlite3.Connection, actor: str, lane: str) -> Progress:
    """Measure a lane: items that still want this person, decided items, pace and the minutes left at it.

    The pace is the median of the last 50 decisions' seconds; pauses over five minutes do not count.
    """
    counts = tallies(con)
    waiting = lanes(con)
    if lane == "lead":
        left = waiting.lead
        mine = _scalar(
            con,
            "SELECT count(*) FROM item i WHERE i.active = 1 AND i.task IN ('judge', 'prefer')"
            " AND i.state IN ('escalated', 'contested') AND EXISTS"
            " (SELECT 1 FROM live d WHERE d.item_id = i.item_id AND d.actor = ?"
            " AND d.kind NOT IN ('skip', 'escalate'))",
            actor,
        )
        done = _scalar(con, "SELECT count(*) FROM live WHERE adjudicates = 1")
    else:
        left = waiting.judge if lane == "judge" else waiting.prefer
        mine = _scalar(
            con,
            # The few items that wait for a second opinion; the planner would walk all open ones.
            "SELECT count(*) FROM item i INDEXED BY item_half"
            " WHERE i.active = 1 AND i.state = 'open' AND i.done > 0 AND i.task = ?"
            " AND EXISTS (SELECT 1 FROM live d"
            " WHERE d.item_id = i.item_id AND d.actor = ? AND d.kind <> 'skip')",
            lane,
            actor,
        )
        done = counts.get((lane, "done"), 0)
    today = _scalar(
        con,
        "SELECT count(*) FROM live WHERE actor = ? AND decided_at >= strftime('%Y-%m-%dT00:00:00', 'now')"
        " AND kind NOT IN ('skip', 'span')",
        actor,
    )
    recent = con.execute(
        "SELECT seconds FROM live WHERE actor = ? AND seconds < ? AND kind <> 'skip' AND bulk IS NULL"
        f" ORDER BY decision_id DESC LIMIT {_RECENT}",
        (actor, LONGEST_SECONDS),
    )
    seconds = [row["seconds"] for row in recent]
    pace = statistics.median(seconds) if seconds else None
    return Progress(left - mine, mine, done, today, pace, None if pace is None else (left - mine) * pace / 60)


def _scalar(con: sqlite3.Connection, query: str, *given: Any) -> int:
    return int(con.execute(query, given).fetchone()[0])
