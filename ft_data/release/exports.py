"""What a release needs to know of exported rows to lay them out: whose each is, which of its rows, and its digest.

Text stays in the files until a file of the release is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.release import merkle
from ft_data.release.spec import Exported

KEYS = ("record_id", "ordinal")
LINES = ("variant", "line")
# One row per row of an exported file, in its order; `variant` is empty where rows are no lines.
DIGESTS = pa.schema(
    [
        ("record_id", pa.string()),
        ("ordinal", pa.int32()),
        ("variant", pa.string()),
        ("digest", pa.binary()),
    ]
)
Digests = npt.NDArray[np.void]


def is_lines(columns: Sequence[str]) -> bool:
    """Tell whether a target's columns, without keys, are those of JSON lines."""
    return tuple(columns) == LINES


def digests(rows: pa.Table) -> pa.Table:
    """Return the ``DIGESTS`` of exported rows."""
    body = rows.drop_columns(list(KEYS))
    lines = is_lines(body.column_names)
    found = merkle.row_digests(body.select(["line"]) if lines else body)
    variants = rows["variant"] if lines else pa.repeat("", len(rows))
    columns = [*(rows[name] for name in KEYS), variants, pa.array(found, pa.binary())]
    return pa.table(columns, names=DIGESTS.names).cast(DIGESTS)


@dataclass(frozen=True)
class Listed:
    """All exported rows of a target by number: in which file each is, at which place, and what it says as a digest."""

    keys: pa.Table  # record_id, ordinal, number
    part: npt.NDArray[np.int32]
    place: npt.NDArray[np.int32]
    digest: Digests
    variant: pa.Array | None  # as a dictionary; None where rows are no lines

    @staticmethod
    def of(exported: Sequence[Exported], lines: bool) -> Listed:
        """Read the digests of a target's files."""
        tables = [pq.read_table(one.digests) for one in exported]
        table = pa.concat_tables([DIGESTS.empty_table(), *tables])
        sizes = [len(one) for one in tables]
        keys = table.select(list(KEYS)).append_column("number", pa.array(np.arange(len(table))))
        return Listed(
            keys,
            np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
            np.concatenate([np.arange(n, dtype=np.int32) for n in (0, *sizes)]),
            _array(table["digest"]),
            table["variant"].combine_chunks().dictionary_encode() if lines else None,
        )

    def variants(self, numbers: npt.NDArray[np.int64]) -> list[str]:
        """Return which file of its split each of some rows belongs to."""
        if self.variant is None:
            return []
        found: list[Any] = pc.dictionary_decode(self.variant.take(pa.array(numbers))).to_pylist()
        return found


def _array(column: pa.ChunkedArray) -> Digests:
    """Return digests as an array of 32 bytes each."""
    parts = [np.frombuffer(b"".join(chunk.to_pylist()), "V32") for chunk in column.chunks]
    return np.concatenate([np.empty(0, "V32"), *parts])
