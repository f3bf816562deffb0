"""What judges answered and what that cost: one SQLite file per dataset, append-only but for forgetting.

Money is reserved before a call and settled after it. A process that dies between the two leaves its reservation
behind, which counts as spent: what was spent is never understated.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answer (
  key TEXT PRIMARY KEY, judge TEXT NOT NULL, version TEXT NOT NULL, record_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('rated', 'malformed')), scores TEXT, reason TEXT,
  tokens_in INTEGER, tokens_out INTEGER, at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))) STRICT;
CREATE TABLE IF NOT EXISTS spent (
  id INTEGER PRIMARY KEY AUTOINCREMENT, judge TEXT NOT NULL, amount REAL NOT NULL, settled INTEGER NOT NULL) STRICT;
"""


class Answer(NamedTuple):
    """One stored answer; ``scores`` is None when it was malformed."""

    scores: Mapping[str, float] | None
    reason: str | None


class Store:
    """Answers by key, and the money spent by judge. Safe for threads of one process and for several processes."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._con = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
        self._con.execute("PRAGMA journal_mode = WAL")
        self._con.execute("PRAGMA synchronous = FULL")
        self._con.execute("PRAGMA secure_delete = ON")
        self._con.executescript(_SCHEMA)
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the file."""
        self._con.close()

    def answers(self, keys: Iterable[str]) -> dict[str, Answer]:
        """Return the answers that are there."""
        wanted = list(dict.fromkeys(keys))
        found = {}
        with self._lock:
            for start in range(0, len(wanted), 500):
                some = wanted[start : start + 500]
                marks = ", ".join("?" * len(some))
                rows = self._con.execute(
                    f"SELECT key, scores, reason FROM answer WHERE key IN ({marks})", some
                )
                found.update(
                    {
                        key: Answer(json.loads(scores) if scores else None, reason)
                        for key, scores, reason in rows
                    }
                )
        return found

    def reserve(self, judge: str, amount: float, most: float | None) -> int | None:
        """Set money aside for one call; None when that could go over ``most``."""
        with self._lock:
            self._con.execute("BEGIN IMMEDIATE")
            try:
                if most is not None and self._spent(judge) + amount > most + 1e-12:
                    self._con.execute("ROLLBACK")
                    return None
                number = self._con.execute(
                    "INSERT INTO spent (judge, amount, settled) VALUES (?, ?, 0)", [judge, amount]
                ).lastrowid
                self._con.execute("COMMIT")
            except BaseException:
                if self._con.in_transaction:
                    self._con.execute("ROLLBACK")
                raise
        return number

    def settle(self, reservation: int, amount: float) -> None:
        """Replace a reservation by what the call cost."""
        with self._lock:
            self._con.execute("UPDATE spent SET amount = ?, settled = 1 WHERE id = ?", [amount, reservation])

    def keep(self, reservation: int, amount: float, **answer: Any) -> None:
        """Settle a call and store its answer, both or neither."""
        names = (
            "key",
            "judge",
            "version",
            "record_id",
            "state",
            "scores",
            "reason",
            "tokens_in",
            "tokens_out",
        )
        with self._lock:
            self._con.execute("BEGIN IMMEDIATE")
            try:
                self._con.execute(
                    "UPDATE spent SET amount = ?, settled = 1 WHERE id = ?", [amount, reservation]
                )
                self._con.execute(
                    f"INSERT OR IGNORE INTO answer ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
                    [answer[name] for name in names],
                )
                self._con.execute("COMMIT")
            except BaseException:
                if self._con.in_transaction:
                    self._con.execute("ROLLBACK")
                raise

    def spent(self, judge: str) -> float:
        """Return what a judge has cost, reservations that were never settled included."""
        with self._lock:
            return self._spent(judge)

    def forget(self, record_ids: Iterable[str]) -> int:
        """Delete every answer about these records and return how many there were; what was spent stays."""
        with self._lock:
            before = self._con.total_changes
            self._con.executemany("DELETE FROM answer WHERE record_id = ?", [[name] for name in record_ids])
            gone = self._con.total_changes - before
            self._con.execute("PRAGMA temp_store = MEMORY")
            self._con.execute("VACUUM")  # pages keep bytes of what moved within them
            self._con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return gone

    def _spent(self, judge: str) -> float:
        row = self._con.execute(
            "SELECT coalesce(sum(amount), 0.0) FROM spent WHERE judge = ?", [judge]
        ).fetchone()
        return float(row[0])
