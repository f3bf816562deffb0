"""Group rows by equal keys, without comparing texts and without a hash table.

Rows are numbered in rank order, so the first row of a group is its best.
"""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]


def bucket_order(keys: Keys) -> tuple[Keys, int]:
    """Sort keys with their places: ``high bits of the key << bits | place``; returns also ``bits``.

    One plain sort of integers is several times faster than sorting places by key. Equal keys stand together
    in the order of their places; different keys that agree in their high bits stand together as well.
    """
    bits = max(len(keys) - 1, 1).bit_length()
    packed = (keys >> np.uint64(bits) << np.uint64(bits)) | np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    return packed, bits


def first_equal(*keys: Keys) -> Ints:
    """Return for every row the first row with the same values of all ``keys`` (itself if there is none)."""
    packed, bits = bucket_order(keys[0])
    first: Ints = _first_equal(packed, np.uint64(bits), np.stack(keys))
    return first


def members(first: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return ``rows`` sorted by group (then by row) and where each group starts, with the end appended."""
    order = np.argsort(first[rows], kind="stable")
    sorted_rows = rows[order]
    groups = first[sorted_rows]
    starts = np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]])[: len(groups)])
    return sorted_rows, np.append(starts, len(groups))


@nb.njit(nogil=True, cache=True)
def _first_equal(packed, bits, keys):  # type: ignore[no-untyped-def]
    n = len(packed)
    low = (np.uint64(1) << bits) - np.uint64(1)
    first = np.empty(n, np.int64)
    known = np.empty(n, np.int64)  # different keys of the current run
    start = 0
    for stop in range(1, n + 1):
        if stop < n and packed[stop] >> bits == packed[start] >> bits:
            continue
        count = 0
        for at in range(start, stop):
            row = np.int64(packed[at] & low)
            first[row] = row
            found = False
            for c in range(count):
                same = True
                for k in range(len(keys)):
                    if keys[k, row] != keys[k, known[c]]:
                        same = False
                        break
                if same:
                    first[row] = known[c]
                    found = True
                    break
            if not found:
                known[count] = row
                count += 1
        start = stop
    return first
