"""The money that models cost, in one SQLite file beside what they answered.

Money is reserved before a call and settled after it. A process that dies between the two leaves its reservation
behind, which counts as spent: what was spent is never understated.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS spent (
  id INTEGER PRIMARY KEY AUTOINCREMENT, judge TEXT NOT NULL, amount REAL NOT NULL, settled INTEGER NOT NULL, key TEXT) STRICT;
"""


class Spending:
    """What each model has cost. Safe for threads of one process and for several processes; others add their tables."""

    SCHEMA = ""  # of what is kept beside the money

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # answers as models gave them: their text is not masked yet
        self._con = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
        self._con.execute("PRAGMA journal_mode = WAL")
        self._con.execute("PRAGMA synchronous = FULL")
        self._con.execute("PRAGMA secure_delete = ON")
        self._lock = threading.RLock()
        with self.writing() as con:
            for statement in (_SCHEMA + self.SCHEMA).split(";"):
                con.execute(statement)
            if "key" not in [row[1] for row in con.execute("PRAGMA table_info(spent)")]:  # an older file
                con.execute("ALTER TABLE spent ADD COLUMN key TEXT")

    def close(self) -> None:
        """Close the file."""
        self._con.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold a transaction: all of the block or nothing."""
        with self._lock:
            self._con.execute("BEGIN IMMEDIATE")
            try:
                yield self._con
                self._con.execute("COMMIT")
            except BaseException:
                if self._con.in_transaction:
                    self._con.execute("ROLLBACK")
                raise

    def read(self, query: str, given: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self._lock:
            return self._con.execute(query, list(given)).fetchall()

    def reserve(self, name: str, amount: float, most: float | None, key: str | None = None) -> int | None:
        """Set money aside for one call (that asks ``key``); None when that could go over ``most``."""
        with self.writing() as con:
            if most is not None and self.spent(name) + amount > most + 1e-12:
                return None
            return con.execute(
                "INSERT INTO spent (judge, amount, settled, key) VALUES (?, ?, 0, ?)", [name, amount, key]
            ).lastrowid

    def settle(self, reservation: int, amount: float) -> None:
        """Replace a reservation by what the call cost."""
        with self._lock:
            self._con.execute("UPDATE spent SET amount = ?, settled = 1 WHERE id = ?", [amount, reservation])

    def spent(self, name: str) -> float:
        """Return what a model has cost, reservations that were never settled included."""
        found = self.read("SELECT coalesce(sum(amount), 0.0) FROM spent WHERE judge = ?", [name])
        return float(found[0][0])

    def keep(self, reservation: int, amount: float, table: str, **row: Any) -> None:
        """Settle a call and store its row in ``table``, both or neither; a row that is there stays."""
        with self.writing() as con:
            con.execute("UPDATE spent SET amount = ?, settled = 1 WHERE id = ?", [amount, reservation])
            marks = ", ".join("?" * len(row))
            con.execute(f"INSERT OR IGNORE INTO {table} ({', '.join(row)}) VALUES ({marks})", [*row.values()])

    def delete(self, statement: str, record_ids: Iterable[str]) -> int:
        """Run a deleting statement for each record and return how many rows went; what was spent stays."""
        with self._lock:
            before = self._con.total_changes
            with self.writing() as con:
                con.executemany(statement, [[name] for name in record_ids])
            gone = self._con.total_changes - before
            self._con.execute("PRAGMA temp_store = MEMORY")
            self._con.execute("VACUUM")  # pages keep bytes of what moved within them
            self._con.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return gone
