"""The review database: one SQLite file in WAL mode, whose log cannot be rewritten.

``decision`` is the log and the only truth; triggers refuse UPDATE and DELETE. ``item`` and ``lease`` are a
working copy that could be rebuilt from the log and a fresh queue. Text lives in ``shown`` and ``wording``,
beside the log, so that it can be forgotten without touching who decided what and when.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

SCHEMA_VERSION = 1
BUSY_SECONDS = 30.0

# Each log table with what names a row in it: INSERT OR REPLACE would otherwise get past the triggers.
_LOG_TABLES = {
    "decision": "decision_id = NEW.decision_id OR token = NEW.token OR undoes = NEW.undoes",
    "forgotten": "record_id = NEW.record_id",
    "rubric": "version = NEW.version OR body = NEW.body",
}

_DDL = """
CREATE TABLE item (
  item_id INTEGER PRIMARY KEY, record_id TEXT NOT NULL, content_hash TEXT NOT NULL, task TEXT NOT NULL,
  other_id TEXT, other_hash TEXT NOT NULL DEFAULT '', source TEXT, auto_verdict TEXT,
  reasons TEXT NOT NULL DEFAULT '[]', detail TEXT,
  is_audit INTEGER NOT NULL DEFAULT 0, value REAL NOT NULL DEFAULT 0, need INTEGER NOT NULL DEFAULT 1,
  cluster TEXT, assignee TEXT, done INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'open',
  active INTEGER NOT NULL DEFAULT 1, added_at TEXT NOT NULL,
  UNIQUE (record_id, content_hash, task, other_hash)) STRICT;
CREATE INDEX item_queue ON item (active, task, state, value DESC, item_id);
CREATE INDEX item_cluster ON item (cluster) WHERE cluster IS NOT NULL;
CREATE INDEX item_half ON item (task) WHERE active = 1 AND state = 'open' AND done > 0;
CREATE TABLE tally (
  task TEXT NOT NULL, state TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (task, state)) STRICT;
CREATE TABLE lease (
  token TEXT PRIMARY KEY, item_id INTEGER NOT NULL, actor TEXT NOT NULL, lane TEXT NOT NULL,
  shown_at TEXT NOT NULL, until TEXT NOT NULL, swapped INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX lease_item ON lease (item_id);
CREATE INDEX lease_actor ON lease (actor, lane);
CREATE TABLE draft (
  item_id INTEGER NOT NULL, actor TEXT NOT NULL, record_id TEXT NOT NULL, body TEXT NOT NULL,
  updated_at TEXT NOT NULL, PRIMARY KEY (item_id, actor)) STRICT;
CREATE TABLE decision (
  decision_id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, item_id INTEGER NOT NULL,
  record_id TEXT NOT NULL, content_hash TEXT NOT NULL, task TEXT NOT NULL,
  other_id TEXT, other_hash TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL, choice TEXT,
  reason TEXT, actor TEXT NOT NULL, role TEXT NOT NULL, decided_at TEXT NOT NULL, seconds REAL,
  rubric_version INTEGER NOT NULL, ratings TEXT NOT NULL DEFAULT '{}', labels TEXT NOT NULL DEFAULT '{}',
  parents TEXT NOT NULL DEFAULT '[]', example_id TEXT, example_hash TEXT, is_audit INTEGER NOT NULL DEFAULT 0,
  auto_verdict TEXT, rules TEXT NOT NULL DEFAULT '[]', swapped INTEGER NOT NULL DEFAULT 0,
  adjudicates INTEGER NOT NULL DEFAULT 0, bulk TEXT, undoes INTEGER REFERENCES decision (decision_id)) STRICT;
CREATE UNIQUE INDEX decision_undoes ON decision (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX decision_item ON decision (item_id, actor);
CREATE INDEX decision_bulk ON decision (bulk) WHERE bulk IS NOT NULL;
CREATE INDEX decision_record ON decision (record_id);
CREATE INDEX decision_actor ON decision (actor, decision_id);
CREATE INDEX decision_day ON decision (actor, decided_at);
CREATE TABLE wording (
  decision_id INTEGER PRIMARY KEY REFERENCES decision (decision_id), record_id TEXT NOT NULL,
  example TEXT, note TEXT) STRICT;
CREATE TABLE shown (
  record_id TEXT NOT NULL, content_hash TEXT NOT NULL, example TEXT,
  PRIMARY KEY (record_id, content_hash)) STRICT;
CREATE TABLE forgotten (
  record_id TEXT PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, texts INTEGER NOT NULL) STRICT;
CREATE TABLE rubric (version INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL) STRICT;
CREATE TABLE reviewer (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, token_hash TEXT UNIQUE, added_at TEXT NOT NULL) STRICT;
CREATE TABLE session (sid_hash TEXT PRIMARY KEY, name TEXT NOT NULL, until TEXT NOT NULL) STRICT;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE VIEW live AS SELECT d.* FROM decision d
  WHERE d.kind <> 'undo' AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.undoes = d.decision_id);
"""

# How many active items are in which state: counted as they move, since every page shows it.
_TALLY = """
CREATE TRIGGER tally_{name} AFTER {event} ON item BEGIN
  INSERT INTO tally SELECT {row}.task, {row}.state, {step} WHERE {row}.active = 1
  ON CONFLICT (task, state) DO UPDATE SET n = n + excluded.n; {more}
END;
"""

# Text may only ever become null, and only where it holds words of a record in the log of forgotten records:
# as the record decided about, as a parent of the example made, or as that example itself.
_MADE_FROM = """f.record_id = OLD.record_id OR EXISTS (
  SELECT 1 FROM decision d WHERE d.decision_id = OLD.decision_id
  AND (d.example_id = f.record_id OR instr(d.parents, '"' || f.record_id || '"') > 0))"""
_FORGET_ONLY = """
CREATE TRIGGER {table}_keeps BEFORE UPDATE ON {table} WHEN NOT (
  {nulls} AND {same} AND EXISTS (SELECT 1 FROM forgotten f WHERE {concerns}))
BEGIN SELECT RAISE(ABORT, '{table} is append-only; only forget_text may null its text'); END;
"""

_KEEP = """
CREATE TRIGGER {table}_keeps BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""

_STAY = """
CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
CREATE TRIGGER {table}_once BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {named})
BEGIN SELECT RAISE(ABORT, '{table} has this row already'); END;
"""


def _script() -> str:
    leaves = "INSERT INTO tally SELECT OLD.task, OLD.state, -1 WHERE OLD.active = 1"
    leaves += " ON CONFLICT (task, state) DO UPDATE SET n = n - 1;"
    moved = "UPDATE OF active, state"
    tallies = _TALLY.format(name="in", event="INSERT", row="NEW", step=1, more="")
    tallies += _TALLY.format(name="moved", event=moved, row="NEW", step=1, more=leaves)
    guards = [_KEEP.format(table=table) for table in _LOG_TABLES]
    guards += [_STAY.format(table=table, named=named) for table, named in _LOG_TABLES.items()]
    for table, key, nulls, concerns in (
        ("wording", "decision_id", "NEW.example IS NULL AND NEW.note IS NULL", _MADE_FROM),
        ("shown", "content_hash", "NEW.example IS NULL", "f.record_id = OLD.record_id"),
    ):
        same = f"NEW.record_id IS OLD.record_id AND NEW.{key} IS OLD.{key}"
        named = f"record_id = NEW.record_id AND {key} = NEW.{key}"
        guards.append(_FORGET_ONLY.format(table=table, nulls=nulls, same=same, concerns=concerns))
        guards.append(_STAY.format(table=table, named=named))
    return f"{_DDL} {tallies} {''.join(guards)} PRAGMA user_version = {SCHEMA_VERSION};"


class Database:
    """One review.sqlite, one connection a thread.

    Opening creates the file (mode 0600) and its schema when absent. Commits are flushed to disk before a
    caller is told that its decision is stored (``synchronous=FULL``), and freed pages are zeroed
    (``secure_delete``), so that forgotten text is not left behind in the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        _create(self.con)

    @property
    def con(self) -> sqlite3.Connection:
        """The calling thread's connection (autocommit; use ``write`` for transactions)."""
        con: sqlite3.Connection | None = getattr(self._local, "con", None)
        if con is None:
            con = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
            con.row_factory = sqlite3.Row
            con.execute("PRAGMA journal_mode = WAL")
            con.execute("PRAGMA synchronous = FULL")
            con.execute("PRAGMA secure_delete = ON")
            self._local.con = con
        return con

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Hold the one write lock for a transaction: committed on success, rolled back on any exception."""
        con = self.con
        con.execute("BEGIN IMMEDIATE")
        try:
            yield con
        except BaseException:
            con.execute("ROLLBACK")
            raise
        con.execute("COMMIT")

    def close(self) -> None:
        """Close the calling thread's connection."""
        con: sqlite3.Connection | None = getattr(self._local, "con", None)
        if con is not None:
            con.close()
            self._local.con = None


def _create(con: sqlite3.Connection) -> None:
    if con.execute("PRAGMA user_version").fetchone()[0] == 0:
        con.execute("BEGIN IMMEDIATE")  # of several that start at once, the first makes the schema
        try:
            if con.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in _statements(_script()):
                    con.execute(statement)
        except BaseException:
            con.execute("ROLLBACK")
            raise
        con.execute("COMMIT")
    version = con.execute("PRAGMA user_version").fetchone()[0]
    if version != SCHEMA_VERSION:
        raise ValueError(
            f"the review database has schema version {version}; this program reads {SCHEMA_VERSION}"
        )


def _statements(script: str) -> Iterator[str]:
    """Split a script; ``executescript`` would commit the transaction it is run in."""
    statement = ""
    for part in script.rstrip("; \n").split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open read-only and hold one consistent view for the block; never waits for writers."""
    con = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    con.row_factory = sqlite3.Row
    try:
        con.execute("BEGIN")
        yield con
        con.execute("COMMIT")
    finally:
        con.close()


def now() -> str:
    """UTC with microseconds, in the one form whose text order is its time order."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """Write a moment as the database does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """Read back what ``stamp`` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
