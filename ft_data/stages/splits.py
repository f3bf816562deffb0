"""The split ledger on disk: append-only Parquet files that say where every row was ever placed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.formatting import splits
from ft_data.warehouse import files, hashing


class Ledger:
    """The ledger of one dataset, a folder of numbered files."""

    def __init__(self, folder: Path):
        self._folder = folder

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("[0-9]*.parquet"))

    def read(self) -> pa.Table:
        """Return all rows: node, group_key, split, first_seen."""
        found = [pq.read_table(path).cast(splits.LEDGER) for path in self._files()]
        return pa.concat_tables(found) if found else splits.LEDGER.empty_table()

    def digest(self) -> str:
        """Name the state of the ledger by who was placed where (when they were first seen does not matter)."""
        return hashing.to_hex(hashing.table_hash(self.read(), ["node", "group_key", "split"]))

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
                with files.appearing(self._folder / f"{number:06d}.parquet") as temporary:
                    pq.write_table(result.new_ledger_rows, temporary, compression="zstd")
                files.sync_folder(self._folder)
        return result
