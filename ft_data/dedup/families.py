"""Template families: many rows of one wording that differ only in slot values.

Such rows look like near duplicates and are not: the slots are what they teach. They are recognised, reported
and treated by policy instead of being merged. Two recognitions:

*masked*: rows that are equal once numbers and capitalised words are blanked. Found from signatures alone, and
their rows are never paired, so a hundred thousand filled-in forms cost nothing.

*aligned*: clusters of verified near duplicates that all differ from their best row in the same place. Copies
that were edited here and there differ each in another place; that is how the two are told apart.
"""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.dedup.facts import Facts
from ft_data.dedup.grouping import first_equal, members
from ft_data.dedup.shingles import Sets
from ft_data.dedup.survivors import components
from ft_data.dedup.verify import Overlaps

FAMILY = 5  # rows with different slot values that make a family
LITERALS = 5  # words a template has at least
SHARE = 0.5  # of its words that are literal at least
SAMPLE = 64  # best rows of a cluster from which its template is learned
CORE = 0.9  # share of the sample that has a shingle of the template
DRIFT = 1.6  # how much further than one row all rows together may stray from the best row
SLOTS = 0.7  # rows that agree on this much of their slot values are duplicates all the same

Ints = npt.NDArray[np.int64]
Family = npt.NDArray[np.int32]  # per row: the first row of its family, -1 for none


def masked_families(facts: Facts, alone: npt.NDArray[np.bool_]) -> Family:
    """Find the families whose rows are equal once numbers and capitalised words are blanked."""
    family = np.full(len(facts), -1, np.int32)
    literals, words = facts.column("literals"), facts.column("words")
    rows = np.flatnonzero(alone & (literals >= LITERALS) & (literals >= SHARE * words))
    template, spelling = facts.column("template_key")[rows], facts.column("words_key")[rows]
    first = first_equal(template)
    distinct = first_equal(spelling, template) == np.arange(len(rows))
    sizes = np.bincount(first[distinct], minlength=len(rows))
    member = sizes[first] >= FAMILY
    family[rows[member]] = rows[first[member]]
    return family


def aligned_families(
    overlaps: Overlaps, near: npt.NDArray[np.bool_], family: Family
) -> npt.NDArray[np.bool_]:
    """Find the families among clusters of ``near`` pairs and enter them in ``family``.

    Returns for every pair whether it belongs to such a family and differs in its slots.
    """
    sets, differs = overlaps.sets, np.zeros(len(near), bool)
    better, worse = (np.searchsorted(overlaps.rows, side) for side in (overlaps.better, overlaps.worse))
    cluster = components(len(overlaps.rows), better[near], worse[near])
    rows, starts = members(cluster, np.arange(len(cluster)))
    pairs, pair_starts = members(cluster[better], np.flatnonzero(near))
    first_pair = dict(
        zip(cluster[better[pairs[pair_starts[:-1]]]].tolist(), range(len(pair_starts) - 1), strict=True)
    )
    for number in np.flatnonzero(np.diff(starts) >= FAMILY):
        some = rows[starts[number] : starts[number + 1]]
        core = _template(sets, some[:SAMPLE])
        if not len(core):
            continue
        at = first_pair[int(some[0])]
        inside = pairs[pair_starts[at] : pair_starts[at + 1]]
        differs[inside] = _slot_jaccards(sets.ptr, sets.hashes, better[inside], worse[inside], core) < SLOTS
        member = overlaps.rows[some[_share_of(sets.ptr, sets.hashes, some, core) >= CORE]]
        family[member[family[member] < 0]] = overlaps.rows[some[0]]
    return differs


def _template(sets: Sets, sample: Ints) -> npt.NDArray[np.uint64]:
    """Return the shingles of the template the rows fill in, or none if they do not fill in one."""
    best = sets.hashes[sets.ptr[sample[0]] : sets.ptr[sample[0] + 1]]
    everything = np.concatenate([sets.hashes[sets.ptr[row] : sets.ptr[row + 1]] for row in sample])
    shingles, counts = np.unique(everything, return_counts=True)
    core: npt.NDArray[np.uint64] = shingles[counts >= CORE * len(sample)]
    missing = _share_of(sets.ptr, sets.hashes, sample[1:], best)
    strayed = (1.0 - missing.mean()) * len(best)
    together = len(best) - len(np.intersect1d(best, core))
    return core if together <= DRIFT * max(strayed, 1.0) else core[:0]


@nb.njit(nogil=True, cache=True)
def _share_of(ptr, hashes, rows, wanted):  # type: ignore[no-untyped-def]
    """Return which share of the ``wanted`` shingles each row has."""
    out = np.empty(len(rows), np.float64)
    for i, row in enumerate(rows):
        own = hashes[ptr[row] : ptr[row + 1]]
        a = 0
        b = 0
        both = 0
        while a < len(own) and b < len(wanted):
            x = own[a]
            y = wanted[b]
            both += x == y
            a += x <= y
            b += y <= x
        out[i] = both / max(len(wanted), 1)
    return out


@nb.njit(nogil=True, cache=True)
def _slot_jaccards(ptr, hashes, left, right, core):  # type: ignore[no-untyped-def]
    """Return the Jaccard similarity of what two rows have beyond the template; nothing on both sides is 1."""
    out = np.empty(len(left), np.float64)
    for p in range(len(left)):
        a = ptr[left[p]]
        b = ptr[right[p]]
        c = 0
        both = 0
        union = 0
        while a < ptr[left[p] + 1] or b < ptr[right[p] + 1]:
            x = hashes[a] if a < ptr[left[p] + 1] else np.uint64(0xFFFFFFFFFFFFFFFF)
            y = hashes[b] if b < ptr[right[p] + 1] else np.uint64(0xFFFFFFFFFFFFFFFF)
            least = min(x, y)
            while c < len(core) and core[c] < least:
                c += 1
            if c == len(core) or core[c] != least:
                union += 1
                both += x == y
            a += x <= y
            b += y <= x
        out[p] = both / union if union else 1.0
    return out
