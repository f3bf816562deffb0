"""Arrow text columns as flat arrays for kernels."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]


class Text(NamedTuple):
    """A text column as one buffer: row ``i`` is ``data[offsets[i]:offsets[i + 1]]`` (UTF-8)."""

    data: Bytes
    offsets: Offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def rows(self, limit: int | None = None) -> Iterator[bytes]:
        """Yield the rows as bytes, each cut to at most ``limit`` bytes (which may split a character)."""
        view, at = self.data.data, self.offsets.tolist()
        for start, end in itertools.pairwise(at):
            yield bytes(view[start : end if limit is None else min(end, start + limit)])


def text_of(column: pa.ChunkedArray | pa.Array) -> Text:
    """View a string column (any chunking, sliced or not) as one UTF-8 buffer; nulls are empty text."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):  # pyarrow keeps chunks when they do not fit 32-bit offsets
        array = pa.concat_arrays(column.cast(pa.large_string()).chunks)
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        array = array.cast(pa.large_string())
    if array.null_count:
        array = array.fill_null("")
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    _, offsets, data = array.buffers()
    if offsets is None or len(array) == 0:
        return frozen(np.zeros(1, np.uint8), np.zeros(len(array) + 1, np.int64))
    ends = np.frombuffer(offsets, width)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    payload = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    return frozen(payload, ends)


def taken(text: Text, rows: npt.NDArray[np.int64]) -> Text:
    """Return some rows of a column, by their numbers, as one of their own."""
    starts, ends = text.offsets[rows], text.offsets[rows + 1]
    parts = [text.data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    data = np.concatenate([*parts, np.zeros(1, np.uint8)])
    return frozen(data, np.concatenate([[0], np.cumsum(ends - starts)]).astype(np.int64))


def frozen(data: Bytes, offsets: Offsets) -> Text:
    """Make a `Text`. Read-only, as Arrow's buffers are, so that every kernel is compiled once, not twice."""
    data, offsets = data.view(), offsets.view()
    data.flags.writeable = offsets.flags.writeable = False
    return Text(data, offsets)


def joined(first: Text, second: Text, limit: int) -> Text:
    """Return the rows of two columns as one text each, a line break between; of each the first ``limit`` bytes."""
    pairs = zip(first.rows(limit), second.rows(limit), strict=True)
    return text_of(pa.array([str(b"\n".join(pair), "utf-8", "ignore") for pair in pairs], pa.string()))
