"""What judges answered, beside what that cost: one SQLite file per dataset, append-only but for forgetting."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ft_data.endpoint.spending import Spending


class Answer(NamedTuple):
    """One stored answer; ``scores`` is None when it was malformed."""

    scores: Mapping[str, float] | None
    reason: str | None


class Store(Spending):
    """Answers by key, and the money spent by judge."""

    SCHEMA = """
    CREATE TABLE IF NOT EXISTS answer (
      key TEXT PRIMARY KEY, judge TEXT NOT NULL, version TEXT NOT NULL, record_id TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('rated', 'malformed')), scores TEXT, reason TEXT,
      tokens_in INTEGER, tokens_out INTEGER, at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))) STRICT
    """

    def answers(self, keys: Iterable[str]) -> dict[str, Answer]:
        """Return the answers that are there."""
        wanted = list(dict.fromkeys(keys))
        found = {}
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            marks = ", ".join("?" * len(some))
            for key, scores, reason in self.read(
                f"SELECT key, scores, reason FROM answer WHERE key IN ({marks})", some
            ):
                found[key] = Answer(json.loads(scores) if scores else None, reason)
        return found

    def forget(self, record_ids: Iterable[str]) -> int:
        """Delete every answer about these records and return how many there were; what was spent stays."""
        return self.delete("DELETE FROM answer WHERE record_id = ?", record_ids)
