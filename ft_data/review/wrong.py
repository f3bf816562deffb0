"""“This answer is wrong”: what readers say of the answer of a row. It is feedback, and no decision about the row.

Said text lies beside the log, as every other: forgetting the row nulls it, taking it back leaves it in the log alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ft_data.review import log
from ft_data.review.db import Database, moment, reading
from ft_data.review.log import Opinion, Outcome
from ft_data.review.person import Person

KIND, TASK = "wrong", "answer"
LONGEST = {"right_answer": 100_000, "slice": 200, "note": log.NOTE}  # characters

_STANDING = """SELECT d.decision_id, d.record_id, d.content_hash, d.actor, d.decided_at, w.example, w.note
FROM live d JOIN wording w USING (decision_id)
WHERE d.kind = 'wrong' AND w.example IS NOT NULL {about} ORDER BY d.decision_id"""


def can_be(example: Mapping[str, Any]) -> bool:
    """Tell whether a row has an answer to a question, which alone can be wrong."""
    return bool((example["prompt_text"] or "").strip() and (example["response_text"] or "").strip())


def say(
    db: Database,
    person: Person,
    token: str,
    example: Mapping[str, Any],
    given: Mapping[str, str],
    rubric_version: int,
) -> Outcome:
    """Note that the answer of a row is wrong. ``given`` may have ``right_answer``, ``slice`` and ``note``, each "" if unknown."""
    words = {name: given.get(name, "").replace("\r\n", "\n").strip()[:most] for name, most in LONGEST.items()}
    said = {
        "prompt": example["prompt_text"],
        "answer": example["response_text"],
        "right_answer": words["right_answer"],
        "slice": words["slice"],
    }
    opinion = Opinion(KIND, note=words["note"] or None, said=said)
    name, content = example["record_id"], example["content_hash"]
    return log.record_beside(db, person, token, TASK, name, content, opinion, rubric_version, example)


def about(con: sqlite3.Connection, record_id: str) -> list[dict[str, Any]]:
    """Return what stands about one row, oldest first."""
    found = con.execute(_STANDING.format(about="AND d.record_id = ?"), (record_id,))
    return [_read(one) for one in found]


def all_of(path: Path) -> list[dict[str, Any]]:
    """Return all that stands in a review database: which row, in whose words, when; prompt, answer, right answer and slice."""
    if not path.exists():
        return []
    with reading(path) as con:
        if not con.execute("PRAGMA user_version").fetchone()[0]:
            return []
        return [_read(one) for one in con.execute(_STANDING.format(about=""))]


def _read(one: sqlite3.Row) -> dict[str, Any]:
    found = dict(one)
    return {**found, **json.loads(found.pop("example")), "at": moment(found["decided_at"])}
