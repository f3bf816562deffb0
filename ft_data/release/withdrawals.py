"""Releases that must no longer be used: an append-only list beside the versions, which stay as they are."""

from __future__ import annotations

import datetime
from pathlib import Path

import orjson

from ft_data.release import log
from ft_data.release.private import Private
from ft_data.warehouse import files

FILE = "withdrawn.jsonl"


def add(base: Path, version: str, actor: str, private: Private) -> None:
    """Withdraw a version, once."""
    if version not in withdrawn(base):
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        who = private.people.called(actor, "person")
        log.append(base / FILE, {"version": version, "who": who, "at": now, "reason": "rows were forgotten"})


def withdrawn(base: Path) -> set[str]:
    """Return the withdrawn versions."""
    return {str(entry["version"]) for entry in log.entries(base / FILE)}


def adopt(base: Path, private: Private) -> None:
    """Take names out of lines that were written before they stayed in the warehouse."""
    entries = log.entries(base / FILE)
    if any("actor" in entry for entry in entries):
        for entry in entries:
            if (actor := entry.pop("actor", None)) is not None:
                entry["who"] = private.people.called(actor, "person")
        lines = b"".join(orjson.dumps(entry, option=orjson.OPT_SORT_KEYS) + b"\n" for entry in entries)
        files.write_bytes(base / FILE, lines)
