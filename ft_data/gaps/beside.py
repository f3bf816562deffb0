"""What lies beside a recipe for its next version, what was decided on it, and what forgetting takes of both.

The files are written for people, who may have put lines of their own into them: a line that names a forgotten row or holds what is
recognised goes, and every other one stays. Rules that name such a row go whole; `--write` makes them again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from pathlib import Path

from ft_data.warehouse import files, lines

FOLDER = "gaps"  # beside the recipe
LOG = "gaps.jsonl"  # below the warehouse: what was decided
_WORDS = ("said", "slice", "why")  # what a decision says in words

Holds = Callable[[bytes], bool]  # whether bytes hold what is to be forgotten


def forget(folder: Path, log: Path, named: Collection[str], holds: Holds) -> int:
    """Take forgotten rows out of the files in ``folder`` and out of decisions; return how many files changed."""
    changed = int(_decisions(log, holds))
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and path.suffix in (".jsonl", ".yaml"):
            changed += _file(path, set(named), holds)
    return changed


def _file(path: Path, named: set[str], holds: Holds) -> bool:
    content = path.read_bytes()
    if path.suffix == ".jsonl":
        kept = b"".join(line for line in content.splitlines(keepends=True) if not _goes(line, named, holds))
    else:
        gone = holds(content) or any(name.encode() in content for name in named)
        kept = b"" if gone else content
    if kept == content:
        return False
    if kept:
        files.write_secret(path, kept)
    else:
        path.unlink()
    return True


def _goes(line: bytes, named: set[str], holds: Holds) -> bool:
    if holds(line):
        return True
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("record_id") in named


def _decisions(log: Path, holds: Holds) -> bool:
    """Blank the words of decisions that hold what is to be forgotten; that it was decided stays."""
    entries = lines.entries(log)
    found = [
        {
            name: "" if name in _WORDS and holds(str(value).encode()) else value
            for name, value in entry.items()
        }
        for entry in entries
    ]
    if found == entries:
        return False
    files.write_secret(log, b"".join(map(lines.line, found)))
    return True
