"""Candidate pairs: rows that agree on a band. Linear in the rows, whatever the buckets look like.

Rows come in rank order, so a smaller number is a better row and nothing here depends on file order. A
bucket of up to `SMALL` rows gives all its pairs. In a larger one every row is paired with the bucket's best
`LEADERS` rows and with its `NEIGHBOURS` next rows in the order of a second band, where rows that agree on
both bands stand together; a row that has `CROWDED` pairs from such buckets takes no more part in them. True
near duplicates in a crowd still meet in the bands the crowd does not share.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.dedup.grouping import Keys, bucket_order

SMALL = 12
LEADERS = 2
NEIGHBOURS = 1
CROWDED = 3
FEW = 1 << 20  # pairs gathered before repeats are dropped
AHEAD = 1 << 20  # hashes read at a time: many small reads cost more than the hashes
READERS = 2

Ints = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.uint64]  # better row << 32 | worse row
Integer = TypeVar("Integer", np.int64, np.uint64)
BandColumns = Callable[[Sequence[int]], list[npt.NDArray[np.uint64]]]


def candidate_pairs(
    read: BandColumns, bands: int, usable: npt.NDArray[np.bool_], family: npt.NDArray[np.int32]
) -> Pairs:
    """Return the distinct candidate pairs, ascending.

    ``read(numbers)`` gives the hashes of some bands for all rows; a few bands are in memory at a time. Rows
    that are not ``usable`` have no shingles. Rows of one template ``family`` (-1: none) are not paired.
    """
    rows = np.flatnonzero(usable).astype(np.int64)
    found = np.empty(0, np.uint64)
    if len(rows) < 2:
        return found
    crowded = np.zeros(len(usable), np.int32)
    parts: list[Pairs] = [found]
    for packed, bits, keys, before in _bands(read, bands, rows):
        parts.append(_bucket_pairs(packed, np.uint64(bits), keys, before, rows, family, crowded))
        if sum(map(len, parts[1:])) > max(len(parts[0]), FEW):
            parts = [distinct(np.concatenate(parts))]
    return distinct(np.concatenate(parts))


def _bands(read: BandColumns, bands: int, rows: Ints) -> Iterator[tuple[Keys, int, Keys, Keys]]:
    """Yield every band in bucket order, its hashes and those of the band before it; reads and sorts ahead."""
    step = max(1, min(bands // (2 * READERS), AHEAD // len(rows)))
    groups = [range(start, min(start + step, bands)) for start in range(0, bands, step)]

    def load(numbers: Sequence[int]) -> list[tuple[Keys, tuple[Keys, int]]]:
        found = [hashes[rows] for hashes in read(numbers)]
        return [(hashes, bucket_order(hashes)) for hashes in found]

    (before,) = (hashes[rows] for hashes in read([bands - 1]))
    with ThreadPoolExecutor(READERS) as readers:
        coming = deque(readers.submit(load, group) for group in groups[:READERS])
        for number in range(len(groups)):
            found = coming.popleft().result()
            if number + READERS < len(groups):
                coming.append(readers.submit(load, groups[number + READERS]))
            for hashes, (packed, bits) in found:
                yield packed, bits, hashes, before
                before = hashes


def distinct(values: npt.NDArray[Integer]) -> npt.NDArray[Integer]:
    """Sort integers and drop repeats (numpy 2.4's own ``unique`` hashes, many times slower on pairs)."""
    values = np.sort(values)
    fresh = np.ones(len(values), bool)
    fresh[1:] = values[1:] != values[:-1]
    return values[fresh]


def merged(a: Pairs, b: Pairs) -> Pairs:
    """Return the union of two ascending pair lists."""
    return distinct(np.concatenate([a, b])) if len(a) and len(b) else (a if len(a) else b)


def split_pairs(pairs: Pairs) -> tuple[Ints, Ints]:
    """Return the better and the worse row of every pair."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


@nb.njit(nogil=True, cache=True)
def _bucket_pairs(packed, bits, keys, second, rows, family, crowded):  # type: ignore[no-untyped-def]
    n = len(packed)
    low = (np.uint64(1) << bits) - np.uint64(1)
    out = np.empty(n, np.uint64)
    count = 0
    start = 0
    for stop in range(1, n + 1):
        if stop < n and packed[stop] >> bits == packed[start] >> bits:
            continue
        size = stop - start
        if size == 1:
            start = stop
            continue
        places = (packed[start:stop] & low).astype(np.int64)  # ascending
        start = stop
        room = count + size * (SMALL + LEADERS + NEIGHBOURS)
        if room > len(out):
            out = np.concatenate((out, np.empty(len(out) + room, np.uint64)))
        # Only the high bits were sorted: who is compared may not depend on how many rows there are.
        for i in range(1, size):
            if keys[places[i]] != keys[places[0]]:
                places = places[np.argsort(keys[places], kind="mergesort")]
                break
        first = 0
        for last in range(1, size + 1):
            if last < size and keys[places[last]] == keys[places[first]]:
                continue
            if last - first > 1:
                count = _one_bucket(places[first:last], second, rows, family, crowded, out, count)
            first = last
    return out[:count]


@nb.njit(nogil=True, cache=True)
def _one_bucket(places, second, rows, family, crowded, out, count):  # type: ignore[no-untyped-def]
    size = len(places)
    if size <= SMALL:
        for i in range(size):
            for j in range(i + 1, size):
                count = _emit(out, count, rows[places[i]], rows[places[j]], family)
        return count
    leaders = np.empty(LEADERS, np.int64)
    chosen = 0
    for place in places:  # the best rows, no two of one template family
        row = rows[place]
        known = False
        for k in range(chosen):
            known = known or (family[row] >= 0 and family[leaders[k]] == family[row])
        if not known:
            leaders[chosen] = row
            chosen += 1
            if chosen == LEADERS:
                break
    waiting = places[crowded[rows[places]] < CROWDED]
    for place in waiting:
        for k in range(chosen):
            if leaders[k] < rows[place]:
                before = count
                count = _emit(out, count, leaders[k], rows[place], family)
                crowded[rows[place]] += count - before
    beside = waiting[np.argsort(second[waiting], kind="mergesort")]
    for i in range(len(beside)):
        for j in range(i + 1, min(i + 1 + NEIGHBOURS, len(beside))):
            before = count
            count = _emit(out, count, rows[beside[i]], rows[beside[j]], family)
            crowded[max(rows[beside[i]], rows[beside[j]])] += count - before
    return count


@nb.njit(nogil=True, cache=True)
def _emit(out, count, x, y, family):  # type: ignore[no-untyped-def]
    if family[x] >= 0 and family[x] == family[y]:
        return count
    out[count] = np.uint64(min(x, y)) << np.uint64(32) | np.uint64(max(x, y))
    return count + 1
