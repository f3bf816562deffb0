"""Writing files of a release from exported rows that lie elsewhere, in an order that is given, and reading back what was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.errors import FtDataError
from ft_data.release import manifest, merkle
from ft_data.release.spec import Exported

ROW_GROUP = 8192
Places = npt.NDArray[np.int32]
_DIGEST = "__digest"
_WHOLE = 1 << 30  # bytes: columns of texts cannot be laid together beyond twice that
_UNLIKE = "{} was written and does not hold the rows it was made of"


class Unlike(FtDataError, RuntimeError):
    """A file that was just written does not hold the rows it was made of."""


@dataclass(frozen=True)
class Order:
    """A file to write: where, and of which exported file each row is, at which place there.

    ``digests`` are what the rows say, 32 bytes each; of lines ``variants`` say which file of the split a row is for.
    """

    path: str
    part: Places
    place: Places
    digests: bytes
    variants: Sequence[str] = ()


@dataclass(frozen=True)
class Made:
    """A file that was written and read again: its path below the release, its SHA-256, the digests of its rows."""

    path: str
    sha256: str
    digests: bytes

    @property
    def leaves(self) -> list[bytes]:
        """The digests, one by one."""
        return split_digests(self.digests)


def split_digests(digests: bytes) -> list[bytes]:
    """Return digests that lie one behind the other as a list."""
    return [digests[at : at + 32] for at in range(0, len(digests), 32)]


def write(
    folder: str, sources: Sequence[Exported], columns: pa.Schema, orders: Sequence[Order]
) -> list[list[Made]]:
    """Write files of one target; each exported file is read once. Raises Unlike if one does not read as it should."""
    held = _Held.of(sources, columns, orders)
    return [_written(Path(folder), held, columns, order) for order in orders]


@dataclass(frozen=True)
class _Held:
    """Rows of exported files, each beside its digest, one table behind the other where one would be too large."""

    tables: list[pa.Table]
    starts: npt.NDArray[np.int64]  # of each table, among all rows
    parts: dict[
        int, tuple[int, Places | None]
    ]  # where the rows of a part start; which they are, where not all are held

    @staticmethod
    def of(sources: Sequence[Exported], columns: pa.Schema, orders: Sequence[Order]) -> _Held:
        """Read what is needed for some files."""
        tables: list[pa.Table] = []
        parts: dict[int, tuple[int, Places | None]] = {}
        start = 0
        for one in np.unique(np.concatenate([order.part for order in orders])).tolist():
            table = (
                pq.read_table(sources[one].rows, columns=columns.names).select(columns.names).cast(columns)
            )
            table = table.append_column(_DIGEST, pq.read_table(sources[one].digests)["digest"])
            places = np.unique(np.concatenate([order.place[order.part == one] for order in orders]))
            if few := 2 * len(places) < len(table):
                table = table.take(pa.array(places))
            parts[one] = start, places if few else None
            tables.append(table)
            start += len(table)
        if sum(table.nbytes for table in tables) < _WHOLE:
            tables = [pa.concat_tables(tables).combine_chunks()]
        starts = np.cumsum([0, *(len(table) for table in tables[:-1])])
        return _Held(tables, starts, parts)

    def take(self, part: Places, place: Places) -> pa.Table:
        """Return rows by their places, in the order of these."""
        numbers = np.zeros(len(part), np.int64)
        for one in np.unique(part).tolist():
            start, places = self.parts[one]
            here = part == one
            numbers[here] = start + (place[here] if places is None else np.searchsorted(places, place[here]))
        if len(self.tables) == 1:
            return self.tables[0].take(pa.array(numbers))
        of = np.searchsorted(self.starts, numbers, "right") - 1
        rows = [np.flatnonzero(of == one) for one in range(len(self.tables))]
        found = [
            table.take(pa.array(numbers[at] - start))
            for table, start, at in zip(self.tables, self.starts, rows, strict=True)
        ]
        back = np.argsort(np.concatenate(rows))
        return pa.concat_tables(found).combine_chunks().take(pa.array(back))


def _written(folder: Path, held: _Held, columns: pa.Schema, order: Order) -> list[Made]:
    groups = _groups(held, order)
    (folder / order.path).parent.mkdir(parents=True, exist_ok=True)
    if not order.variants:
        _shard(folder / order.path, columns, groups)
        return [Made(order.path, manifest.file_sha256(folder / order.path), order.digests)]
    made = []
    for path, variant in _lines(folder, order.path, groups):
        wanted = np.frombuffer(order.digests, "V32")[np.asarray(order.variants, object) == variant].tobytes()
        if b"".join(leaves(folder / path)) != wanted:
            raise Unlike(_UNLIKE.format(path))
        made.append(Made(path, manifest.file_sha256(folder / path), wanted))
    return made


def _groups(held: _Held, order: Order) -> Iterator[pa.Table]:
    """Yield the rows of a file in groups of ``ROW_GROUP``, so that no more than that is laid together."""
    for start in range(0, len(order.part), ROW_GROUP):
        end = start + ROW_GROUP
        group = held.take(order.part[start:end], order.place[start:end])
        if b"".join(group[_DIGEST].to_pylist()) != order.digests[32 * start : 32 * end]:
            raise Unlike(_UNLIKE.format(order.path))
        yield group.drop_columns([_DIGEST])


def _shard(path: Path, columns: pa.Schema, groups: Iterator[pa.Table]) -> None:
    wrote = []
    with pq.ParquetWriter(path, columns, compression="zstd") as writer:
        for group in groups:
            writer.write_table(group, row_group_size=ROW_GROUP)
            wrote.append(group)
    with pq.ParquetFile(path) as file:
        if not all(file.read_row_group(at).equals(group) for at, group in enumerate(wrote)):
            raise Unlike(_UNLIKE.format(path.name))


def _lines(folder: Path, stem: str, groups: Iterator[pa.Table]) -> list[tuple[str, str]]:
    """Write one file per variant: ``<split>.jsonl``, ``<split>_preference.jsonl``."""
    opened: dict[str, IO[bytes]] = {}
    with ExitStack() as stack:
        for group in groups:
            for variant, line in zip(group["variant"].to_pylist(), group["line"].to_pylist(), strict=True):
                if variant not in opened:
                    path = folder / lines_path(stem, variant)
                    opened[variant] = stack.enter_context(path.open("wb"))
                opened[variant].write(line.encode() + b"\n")
    return sorted((lines_path(stem, variant), variant) for variant in opened)


def lines_path(stem: str, variant: str) -> str:
    """Return the path of the lines of one variant of a split."""
    return f"{stem}_{variant}.jsonl" if variant else f"{stem}.jsonl"


def leaves(path: Path) -> list[bytes]:
    """Return the digests of the rows of a written file, in their order."""
    if path.suffix == ".parquet":
        with pq.ParquetFile(path) as file:
            batches = file.iter_batches(batch_size=ROW_GROUP)
            return [leaf for batch in batches for leaf in merkle.row_digests(batch)]
    lines = path.read_bytes().decode().split("\n")[:-1]
    return merkle.row_digests(pa.table({"line": pa.array(lines, pa.string())}))
