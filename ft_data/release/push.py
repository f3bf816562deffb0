"""Copying a release elsewhere: any fsspec address, or the Hugging Face Hub. Dry-run first, resumable.

The manifest goes last: a copy without it is not a release yet, and running again copies only what is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ft_data.release import manifest, withdrawals
from ft_data.release.versions import WrongRelease


@dataclass(frozen=True)
class Step:
    """One file of the plan: ``send`` if it is missing or differs at the target, ``keep`` otherwise."""

    path: str
    bytes: int
    action: str


def push(
    folder: Path,
    target: str,
    *,
    dry_run: bool = True,
    begin: Callable[[], None] = lambda: None,
    **options: Any,
) -> list[Step]:
    """Copy a release folder to ``target`` and return the plan that was (or would be) carried out.

    ``begin`` is called when nothing speaks against it and the first byte is about to leave; never in a dry run.

    ``hub:<owner>/<name>`` is a dataset repository on the Hub (extra ``hub``; the version becomes a tag),
    anything else an fsspec address (``s3://bucket/desk``, ``file:///mnt/desk``) under which the version
    becomes a folder. Raises ``WrongRelease`` if the release does not match its manifest, or another release
    has its place, or if it must not be passed on: withdrawn, or naming rows by hashes of what was read.
    """
    found = manifest.read(folder)
    withdrawals.refuse(folder.parent, folder.name)
    if manifest.publishes_raw_ids(found):
        raise WrongRelease(
            f"version {found['version']} names rows by plain hashes of what was read, from which masked values can be "
            "guessed: make the next version (`ft-data run`) and push that"
        )
    for entry in found["files"]:
        if manifest.file_sha256(folder / entry["path"]) != entry["sha256"]:
            raise WrongRelease(f"{entry['path']} was changed since the release was sealed; nothing was sent")
    if target.startswith("hub:"):
        return _hub(folder, target.removeprefix("hub:"), found, dry_run, begin, options)
    return _fsspec(folder, target, found, dry_run, begin, options)


def _fsspec(
    folder: Path,
    target: str,
    found: dict[str, Any],
    dry_run: bool,
    begin: Callable[[], None],
    options: dict[str, Any],
) -> list[Step]:
    import fsspec

    system, root = fsspec.core.url_to_fs(target.rstrip("/") + "/" + found["version"], **options)
    seal = f"{root}/{manifest.NAME}"
    if system.exists(seal):
        there = system.cat_file(seal)
        if there != (folder / manifest.NAME).read_bytes():
            raise WrongRelease(f"another release {found['version']} is already at {target}")
    plan = []
    for entry in found["files"]:
        same = _same(system, f"{root}/{entry['path']}", entry)
        plan.append(Step(entry["path"], entry["bytes"], "keep" if same else "send"))
    sealed = (folder / manifest.NAME).stat().st_size
    plan.append(Step(manifest.NAME, sealed, "keep" if system.exists(seal) else "send"))
    if not dry_run:
        begin()
        for step in plan:
            if step.action == "send":
                system.makedirs(f"{root}/{step.path}".rsplit("/", 1)[0], exist_ok=True)
                system.put_file(str(folder / step.path), f"{root}/{step.path}")
    return plan


def _same(system: Any, path: str, entry: dict[str, Any]) -> bool:
    if not system.exists(path) or system.size(path) != entry["bytes"]:
        return False
    state = hashlib.sha256()
    with system.open(path, "rb") as file:
        while block := file.read(1 << 20):
            state.update(block)
    return bool(state.hexdigest() == entry["sha256"])


def _hub(
    folder: Path,
    repo: str,
    found: dict[str, Any],
    dry_run: bool,
    begin: Callable[[], None],
    options: dict[str, Any],
) -> list[Step]:
    plan = [Step(entry["path"], entry["bytes"], "send") for entry in found["files"]]
    plan.append(Step(manifest.NAME, (folder / manifest.NAME).stat().st_size, "send"))
    if dry_run:
        return plan
    from huggingface_hub import HfApi

    api = HfApi(**options)
    begin()
    api.create_repo(repo, repo_type="dataset", exist_ok=True, private=True)
    # Files are content-addressed there: what an interrupted upload already sent is not sent again.
    api.upload_folder(
        repo_id=repo,
        repo_type="dataset",
        folder_path=str(folder),
        # The configs take all files of a folder, and another version is cut into others.
        delete_patterns=[f"{name}/*.parquet" for name in sorted(found["targets"])],
        commit_message=f"Release {found['version']}",
    )
    api.create_tag(repo, repo_type="dataset", tag=f"v{found['version']}", exist_ok=True)
    return plan
