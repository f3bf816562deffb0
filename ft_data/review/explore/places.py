"""Which row is where: ids of records as numbers, and the place of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ft_data.review.explore.facets import Mask, Places

# An id is 24 hex digits: 64 bits and 32 more, which DuckDB reads and NumPy compares much faster than text.
KEY = "('0x' || record_id[1:16])::UBIGINT AS high, ('0x' || record_id[17:24])::UINTEGER AS low"
Columns = dict[str, npt.NDArray[Any]]


class RowPlaces:
    """Every row's id by its place. A place is a row's number in all arrays beside this one."""

    def __init__(self, high: npt.NDArray[np.uint64], low: npt.NDArray[np.uint32]) -> None:
        self._high, self._low = high, low
        self._sorted = np.lexsort((low, high))
        self._ranked = high[self._sorted]  # a search in what lies in order is several times as fast

    def __len__(self) -> int:
        return len(self._high)

    def find(self, columns: Columns) -> tuple[Places, Mask]:
        """Return the place of each of ``columns`` high and low, and which of them are known at all."""
        high, low = np.asarray(columns["high"], np.uint64), np.asarray(columns["low"], np.uint32)
        at = np.searchsorted(self._ranked, high)
        last = len(self._sorted) - 1
        if last < 0:
            return np.zeros(len(high), np.int64), np.zeros(len(high), np.bool_)
        while True:
            places = self._sorted[np.minimum(at, last)]
            known = (at <= last) & (self._high[places] == high)
            further = known & (self._low[places] < low)  # ids that share 64 bits stand side by side
            if not further.any():
                return places, known & (self._low[places] == low)
            at = at + further

    def ids(self, places: Places) -> list[str]:
        """Write the ids of some places."""
        pairs = zip(self._high[places].tolist(), self._low[places].tolist(), strict=True)
        return [f"{high:016x}{low:08x}" for high, low in pairs]


def joined(found: Sequence[Columns]) -> RowPlaces:
    """Give each id its place: those of the first columns in their order, then of the others what is not there yet."""
    known = RowPlaces(np.zeros(0, np.uint64), np.zeros(0, np.uint32))
    for columns in found:
        _, there = known.find(columns)
        fresh = (
            np.unique(np.rec.fromarrays([columns["high"][~there], columns["low"][~there]]))
            if len(known)
            else None
        )
        high = columns["high"] if fresh is None else fresh["f0"]
        low = columns["low"] if fresh is None else fresh["f1"]
        if len(high):
            known = RowPlaces(np.concatenate([known._high, high]), np.concatenate([known._low, low]))
    return known
