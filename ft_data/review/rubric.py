"""What people are asked, versioned: a changed rubric, label set or guideline starts a new version."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ft_data.recipe.review import Review
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
    stretches: tuple[str, ...] = ()  # what words of a text may be marked as, where the recipe says so
    version: int = 0
    created_at: str = ""

    def body(self) -> str:
        """The canonical text that two equal versions share."""
        labels = {name: list(values) for name, values in sorted(self.labels.items())}
        content = {"criteria": list(self.criteria), "labels": labels, "guideline": self.guideline}
        if self.stretches:  # which a version that names none does not mention
            content["stretches"] = list(self.stretches)
        return json.dumps(content, ensure_ascii=False, sort_keys=True)

    @property
    def marks(self) -> tuple[str, ...]:
        """What words of a text may be marked as."""
        return self.stretches or REASONS

    def ratings_from(self, given: Mapping[str, str]) -> dict[str, int]:
        """Keep the ratings this version asks for; anything that is not 1 to 5 is left out."""
        return {
            name: int(given[name]) for name in self.criteria if given.get(name) in {"1", "2", "3", "4", "5"}
        }

    def labels_from(self, given: Mapping[str, str]) -> dict[str, str]:
        """Keep the labels this version knows, with values it knows."""
        return {name: given[name] for name, values in self.labels.items() if given.get(name) in values}


def current(
    db: Database,
    criteria: Sequence[str],
    labels: Mapping[str, Sequence[str]],
    guideline: str,
    stretches: Sequence[str] = (),
) -> Rubric:
    """Return the version that asks exactly this, starting a new one when the newest asks something else.

    Going back to an earlier text returns to its version number, since the question is the same again.
    """
    named = {name: tuple(values) for name, values in labels.items()}
    wanted = Rubric(tuple(criteria), named, guideline, tuple(stretches))
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
    return replace(wanted, version=row["version"], created_at=row["created_at"])


def asked_by(db: Database, settings: Review) -> Rubric:
    """Return the version of what a recipe asks people."""
    return current(db, settings.rubric, settings.labels, settings.guideline or "", settings.spans)


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
    stretches = tuple(body.get("stretches", ()))
    said = (tuple(body["criteria"]), labels, body["guideline"], stretches)
    return Rubric(*said, row["version"], row["created_at"])
