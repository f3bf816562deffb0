"""Reads every file of a dataset's home and names what is damaged, with the way out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ft_data.warehouse import lines, parts, snapshots, sums
from ft_data.warehouse.home import Home, Warehouse

_SQLITE = b"SQLite format 3\0"


def damage(home: Home, name: str) -> Iterator[tuple[str, str]]:
    """Yield what is damaged: a path below the home, and what to do."""
    warehouse = home.warehouse(name)
    for path, way in [*_manifests(warehouse), *_parts(warehouse), *_tables(warehouse), *_lists(warehouse)]:
        yield str(path.relative_to(home.root)), way
    for path in databases(home):
        if not sound(path):
            yield str(path.relative_to(home.root)), way_out(path)


def _manifests(warehouse: Warehouse) -> Iterator[tuple[Path, str]]:
    for asset in snapshots.assets(warehouse):
        for version in snapshots.versions(warehouse, asset):
            path = snapshots.folder(warehouse, asset) / f"{version:06d}.json"
            try:
                snapshot = snapshots.load(warehouse, asset, version)
            except sums.DamagedFile:
                yield path, f"delete it; `ft-data run {warehouse.name}` makes that version again"
                continue
            for file in sums.broken(warehouse.parts, [p for made in snapshot.parts.values() for p in made]):
                yield (
                    warehouse.parts / file,
                    f"`ft-data run {warehouse.name}` makes it again ({asset} v{version})",
                )


def _parts(warehouse: Warehouse) -> Iterator[tuple[Path, str]]:
    for path in sorted(warehouse.parts.glob("*/*.json")):
        receipt = parts.read_receipt(path.parent, path.stem)
        if receipt is None:
            yield path, f"`ft-data run {warehouse.name}` does that work again"
            continue
        for file in sums.broken(warehouse.parts, [p for made in receipt.tables.values() for p in made]):
            yield warehouse.parts / file, f"`ft-data run {warehouse.name}` makes it again"


def _tables(warehouse: Warehouse) -> Iterator[tuple[Path, str]]:
    """Look through tables that are rewritten, whose pages hold a checksum each: where rows were placed, what they are called outside."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    ways = {
        warehouse.splits: "put it back from a copy: where rows were placed is written nowhere else",
        warehouse.root
        / "published": "put it back from a copy, or delete it: the key finds again which record an id stands for",
    }
    for folder, way in ways.items():
        for path in sorted(folder.glob("[0-9]*.parquet")):
            try:
                pq.read_table(path, page_checksum_verification=True)
            except (OSError, ValueError, pa.ArrowException):
                yield path, way


def _lists(warehouse: Warehouse) -> Iterator[tuple[Path, str]]:
    places = (warehouse.root, warehouse.root / "published", warehouse.releases)
    for path in sorted(path for place in places for path in place.glob("*.jsonl")):
        try:
            lines.entries(path)
        except sums.DamagedFile:
            yield path, lines.WAY_OUT


def databases(home: Home) -> list[Path]:
    """List the SQLite files of a home: decisions, judges' answers, Dagster's record of runs."""
    named = [path for end in ("*.sqlite", "*.db") for path in home.root.rglob(end) if path.is_file()]
    return sorted(path for path in named if home.root / "datasets" not in path.parents)


def sound(path: Path) -> bool:
    """Tell whether SQLite finds its file in order."""
    try:
        if path.stat().st_size and path.read_bytes()[:16] != _SQLITE:
            return False
        con = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return bool(con.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
        finally:
            con.close()
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except sqlite3.DatabaseError:
        return False


def way_out(path: Path) -> str:
    """Say what to do about a damaged database."""
    if path.suffix == ".sqlite":
        return "put it back from a copy: what people decided or judges answered is written nowhere else"
    return "move it away: it is Dagster's record of runs, and the next run begins a new one"
