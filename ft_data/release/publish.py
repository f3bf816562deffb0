"""Publishing: build beside, verify, rename. Whoever looks sees the old state or the complete new one."""

from __future__ import annotations

import os
import shutil
import uuid
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
    front,
    manifest,
    settings,
    verify,
    versions,
    withdrawals,
)
from ft_data.release.private import Private
from ft_data.release.sides import Side
from ft_data.release.spec import Spec
from ft_data.warehouse import files

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


def publish(base: Path, con: duckdb.DuckDBPyConnection, spec: Spec, private: Private) -> Published:
    """Publish ``spec`` as the next version under ``base`` (``releases/<name>``); what is not said goes to ``private``.

    One publisher at a time (a file lock). The folder is built under a hidden name, verified, synced to disk
    and renamed: the rename is the only step that publishes. Raises :class:`Unsound` if verification fails,
    :class:`ft_data.release.approvals.NeedsApproval` if people must agree first, and ``ValueError`` if the
    relations cannot make a release.
    """
    with versions.locked(base), front.led(base):
        sweep(base)
        withdrawals.finish(base, private)
        names_of_people_leave(base, private)
        last = versions.newest(base)
        if last is not None and _known(last, spec, private):
            return Published(last.version, last.path, last.root, new=False)
        if last is not None:
            private.recall(last.version)
        folder = base / f"{_BUILDING}{uuid.uuid4().hex[:12]}"
        folder.mkdir()
        try:
            built = build.data(con, folder, spec, private, last)
            body = build.manifest_body(spec, built, private)
            if last is not None and same(last.manifest, body):
                kept = private.kept(last.version)  # of the files that are there, not of those just built
                private.write(last.version, con, build.names(spec), spec.inputs, kept)
                return Published(last.version, last.path, last.root, new=False)
            return _finish(base, folder, con, spec, built, body, last, private)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def same(published: dict[str, Any], body: dict[str, Any]) -> bool:
    """Tell whether a manifest describes the same rows under the same recipe."""
    return bool(published["root"] == body["root"] and published["recipe"] == body["recipe"])


def _known(last: versions.Release, spec: Spec, private: Private) -> bool:
    """Tell without building that nothing changed: the same `formatted` snapshot, recipe and key."""
    published, now = last.manifest, spec.snapshots.get("formatted", {}).get("content_hash")
    was = published["snapshots"].get("formatted", {}).get("content_hash")
    return (
        now is not None
        and was == private.namer.content(now)
        and private.under_current_key(last.version)
        and bool(published["recipe"] == build.recipe(spec))
    )


def _finish(
    base: Path,
    folder: Path,
    con: duckdb.DuckDBPyConnection,
    spec: Spec,
    built: build.Data,
    body: dict[str, Any],
    last: versions.Release | None,
    private: Private,
) -> Published:
    counts: dict[str, dict[str, int]] = {}
    step, reasons = "", ["first version"]
    before = Side(last.path, last.manifest, private, spec.stages) if last else None
    after = Side(folder, body, private, spec.stages)
    if last is not None and before is not None:
        counts = changes.compare(con, before, after)
        step, reasons = changes.bump(last.manifest, body, counts)
    number = versions.last_number(base)
    if number is not None and (last is None or number != last.version):
        step, reasons = (
            "major",
            [*(reasons if last else []), f"version {number} was deleted: rows of it were forgotten"],
        )
    version = versions.following(number, step or "minor", spec.recipe.get("version"))
    parent = versions.current(base)
    agreed = approvals.require(private, built.root, body["recipe"], spec.recipe.get("govern") or {},
                               {"version": version, "reasons": reasons})  # fmt: skip
    body |= {
        "version": version,
        "bump": step,
        "reasons": reasons,
        "changes": counts,
        "causes": [],
        "settings_changed": [],
        "parents": [{"version": parent.version, "root": parent.root}] if parent else [],
        "approvals": agreed,
    }
    if last is not None and before is not None:
        body["causes"] = diff.compare(con, before, after).summary
        body["settings_changed"] = [asdict(d) for d in settings.between(last.manifest, body)]
    documents.write(folder, body, last)
    manifest.seal(folder, body)
    if problems := verify.verify(folder, built.made):
        raise Unsound(problems)
    private.write(version, con, build.names(spec), spec.inputs, built.kept)
    _sync(folder)
    os.rename(folder, base / version)
    files.sync(base)
    return Published(version, base / version, built.root, True, step, reasons, counts)


def names_of_people_leave(base: Path, private: Private) -> None:
    """Move what earlier versions of this code wrote beside the releases, with people's names, into the warehouse."""
    approvals.adopt(base, private)
    withdrawals.adopt(base, private)


def sweep(base: Path) -> None:
    """Remove what a killed publisher left; the lock says it is dead."""
    for left in base.glob(f"{_BUILDING}*"):
        shutil.rmtree(left, ignore_errors=True)


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        files.sync(path)
    files.sync(folder)
