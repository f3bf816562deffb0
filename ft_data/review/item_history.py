"""What was said about an item before: of an earlier text of its row, by other people, of rows like it."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from ft_data.review import rankings, wording
from ft_data.review.claims import Claim
from ft_data.review.edits import Example, full_text

LARGEST_CLUSTER = 200  # counted no further


class Earlier(NamedTuple):
    """A decision on an earlier state of this row."""

    kind: str
    reason: str | None
    actor: str
    decided_at: str
    rubric_version: int
    difference: list[wording.Piece] | None


class Opinion(NamedTuple):
    """What somebody said, for the lead: without a name, so that the argument counts and not the person."""

    who: str
    kind: str
    choice: str | None
    reason: str | None
    note: str | None
    difference: list[wording.Piece] | None


def earlier(con: sqlite3.Connection, claim: Claim, example: Example) -> list[Earlier]:
    """Find the latest three decisions about other content of the same record."""
    rows = con.execute(
        "SELECT d.*, s.example AS shown FROM live d LEFT JOIN shown s USING (record_id, content_hash)"
        " WHERE d.record_id = ? AND d.content_hash <> ? AND d.kind NOT IN ('skip', 'escalate', 'new')"
        " AND d.task = ? ORDER BY d.decision_id DESC LIMIT 3",
        (claim.record_id, claim.content_hash, claim.task),
    )
    found = []
    for row in rows:
        before = json.loads(row["shown"]) if row["shown"] else None
        difference = wording.difference(full_text(before), full_text(example)) if before else None
        decided = (row["kind"], row["reason"], row["actor"], row["decided_at"], row["rubric_version"])
        found.append(Earlier(*decided, difference))
    return found


def opinions(con: sqlite3.Connection, claim: Claim, example: Example) -> list[Opinion]:
    """List what others said of the item; ``choice`` is the side on which this showing has what they chose."""
    rows = con.execute(
        "SELECT d.kind, d.choice, d.reason, w.note, w.example FROM live d"
        " LEFT JOIN wording w USING (decision_id) WHERE d.item_id = ? AND d.kind <> 'skip'"
        " ORDER BY d.decision_id",
        (claim.item_id,),
    )
    found = []
    for number, row in enumerate(rows):
        difference = None
        if row["kind"] == "edit" and row["example"]:
            difference = wording.difference(full_text(example), full_text(json.loads(row["example"])))
        choice = row["choice"]
        if claim.group and choice:
            choice = rankings.renamed(choice, rankings.order(claim.token, len(claim.group)))
        if choice in ("a", "b"):
            choice = "left" if (choice == "a") != claim.swapped else "right"
        who = f"Reviewer {chr(65 + number % 26)}"
        found.append(Opinion(who, row["kind"], choice, row["reason"], row["note"], difference))
    return found


def cluster_size(con: sqlite3.Connection, claim: Claim) -> int:
    """Count the open items that are like this one."""
    if not claim.item["cluster"]:
        return 0
    found = con.execute(
        "SELECT count(*) FROM (SELECT 1 FROM item WHERE cluster = ? AND active = 1 AND state = 'open'"
        f" LIMIT {LARGEST_CLUSTER})",
        (claim.item["cluster"],),
    ).fetchone()
    return int(found[0])
