"""Collecting what nobody needs: old snapshots beyond a number of versions, and parts no snapshot refers to.

A release pins the snapshots it was made from, and everything a kept snapshot was made from is kept as well.
Young files are left alone: a run that is under way writes parts before the manifest that names them.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ft_data.warehouse import catalog, files, parts, snapshots, turns, views
from ft_data.warehouse.home import Warehouse

YOUNG_SECONDS = 3_600


@dataclass(frozen=True)
class Collected:
    """What was (or would be) removed."""

    snapshots: int
    files: int
    bytes: int


def collect(
    warehouse: Warehouse,
    keep: int = 5,
    pinned: Iterable[Mapping[str, int]] = (),
    dry_run: bool = False,
    young_seconds: float = YOUNG_SECONDS,
) -> Collected:
    """Keep the newest ``keep`` versions of each asset, what ``pinned`` names (asset to version), and their inputs."""
    if keep < 1:
        raise ValueError("at least one version of each asset is kept")
    with turns.holding(warehouse), catalog.lock(warehouse):
        kept = _kept(warehouse, keep, pinned)
        doomed = [
            (asset, version)
            for asset in snapshots.assets(warehouse)
            for version in snapshots.versions(warehouse, asset)
            if (asset, version) not in kept
        ]
        needed = {
            part.file
            for asset, version in kept
            for found in snapshots.load(warehouse, asset, version).parts.values()
            for part in found
        }
        count = size = 0
        now = time.time()
        if not dry_run:
            for asset, version in doomed:
                (snapshots.folder(warehouse, asset) / f"{version:06d}.json").unlink()
        # Receipts go first: a receipt without its files would be believed.
        for path in sorted(warehouse.parts.rglob("*"), key=lambda path: path.suffix != ".json"):
            if not path.is_file() or now - path.stat().st_mtime < young_seconds:
                continue
            name = f"{path.parent.name}/{path.name}"
            receipt = parts.read_receipt(path.parent, path.stem) if path.suffix == ".json" else None
            used = (
                bool(receipt)
                and any(part.file in needed for found in receipt.tables.values() for part in found)
                if receipt
                else name in needed
            )
            if used and not path.name.startswith(files.TEMPORARY):
                continue
            count, size = count + 1, size + path.stat().st_size
            if not dry_run:
                path.unlink()
        if doomed and not dry_run:
            catalog.rebuild(warehouse, carry=False)
    return Collected(len(doomed), count, size)


def _kept(warehouse: Warehouse, keep: int, pinned: Iterable[Mapping[str, int]]) -> set[tuple[str, int]]:
    resolver = views.Resolver(warehouse)
    queue = [
        (asset, version)
        for asset in snapshots.assets(warehouse)
        for version in snapshots.versions(warehouse, asset)[-keep:]
    ]
    queue += [(asset, version) for one in pinned for asset, version in one.items()]
    kept: set[tuple[str, int]] = set()
    while queue:
        found = queue.pop()
        snapshot = resolver.snapshot(*found) if found not in kept else None
        if snapshot:
            kept.add(found)
            queue += list(snapshot.inputs.items())
    return kept
