"""Rows that are found inside other rows: most of their shingles occur there, though not the other way round.

Candidates share a sample of their shingles, the same one in four of every row (hashes divisible by four);
unlike MinHash bands this finds a short row inside a long one. Opt-in: reads every text once.
"""

from __future__ import annotations

from itertools import chain

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.dedup.candidates import distinct
from ft_data.dedup.survivors import CANNED_CAP, CONTAINED, KEPT, TEMPLATE_CAP, Edges, Fate
from ft_data.dedup.verify import Fetch, Overlaps, contained_shares, shingles_of

SAMPLED = np.uint64(3)  # of a shingle's hash, these bits are zero
CROWD = 64  # rows; samples shared by more say nothing
ENOUGH = 0.5  # share of the threshold that the samples must reach for a pair to be compared

Ints = npt.NDArray[np.int64]


def containment_edges(rows: Ints, fetch: Fetch, threshold: float) -> tuple[Edges, Ints]:
    """Return edges from each row to rows that contain it, and the number of shingles of every row.

    The row and, on its own, its answer must be contained to ``threshold``; ``better`` is the containing row.
    ``rows`` ascend; the sizes are aligned with them.
    """
    sizes, owners, samples = _samples(rows, fetch)
    small, large = _pairs(owners, samples, sizes, threshold)
    a, b = rows[small], rows[large]
    low, high = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
    overlaps = Overlaps(distinct(low << np.uint64(32) | high), fetch)
    score = contained_shares(overlaps.sets, *(np.searchsorted(overlaps.rows, side) for side in (a, b)))
    enough = np.flatnonzero(score >= threshold)
    enough = enough[overlaps.answer_containment(a[enough], b[enough]) >= threshold]
    return Edges(b[enough], a[enough], score[enough], np.full(len(enough), CONTAINED, np.int8)), sizes


def settle_contained(
    fate: Fate, near: Edges, contained: Edges, size: Ints, fixed: npt.NDArray[np.bool_]
) -> Fate:
    """Remove kept rows that are contained in kept rows, largest rows first; then mend lost witnesses.

    A row whose witness went gets another one among its edges, and stays if there is none. ``fixed`` rows
    stay, and so do the witnesses of capped families.
    """
    capped = np.isin(fate.reason, (TEMPLATE_CAP, CANNED_CAP))
    fixed = fixed.copy()
    fixed[fate.witness[capped]] = True
    both = Edges.join(near, near._replace(better=near.worse, worse=near.better), contained)
    order = np.lexsort((both.better, -both.score, both.kind, both.worse))
    ptr = np.searchsorted(both.worse[order], np.arange(len(size) + 1))
    by_size = np.lexsort((np.arange(len(size)), -size))
    fate = Fate(fate.reason.copy(), fate.witness.copy(), fate.score.copy())
    _settle_contained(*fate, fixed, by_size, ptr, both.better[order], both.score[order], both.kind[order])
    return fate


def _samples(rows: Ints, fetch: Fetch) -> tuple[Ints, Ints, npt.NDArray[np.uint64]]:
    sizes = np.zeros(len(rows), np.int64)
    owners, samples = [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
    batches = fetch(rows) if len(rows) else ()
    for places, sets in chain.from_iterable(map(shingles_of, batches)):
        sizes[places] = np.diff(sets.ptr)
        chosen = (sets.hashes & SAMPLED) == 0
        owners.append(np.repeat(places, np.diff(sets.ptr))[chosen])
        samples.append(sets.hashes[chosen])
    return sizes, np.concatenate(owners), np.concatenate(samples)


def _pairs(owners: Ints, samples: npt.NDArray[np.uint64], sizes: Ints, threshold: float) -> tuple[Ints, Ints]:
    """Return (small, large) places that share enough samples of the small row."""
    order = np.lexsort((owners, samples))
    found = _shared(owners[order], samples[order])
    pairs = distinct(found)
    shared = np.diff(np.append(np.searchsorted(np.sort(found), pairs), len(found)))
    a, b = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    swap = sizes[a] >= sizes[b]  # of equals the worse row is the small one
    small, large = np.where(swap, b, a), np.where(swap, a, b)
    own = np.bincount(owners, minlength=len(sizes))
    enough = shared >= ENOUGH * threshold * own[small]
    return small[enough], large[enough]


@nb.njit(nogil=True, cache=True)
def _shared(owners, samples):  # type: ignore[no-untyped-def]
    n = len(owners)
    out = np.empty(max(n, 16), np.uint64)
    count = 0
    start = 0
    for stop in range(1, n + 1):
        if stop < n and samples[stop] == samples[start]:
            continue
        size = stop - start
        if size <= CROWD:
            if count + size * size > len(out):
                out = np.concatenate((out, np.empty(len(out) + size * size, np.uint64)))
            for i in range(start, stop):
                for j in range(i + 1, stop):
                    out[count] = np.uint64(owners[i]) << np.uint64(32) | np.uint64(owners[j])
                    count += 1
        start = stop
    return out[:count]


@nb.njit(nogil=True, cache=True)
def _settle_contained(reason, witness, score, fixed, by_size, ptr, better, scores, kind):  # type: ignore[no-untyped-def]
    for row in by_size:
        if reason[row] == KEPT and not fixed[row]:
            for e in range(ptr[row], ptr[row + 1]):
                if kind[e] == CONTAINED and reason[better[e]] == KEPT:
                    reason[row] = CONTAINED
                    witness[row] = better[e]
                    score[row] = scores[e]
                    break
    for row in range(len(reason)):
        if reason[row] == KEPT or reason[witness[row]] == KEPT:
            continue
        reason[row] = KEPT
        witness[row] = -1
        score[row] = np.nan
        for e in range(ptr[row], ptr[row + 1]):
            if reason[better[e]] == KEPT:
                reason[row] = kind[e]
                witness[row] = better[e]
                score[row] = scores[e]
                break
