"""The longest verbatim run of words that a row shares with indexed texts, whole: found by a gram, followed to both ends."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.decontamination.index import GRAM, Index, sieve_bits, sieve_shift
from ft_data.text.words import Words

_TRIED = 64  # places of one gram that are followed: a text that repeats itself has thousands


class Runs(NamedTuple):
    """Per row: words of its longest run, the text it is in (-1: none), and where it begins in row and text."""

    length: npt.NDArray[np.int32]
    text: npt.NDArray[np.int32]
    start: npt.NDArray[np.int64]
    position: npt.NDArray[np.int64]


def longest(rows: Words, index: Index) -> Runs:
    """Find the longest run of each row. Runs shorter than `GRAM` words, or of grams common to many texts, are none."""
    lookup = (index.table, index.slot, index.sieve)
    postings = (index.ptr, index.text, index.position)
    return Runs(*_longest(rows.ptr, rows.hashes, lookup, postings, (index.word_ptr, index.words)))


@nb.njit(nogil=True, cache=True)
def _longest(row_ptr, row_hash, lookup, postings, texts):  # type: ignore[no-untyped-def]
    table, slot, sieve = lookup
    ptr, post_text, post_position = postings
    word_ptr, words = texts
    n = len(row_ptr) - 1
    length = np.zeros(n, np.int32)
    text = np.full(n, -1, np.int32)
    start = np.zeros(n, np.int64)
    position = np.zeros(n, np.int64)
    mask = np.uint64(len(table) - 1)
    k = np.uint64(0xD1342543DE82EF95)
    one = np.uint64(1)
    shift = sieve_shift(sieve)
    for i in range(n):
        low, high = row_ptr[i], row_ptr[i + 1]
        following = low
        while following <= high - GRAM:
            at = following
            following += 1
            h = row_hash[at]
            for j in range(1, GRAM):
                h = h * k + row_hash[at + j]
            h ^= h >> np.uint64(32)
            h *= k
            bits = sieve_bits(h)
            if sieve[h >> shift] & bits != bits:
                continue
            where = h & mask
            while table[where] != 0 and table[where] != h:
                where = (where + one) & mask
            if table[where] == 0:
                continue
            gram = slot[where]
            furthest = 0
            for p in range(ptr[gram], min(ptr[gram + 1], ptr[gram] + _TRIED)):
                found = post_text[p]
                first, last = word_ptr[found], word_ptr[found + 1]
                there = first + post_position[p]
                back = 0
                while (
                    at - back > low
                    and there - back > first
                    and row_hash[at - back - 1] == words[there - back - 1]
                ):
                    back += 1
                on = 0
                while at + on < high and there + on < last and row_hash[at + on] == words[there + on]:
                    on += 1
                furthest = max(furthest, on)
                if back + on > length[i]:
                    length[i] = back + on
                    text[i] = found
                    start[i] = at - back
                    position[i] = there - back
            # A longer run that begins before this one ends goes on after it: it is met at its gram across the end.
            following = max(following, at + furthest - GRAM + 1)
        start[i] -= low
    for i in range(n):
        if text[i] >= 0:
            position[i] -= word_ptr[text[i]]
    return length, text, start, position
