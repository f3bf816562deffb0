"""The split ledger on disk: append-only Parquet files that say where every row was ever placed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.formatting import splits
from ft_data.recipe.schema import Recipe
from ft_data.warehouse import files, hashing, snapshots, sums
from ft_data.warehouse.home import Warehouse


def remarks(warehouse: Warehouse, recipe: Recipe) -> list[str]:
    """Say what a reader of the current version should know about its splits: one is missing, or too small to freeze."""
    placed = snapshots.current(warehouse, "formatted")
    if placed is None:
        return []
    from ft_data.release import versions

    asked = [split for split, share in recipe.format.splits.model_dump().items() if share > 0]
    rows = {split: int(placed.stats.get(f"rows_{split}", 0)) for split in asked}
    frozen = versions.frozen_splits(warehouse.releases, recipe.version)
    newest = versions.newest(warehouse.releases)
    found, empty = [], dict[str, list[str]]()
    for split in (split for split in asked if placed.rows and not rows[split]):
        why = "a row's place is drawn by its group and is never changed afterwards, and none was drawn for it; it fills as rows arrive"
        if split in frozen and newest is not None:
            opened = versions.following(newest.version, "major")
            why = f"its rows are gone and it takes no new ones; `version: {opened}` in the recipe draws a new one"
        empty.setdefault(why, []).append(split)
    for why, missing in empty.items():
        names = " and the ".join(missing)
        found.append(f"no row is in the {names} split that the recipe asks for: {why}")
    few = rows.get("test", 0)
    if 0 < few < versions.FREEZES_AT and not frozen:
        found.append(
            f"the test split holds {few:,} {'row' if few == 1 else 'rows'}: too few to compare models by. "
            f"It stays open to new rows until a published version has {versions.FREEZES_AT}"
        )
    return found


# Under this key a file says what its rows add up to: hashing them takes longer than all else that a run without news does here.
_PLACED = b"ft_data placed"


class Ledger:
    """The ledger of one dataset, a folder of numbered files."""

    def __init__(self, folder: Path):
        self._folder = folder
        # Files are written once: each is read once.
        self._seen: dict[Path, tuple[pa.Table, int]] = {}

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("[0-9]*.parquet"))

    def read(self) -> pa.Table:
        """Return all rows: node, group_key, split, first_seen."""
        found = [table for table, _ in self._all()]
        return pa.concat_tables(found) if found else splits.LEDGER.empty_table()

    def _all(self) -> list[tuple[pa.Table, int]]:
        listed = self._files()
        for path in listed:
            if path not in self._seen:
                found = _read(path)
                table = found.cast(splits.LEDGER)
                self._seen[path] = table, _added(found) or _hash(table)
        return [self._seen[path] for path in listed]

    def digest(self) -> str:
        """Name the state of the ledger by who was placed where (when they were first seen does not matter)."""
        return hashing.to_hex(hashing.add(digest for _, digest in self._all()))

    def place(
        self,
        ids: pa.Array | pa.ChunkedArray,
        links: pa.Table,
        shares: Mapping[str, float],
        frozen: Collection[str] = (),
    ) -> splits.SplitResult:
        """Place rows and remember the new ones, as one step under the ledger's lock."""
        with files.locked(self._folder / ".lock"):
            now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            result = splits.assign(ids, links, self.read(), shares, frozen=frozen, first_seen=now)
            if result.new_ledger_rows.num_rows:
                known = self._files()
                number = int(known[-1].stem) + 1 if known else 1
                write(self._folder / f"{number:06d}.parquet", result.new_ledger_rows)
                files.sync(self._folder)
        return result


def write(path: Path, rows: pa.Table) -> None:
    """Write a file of the ledger in the place of what is there: whole, or not at all."""
    rows = rows.cast(splits.LEDGER)
    said = rows.replace_schema_metadata({_PLACED: hashing.to_hex(_hash(rows))})
    with files.appearing(path) as temporary:
        pq.write_table(said, temporary, compression="zstd", write_page_checksum=True)


def _hash(rows: pa.Table) -> int:
    return hashing.table_hash(rows, ["node", "group_key", "split"])


def _added(found: pa.Table) -> int | None:
    """Return what a file says that its rows add up to; None where it was written before files did."""
    try:
        return int((found.schema.metadata or {})[_PLACED], 16)
    except (KeyError, ValueError):
        return None


def _read(path: Path) -> pa.Table:
    try:
        return pq.read_table(path, page_checksum_verification=True)
    except (OSError, ValueError, pa.ArrowException):
        raise sums.DamagedFile(
            f"{path} is damaged: it says where rows were placed, which nothing else knows. Put it back from a copy"
        ) from None
