"""Lists of JSON lines that only grow: who trained what, who approved what, what is withdrawn and whom to keep out.

Each line holds a checksum of what it says, so that a flipped bit is noticed by who reads the list and no entry is lost or
becomes another without a word.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ft_data.warehouse import sums

WAY_OUT = (
    "Put it back from a copy; if there is none, take that line out: what it said is written nowhere else"
)


def append(path: Path, entry: Mapping[str, Any]) -> None:
    """Add one line and sync it to disk; a line torn by a crash before was never told to be there, and goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        before = file.read()
        tail = before[before.rfind(b"\n") + 1 :]
        if tail and _read(tail) is None:
            file.truncate(len(before) - len(tail))
        file.write(b"\n" if tail and _read(tail) is not None else b"")
        file.write(line(entry))
        file.flush()
        os.fsync(file.fileno())


def line(entry: Mapping[str, Any]) -> bytes:
    """Return the line of an entry."""
    return sums.seal(entry) + b"\n"


def entries(path: Path) -> list[dict[str, Any]]:
    """Return the entries, oldest first; a torn line is skipped. Raises DamagedFile for one that is not what was written."""
    try:
        *whole, tail = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    found = []
    for number, one in enumerate([*whole, tail], 1):
        entry = _read(one) if one else None
        if entry is not None:
            found.append(entry)
        elif one and not _torn(one, last=number > len(whole)):
            raise sums.DamagedFile(f"{path} is damaged: line {number} is not what was written. {WAY_OUT}")
    return found


def _read(one: bytes) -> dict[str, Any] | None:
    try:
        return sums.unseal(one)
    except (ValueError, AttributeError):
        return None


def _torn(one: bytes, last: bool) -> bool:
    """Tell whether a line is the beginning of one: at the end of the list, or, from before lines had checksums, within it."""
    if last:
        return _read(one[:-1]) is None  # else it is the end of its line that was changed
    return b"checksum" not in one and not one.endswith(b"}")
