"""Rows that somebody chose, whether the rules asked about them or not: the items of the queue that decisions on them belong to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ft_data.recipe.review import Review
from ft_data.review import queue
from ft_data.review.claims import Claim, take_in
from ft_data.review.db import Database, now
from ft_data.review.person import Person
from ft_data.review.reader import Reader

_AT_ONCE = 1_000
BLIND = "This row waits as a blind audit: what the rules said must not be known to who decides. It comes up in Review."
BEFORE = "This row left before `filtered`, or was made by a person: nothing that people say here changes what becomes of it."
NOT_OWED = "You have decided about this row, others have, or somebody is looking at it now."


def items(reader: Reader, settings: Review, record_ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield an item for each of these rows that reached the stage whose doubts people decide; the others are left out."""
    for start in range(0, len(record_ids), _AT_ONCE):
        some = list(record_ids[start : start + _AT_ONCE])
        yield from queue.items_of(reader, settings, some)


def ensure(con: sqlite3.Connection, item: Mapping[str, Any], *, active: bool) -> sqlite3.Row:
    """Return the stored item about this row as it is, making one where there is none; ``active`` puts it into the queue."""
    key = {name: item[name] for name in ("record_id", "content_hash", "task", "other_hash")}
    names = [*item, "added_at", "active"]
    con.execute(
        f"INSERT INTO item ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)}) ON CONFLICT DO NOTHING",
        {**item, "added_at": now(), "active": 0},
    )
    where = " AND ".join(f"{name} = :{name}" for name in key)
    if active:
        con.execute(f"UPDATE item SET active = 1 WHERE active = 0 AND {where}", key)
    found: sqlite3.Row = con.execute(f"SELECT * FROM item WHERE {where}", key).fetchone()
    return found


def take_up(
    reader: Reader, db: Database, settings: Review, person: Person, record_id: str, seconds: float
) -> Claim | str:
    """Lease a row to a person, so that its lane shows it next; or say why they cannot decide about it."""
    found = list(items(reader, settings, [record_id]))
    if not found:
        return BEFORE
    with db.write() as con:
        kept = ensure(con, found[0], active=True)
        if kept["is_audit"] and kept["state"] == "open":
            return BLIND
        disputed = kept["state"] in ("escalated", "contested")
        lane = "lead" if disputed and person.may_enter("lead") else str(kept["task"])
        return take_in(con, person, kept["item_id"], lane, seconds) or NOT_OWED
