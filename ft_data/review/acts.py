"""Acts: one decision of a lead on all rows of a view, logged row by row under one name and taken back as one.

Nobody read each of these rows, so what is decided so says nothing about the rules that chose them: no rule is noted with it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ft_data.review.chosen import ensure
from ft_data.review.claims import forgotten, owed
from ft_data.review.db import Database
from ft_data.review.log import Opinion, append, beyond_undo, settle, undone, unleased
from ft_data.review.person import Person

MOST = 5_000  # rows of one act: as long as others can wait for the log
_ACT = "act:"  # what the name of an act starts with, which a decision carries as its `bulk`


class Done(NamedTuple):
    """What became of an act: rows it holds for, and rows left alone."""

    rows: int
    left: int


class Act(NamedTuple):
    """An act as the log has it: decided rows, how many of these decisions stand, what was decided and of which view."""

    name: str
    actor: str
    at: str
    kind: str
    reason: str | None
    labels: str
    rows: int
    standing: int
    note: str | None


def record(
    db: Database,
    person: Person,
    token: str,
    items: Iterable[Mapping[str, Any]],
    opinion: Opinion,
    rubric_version: int,
) -> Done:
    """Decide on many rows in one transaction; ``items`` are those of `chosen.items`. The same ``token`` twice is one act, of which is said how many rows it holds for.

    Rows that wait as blind audits, that others decided or hold now, and forgotten ones are left alone.
    """
    name, done, left = f"{_ACT}{token}", 0, 0
    with db.write() as con:
        (before,) = con.execute("SELECT count(*) FROM decision WHERE bulk = ?", (name,)).fetchone()
        if before:
            return Done(before, 0)
        for item in items:
            about = item if opinion.kind != "ask" else {**item, "task": "ask"}
            kept = ensure(con, about, active=False)
            if not _may(con, person, kept):
                left += 1
                continue
            held = unleased({**dict(kept), "reasons": "[]"}, "ask" if opinion.kind == "ask" else "judge")
            append(con, person, f"{name}:{kept['item_id']}", held, opinion, rubric_version, bulk=name)
            settle(con, kept["item_id"])
            done += 1
    return Done(done, left)


def take_back(db: Database, person: Person, name: str, rubric_version: int) -> Done:
    """Take back all decisions of an act of this person that still stand; those that a lead has answered since stay."""
    back, left = 0, 0
    with db.write() as con:
        if not name.startswith(_ACT):
            return Done(0, 0)
        standing = con.execute("SELECT * FROM live WHERE bulk = ? AND actor = ?", (name, person.name))
        for one in standing.fetchall():
            if beyond_undo(con, one):
                left += 1
            else:
                undone(con, person, one, rubric_version)
                back += 1
    return Done(back, left)


def listed(con: sqlite3.Connection, most: int = 100) -> list[Act]:
    """List the latest acts, newest first."""
    found = con.execute(
        "SELECT d.bulk, d.actor, min(d.decided_at), d.kind, d.reason, d.labels, count(*), count(l.decision_id), max(w.note)"
        " FROM decision d LEFT JOIN live l USING (decision_id) LEFT JOIN wording w ON w.decision_id = d.decision_id"
        f" WHERE d.bulk LIKE '{_ACT}%' GROUP BY d.bulk, d.actor ORDER BY max(d.decision_id) DESC LIMIT ?",
        (most,),
    )
    return [Act(*one) for one in found]


def _may(con: sqlite3.Connection, person: Person, item: sqlite3.Row) -> bool:
    """Say whether an act may decide on an item: nobody has or is about to, and what it hides from a blind audit is not known."""
    if forgotten(con, item["record_id"], item["item_id"]):
        return False
    if item["task"] == "ask":
        sent = con.execute("SELECT 1 FROM live WHERE item_id = ?", (item["item_id"],))
        return sent.fetchone() is None
    free = item["state"] == "open" and not item["is_audit"] and item["task"] == "judge"
    return free and owed(con, person.name, item["item_id"], "judge")
