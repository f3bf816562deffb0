"""Letting go of unmasked text: versions of ``raw`` whose time is over lose their manifest and their parts."""

from __future__ import annotations

import datetime

from ft_data.warehouse import catalog, parts, snapshots
from ft_data.warehouse.home import Warehouse


def expire(warehouse: Warehouse, asset: str, moment: datetime.datetime) -> list[int]:
    """Delete the versions of an asset that a newer one replaced before ``moment``; return their numbers.

    The newest version stays whatever its age. A part goes when no remaining version of the asset names it;
    its receipt goes first, since a receipt without its files would be believed. Later stages keep what they
    made from it, and releases stay as they are.
    """
    with catalog.lock(warehouse):
        known = [snapshots.load(warehouse, asset, number) for number in snapshots.versions(warehouse, asset)]
        over = [
            old
            for old, new in zip(known, known[1:], strict=False)
            if datetime.datetime.fromisoformat(new.created_at) < moment
        ]
        if not over:
            return []
        gone = {old.version for old in over}
        files = {old.version: {part.file for found in old.parts.values() for part in found} for old in known}
        needed = {file for version, named in files.items() if version not in gone for file in named}
        doomed = {file for version in gone for file in files[version]} - needed
        for version in gone:
            (snapshots.folder(warehouse, asset) / f"{version:06d}.json").unlink()
        for path in sorted((warehouse.parts / asset.replace("/", ".")).glob("*.json")):
            receipt = parts.read_receipt(path.parent, path.stem)
            made = receipt.tables.values() if receipt else ()
            if any(part.file in doomed for found in made for part in found):
                path.unlink()
        for file in doomed:
            (warehouse.parts / file).unlink(missing_ok=True)
        catalog.rebuild(warehouse, carry=False)
    return sorted(gone)
