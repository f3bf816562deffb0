"""What is known of releases and not published: which id is which record, from which file, under which key.

It lies in the warehouse, ``published/``: one table a version, and the names of people. ``forget`` takes rows out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.release.ids import Namer
from ft_data.release.people import People
from ft_data.warehouse import files
from ft_data.warehouse.home import Home
from ft_data.warehouse.key import Keys, id_of

if TYPE_CHECKING:
    import duckdb

# What a file holds, by its name (`layout.Piece.name`), to the files that hold it: path and SHA-256.
Kept = Mapping[str, Sequence[tuple[str, str]]]
# One row per published id of a version, sorted by it; content and place of those whose row is in the release.
NAMES = pa.schema(
    [
        ("published_id", pa.string()),
        ("record_id", pa.string()),
        ("content_hash", pa.string()),
        ("text_hash", pa.string()),
        ("source", pa.string()),
        ("source_uri", pa.string()),
    ]
)
_KEY, _FILES, _KEPT = b"ft_data key", b"ft_data files", b"ft_data kept"
_GROUP = 8192


class Private:
    """The unpublished side of one dataset's releases."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self.folder = folder
        self.keys = keys

    @staticmethod
    def of(home: Home, name: str) -> Private:
        """Return that of a dataset. Raises KeyProblem when the home's key may not be used."""
        return Private(home.warehouse(name).root / "published", home.keys())

    @cached_property
    def namer(self) -> Namer:
        """Names under the key in use."""
        return Namer(self.keys.current)

    def recall(self, version: str) -> None:
        """Let names that a version has under the key in use be looked up in its table from now on."""
        path = self.table(version)
        if path is None or not self.under_current_key(version):
            return
        try:
            found = pq.read_table(
                path, columns=["record_id", "published_id"], page_checksum_verification=True
            )
        except (OSError, ValueError, pa.ArrowException):  # damaged: names are made again
            return
        ids, names = (column.combine_chunks() for column in found.columns)
        self.namer = Namer(self.keys.current, (ids, names))

    @cached_property
    def _namers(self) -> list[Namer]:
        return [Namer(key) for key in self.keys.all]

    @property
    def people(self) -> People:
        """What people are called outside."""
        return People(self.folder / "people.jsonl")

    def log(self, name: str) -> Path:
        """Return the path of an append-only log that stays here."""
        return self.folder / f"{name}.jsonl"

    def table(self, version: str) -> Path | None:
        """Return the table of a version, None when there is none (published before there were any, or removed)."""
        path = self.folder / f"{version}.parquet"
        return path if path.exists() else None

    def write(
        self,
        version: str,
        con: duckdb.DuckDBPyConnection,
        query: str,
        inputs: Iterable[Mapping[str, str]],
        kept: Kept,
    ) -> None:
        """Write the table of a version from a query with the columns ``NAMES``.

        ``inputs`` are the files it came from, ``kept`` says what the files of its rows hold.
        """
        told = {
            _KEY: id_of(self.keys.current).encode(),
            _FILES: orjson.dumps(list(inputs)),
            _KEPT: orjson.dumps(dict(kept)),
        }
        reader = con.sql(
            f"SELECT {', '.join(NAMES.names)} FROM ({query}) ORDER BY published_id"
        ).to_arrow_reader(_GROUP)
        with files.appearing(self.folder / f"{version}.parquet") as temporary:
            self.folder.chmod(0o700)
            with pq.ParquetWriter(
                temporary, NAMES.with_metadata(told), compression="zstd", write_page_checksum=True
            ) as writer:
                for batch in reader:
                    writer.write_table(pa.Table.from_batches([batch]).cast(NAMES), row_group_size=_GROUP)

    def remove(self, version: str) -> None:
        """Delete the table of a version."""
        (self.folder / f"{version}.parquet").unlink(missing_ok=True)

    def under_current_key(self, version: str) -> bool:
        """Tell whether a version is known to have been published under the key in use."""
        path = self.table(version)
        return path is not None and self._told(path).get(_KEY) == id_of(self.keys.current).encode()

    def inputs(self, version: str) -> list[dict[str, str]] | None:
        """Return the files a version was made from, ``{source, file}``; None when that is not known."""
        path = self.table(version)
        found: list[dict[str, str]] | None = orjson.loads(self._told(path)[_FILES]) if path else None
        return found

    def kept(self, version: str) -> Kept:
        """Return what the files of a version's rows hold, where that is known; see :class:`ft_data.release.layout.Piece`."""
        path = self.table(version)
        found: Kept = orjson.loads(self._told(path).get(_KEPT, b"{}")) if path else {}
        return found

    def known_as(self, record_ids: Collection[str]) -> set[str]:
        """Return every id that releases may hold for these records: their names under each key, and themselves."""
        return {namer.id(one) for namer in self._namers for one in record_ids} | set(record_ids)

    def content_known_as(self, digest: str) -> set[str]:
        """Return every name that releases may hold for a content hash, and itself."""
        return {namer.content(digest) for namer in self._namers} | {digest}

    def records(self, published: Sequence[str]) -> dict[str, str]:
        """Return the record of each published id that is known, whichever version and key it is from."""
        wanted = pa.array(sorted(set(published)), pa.string())
        found: dict[str, str] = {}
        for path in sorted(self.folder.glob("*.parquet")) if published else ():
            try:
                table = pq.read_table(
                    path, columns=["published_id", "record_id"], page_checksum_verification=True
                )
            except (OSError, ValueError, pa.ArrowException):  # damaged: `forget` deletes it
                continue
            hit = table.filter(pc.is_in(table["published_id"], value_set=wanted))
            found.update(zip(*(column.to_pylist() for column in hit.columns), strict=True))
        return found

    def among(self, published: str, record_ids: Iterable[str]) -> str | None:
        """Find the record of a published id by naming candidates, where no table knows it."""
        for one in record_ids:
            if any(namer.id(one) == published for namer in self._namers):
                return one
        return None

    def forget(self, named: pa.Array) -> list[str]:
        """Take records out of every table; return the names of those that cannot be read and were deleted."""
        unreadable = []
        for path in sorted(self.folder.glob("*.parquet")):
            try:
                table = pq.read_table(path, page_checksum_verification=True)
                hit = pc.is_in(table["record_id"], value_set=named)
            except (OSError, ValueError, KeyError, pa.ArrowException):
                unreadable.append(path.name)
                path.unlink()
                continue
            if pc.any(hit).as_py():
                with files.appearing(path) as temporary:
                    kept = table.filter(pc.invert(hit))
                    pq.write_table(
                        kept, temporary, compression="zstd", row_group_size=_GROUP, write_page_checksum=True
                    )
        return unreadable

    def _told(self, path: Path) -> dict[bytes, Any]:
        return dict(pq.read_schema(path).metadata or {})
