"""Rows that people are asked about because of answers: those that accepted gaps name, and those whose answer a reader called wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ft_data.review import wrong
from ft_data.review.db import Database
from ft_data.warehouse import lines
from ft_data.warehouse.detail import Finding

# The reasons that an item shows.
NAMED, SAID, SENT = "may_be_wrong", "a_reader_says_wrong", "sent_to_review"
_MOST = 5_000  # rows that gaps may name


@dataclass(frozen=True)
class Asking:
    """Where gaps and proposals to refresh say which rows people should look at: ``queue`` has a line a row, ``log`` what was decided."""

    queue: Path
    log: Path

    def version(self) -> str:
        """Name the state of both files without reading them."""
        return ",".join(_state(path) for path in (self.queue, self.log))

    def rows(self) -> dict[str, Finding]:
        """Return the rows of gaps that are accepted, the one with the most failures first, each with why it is asked about.

        Lines that are none, and rows of gaps that nobody accepted or that were declined since, are left out.
        """
        last = {one["gap"]: one["decision"] for one in lines.entries(self.log)}
        accepted = {gap for gap, decision in last.items() if decision == "accepted"}
        found: dict[str, tuple[int, str]] = {}
        try:
            queue = self.queue.read_bytes()
        except OSError:
            queue = b""
        for _, said in queued(queue):
            if said.get("gap") in accepted and isinstance(said.get("record_id"), str):
                count, why = said.get("failures"), said.get("why")
                count = count if isinstance(count, int) else 0
                tried = f"answers that were tried and found wrong say what this row says: {count:,} times"
                found.setdefault(said["record_id"], (count, why if isinstance(why, str) else tried))
        ranked = sorted(found, key=lambda name: (-found[name][0], name))[:_MOST]
        return {name: Finding(NAMED, evidence=found[name][1]) for name in ranked}


def queued(content: bytes) -> Iterator[tuple[bytes, Mapping[str, Any]]]:
    """Yield the lines of a queue, each with what it says; what is no object is left out, as people may write there."""
    for line in content.splitlines():
        try:
            said = json.loads(line.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            continue
        if isinstance(said, dict):
            yield line, said


def findings(asking: Asking | None, db: Database) -> dict[str, Finding]:
    """Return why each row is asked about, in the order in which they should be."""
    said = {one["record_id"]: _said(one) for one in wrong.all_of(db.path)}
    sent = db.con.execute("SELECT record_id, actor FROM live WHERE kind = 'ask' ORDER BY decision_id")
    for one in sent.fetchall():
        said.setdefault(one["record_id"], Finding(SENT, evidence=f"{one['actor']} sent it to review"))
    return said | {name: one for name, one in (asking.rows() if asking else {}).items() if name not in said}


def state(asking: Asking | None, db: Database) -> str:
    """Name what `findings` depends on: equal while it cannot have changed."""
    (newest,) = db.con.execute(
        "SELECT coalesce(max(decision_id), 0) FROM decision WHERE task IN (?, 'ask')", (wrong.TASK,)
    ).fetchone()  # what takes one back is of the same task
    return f"{newest};{asking.version() if asking else ''}"


def _said(one: Mapping[str, Any]) -> Finding:
    right = f"; the right answer would be: {one['right_answer']}" if one["right_answer"] else ""
    return Finding(SAID, evidence=f"{one['actor']} says that this answer is wrong{right}")


def _state(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_size}.{found.st_mtime_ns}"
