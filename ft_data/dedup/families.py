"""Template families: many rows of one wording that differ only in slot values.

Such rows look like near duplicates and are not: the slots are what they teach. They are recognised, reported
and treated by policy instead of being merged. Two recognitions:

*masked*: rows that are equal once numbers and capitalised words are blanked. Found from signatures alone, and
their rows are never paired, so a hundred thousand filled-in forms cost nothing.

*aligned*: clusters of verified near duplicates that all differ from their best row in the same place. Copies
that were edited here and there differ each in another place; that is how the two are told apart.
"""

from __future__ import annotations

from collections.abc import Iterator

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.dedup.facts import Facts
from ft_data.dedup.grouping import first_equal, members
from ft_data.dedup.shingles import Sets
from ft_data.dedup.survivors import components
from ft_data.dedup.verify import Overlaps, pair_jaccards

FAMILY = 5  # rows with different slot values that make a masked family
ALIGNED = 8  # rows that make an aligned one: fewer cannot be told from edited copies
LITERALS = 5  # words a template has at least
SHARE = 0.5  # of its words that are literal at least
SAMPLE = 64  # best rows of a cluster from which its template is learned
VIEWS = 9  # rows of the sample that serve as point of view
CORE = 0.9  # share of the sample that has a shingle of the template
WEAR = 0.25  # largest part of the differences that may be wear (see `_template`)
SIMILAR = 0.5  # share of shingles that rows of a family have in common at least
SLOTS = 0.7  # rows that agree on this much of their slot values are duplicates all the same

Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int32]
Family = npt.NDArray[np.int32]  # per row: the first row of its family, -1 for none


def masked_families(facts: Facts, alone: npt.NDArray[np.bool_]) -> Family:
    """Find the families whose rows are equal once numbers and capitalised words are blanked."""
    family = np.full(len(facts), -1, np.int32)
    literals, words = facts.column("literals"), facts.column("words")
    rows = np.flatnonzero(alone & formed(literals, words))
    template, spelling = facts.column("template_key")[rows], facts.column("words_key")[rows]
    first = first_equal(template)
    distinct = first_equal(spelling, template) == np.arange(len(rows))
    sizes = np.bincount(first[distinct], minlength=len(rows))
    member = sizes[first] >= FAMILY
    family[rows[member]] = rows[first[member]]
    return family


def formed(literals: Counts, words: Counts) -> npt.NDArray[np.bool_]:
    """Tell which rows have enough literal words that others may fill in the same form."""
    enough: npt.NDArray[np.bool_] = (literals >= LITERALS) & (literals >= SHARE * words)
    return enough


def aligned_families(
    overlaps: Overlaps, near: npt.NDArray[np.bool_], family: Family
) -> npt.NDArray[np.bool_]:
    """Find the families among clusters of similar rows and enter them in ``family``.

    Clusters of pairs that share half their shingles are tried first, then those of ``near`` pairs. Returns
    for every pair whether it belongs to such a family and differs in its slots.
    """
    differs = np.zeros(len(near), bool)
    for linked in (overlaps.jaccard >= SIMILAR, near):
        for rows, pairs in _clusters(overlaps, linked):
            if (family[overlaps.rows[rows]] >= 0).all():
                continue
            core = _template(overlaps.sets, rows[:SAMPLE])
            if len(core):
                member = rows[_share_of(*overlaps.sets, rows, core) >= CORE]
                if len(member) >= ALIGNED:
                    ids = overlaps.rows[member]
                    family[ids[family[ids] < 0]] = overlaps.rows[rows[0]]
                    differs[pairs] |= _differ(overlaps, pairs, member, core)
    return differs


def _clusters(overlaps: Overlaps, linked: npt.NDArray[np.bool_]) -> Iterator[tuple[Ints, Ints]]:
    """Yield the rows (by place in ``overlaps.rows``) and the linked pairs of every cluster of some size."""
    pairs = np.flatnonzero(linked)
    better, worse = overlaps.a[pairs], overlaps.b[pairs]
    cluster = components(len(overlaps.rows), better, worse)
    rows, starts = members(cluster, np.arange(len(cluster)))
    by_cluster = np.argsort(cluster[better], kind="stable")
    owners = cluster[better[by_cluster]]
    for number in np.flatnonzero(np.diff(starts) >= ALIGNED):
        some = rows[starts[number] : starts[number + 1]]
        first, last = np.searchsorted(owners, [some[0], some[0] + 1])
        yield some, pairs[by_cluster[first:last]]


def _differ(
    overlaps: Overlaps, pairs: Ints, member: Ints, core: npt.NDArray[np.uint64]
) -> npt.NDArray[np.bool_]:
    """Tell which pairs are two fillings of the template, given the rows that fill it in."""
    place = np.full(len(overlaps.rows), -1, np.int64)
    place[member] = np.arange(len(member))
    a, b = place[overlaps.a[pairs]], place[overlaps.b[pairs]]
    differ = (a >= 0) & (b >= 0)
    slots = Sets(*_without(*overlaps.sets, member, core))
    differ[differ] = pair_jaccards(slots, a[differ], b[differ]) < SLOTS
    return differ


def _template(sets: Sets, sample: Ints) -> npt.NDArray[np.uint64]:
    """Return the shingles of the template the rows fill in, or none if they do not fill in one.

    Seen from one row, others lack a shingle because it is a slot value, which most of them lack, or because
    of wear, a change of their own in a place where most agree. Filled-in forms differ by slot values;
    edited copies show as much wear as they have changes themselves. The median over several points of view
    keeps one odd row from deciding.
    """
    everything = np.concatenate([sets.hashes[sets.ptr[row] : sets.ptr[row + 1]] for row in sample])
    shingles, counts = np.unique(everything, return_counts=True)
    worn, slots = [], []
    for row in sample[:VIEWS]:
        own = sets.hashes[sets.ptr[row] : sets.ptr[row + 1]]
        lacking = 1.0 - (counts[np.searchsorted(shingles, own)] - 1) / (len(sample) - 1)
        slot = lacking > 0.5
        worn.append(lacking[~slot].sum() / max(lacking.sum(), 1e-9))
        slots.append(slot.mean() if len(own) else 1.0)
    filled_in = np.median(worn) <= WEAR and np.median(slots) <= SIMILAR
    core: npt.NDArray[np.uint64] = shingles[counts >= CORE * len(sample)]
    return core if filled_in else core[:0]


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
def _without(ptr, hashes, rows, core):  # type: ignore[no-untyped-def]
    """Return the shingle sets of some rows without those of the template."""
    out_ptr = np.zeros(len(rows) + 1, np.int64)
    out = np.empty(1024, np.uint64)
    at = 0
    for i, row in enumerate(rows):
        own = hashes[ptr[row] : ptr[row + 1]]
        if at + len(own) > len(out):
            out = np.concatenate((out, np.empty(len(out) + len(own), np.uint64)))
        c = 0
        for shingle in own:
            while c < len(core) and core[c] < shingle:
                c += 1
            if c == len(core) or core[c] != shingle:
                out[at] = shingle
                at += 1
        out_ptr[i + 1] = at
    return out_ptr, out[:at].copy()
