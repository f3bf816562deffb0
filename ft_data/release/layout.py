"""Which row of a target goes into which file of a release, and in which order: decided on ids and digests alone.

Rows of a split are in the order of their published ids (that of record ids would give away a part of each), in passes:
a further pass holds the rows that stand so often. A pass is cut where published ids begin anew, so a row that comes or
goes touches the one file its id belongs to, and no file holds the rows of one source. Lines are one file a split and variant.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.release.exports import Listed

if TYPE_CHECKING:
    import duckdb

SPLITS = ("train", "validation", "test")
PLACES = "ft_places"  # temporary table: record_id, published_id, split, copies
SHARD_ROWS = 16_384  # a file has as many to twice as many, while a split has no more than `MOST`
WHOLE_ROWS = 250_000  # where a trainer takes one file
MOST = 64  # files a split
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Piece:
    """What is written as one: a Parquet file, or the lines of a split.

    ``path`` is that of the file; of lines what the paths of all variants begin with. ``rows`` are numbers of :class:`Listed`,
    in order. ``name`` says what it holds: equal names, equal bytes. Lines are named by their place too: two formats may have
    the same ones, and which of their files is whose is told by paths.
    """

    split: str
    path: str
    rows: Numbers
    name: str


def pieces(
    con: duckdb.DuckDBPyConnection, target: str, listed: Listed, columns: pa.Schema, whole: bool = False
) -> list[Piece]:
    """Lay out the rows of a target. Needs ``PLACES``; rows that have no place are left out.

    ``whole``: a split is one file as long as that is not too large.
    """
    con.register("ft_exported", listed.keys)
    joined = f"ft_exported e JOIN {PLACES} i USING (record_id)"
    copy = "0"
    if con.sql(f"SELECT max(copies) > 1 OR min(copies) < 1 FROM {PLACES}").fetchall()[0][0]:
        joined, copy = joined + ", LATERAL (SELECT unnest(range(i.copies)) AS copy)", "copy"
    rank = f"list_position({list(SPLITS)}, i.split)"
    found = con.sql(
        f"SELECT {rank} - 1 AS split, {copy} AS copy, i.published_id AS id, number FROM {joined} "
        f"ORDER BY 1, 2, 3, e.ordinal"
    ).to_arrow_table()
    con.unregister("ft_exported")
    number, split, passed = (found[name].to_numpy().astype(np.int64) for name in ("number", "split", "copy"))
    made: list[Piece] = []
    for code in np.unique(split):
        start, end = np.searchsorted(split, [code, code + 1])
        called = SPLITS[code]
        if listed.variant is not None:
            made.append(_piece(called, f"exports/{target}/{called}", number[start:end], listed, columns))
            continue
        cuts = list(_cuts(found["id"], passed, int(start), int(end), WHOLE_ROWS if whole else SHARD_ROWS))
        for at, (low, high) in enumerate(cuts):
            path = f"{target}/{called}-{at:05d}-of-{len(cuts):05d}.parquet"
            made.append(_piece(called, path, number[low:high], listed, columns))
    return made


def _cuts(
    ids: pa.ChunkedArray, passed: Numbers, start: int, end: int, least: int
) -> Iterator[tuple[int, int]]:
    """Yield where the files of a split begin and end, pass by pass: each has its share of all ids there can be."""
    rows = max(least, -(-(end - start) // MOST))
    for one in np.unique(passed[start:end]):
        low, high = (start + int(at) for at in np.searchsorted(passed[start:end], [one, one + 1]))
        shares = 1 << max(0, ((high - low) // rows).bit_length() - 1)
        edges = [bisect_left(range(end), f"{at * 65536 // shares:04x}", low, high, key=lambda i: ids[i].as_py())
                 for at in range(1, shares)]  # fmt: skip
        yield from ((a, b) for a, b in zip([low, *edges], [*edges, high], strict=True) if a < b)


def _piece(split: str, path: str, rows: Numbers, listed: Listed, columns: pa.Schema) -> Piece:
    place = "" if listed.variant is None else path
    said = hashlib.sha256(f"{pa.__version__}\n{columns}\n{place}\n".encode())
    said.update("\n".join(listed.variants(rows)).encode())
    said.update(listed.digest[rows].tobytes())
    return Piece(split, path, rows, said.hexdigest())
