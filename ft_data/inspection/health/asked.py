"""What people are asked, and what waits for a lead: how much, since when, who should answer."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator

from ft_data.inspection.health.finding import Finding, Level, age, days
from ft_data.recipe.schema import Recipe
from ft_data.review.db import moment, reading
from ft_data.stages.build import Build

LONG = 14.0  # days after which a question has waited too long
_LEADS = "SELECT name FROM reviewer WHERE role = 'lead' ORDER BY name"
_WAITING = "SELECT count(*), min(added_at) FROM item WHERE active = 1 AND state = 'open'"
# The last word on each: the newest escalation, or the newest of opinions that differ.
_ESCALATED = """SELECT i.record_id, i.state, i.assignee, max(d.decided_at) AS at,
  (SELECT e.actor FROM live e WHERE e.item_id = i.item_id AND e.kind = 'escalate' ORDER BY e.decision_id DESC LIMIT 1) AS by_whom
FROM item i JOIN live d USING (item_id) WHERE i.active = 1 AND i.state IN ('escalated', 'contested')
GROUP BY i.item_id ORDER BY at, i.record_id"""


def people(build: Build, now: datetime.datetime) -> Iterator[Finding]:
    """Say what waits for people and for leads."""
    path = build.warehouse.review
    if not path.exists():
        yield Finding("queue", "unknown", "nobody opened the review station yet", _reviewers(build.recipe))
        return
    with reading(path) as con:
        if not con.execute("PRAGMA user_version").fetchone()[0]:
            return
        yield _queue(con, build.recipe, now)
        yield from _escalations(con, build.recipe, now)


def _queue(con: sqlite3.Connection, recipe: Recipe, now: datetime.datetime) -> Finding:
    count, oldest = con.execute(_WAITING).fetchone()
    if not count:
        return Finding("queue", "good", "nothing waits for people")
    since = age(moment(oldest), now)
    said = f"{_items(count)} for people, the oldest for {days(since)}"
    return Finding("queue", "attention" if since > LONG else "good", said, _reviewers(recipe), since)


def _escalations(con: sqlite3.Connection, recipe: Recipe, now: datetime.datetime) -> Iterator[Finding]:
    found = con.execute(_ESCALATED).fetchall()
    if not found:
        yield Finding("escalations", "good", "nothing waits for a lead")
        return
    leads = [name for name, role in sorted(recipe.review.reviewers.items()) if role == "lead"]
    leads = leads or [row["name"] for row in con.execute(_LEADS)]
    oldest = age(moment(found[0]["at"]), now)
    said = f"{_items(len(found))} for a lead, the oldest for {days(oldest)}"
    nobody = "" if leads else "; nobody can sign in as one"
    detail = []
    for row in found[:20]:
        who = row["assignee"] or ", ".join(leads) or "nobody"
        why = f"escalated by {row['by_whom']}" if row["by_whom"] else "people disagree"
        detail.append(
            f"{row['record_id'][:10]}: {why}, {days(age(moment(row['at']), now))} ago; {who} should answer"
        )
    level: Level = "trouble" if not leads or oldest > LONG else "attention"
    yield Finding("escalations", level, said + nobody, ", ".join(leads), oldest, tuple(detail))


def _items(count: int) -> str:
    return f"{count:,} items wait" if count != 1 else "1 item waits"


def _reviewers(recipe: Recipe) -> str:
    return ", ".join(name for name, role in sorted(recipe.review.reviewers.items()) if role != "approver")
