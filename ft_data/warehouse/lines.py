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
    "Put it back from a copy; if there is none, take that line out and do again what it noted, such as forgetting: it is "
    "written nowhere else"
)


def append(path: Path, entry: Mapping[str, Any]) -> None:
    """Add one line and sync it to disk. Raises DamagedFile where the end of the list is not what was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        before = file.read()
        ended = closed(path, before)
        file.truncate(min(len(before), len(ended)))
        file.write(ended[len(before) :] + line(entry))
        file.flush()
        os.fsync(file.fileno())


def closed(path: Path, content: bytes) -> bytes:
    """Return what a list holds so that a line may follow: a line torn by a crash was never told to be there, and goes.

    Raises DamagedFile for a last line that is more than torn: it was there, and is not to go without a word.
    """
    last = content.rfind(b"\n") + 1
    tail = content[last:]
    if not tail:
        return content
    if _read(tail) is not None:
        return content + b"\n"
    if not _torn(tail, last=True):
        raise _damaged(path, content.count(b"\n") + 1)
    return content[:last]


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
            raise _damaged(path, number)
    return found


def _damaged(path: Path, number: int) -> sums.DamagedFile:
    return sums.DamagedFile(f"{path} is damaged: line {number} is not what was written. {WAY_OUT}")


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
