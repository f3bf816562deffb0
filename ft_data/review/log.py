"""Writing to the log: deciding, undoing, writing something new, deciding for a cluster."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ft_data.review.claims import LEASE_SECONDS, Claim, forgotten, owed, showing, take_in
from ft_data.review.db import Database, now
from ft_data.review.person import Person
from ft_data.review.resolved_decisions import DECIDING, verdict

NOTE = 4_000  # characters of a note
_TOKEN = 200  # characters of a token that a form brings
KINDS = (*DECIDING, "wrong", "ask", "span", "skip", "escalate")
# Tasks that no queue has: what is said there stands beside the decisions on a row.
_BESIDE = {
    "write": "The example you wrote was taken back.",
    "answer": "What you said of that answer was taken back.",
    "ask": "What you sent to review was taken back.",
    "span": "The words you marked are not marked any more.",
}


@dataclass(frozen=True)
class Opinion:
    """What somebody said about one item. ``example`` is the canonical example an edit or preference made.

    ``said`` are other words to keep, which are no example; ``parents`` in it are the rows that they were made from.
    """

    kind: str
    reason: str | None = None
    note: str | None = None
    choice: str | None = None
    ratings: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    example: Mapping[str, Any] | None = None
    seconds: float | None = None
    said: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is not a decision; use one of {', '.join(KINDS)}")
        if self.kind == "edit" and self.example is None:
            raise ValueError("an edit needs the example it makes")


@dataclass(frozen=True)
class Outcome:
    """What became of an opinion.

    ``stored``; ``repeated`` (this showing was decided before: nothing new is written); ``taken`` (others have
    decided meanwhile and no further opinion is wanted); ``stale`` (this showing was never given to this
    person, or the item is now about other content).
    """

    status: Literal["stored", "repeated", "taken", "stale"]
    decision_id: int | None = None


def record(
    db: Database,
    person: Person,
    token: str,
    item_id: int,
    content_hash: str,
    opinion: Opinion,
    rubric_version: int,
    shown: Mapping[str, Any] | None = None,
) -> Outcome:
    """Store one opinion on the item that ``token`` showed; on return it is on disk.

    ``item_id`` and ``content_hash`` come from the form the person saw. A lease that has run out still counts
    while nobody else took the place. A draft is thrown away only once its text is stored.
    """
    with db.write() as con:
        seen = con.execute("SELECT decision_id FROM decision WHERE token = ?", (token,)).fetchone()
        if seen is not None:
            return Outcome("repeated", seen["decision_id"])
        held = showing(con, token, person.name)
        if held is None or held.item_id != item_id or held.content_hash != content_hash:
            return Outcome("stale")
        if any(forgotten(con, name, item_id) for name in (held.record_id, *(name for name, _ in held.group))):
            return Outcome("stale")
        if not owed(con, person.name, item_id, held.lane):
            return Outcome("taken")
        decision_id = append(con, person, token, held, opinion, rubric_version)
        _keep_shown(con, held, shown)
        con.execute("DELETE FROM lease WHERE item_id = ? AND actor = ?", (item_id, person.name))
        if opinion.kind != "skip":
            con.execute("DELETE FROM draft WHERE item_id = ? AND actor = ?", (item_id, person.name))
        settle(con, item_id)
        return Outcome("stored", decision_id)


def record_many(
    db: Database,
    person: Person,
    bulk: str,
    opinions: Sequence[tuple[int, str, Opinion]],
    rubric_version: int,
) -> list[int]:
    """Store opinions on many items in one transaction; returns the item ids that were decided.

    ``opinions`` are ``(item_id, content_hash, opinion)`` as previewed. Items changed, decided or leased by
    others since then are left alone, as are audits. ``bulk`` names the act and makes a repeat harmless.
    """
    decided: list[int] = []
    with db.write() as con:
        if con.execute("SELECT 1 FROM decision WHERE bulk = ?", (bulk,)).fetchone() is not None:
            return []
        for item_id, content_hash, opinion in opinions:
            item = con.execute("SELECT * FROM item WHERE item_id = ?", (item_id,)).fetchone()
            if item is None or item["content_hash"] != content_hash or item["is_audit"]:
                continue
            if item["state"] != "open" or not owed(con, person.name, item_id, "judge"):
                continue
            if forgotten(con, item["record_id"], item_id):
                continue
            held = unleased(item, "judge")
            append(con, person, f"{bulk}:{item_id}", held, opinion, rubric_version, bulk=bulk)
            settle(con, item_id)
            decided.append(item_id)
    return decided


def record_written(
    db: Database,
    person: Person,
    token: str,
    record_id: str,
    content_hash: str,
    opinion: Opinion,
    rubric_version: int,
    shown: Mapping[str, Any] | None = None,
) -> Outcome:
    """Store a new example that somebody wrote from the record ``record_id``."""
    if opinion.kind != "new" or opinion.example is None:
        raise ValueError("a written example is a decision of kind new, with the example")
    return record_beside(db, person, token, "write", record_id, content_hash, opinion, rubric_version, shown)


def record_beside(
    db: Database,
    person: Person,
    token: str,
    task: str,
    record_id: str,
    content_hash: str,
    opinion: Opinion,
    rubric_version: int,
    shown: Mapping[str, Any] | None = None,
) -> Outcome:
    """Store what somebody said from a row without being asked; ``task`` is one that no queue has.

    ``token`` comes from a form and names nothing but what is said so: in the log it stands behind the task.
    """
    token = f"{task}:{token[:_TOKEN]}"
    with db.write() as con:
        seen = con.execute("SELECT decision_id FROM decision WHERE token = ?", (token,)).fetchone()
        if seen is not None:
            return Outcome("repeated", seen["decision_id"])
        if forgotten(con, record_id):
            return Outcome("stale")
        con.execute(
            "INSERT INTO item (record_id, content_hash, task, state, active, need, added_at)"
            " VALUES (?, ?, ?, 'done', 0, 0, ?) ON CONFLICT DO NOTHING",
            (record_id, content_hash, task, now()),
        )
        item = con.execute(
            "SELECT * FROM item WHERE record_id = ? AND content_hash = ? AND task = ?",
            (record_id, content_hash, task),
        ).fetchone()
        held = unleased(item, task)
        decision_id = append(con, person, token, held, opinion, rubric_version)
        _keep_shown(con, held, shown)
        con.execute("DELETE FROM draft WHERE item_id = ? AND actor = ?", (item["item_id"], person.name))
        return Outcome("stored", decision_id)


def take_back(db: Database, person: Person, decision_id: int, rubric_version: int) -> bool:
    """Take back one thing that a person said beside the queue; False where it is not theirs or stands no more."""
    with db.write() as con:
        found = con.execute(
            "SELECT * FROM live WHERE decision_id = ? AND actor = ?", (decision_id, person.name)
        ).fetchone()
        if found is None or found["task"] not in _BESIDE:
            return False
        undone(con, person, found, rubric_version)
        return True


def undo(db: Database, person: Person, rubric_version: int, *, seconds: float = LEASE_SECONDS) -> Claim | str:
    """Take back this person's latest live decision with a new row, and lease its item to them again.

    Returns the showing to continue with, or a sentence that says why nothing can be undone. A decision that a
    lead has taken up or answered is no longer its author's to take back.
    """
    with db.write() as con:
        last = con.execute(
            "SELECT * FROM live WHERE actor = ? ORDER BY decision_id DESC LIMIT 1", (person.name,)
        ).fetchone()
        if last is None:
            return "There is nothing to undo."
        problem = beyond_undo(con, last)
        if problem:
            return problem
        undone(con, person, last, rubric_version)
        if last["task"] in _BESIDE:
            return _BESIDE[last["task"]]
        lane = "lead" if last["adjudicates"] else str(last["task"])
        again = take_in(con, person, last["item_id"], lane, seconds) if person.may_enter(lane) else None
        return again if again is not None else "Taken back. The item is not in the queue any more."


def undone(con: sqlite3.Connection, person: Person, last: sqlite3.Row, rubric_version: int) -> None:
    """Write the row that takes a decision back."""
    same = ("item_id", "record_id", "content_hash", "task", "other_id", "other_hash", "is_audit")
    _insert(
        con,
        {
            **{name: last[name] for name in same},
            "token": f"undo:{last['decision_id']}",
            "kind": "undo",
            "actor": person.name,
            "role": person.role,
            "decided_at": now(),
            "rubric_version": rubric_version,
            "undoes": last["decision_id"],
        },
    )
    settle(con, last["item_id"])


def settle(con: sqlite3.Connection, item_id: int) -> None:
    """Bring an item's state in line with the log: open, contested, escalated or done."""
    live = con.execute(
        "SELECT l.kind, l.choice, l.example_hash, l.adjudicates FROM live l"
        " WHERE l.item_id = ? AND l.kind <> 'skip' ORDER BY l.decision_id",
        (item_id,),
    ).fetchall()
    opinions = [row for row in live if row["kind"] != "escalate"]
    need = con.execute("SELECT need FROM item WHERE item_id = ?", (item_id,)).fetchone()["need"]
    if any(row["adjudicates"] for row in opinions):
        state = "done"
    elif len(opinions) < len(live):
        state = "escalated"
    elif len({verdict(row) for row in opinions}) > 1:
        state = "contested"
    else:
        state = "done" if len(opinions) >= need else "open"
    con.execute("UPDATE item SET state = ?, done = ? WHERE item_id = ?", (state, len(opinions), item_id))


def append(
    con: sqlite3.Connection,
    person: Person,
    token: str,
    held: Claim,
    opinion: Opinion,
    rubric_version: int,
    bulk: str | None = None,
) -> int:
    """Write an opinion to the log; the caller holds the transaction and has seen to it that it is wanted."""
    person.enter(held.lane)
    item, example = held.item, opinion.example
    words = opinion.said if example is None else example
    decision_id = _insert(
        con,
        {
            "token": token,
            "item_id": held.item_id,
            "record_id": held.record_id,
            "content_hash": held.content_hash,
            "task": held.task,
            "other_id": item["other_id"],
            "other_hash": item["other_hash"],
            "kind": opinion.kind,
            "choice": opinion.choice,
            "reason": opinion.reason,
            "actor": person.name,
            "role": person.role,
            "decided_at": now(),
            "seconds": opinion.seconds,
            "rubric_version": rubric_version,
            "ratings": json.dumps(dict(opinion.ratings)),
            "labels": json.dumps(dict(opinion.labels), ensure_ascii=False),
            "parents": json.dumps(list((words or {}).get("parents") or ())),
            "example_id": example and example["record_id"],
            "example_hash": example and example["content_hash"],
            "is_audit": item["is_audit"],
            "auto_verdict": item["auto_verdict"],
            "rules": item["reasons"],
            "swapped": int(held.swapped),
            "adjudicates": int(held.lane == "lead" and opinion.kind in DECIDING),
            "bulk": bulk,
        },
    )
    if words is not None or opinion.note:
        text = None if words is None else json.dumps(words, ensure_ascii=False, default=str)
        con.execute(
            "INSERT INTO wording VALUES (?, ?, ?, ?)", (decision_id, held.record_id, text, opinion.note)
        )
    return decision_id


def _insert(con: sqlite3.Connection, row: Mapping[str, Any]) -> int:
    names, places = ", ".join(row), ", ".join("?" * len(row))
    done = con.execute(f"INSERT INTO decision ({names}) VALUES ({places})", tuple(row.values()))
    return int(done.lastrowid or 0)


def _keep_shown(con: sqlite3.Connection, held: Claim, shown: Mapping[str, Any] | None) -> None:
    """Keep what the person saw, once per content, so that a changed row can be shown beside it later."""
    if shown is not None:
        con.execute(
            "INSERT INTO shown SELECT :r, :h, :t WHERE NOT EXISTS"
            " (SELECT 1 FROM shown WHERE record_id = :r AND content_hash = :h)",
            {
                "r": held.record_id,
                "h": held.content_hash,
                "t": json.dumps(shown, ensure_ascii=False, default=str),
            },
        )


def beyond_undo(con: sqlite3.Connection, last: sqlite3.Row) -> str | None:
    """Say why a decision is no longer its author's to take back."""
    if last["adjudicates"]:
        return None
    answered = con.execute(
        "SELECT 1 FROM live WHERE item_id = ? AND adjudicates = 1 AND decision_id > ?",
        (last["item_id"], last["decision_id"]),
    ).fetchone()
    if answered is not None:
        return "A lead has decided this item since; ask them to reopen it."
    taken_up = con.execute(
        "SELECT 1 FROM lease WHERE item_id = ? AND lane = 'lead' AND until > ? AND actor <> ?",
        (last["item_id"], now(), last["actor"]),
    ).fetchone()
    return "A lead is looking at this item right now." if taken_up else None


def unleased(item: Mapping[str, Any] | sqlite3.Row, lane: str) -> Claim:
    """Return a showing that nobody was given, for what is said without one."""
    given = dict(item)
    return Claim(
        "",
        given["item_id"],
        given["record_id"],
        given["content_hash"],
        given["task"],
        lane,
        given,
        "",
        False,
        None,
    )
