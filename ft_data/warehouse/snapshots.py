"""Snapshots: one small JSON manifest per materialization. They are the truth; the catalog follows from them."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ft_data.warehouse import files, sums
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.parts import Part, Receipt

_LAYOUT = {"indent": 1}
_FILE = re.compile(r"(\d{6})\.json\Z")


@dataclass(frozen=True)
class Snapshot:
    """One version of one asset. ``inputs`` maps upstream assets to the versions that were read.

    ``made_with`` are the versions of the libraries that what was not there yet was made with; no hash depends on it.
    """

    asset: str
    version: int
    content_hash: str
    rows: int
    parts: Mapping[str, tuple[Part, ...]]
    inputs: Mapping[str, int]
    code_version: str
    settings: Mapping[str, Any]
    stats: Mapping[str, Any]
    created_at: str
    made_with: Mapping[str, str] = field(default_factory=dict)

    def files(self, table: str = "main") -> list[str]:
        """List the Parquet files of a table, relative to the parts folder."""
        return [part.file for part in self.parts.get(table, ())]

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        return sum(part.rows for part in self.parts.get(table, ()))


def content_hash(parts: Mapping[str, Iterable[Part]]) -> str:
    """Hash a snapshot: per table the sum over its parts, then the names and sums together."""
    from ft_data.warehouse import hashing

    sums = [
        f"{name}={hashing.to_hex(hashing.add(int(part.hash, 16) for part in found))}"
        for name, found in sorted(parts.items())
    ]
    return hashing.digest(*sums)


def merge(receipts: Iterable[Receipt]) -> dict[str, tuple[Part, ...]]:
    """Collect the parts of many units of work, table by table, sorted by name so that order is no accident."""
    tables: dict[str, dict[str, Part]] = {}
    for receipt in receipts:
        for name, parts in receipt.tables.items():
            tables.setdefault(name, {}).update({part.file: part for part in parts})
    return {name: tuple(found[file] for file in sorted(found)) for name, found in sorted(tables.items())}


def folder(warehouse: Warehouse, asset: str) -> Path:
    """Return the folder of an asset's manifests (``raw/tickets`` becomes ``raw.tickets``)."""
    return warehouse.snapshots / asset.replace("/", ".")


def versions(warehouse: Warehouse, asset: str) -> list[int]:
    """List the versions of an asset, oldest first."""
    where = folder(warehouse, asset)
    found = (_FILE.match(path.name) for path in where.iterdir()) if where.is_dir() else ()
    return sorted(int(match[1]) for match in found if match)


def load(warehouse: Warehouse, asset: str, version: int) -> Snapshot:
    """Read one manifest. Raises FileNotFoundError when that version was collected or never made, and DamagedFile."""
    path = folder(warehouse, asset) / f"{version:06d}.json"
    seen = path.stat()
    state = (str(path), seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)
    if state not in _loaded:
        _loaded[state] = _read(warehouse, path)
    return _loaded[state]


_loaded: dict[
    tuple[str, int, int, int, int], Snapshot
] = {}  # manifests do not change: each is read once a process


def _read(warehouse: Warehouse, path: Path) -> Snapshot:
    content = path.read_bytes()
    try:
        raw = sums.unseal(content, **_LAYOUT)
        raw["parts"] = {name: tuple(Part(**part) for part in parts) for name, parts in raw["parts"].items()}
        return Snapshot(**raw)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise sums.DamagedFile(
            f"{path} is damaged: it is not what was written. Delete it and `ft-data run {warehouse.name}`, which makes "
            "that version again from finished work"
        ) from None


def current(warehouse: Warehouse, asset: str) -> Snapshot | None:
    """Return the newest snapshot of an asset, or None."""
    found = versions(warehouse, asset)
    return load(warehouse, asset, found[-1]) if found else None


def assets(warehouse: Warehouse) -> list[str]:
    """Name every asset that has a manifest."""
    if not warehouse.snapshots.is_dir():
        return []
    return sorted(path.name.replace(".", "/", 1) for path in warehouse.snapshots.iterdir() if path.is_dir())


def commit(
    warehouse: Warehouse,
    asset: str,
    parts: Mapping[str, tuple[Part, ...]],
    *,
    rows: int,
    inputs: Mapping[str, int],
    code_version: str,
    settings: Mapping[str, Any],
    stats: Mapping[str, Any],
    made_with: Callable[[], Mapping[str, str]] = dict,
) -> tuple[Snapshot, bool]:
    """Make these parts the current version of the asset; the caller holds the warehouse lock.

    Returns the snapshot and whether it is new: equal to the current one, nothing is written.
    """
    before = current(warehouse, asset)
    settings = json.loads(json.dumps(settings, sort_keys=True))
    if before and (before.parts, before.settings, before.code_version) == (
        dict(parts),
        settings,
        code_version,
    ):
        if before.inputs == dict(inputs):
            return before, False
        if before.content_hash == content_hash(parts) and _equal_inputs(warehouse, before.inputs, inputs):
            return before, False
    snapshot = Snapshot(
        asset=asset,
        version=before.version + 1 if before else 1,
        content_hash=content_hash(parts),
        rows=rows,
        parts=dict(parts),
        inputs=dict(inputs),
        code_version=code_version,
        settings=settings,
        stats=dict(stats),
        created_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        made_with=dict(made_with()),
    )
    path = folder(warehouse, asset) / f"{snapshot.version:06d}.json"
    files.write_bytes(path, sums.seal(_plain(snapshot), **_LAYOUT))
    return snapshot, True


def _equal_inputs(warehouse: Warehouse, old: Mapping[str, int], new: Mapping[str, int]) -> bool:
    """Tell whether both versions of every input hold the same parts (a manifest may differ in figures only)."""
    if old.keys() != new.keys():
        return False
    try:
        return all(
            load(warehouse, name, old[name]).parts == load(warehouse, name, new[name]).parts for name in old
        )
    except FileNotFoundError:
        return False


def _plain(snapshot: Snapshot) -> dict[str, Any]:
    plain = dict(vars(snapshot))
    plain["parts"] = {name: [vars(part) for part in parts] for name, parts in snapshot.parts.items()}
    return plain
