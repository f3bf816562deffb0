"""Taking the queue elsewhere and bringing decisions back.

Every line carries its ``record_id`` and ``content_hash``, and both are checked on return: a decision about a row that
has changed or is unknown is refused with its line, never applied to something else. The tool in between stays in an
environment of its own; only files pass.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ft_data.recipe.review import Review
from ft_data.review import exchange_files, people
from ft_data.review.asked import Asking
from ft_data.review.db import Database
from ft_data.review.edits import edited
from ft_data.review.exchange_files import FIELDS, Line
from ft_data.review.log import NOTE, Opinion, record_many
from ft_data.review.person import NotAllowed, Person
from ft_data.review.queue import refresh
from ft_data.review.reader import Reader, shows
from ft_data.review.rows import Rows
from ft_data.review.rubric import REASONS, asked_by

_PAGE = 500


@dataclass(frozen=True)
class Imported:
    """How many decisions were stored, and what was refused: ``(line or task number, why)``."""

    stored: int
    refused: list[tuple[int, str]]


def signed(db: Database, reviewers: Mapping[str, str], name: str, token: str) -> Person:
    """Say who brings decisions back, as at the station's sign-in; raises NotAllowed."""
    person = people.identify(db, reviewers, name, token, token_required=False)
    if person.name != name:
        raise NotAllowed(f"This token is not {name}'s.")
    person.enter("judge")
    return person


def export_queue(
    reader: Reader, db: Database, settings: Review, path: Path, asking: Asking | None = None
) -> tuple[int, list[Path]]:
    """Write the open items to judge; audits stay here, where they are blind. Returns how many, and the files."""
    _follow(reader, db, settings, asking)
    items = db.con.execute(
        "SELECT record_id, content_hash, reasons FROM item WHERE active = 1 AND state = 'open'"
        " AND task = 'judge' AND is_audit = 0 ORDER BY value DESC, item_id"
    ).fetchall()
    lines = list(_lines(Rows(reader), items))
    return len(lines), exchange_files.write(path, lines)


def import_decisions(
    reader: Reader, db: Database, settings: Review, path: Path, person: Person, asking: Asking | None = None
) -> Imported:
    """Read decisions back as this person's. What can be stored is; the same file twice is stored once."""
    given = list(exchange_files.read(path))
    _follow(reader, db, settings, asking)
    rubric = asked_by(db, settings)
    rows, refused = Rows(reader), list[tuple[int, str]]()
    decided: dict[int, tuple[str, Opinion]] = {}
    lines: dict[int, int] = {}
    for number, line in given:
        if line.get("record_id") and not line.get("decision"):
            continue  # exported and left undecided
        found = _decision(db.con, rows, line)
        if isinstance(found, str):
            refused.append((number, found))
        elif found[0] in lines:
            refused.append((number, f"decides the same row as {lines[found[0]]}"))
        else:
            item_id, content_hash, opinion = found
            lines[item_id], decided[item_id] = number, (content_hash, opinion)
    act = f"import:{hashlib.sha256(path.read_bytes()).hexdigest()[:32]}:{person.name}"
    opinions = [(item_id, *rest) for item_id, rest in decided.items()]
    stored = record_many(db, person, act, opinions, rubric.version)
    taken = "is decided already, or somebody is deciding it now"
    refused += [(lines[item_id], taken) for item_id in lines.keys() - set(stored)]
    return Imported(len(stored), sorted(refused))


def _follow(reader: Reader, db: Database, settings: Review, asking: Asking | None) -> None:
    if not shows(reader, "ledger"):
        raise exchange_files.NotExchanged("there is nothing to review yet: `ft-data run` first")
    refresh(reader, db, settings, asking)


def _lines(rows: Rows, items: list[sqlite3.Row]) -> Iterator[Line]:
    for start in range(0, len(items), _PAGE):
        page = items[start : start + _PAGE]
        found = rows.get([item["record_id"] for item in page])
        for item in page:
            row = found.get(item["record_id"])
            if row is None or row.example["content_hash"] != item["content_hash"]:
                continue  # it changed a moment ago
            yield {
                **dict.fromkeys(FIELDS, ""),
                "record_id": item["record_id"],
                "content_hash": item["content_hash"],
                "rules": ", ".join(json.loads(item["reasons"])),
                "prompt": row.example["prompt_text"] or "",
                "response": row.example["response_text"] or "",
            }


def _decision(con: sqlite3.Connection, rows: Rows, given: Line) -> tuple[int, str, Opinion] | str:
    """Turn a line into an item and an opinion of it, or into what is wrong with it (quoting nothing)."""
    if not given.get("record_id"):
        return "cannot be read as a decision with its record_id"
    items = con.execute(
        "SELECT * FROM item WHERE record_id = ? AND task = 'judge'", (given["record_id"],)
    ).fetchall()
    if not items:
        return "no item is about this record"
    item = next((one for one in items if one["content_hash"] == given.get("content_hash")), None)
    if item is None or not item["active"]:
        return "the row has changed since it was exported"
    opinion = _opinion(rows, given)
    return opinion if isinstance(opinion, str) else (item["item_id"], item["content_hash"], opinion)


def _opinion(rows: Rows, given: Line) -> Opinion | str:
    reason, note = given.get("reason") or None, (given.get("note") or "")[:NOTE] or None
    match given["decision"]:
        case "keep":
            return Opinion("keep", note=note)
        case "drop":
            if reason not in REASONS:
                return f"the reason is none of {', '.join(REASONS)}"
            return Opinion("drop", reason, note)
        case "edit":
            row = rows.one(given["record_id"])
            messages = (row.example["messages"] or []) if row else []
            if row is None or not messages or messages[-1]["role"] != "assistant":
                return "only an answer at the end can be edited outside the station"
            last = f"messages-{len(messages) - 1}"
            made = edited(row.example, {last: given.get("edited_response", "")})
            if made.example is None:
                return " ".join(made.problems)
            return Opinion("edit", note=note, example=made.example)
        case _:
            return "the decision is none of keep, drop, edit"
