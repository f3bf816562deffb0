"""What a source folder looks like now, compared with the last look. Pure; the sensor only carries the cursor.

A file counts once it stopped growing: same size and time in two looks. Only content decides: a touched or renamed
file with the same bytes asks for nothing. The cursor counts changes, so going back to old content runs again.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xxhash

Look = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Decision:
    """What to do now: run (with a key that never repeats) or skip, and the cursor to keep."""

    cursor: str
    run_key: str | None
    message: str


def look(folder: Path, patterns: Iterable[str]) -> Look:
    """Return size and modification time (ns) of every file the sources name."""
    found: Look = {}
    for pattern in patterns:
        base = folder / pattern
        paths = base.rglob("*") if base.is_dir() else map(Path, glob.glob(str(base), recursive=True))
        for path in paths:
            if path.is_file() and not path.name.startswith("."):
                stat = path.stat()
                found[path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)] = (
                    stat.st_size,
                    stat.st_mtime_ns,
                )
    return found


def digest(path: Path) -> str:
    """Hash a file's bytes (xxh3_128)."""
    state = xxhash.xxh3_128()
    with open(path, "rb") as handle:
        while block := handle.read(1 << 20):
            state.update(block)
    return state.hexdigest()


def decide(cursor: str | None, now: Look, hash_file: Callable[[str], str]) -> Decision:
    """Compare the last look with this one. Files are hashed only when their size or time changed and settled."""
    before: dict[str, Any] = (
        json.loads(cursor) if cursor else {"look": {}, "hashes": {}, "content": "", "changes": 0}
    )
    last = {name: tuple(value) for name, value in before["look"].items()}
    moving = sorted(name for name, state in now.items() if last.get(name) != state)
    hashes = {name: value for name, value in before["hashes"].items() if name in now and name not in moving}
    for name in now:
        if name not in hashes and name not in moving:
            hashes[name] = hash_file(name)
    kept: dict[str, Any] = {
        "look": {name: list(state) for name, state in sorted(now.items())},
        "hashes": dict(sorted(hashes.items())),
    }
    if moving:
        kept.update(content=before["content"], changes=before["changes"])
        return Decision(
            json.dumps(kept),
            None,
            f"{len(moving)} of {len(now)} files are new or changing; waiting for them to settle",
        )
    content = xxhash.xxh3_128_hexdigest("\n".join(sorted(hashes.values())).encode())
    if content == before["content"]:
        kept.update(content=content, changes=before["changes"])
        return Decision(json.dumps(kept), None, f"{len(now)} files, nothing new")
    changes = before["changes"] + 1
    kept.update(content=content, changes=changes)
    return Decision(json.dumps(kept), f"{changes}-{content}", f"{len(now)} files, content changed")
