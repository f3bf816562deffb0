"""Releases that must no longer be used: an append-only list beside the versions.

A withdrawn version stays as it is until it is purged: its folder is deleted, its number is never used again.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ft_data.errors import WrongInput
from ft_data.release import manifest
from ft_data.release.private import Private
from ft_data.warehouse import files, lines

FILE = "withdrawn.jsonl"
_GOING = ".purging-"


class Withdrawn(WrongInput, ValueError):
    """The version must not be used or passed on; the message says why and what to do."""


def add(base: Path, version: str, actor: str, private: Private) -> None:
    """Withdraw a version, once."""
    if version not in withdrawn(base):
        _note(base, version, actor, private)


def withdrawn(base: Path) -> set[str]:
    """Return the withdrawn versions, purged ones included."""
    return {str(entry["version"]) for entry in lines.entries(base / FILE)}


def purged(base: Path) -> dict[str, dict[str, Any]]:
    """Return the versions that were deleted, each with the sizes of the splits it had."""
    return {str(entry["version"]): entry for entry in lines.entries(base / FILE) if entry.get("purged")}


def refuse(base: Path, version: str) -> None:
    """Raise Withdrawn if a version must not be passed on or made current."""
    if version in withdrawn(base):
        raise Withdrawn(
            f"version {version} is withdrawn: rows in it were forgotten. Make the next version (`ft-data run`), "
            "which does not hold them"
        )


def purge(base: Path, versions: Iterable[str], actor: str, private: Private) -> None:
    """Delete versions for good. What is stopped half-way is finished by :func:`finish`."""
    for version in versions:
        folder = base / version
        try:
            splits = manifest.read(folder).get("splits", {})
        except (OSError, ValueError):  # damaged: all that is lost is how large its splits were
            splits = {}
        _note(base, version, actor, private, purged=True, splits=splits)
    finish(base, private)


def finish(base: Path, private: Private) -> None:
    """Delete what is left of purged versions, and what the warehouse kept of them."""
    for version in purged(base):
        private.remove(version)
        if (base / version).is_dir():  # hidden by a rename first: nobody sees half a version
            (base / version).rename(base / f"{_GOING}{version}")
        shutil.rmtree(base / f"{_GOING}{version}", ignore_errors=True)


def adopt(base: Path, private: Private) -> None:
    """Take names out of lines that were written before they stayed in the warehouse."""
    entries = lines.entries(base / FILE)
    if any("actor" in entry for entry in entries):
        for entry in entries:
            if (actor := entry.pop("actor", None)) is not None:
                entry["who"] = private.people.called(actor, "person")
        files.write_bytes(base / FILE, b"".join(map(lines.line, entries)))


def _note(base: Path, version: str, actor: str, private: Private, **more: Any) -> None:
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    who = private.people.called(actor, "person")
    lines.append(
        base / FILE, {"version": version, "who": who, "at": now, "reason": "rows were forgotten"} | more
    )
