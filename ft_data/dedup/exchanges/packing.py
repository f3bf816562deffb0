"""The narrow step between the exchanges: what is connected goes into one bin. The one place that sees links of all rows.

In memory: 17 bytes a link and some 50 a row that shares anything with another; no text, no key, no id. A row has at most
as many links as there are partitions, usually one to three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.dedup.candidates import distinct
from ft_data.dedup.exchanges.keys import LINKS
from ft_data.dedup.exchanges.pieces import joined
from ft_data.dedup.survivors import components
from ft_data.engine.work import Work, makes

BINNED = pa.schema([("row", pa.int64()), ("bin", pa.int32()), ("compared", pa.bool_())])

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Packed(NamedTuple):
    """Rows that share something with others (ascending positions), the bin of each, and whether its text is read."""

    position: Ints
    bin: Ints
    compared: Mask
    bins: int
    largest: int  # rows that are connected at most


def packed(links: pa.Table, bin_rows: int, own: int | None = None) -> Packed:
    """Pack what is connected into bins of about ``bin_rows`` rows; what is larger has a bin of its own.

    ``own``: how many positions are the dataset's own; only what connects these with others is of interest.
    """
    position, to = links["row"].to_numpy(), links["to"].to_numpy()
    rows = distinct(position)
    a = np.searchsorted(rows, position)
    compared = np.zeros(len(rows), bool)
    compared[a[links["compared"].to_numpy()]] = True
    first = components(len(rows), a, np.searchsorted(rows, to))
    if own is not None:
        ours, others = (np.bincount(first[side], minlength=len(rows)) for side in (rows < own, rows >= own))
        both = ((ours > 0) & (others > 0))[first]
        back = np.cumsum(both) - 1
        rows, compared, first = rows[both], compared[both], back[first[both]]
    sizes = np.bincount(first, minlength=len(rows))
    heads = np.flatnonzero(sizes)
    number = np.cumsum(sizes[heads]) - sizes[heads]  # rows before
    bin_of = np.zeros(len(rows), np.int64)
    bin_of[heads] = number // bin_rows
    bins = int(bin_of[heads[-1]]) + 1 if len(heads) else 1
    return Packed(rows, bin_of[first], compared, bins, int(sizes.max()) if len(sizes) else 0)


@makes(rows=BINNED)
def pack(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Pack rows into bins; a part for each of the ranges of positions that begin at ``params["starts"]``."""
    links = joined((pq.read_table(path) for path in inputs["links"]), LINKS)
    found = packed(links, params["bin_rows"], params["own"])
    table = pa.table(
        {"row": found.position, "bin": found.bin.astype(np.int32), "compared": found.compared},
        schema=BINNED,
    )
    figures = {
        "connected": len(table),
        "compared": int(found.compared.sum()),
        "bins": found.bins,
        "largest": found.largest,
    }
    return Work({"rows": ranges(table, params["starts"])}, figures)


def ranges(table: pa.Table, starts: Sequence[int]) -> list[pa.Table]:
    """Cut a table with ascending ``row`` into ranges that begin at ``starts``."""
    cuts = np.searchsorted(table["row"].to_numpy(), [*starts, np.iinfo(np.int64).max])
    return [table.slice(first, last - first) for first, last in zip(cuts, cuts[1:], strict=False)]
