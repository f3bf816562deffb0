"""Which versions there are, which one is current, and what the next one is called."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from ft_data.errors import WrongInput
from ft_data.release import manifest
from ft_data.warehouse import files

POINTER = "CURRENT"
FREEZES_AT = 50  # rows of a test split; fewer tell no two models apart, and would stay that few for good
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\Z")
_STEPS = ("major", "minor", "patch")


class WrongRelease(WrongInput, ValueError):
    """What was asked of a release cannot be done; the message says why."""


@dataclass(frozen=True)
class Release:
    """A published version."""

    version: str
    path: Path
    manifest: dict[str, Any]

    @property
    def root(self) -> str:
        """The hash of its rows."""
        return str(self.manifest["root"])


def parse(version: str) -> tuple[int, int, int]:
    """Return the numbers of ``1.2.3``; raises ``WrongRelease`` for anything else."""
    match = _VERSION.match(version)
    if not match:
        raise WrongRelease(f"{version!r} is not a version: write three numbers, such as 1.2.0")
    major, minor, patch = (int(part) for part in match.groups())
    return major, minor, patch


def names(base: Path) -> list[str]:
    """Return the published version numbers of ``releases/<name>``, oldest first."""
    if not base.is_dir():
        return []
    found = [entry.name for entry in base.iterdir() if _VERSION.match(entry.name) and entry.is_dir()]
    return sorted(found, key=parse)


def load(base: Path, version: str) -> Release:
    """Read one version; raises ``WrongRelease`` if there is none of that name or its manifest was changed."""
    if version not in names(base):
        known = ", ".join(names(base)) or "none yet"
        raise WrongRelease(f"there is no version {version!r} in {base}; published: {known}")
    return Release(version, base / version, manifest.read(base / version))


def all_of(base: Path) -> list[Release]:
    """Return every published version, oldest first."""
    return [load(base, version) for version in names(base)]


def last_number(base: Path) -> str | None:
    """Return the highest number that was ever used, of a withdrawn and deleted version too: none is used twice."""
    from ft_data.release import withdrawals

    return max({*names(base), *withdrawals.withdrawn(base)}, key=parse, default=None)


def newest(base: Path) -> Release | None:
    """Return the version with the highest number."""
    found = names(base)
    return load(base, found[-1]) if found else None


def current(base: Path) -> Release | None:
    """Return the version in use: the newest, unless a rollback since then names another.

    The pointer counts only while the version that was newest at the rollback still is. So publishing needs
    no second step after its rename, and cannot stop between two.
    """
    found = names(base)
    if not found:
        return None
    pointer = _pointer(base)
    version = pointer.get("version") if pointer.get("newest") == found[-1] else None
    return load(base, version if version in found else found[-1])


def rollback(base: Path, version: str) -> Release:
    """Make an earlier (or the newest) version current. Nothing is deleted; the next release supersedes it.

    Raises :class:`ft_data.release.withdrawals.Withdrawn` for a withdrawn version.
    """
    from ft_data.release import front, withdrawals

    with locked(base):
        chosen = load(base, version)
        withdrawals.refuse(base, version)
        last = names(base)[-1]
        files.write_bytes(base / POINTER, orjson.dumps({"version": version, "newest": last}))
        front.lead(base)
    return chosen


def lineage(base: Path) -> list[dict[str, Any]]:
    """Return the line of descent, oldest first, as plain values: what ``ft-data releases`` shows."""
    used = current(base)
    return [
        {
            "version": release.version,
            "current": used is not None and used.version == release.version,
            "created_at": release.manifest.get("created_at") or "",
            "rows": sum(release.manifest["splits"].values()),
            "bump": release.manifest.get("bump") or "",
            "reasons": release.manifest.get("reasons") or [],
            "parents": [parent["version"] for parent in release.manifest.get("parents") or []],
            "approvals": [entry.get("who") or "person" for entry in release.manifest.get("approvals") or []],
            "raw_ids": manifest.publishes_raw_ids(release.manifest),
            "root": release.root,
            "path": str(release.path),
        }
        for release in all_of(base)
    ]


def previous(base: Path, formatted: Collection[str]) -> Release | None:
    """Return the newest release whose ``formatted`` hash is none of those given: the names of one content."""
    for version in reversed(names(base)):
        release = load(base, version)
        if release.manifest.get("snapshots", {}).get("formatted", {}).get("content_hash") not in formatted:
            return release
    return None


def frozen_splits(base: Path, declared: str | None) -> frozenset[str]:
    """Return the splits that may not grow: a test split once published, until a major version is declared.

    A test split of fewer than ``FREEZES_AT`` rows is not frozen. Any version counts, not the newest alone: one
    that lacks its test rows does not open the split for the next.
    """
    from ft_data.release import withdrawals

    told = [*(release.manifest for release in all_of(base)), *withdrawals.purged(base).values()]
    last = last_number(base)
    if last is None or not any(map(is_yardstick, told)):
        return frozenset()
    opens = declared is not None and parse(declared)[0] > parse(last)[0]
    return frozenset() if opens else frozenset({"test"})


def is_yardstick(manifest: Mapping[str, Any]) -> bool:
    """Tell whether the test split of a version is large enough that models are compared by it."""
    return int(manifest.get("splits", {}).get("test", 0)) >= FREEZES_AT


def following(last: str | None, bump: str, declared: str | None = None) -> str:
    """Return the number after ``last`` for a bump (major, minor, patch), never below the declared one."""
    if last is None:
        return declared or "1.0.0"
    numbers = list(parse(last))
    step = _STEPS.index(bump)
    computed = (*numbers[:step], numbers[step] + 1, *([0] * (2 - step)))
    best = max(computed, parse(declared)) if declared else computed
    return ".".join(str(number) for number in best)


def locked(base: Path) -> AbstractContextManager[None]:
    """Return the lock that orders publishers of one dataset."""
    return files.locked(base / ".lock")


def _pointer(base: Path) -> dict[str, Any]:
    try:
        found = orjson.loads((base / POINTER).read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}
