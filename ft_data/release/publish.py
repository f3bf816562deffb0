"""Publishing: build beside, verify, rename. Whoever looks sees the old state or the complete new one."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ft_data.errors import Blocked
from ft_data.release import (
    approvals,
    build,
    changes,
    diff,
    documents,
    manifest,
    numbers,
    settings,
    verify,
    versions,
)
from ft_data.release.spec import Spec

if TYPE_CHECKING:
    import duckdb

_BUILDING = ".building-"


class Unsound(Blocked):
    """The built release failed its own verification; nothing was published."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("the release failed its verification:\n" + "\n".join(f"- {p}" for p in problems))
        self.problems = problems


@dataclass(frozen=True)
class Published:
    """The outcome: ``new`` is false when the newest version already holds this content under this recipe."""

    version: str
    path: Path
    root: str
    new: bool
    bump: str = ""
    reasons: list[str] = field(default_factory=list)
    changes: dict[str, dict[str, int]] = field(default_factory=dict)


def publish(base: Path, con: duckdb.DuckDBPyConnection, spec: Spec) -> Published:
    """Publish ``spec`` as the next version under ``base`` (``releases/<name>``).

    One publisher at a time (a file lock). The folder is built under a hidden name, verified, synced to disk
    and renamed: the rename is the only step that publishes. Raises :class:`Unsound` if verification fails,
    :class:`ft_data.release.approvals.NeedsApproval` if people must agree first, and ``ValueError`` if the
    relations cannot make a release.
    """
    with versions.locked(base):
        _sweep(base)
        last = versions.newest(base)
        if last is not None and _known(last.manifest, spec):
            return Published(last.version, last.path, last.root, new=False)
        folder = base / f"{_BUILDING}{uuid.uuid4().hex[:12]}"
        folder.mkdir()
        try:
            built = build.data(con, folder, spec)
            body = build.manifest_body(spec, built)
            if last is not None and same(last.manifest, body):
                return Published(last.version, last.path, last.root, new=False)
            return _finish(base, folder, con, spec, built, body, last)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def same(published: dict[str, Any], body: dict[str, Any]) -> bool:
    """Tell whether a manifest describes the same rows under the same recipe."""
    return bool(published["root"] == body["root"] and _said(published["recipe"]) == _said(body["recipe"]))


def _said(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recipe without where its files lie: that is provenance, as it is for a row."""
    sources = {
        name: {key: value for key, value in source.items() if key != "path"}
        for name, source in (recipe.get("sources") or {}).items()
    }
    return {**recipe, "sources": sources}


def _known(published: dict[str, Any], spec: Spec) -> bool:
    """Tell without building that nothing changed: the same `formatted` snapshot under the same recipe."""
    was, now = (m.get("formatted", {}).get("content_hash") for m in (published["snapshots"], spec.snapshots))
    return bool(now) and was == now and _said(published["recipe"]) == _said(numbers.plain(spec.recipe))


def _finish(
    base: Path,
    folder: Path,
    con: duckdb.DuckDBPyConnection,
    spec: Spec,
    built: build.Data,
    body: dict[str, Any],
    last: versions.Release | None,
) -> Published:
    counts: dict[str, dict[str, int]] = {}
    step, reasons = "", ["first version"]
    if last is not None:
        counts = changes.compare(con, last.path, folder)
        step, reasons = changes.bump(last.manifest, body, counts)
    version = versions.following(last.version if last else None, step or "minor", spec.recipe.get("version"))
    parent = versions.current(base)
    body |= {
        "version": version,
        "bump": step,
        "reasons": reasons,
        "changes": counts,
        "causes": [],
        "settings_changed": [],
        "parents": [{"version": parent.version, "root": parent.root}] if parent else [],
        "approvals": approvals.require(
            base, built.root, body["recipe"], {"version": version, "reasons": reasons}
        ),
    }
    if last is not None:
        body["causes"] = diff.compare(con, last.manifest, body, last.path, folder).summary
        body["settings_changed"] = [asdict(d) for d in settings.between(last.manifest, body)]
    documents.write(folder, body, last, spec.numbers)
    manifest.seal(folder, body)
    if problems := verify.verify(folder):
        raise Unsound(problems)
    _sync(folder)
    os.rename(folder, base / version)
    _sync_one(base)
    return Published(version, base / version, built.root, True, step, reasons, counts)


def _sweep(base: Path) -> None:
    """Remove what a killed publisher left; the lock says it is dead."""
    for left in base.glob(f"{_BUILDING}*"):
        shutil.rmtree(left, ignore_errors=True)


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync_one(path)
    _sync_one(folder)


def _sync_one(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
