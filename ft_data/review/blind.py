"""What is kept from who has yet to decide: what others said of the row, and what the rules said of one that is audited blindly."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from ft_data.review.person import DECIDERS, Person

# Items that still want a person's opinion; an escalation or a dispute is a lead's, who sees what was said.
_WAITS = """i.active = 1 AND i.state = 'open' AND i.task IN ('judge', 'prefer') AND NOT EXISTS (
  SELECT 1 FROM live own WHERE own.item_id = i.item_id AND own.actor = ? AND own.kind <> 'skip')"""

# A condition on a decision ``d``: it is the person's own, or no longer tells them anything. Takes their name twice.
TOLD = f"""(d.actor = ? OR NOT EXISTS (
  SELECT 1 FROM item i WHERE i.record_id = d.record_id AND i.done > 0 AND {_WAITS}))"""


class Blind(NamedTuple):
    """What a person is not told about a row yet."""

    opinions: bool
    rules: bool


def blind(con: sqlite3.Connection, person: Person, record_id: str, among_people: bool) -> Blind:
    """Say what is kept from a person. ``among_people``: the recipe wants opinions of several people to be independent."""
    if person.role not in DECIDERS:
        return Blind(False, False)
    found = con.execute(
        "SELECT max(i.done > 0) AS opinions, max(i.is_audit = 1 AND i.other_id IS NULL) AS rules"
        f" FROM item i WHERE i.record_id = ? AND {_WAITS}",
        (record_id, person.name),
    ).fetchone()
    return Blind(among_people and bool(found["opinions"]), bool(found["rules"]))
