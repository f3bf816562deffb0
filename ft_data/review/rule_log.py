"""Rules that leads made of views and wrote into the recipe: an append-only log beside that of decisions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ft_data.recipe.amended import NotAmended
from ft_data.review.db import Database, now
from ft_data.review.person import Person

_DDL = (
    "CREATE TABLE IF NOT EXISTS rule_written (id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, at TEXT NOT NULL,"
    " actor TEXT NOT NULL, role TEXT NOT NULL, rule TEXT NOT NULL, view TEXT NOT NULL, rows INTEGER NOT NULL,"
    " kept INTEGER NOT NULL, undoes INTEGER UNIQUE REFERENCES rule_written (id)) STRICT",
    "CREATE TRIGGER IF NOT EXISTS rule_written_keeps BEFORE UPDATE ON rule_written"
    " BEGIN SELECT RAISE(ABORT, 'rule_written is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS rule_written_stays BEFORE DELETE ON rule_written"
    " BEGIN SELECT RAISE(ABORT, 'rule_written is append-only'); END",
)


class Written(NamedTuple):
    """One rule: who wrote it when, of which view, how many rows it would have dropped, and how many of them people had kept."""

    id: int
    actor: str
    at: str
    rule: Mapping[str, Any]
    view: str
    rows: int
    kept: int
    undone: bool


def record(
    db: Database,
    person: Person,
    token: str,
    rule: Mapping[str, Any],
    view: str,
    rows: int,
    kept: int,
    write: Callable[[], None],
) -> None:
    """Log a rule and ``write`` it, both or neither; what this ``token`` logged already stays as it is.

    Raises NotAmended where the token stands for another rule, or for one that was taken out again: nothing is written.
    """
    with db.write() as con:
        _make(con)
        done = con.execute(
            "INSERT OR IGNORE INTO rule_written (token, at, actor, role, rule, view, rows, kept) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (token, now(), person.name, person.role, json.dumps(dict(rule)), view, rows, kept),
        )
        if done.rowcount == 1:
            write()
            return
        (logged, undone) = con.execute(
            "SELECT w.rule, u.id IS NOT NULL FROM rule_written w LEFT JOIN rule_written u ON u.undoes = w.id WHERE w.token = ?",
            (token,),
        ).fetchone()
        if undone or json.loads(logged) != dict(rule):
            raise NotAmended("this form was sent already: open the page anew")


def take_back(db: Database, person: Person, number: int, write: Callable[[], None]) -> None:
    """Log that a rule was taken out again, and ``write`` the recipe without it; what is undone stays so."""
    with db.write() as con:
        _make(con)
        done = con.execute(
            "INSERT OR IGNORE INTO rule_written (token, at, actor, role, rule, view, rows, kept, undoes) SELECT 'undo:' || id, ?, ?, ?, rule, view,"
            " rows, kept, id FROM rule_written WHERE id = ? AND undoes IS NULL",
            (now(), person.name, person.role, number),
        )
        if done.rowcount == 1:
            write()


def listed(con: sqlite3.Connection, most: int = 100) -> list[Written]:
    """List the latest rules, newest first."""
    if not con.execute("SELECT 1 FROM sqlite_master WHERE name = 'rule_written'").fetchone():
        return []
    found = con.execute(
        "SELECT w.id, w.actor, w.at, w.rule, w.view, w.rows, w.kept, u.id IS NOT NULL FROM rule_written w"
        " LEFT JOIN rule_written u ON u.undoes = w.id WHERE w.undoes IS NULL ORDER BY w.id DESC LIMIT ?",
        (most,),
    )
    return [Written(i, actor, at, json.loads(rule), *rest) for i, actor, at, rule, *rest in found]


def forget(con: sqlite3.Connection, holds: Callable[[str], bool]) -> int:
    """Take rules and views that hold what is forgotten out of the log; who wrote one when stays. Return how many there were."""
    if not con.execute("SELECT 1 FROM sqlite_master WHERE name = 'rule_written'").fetchone():
        return 0
    found = [
        (number,)
        for number, rule, view in con.execute("SELECT id, rule, view FROM rule_written")
        if holds(json.dumps(json.loads(rule), ensure_ascii=False)) or holds(view)
    ]
    if found:
        con.execute("DROP TRIGGER rule_written_keeps")
        con.executemany(
            "UPDATE rule_written SET rule = '{\"name\":\"forgotten\"}', view = '' WHERE id = ?", found
        )
        _make(con)
    return len(found)


def _make(con: sqlite3.Connection) -> None:
    for statement in _DDL:
        con.execute(statement)
