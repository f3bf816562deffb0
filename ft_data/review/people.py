"""Who may decide: reviewers, their roles and tokens, and who is signed in."""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from ft_data.review.db import Database, now, stamp
from ft_data.review.person import ROLES, TRUSTED, NotAllowed, Person

SESSION_DAYS = 14
_NAME = re.compile(r"[^\W_][\w .@+-]{0,63}", re.UNICODE)


def issue_token(db: Database, name: str, role: str = "reviewer") -> str:
    """Make a new token for a reviewer, ending the old one and its sessions; only a hash of it is kept."""
    if role not in ROLES:
        raise ValueError(f"{role!r} is not a role; use one of {', '.join(ROLES)}")
    name, token = _checked(name), secrets.token_urlsafe(32)
    with db.write() as con:
        con.execute(
            "INSERT INTO reviewer VALUES (?, ?, ?, ?) ON CONFLICT (name)"
            " DO UPDATE SET role = excluded.role, token_hash = excluded.token_hash",
            (name, role, digest(token), now()),
        )
        con.execute("DELETE FROM session WHERE name = ?", (name,))
    return token


def revoke(db: Database, name: str) -> bool:
    """Take a reviewer's token away and end their sessions; say whether there was one. Their decisions stay."""
    name = _checked(name)  # as it was written down: a blank too many must not leave somebody signed in
    with db.write() as con:
        had = con.execute(
            "UPDATE reviewer SET token_hash = NULL WHERE name = ? AND token_hash IS NOT NULL", (name,)
        ).rowcount
        con.execute("DELETE FROM session WHERE name = ?", (name,))
        return had > 0


def has_tokens(db: Database) -> bool:
    """Say whether anybody could sign in with a token."""
    return db.con.execute("SELECT 1 FROM reviewer WHERE token_hash IS NOT NULL").fetchone() is not None


def identify(
    db: Database, reviewers: Mapping[str, str], name: str, token: str, *, token_required: bool
) -> Person:
    """Decide who is signing in; raises ``NotAllowed``.

    A token names its owner. Without one, a name is enough on this machine, if the recipe lists it or lists
    nobody, and if its owner has no token of their own. Where reviewers are named, nobody is lead or approver without
    one: whoever sits at this machine can type any name.
    """
    if token:
        row = db.con.execute(
            "SELECT name, role FROM reviewer WHERE token_hash = ?", (digest(token),)
        ).fetchone()
        if row is None:
            raise NotAllowed("This token is not valid (any more).")
        return Person(row["name"], reviewers.get(row["name"], row["role"]))
    if token_required:
        raise NotAllowed("This station is reached over a network: sign in with your token.")
    name = _checked(name)
    if reviewers and name not in reviewers:
        raise NotAllowed(f"The recipe does not list {name!r} as a reviewer.")
    kept = db.con.execute(
        "SELECT 1 FROM reviewer WHERE name = ? AND token_hash IS NOT NULL", (name,)
    ).fetchone()
    if kept is not None:
        raise NotAllowed(f"{name} has a token: sign in with it.")
    role = role_of(db.con, reviewers, name)
    if reviewers and role in TRUSTED:
        raise NotAllowed(
            f"{name} is {role} here: sign in with a token (`ft-data review NAME --issue-token`)."
        )
    return Person(name, role)


def role_of(con: sqlite3.Connection, reviewers: Mapping[str, str], name: str) -> str:
    """The recipe's role, else the token's, else lead: with nobody listed, everyone here is trusted alike."""
    if name in reviewers:
        return reviewers[name]
    row = con.execute("SELECT role FROM reviewer WHERE name = ?", (name,)).fetchone()
    return str(row["role"]) if row else ("reviewer" if reviewers else "lead")


def may_rule(con: sqlite3.Connection, reviewers: Mapping[str, str], *, token_required: bool) -> bool:
    """Say whether anybody can sign in as a lead (see `identify`): else what is passed on or disputed waits for nobody."""
    if not reviewers and not token_required:
        return True
    kept = con.execute("SELECT name FROM reviewer WHERE token_hash IS NOT NULL")
    return any(role_of(con, reviewers, row["name"]) == "lead" for row in kept.fetchall())


def start_session(db: Database, name: str) -> str:
    """Return a new session id; whatever id the browser had before means nothing afterwards."""
    sid = secrets.token_urlsafe(32)
    until = stamp(datetime.now(UTC) + timedelta(days=SESSION_DAYS))
    with db.write() as con:
        con.execute("DELETE FROM session WHERE until < ?", (now(),))
        con.execute("INSERT INTO session VALUES (?, ?, ?)", (digest(sid), name, until))
    return sid


def end_session(db: Database, sid: str) -> None:
    """Sign out: the id stops working on every tab."""
    with db.write() as con:
        con.execute("DELETE FROM session WHERE sid_hash = ?", (digest(sid),))


def signed_in(db: Database, reviewers: Mapping[str, str], sid: str) -> Person | None:
    """Find who holds a session id."""
    row = db.con.execute(
        "SELECT name FROM session WHERE sid_hash = ? AND until > ?", (digest(sid), now())
    ).fetchone()
    return None if row is None else Person(row["name"], role_of(db.con, reviewers, row["name"]))


def digest(secret: str) -> str:
    """What is kept of a token or session id. Both are 256 random bits, so one plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not _NAME.fullmatch(name):
        raise NotAllowed("Use a name of letters, digits and . @ + - (at most 64).")
    return name
