"""Releases that must no longer be used: an append-only list beside the versions, which stay as they are."""

from __future__ import annotations

import datetime
from pathlib import Path

from ft_data.release import log

FILE = "withdrawn.jsonl"


def add(base: Path, version: str, actor: str) -> None:
    """Withdraw a version, once."""
    if version not in withdrawn(base):
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        log.append(
            base / FILE, {"version": version, "actor": actor, "at": now, "reason": "rows were forgotten"}
        )


def withdrawn(base: Path) -> set[str]:
    """Return the withdrawn versions."""
    return {str(entry["version"]) for entry in log.entries(base / FILE)}
