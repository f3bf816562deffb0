"""What people are asked, versioned: a changed rubric, label set or guideline starts a new version."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ft_data.review.db import Database, now

# Reasons a person may give for a rejection; the digit in the page is the position here, 0 the tenth.
REASONS = (
    "inaccurate", "unhelpful", "wrong_tone", "unsafe", "personal_data", "off_topic", "duplicate", "broken",
    "other", "wrong_language",
)  # fmt: skip


@dataclass(frozen=True)
class Rubric:
    """The questions of one version: criteria rated 1-5, label names with their values, guideline text."""

    criteria: tuple[str, ...] = ("accuracy", "usefulness", "tone")
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guideline: str = ""
    version: int = 0
    created_at: str = ""

    def body(self) -> str:
        """The canonical text that two equal versions share."""
        labels = {name: list(values) for name, values in sorted(self.labels.items())}
        content = {"criteria": list(self.criteria), "labels": labels, "guideline": self.guideline}
        return json.dumps(content, ensure_ascii=False, sort_keys=True)

    def ratings_from(self, given: Mapping[str, str]) -> dict[str, int]:
        """Keep the ratings this version asks for; anything that is not 1 to 5 is left out."""
        return {
            name: int(given[name]) for name in self.criteria if given.get(name) in {"1", "2", "3", "4", "5"}
        }

    def labels_from(self, given: Mapping[str, str]) -> dict[str, str]:
        """Keep the labels this version knows, with values it knows."""
        return {name: given[name] for name, values in self.labels.items() if given.get(name) in values}


def current(
    db: Database, criteria: Sequence[str], labels: Mapping[str, Sequence[str]], guideline: str
) -> Rubric:
    """Return the version that asks exactly this, starting a new one when the newest asks something else.

    Going back to an earlier text returns to its version number, since the question is the same again.
    """
    wanted = Rubric(tuple(criteria), {name: tuple(values) for name, values in labels.items()}, guideline)
    with db.write() as con:
        row = con.execute(
            "SELECT version, created_at FROM rubric WHERE body = ?", (wanted.body(),)
        ).fetchone()
        if row is None:
            newest = con.execute("SELECT coalesce(max(version), 0) FROM rubric").fetchone()[0]
            row = {"version": newest + 1, "created_at": now()}
            con.execute(
                "INSERT INTO rubric VALUES (?, ?, ?)", (row["version"], wanted.body(), row["created_at"])
            )
    return Rubric(wanted.criteria, wanted.labels, wanted.guideline, row["version"], row["created_at"])


def versions(con: sqlite3.Connection) -> list[tuple[Rubric, int]]:
    """List every version, newest first, with the number of live decisions made under it."""
    rows = con.execute(
        "SELECT r.*, (SELECT count(*) FROM live WHERE rubric_version = r.version"
        " AND kind NOT IN ('skip', 'escalate')) AS decisions FROM rubric r ORDER BY version DESC"
    ).fetchall()
    return [(_read(row), row["decisions"]) for row in rows]


def _read(row: sqlite3.Row) -> Rubric:
    body = json.loads(row["body"])
    labels = {name: tuple(values) for name, values in body["labels"].items()}
    return Rubric(tuple(body["criteria"]), labels, body["guideline"], row["version"], row["created_at"])
