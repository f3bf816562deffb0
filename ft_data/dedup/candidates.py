"""Candidate pairs: rows that agree on a band. Linear in the rows, whatever the buckets look like.

Rows come in rank order, so a smaller number is a better row and nothing here depends on file order. A bucket
of up to `SMALL` rows gives all its pairs. In a larger one every row is paired with the bucket's best `LEADERS`
rows and with its `NEIGHBOURS` nearest rows in the order of a second band, where rows that agree on both bands
stand together. True near duplicates in a crowd still meet in the bands the crowd does not share.
"""

from __future__ import annotations

from collections.abc import Callable

import numba as nb
import numpy as np
import numpy.typing as npt

SMALL = 16
LEADERS = 6
NEIGHBOURS = 3

Pairs = npt.NDArray[np.uint64]  # better row << 32 | worse row
BandColumn = Callable[[int], npt.NDArray[np.uint64]]


def candidate_pairs(
    band: BandColumn, bands: int, usable: npt.NDArray[np.bool_], family: npt.NDArray[np.int32]
) -> Pairs:
    """Return the distinct candidate pairs, ascending.

    ``band(k)`` gives the hashes of band ``k`` for all rows; one or two bands are in memory at a time. Rows
    that are not ``usable`` have no shingles. Rows of one template ``family`` (-1: none) are not paired.
    """
    rows = np.flatnonzero(usable).astype(np.int64)
    if len(rows) < 2:
        return np.empty(0, np.uint64)
    found = np.empty(0, np.uint64)
    first = band(0)[rows]
    hashes = first
    for k in range(bands):
        following = first if k == bands - 1 else band(k + 1)[rows]
        order = np.argsort(hashes, kind="stable")
        fresh = np.unique(_bucket_pairs(hashes, following, order, rows, family))
        found = fresh if len(found) == 0 else np.union1d(found, fresh)
        hashes = following
    return found


def split_pairs(pairs: Pairs) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the better and the worse row of every pair."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


@nb.njit(nogil=True, cache=True)
def _emit(out, count, x, y, family):  # type: ignore[no-untyped-def]
    if x == y or (family[x] >= 0 and family[x] == family[y]):
        return count
    out[count] = np.uint64(min(x, y)) << np.uint64(32) | np.uint64(max(x, y))
    return count + 1


@nb.njit(nogil=True, cache=True)
def _bucket_pairs(hashes, second, order, rows, family):  # type: ignore[no-untyped-def]
    n = len(order)
    room = 0
    start = 0
    for stop in range(1, n + 1):
        if stop == n or hashes[order[stop]] != hashes[order[start]]:
            size = stop - start
            room += size * (size - 1) // 2 if size <= SMALL else size * (LEADERS + NEIGHBOURS)
            start = stop
    out = np.empty(room, np.uint64)
    leaders = np.empty(LEADERS, np.int64)
    count = 0
    start = 0
    for stop in range(1, n + 1):
        if stop < n and hashes[order[stop]] == hashes[order[start]]:
            continue
        members = rows[order[start:stop]]  # ascending: the sort is stable and rows ascend
        size = stop - start
        if size <= SMALL:
            for i in range(size):
                for j in range(i + 1, size):
                    count = _emit(out, count, members[i], members[j], family)
        else:
            chosen = 0
            for row in members:  # the best rows, no two of one template family
                known = False
                for k in range(chosen):
                    known = known or (family[row] >= 0 and family[leaders[k]] == family[row])
                if not known:
                    leaders[chosen] = row
                    chosen += 1
                    if chosen == LEADERS:
                        break
            beside = members[np.argsort(second[order[start:stop]], kind="mergesort")]
            for i in range(size):
                for k in range(chosen):
                    if leaders[k] < members[i]:
                        count = _emit(out, count, leaders[k], members[i], family)
                for j in range(i + 1, min(i + 1 + NEIGHBOURS, size)):
                    count = _emit(out, count, beside[i], beside[j], family)
        start = stop
    return out[:count]
