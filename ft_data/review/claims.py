"""Who works on what: leases, so that two people never hold one item unless its overlap asks for it.

A lease runs out by the clock, so a crashed browser or a killed server blocks nobody for long. Its token is
the name of one showing of one item: the decision carries it, and a token decides once.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ft_data.review.comparing import group_of
from ft_data.review.db import Database, now, stamp
from ft_data.review.person import Person

LEASE_SECONDS = 900.0

# What a lane serves. `lead` answers what was escalated and what two people disagree on. Nobody rules on their own
# opinion, since whoever has a live one on an item is not served it again; an escalation is none, so that who works
# alone can come back to what they put off. Others' come first.
_LANE = {
    "judge": "i.task = 'judge' AND i.state = 'open'",
    "prefer": "i.task = 'prefer' AND i.state = 'open'",
    "lead": "i.task IN ('judge', 'prefer') AND i.state IN ('escalated', 'contested')",
}

# Skipped again, an item goes to the end of what was skipped.
_SKIPPED_LAST = """coalesce((SELECT max(s.decision_id) FROM live s
  WHERE s.item_id = i.item_id AND s.actor = :actor AND s.kind = 'skip'), 0),"""

_OWN_LAST = """EXISTS (SELECT 1 FROM live e
  WHERE e.item_id = i.item_id AND e.actor = :actor AND e.kind = 'escalate'),"""

_FREE = """
NOT EXISTS (SELECT 1 FROM live d WHERE d.item_id = i.item_id AND d.actor = :actor AND {unless})
AND {places} > (
  SELECT count(*) FROM lease l
  WHERE l.item_id = i.item_id AND l.until > :now AND l.actor <> :actor AND {holders})
"""


@dataclass(frozen=True)
class Claim:
    """One item shown to one person."""

    token: str
    item_id: int
    record_id: str
    content_hash: str
    task: str
    lane: str
    item: dict[str, Any]
    shown_at: str
    swapped: bool  # preference only: the two sides are shown in the other order
    draft: dict[str, Any] | None

    @property
    def group(self) -> list[tuple[str, str]]:
        """The rows, with their content, whose answers are put in an order; none for any other item."""
        return group_of(self.item["detail"]) if self.task == "prefer" else []

    @property
    def removal(self) -> bool:
        """Whether a removed duplicate is judged, beside the row that stayed for it."""
        return self.task == "judge" and self.item["other_id"] is not None


def claim(
    db: Database,
    person: Person,
    lane: str = "judge",
    *,
    skipped: bool = False,
    seconds: float = LEASE_SECONDS,
) -> Claim | None:
    """Take the most valuable item that still wants this person's opinion; None when there is none.

    Whoever holds a lease in this lane gets the same item again (a reload, a restart). Items assigned to
    somebody else come last. ``skipped``: include what this person skipped. Raises NotAllowed for a lane that is not
    open to this person's role.
    """
    person.enter(lane)
    actor = person.name
    with db.write() as con:
        held = con.execute(
            "SELECT l.* FROM lease l JOIN item i USING (item_id) WHERE l.actor = ? AND l.lane = ?"
            f" AND l.until > ? AND i.active = 1 AND {_LANE[lane]} ORDER BY l.shown_at DESC LIMIT 1",
            (actor, lane, now()),
        ).fetchone()
        if held is not None:
            con.execute("UPDATE lease SET until = ? WHERE token = ?", (_until(seconds), held["token"]))
            return _claim(con, held)
        found = _next(con, actor, lane, skipped, 1)
        return _lease(con, found[0]["item_id"], actor, lane, seconds) if found else None


def take(
    db: Database, person: Person, item_id: int, lane: str, *, seconds: float = LEASE_SECONDS
) -> Claim | None:
    """Lease one particular item if it still wants this person's opinion."""
    with db.write() as con:
        return take_in(con, person, item_id, lane, seconds)


def take_in(con: sqlite3.Connection, person: Person, item_id: int, lane: str, seconds: float) -> Claim | None:
    """``take`` inside a transaction that the caller holds."""
    person.enter(lane)
    actor = person.name
    query = f"SELECT 1 FROM item i WHERE i.item_id = :item AND {_LANE[lane]} AND {_free(lane, skipped=True)}"
    if con.execute(query, {"actor": actor, "now": now(), "item": item_id}).fetchone() is None:
        return None
    con.execute("DELETE FROM lease WHERE actor = ? AND lane = ?", (actor, lane))
    return _lease(con, item_id, actor, lane, seconds)


def upcoming(
    db: Database, person: Person, lane: str, count: int, *, skipped: bool = False
) -> list[sqlite3.Row]:
    """Look at what this person would be given next, without leasing it."""
    return _next(db.con, person.name, lane, skipped, count)


def owed(con: sqlite3.Connection, actor: str, item_id: int, lane: str) -> bool:
    """Say whether an item still has a place for this person's opinion.

    Escalated or contested meanwhile, or gone from the queue, it still has: an opinion given is not lost.
    """
    waiting = "i.state IN ('escalated', 'contested')" if lane == "lead" else "1"
    query = f"SELECT 1 FROM item i WHERE i.item_id = :item AND {_free(lane, True)} AND {waiting}"
    return con.execute(query, {"actor": actor, "now": now(), "item": item_id}).fetchone() is not None


def showing(con: sqlite3.Connection, token: str, actor: str) -> Claim | None:
    """Find what a token was given out for; None when this person never held it or has decided with it."""
    row = con.execute("SELECT * FROM lease WHERE token = ? AND actor = ?", (token, actor)).fetchone()
    return None if row is None else _claim(con, row)


def renew(db: Database, token: str, actor: str, *, seconds: float = LEASE_SECONDS) -> bool:
    """Extend a lease that is still held."""
    with db.write() as con:
        done = con.execute(
            "UPDATE lease SET until = ? WHERE token = ? AND actor = ? AND until > ?",
            (_until(seconds), token, actor, now()),
        )
        return done.rowcount == 1


def save_draft(db: Database, item_id: int, actor: str, record_id: str, body: dict[str, Any]) -> None:
    """Keep what somebody is typing, so that a crash loses at most the last keystrokes.

    A form that was open while its row was forgotten brings no text of it back.
    """
    with db.write() as con:
        if not forgotten(con, record_id, item_id):
            con.execute(
                "INSERT INTO draft VALUES (?, ?, ?, ?, ?) ON CONFLICT (item_id, actor)"
                " DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at",
                (item_id, actor, record_id, json.dumps(body, ensure_ascii=False), now()),
            )


def forgotten(con: sqlite3.Connection, record_id: str, item_id: int | None = None) -> bool:
    """Say whether a record, or the other one of an item about a pair, was forgotten."""
    found = con.execute(
        "SELECT 1 FROM forgotten WHERE record_id IN (SELECT ? UNION SELECT other_id FROM item WHERE item_id = ?)",
        (record_id, item_id),
    )
    return found.fetchone() is not None


def drop_draft(db: Database, item_id: int, actor: str) -> None:
    """Throw a draft away, because its author asked."""
    with db.write() as con:
        con.execute("DELETE FROM draft WHERE item_id = ? AND actor = ?", (item_id, actor))


def draft(con: sqlite3.Connection, item_id: int, actor: str) -> dict[str, Any] | None:
    """Return what somebody was typing on an item, if anything."""
    row = con.execute("SELECT body FROM draft WHERE item_id = ? AND actor = ?", (item_id, actor)).fetchone()
    return None if row is None else json.loads(row["body"])


def _free(lane: str, skipped: bool) -> str:
    unless = "d.kind <> 'skip'" if skipped else "1"
    # A reviewer who still has the item on the screen does not keep the lead waiting.
    if lane == "lead":
        unless = f"{unless} AND d.kind <> 'escalate'"
        return _FREE.format(unless=unless, places="1", holders="l.lane = 'lead'")
    return _FREE.format(unless=unless, places="i.need - i.done", holders="1")


def _next(con: sqlite3.Connection, actor: str, lane: str, skipped: bool, count: int) -> list[sqlite3.Row]:
    first = (_SKIPPED_LAST if skipped else "") + (_OWN_LAST if lane == "lead" else "")
    found: list[sqlite3.Row] = []
    for whose in ("(i.assignee IS NULL OR i.assignee = :actor)", "i.assignee <> :actor"):
        query = (
            f"SELECT i.* FROM item i WHERE i.active = 1 AND {_LANE[lane]} AND {_free(lane, skipped)}"
            f" AND {whose} ORDER BY {first} i.value DESC, i.item_id LIMIT :count"
        )
        found += con.execute(query, {"actor": actor, "now": now(), "count": count - len(found)}).fetchall()
        if len(found) >= count:
            break
    return found


def _lease(con: sqlite3.Connection, item_id: int, actor: str, lane: str, seconds: float) -> Claim:
    token = secrets.token_urlsafe(18)
    swapped = secrets.randbelow(2)  # blind order must not follow from anything a reviewer can see
    con.execute(
        "INSERT INTO lease VALUES (?, ?, ?, ?, ?, ?, ?)",
        (token, item_id, actor, lane, now(), _until(seconds), swapped),
    )
    return _claim(con, con.execute("SELECT * FROM lease WHERE token = ?", (token,)).fetchone())


def _claim(con: sqlite3.Connection, lease: sqlite3.Row) -> Claim:
    item = dict(con.execute("SELECT * FROM item WHERE item_id = ?", (lease["item_id"],)).fetchone())
    return Claim(
        token=lease["token"],
        item_id=item["item_id"],
        record_id=item["record_id"],
        content_hash=item["content_hash"],
        task=item["task"],
        lane=lease["lane"],
        item=item,
        shown_at=lease["shown_at"],
        swapped=bool(lease["swapped"]),
        draft=draft(con, item["item_id"], lease["actor"]),
    )


def _until(seconds: float) -> str:
    return stamp(datetime.now(UTC) + timedelta(seconds=seconds))
