"""Append-only JSON lines beside the releases: who trained what, who approved what."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson


def append(path: Path, entry: Mapping[str, Any]) -> None:
    """Add one line and sync it to disk; a line torn by a crash before is closed first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(size - 1)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(orjson.dumps(dict(entry), option=orjson.OPT_SORT_KEYS) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def entries(path: Path) -> list[dict[str, Any]]:
    """Return the entries, oldest first; a torn line is skipped."""
    if not path.exists():
        return []
    found = []
    for line in path.read_bytes().split(b"\n"):
        try:
            entry = orjson.loads(line) if line else None
        except orjson.JSONDecodeError:
            continue
        if isinstance(entry, dict):
            found.append(entry)
    return found
