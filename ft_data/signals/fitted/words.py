# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Texts as flat arrays of word hashes, with the place of every word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.text.columns import Text, text_of
from ft_data.text.scan import SEED, class_of, decode, mix, place_of
from ft_data.text.unicode import DIGIT, LETTER, UNSPACED, classes, lower

MOST = 8_192  # words of one text that are looked at: beyond, a text says no more about what it is about

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


class Words(NamedTuple):
    """Words of many texts: text i has ``hashes[at[i]:at[i + 1]]``; word k is bytes ``start[k]:end[k]`` of the column."""

    hashes: Hashes
    at: Places
    start: Places
    end: Places

    def __len__(self) -> int:
        return len(self.at) - 1


def words(text: Text) -> Words:
    """Return the words of every text: runs of letters and digits in lower case, the first ``MOST`` of each.

    A character of a script written without spaces is a word of its own. A word's hash depends on nothing but it.
    """
    at = np.zeros(len(text) + 1, np.int64)
    table, small = classes(), lower()
    _count(text.data, text.offsets, table, at)
    total = int(at[-1])
    out = Words(np.empty(total, np.uint64), at, np.empty(total, np.int64), np.empty(total, np.int64))
    _fill(text.data, text.offsets, table, small, out.at, out.hashes, out.start, out.end)
    return out


def words_of(texts: Sequence[str]) -> Words:
    """Return the words of some strings."""
    return words(text_of(pa.array(list(texts), pa.large_string())))


def hash_of(word: str) -> int:
    """Return the hash of one word."""
    found = words_of([word]).hashes
    if len(found) != 1:
        raise ValueError(f"{word!r} is not one word")
    return int(found[0])


@nb.njit(nogil=True, cache=True)
def _count(data: Any, offsets: Any, table: Any, at: Any) -> None:
    for row in range(len(offsets) - 1):
        i, end, count, inside = offsets[row], offsets[row + 1], 0, False
        while i < end:
            code, i = decode(data, i)
            kind = class_of(code, table)
            if kind & UNSPACED:
                count += 1
                inside = False
            elif kind & (LETTER | DIGIT):
                count += 0 if inside else 1
                inside = True
            else:
                inside = False
            if count > MOST:
                break
        at[row + 1] = at[row] + min(count, MOST)


@nb.njit(nogil=True, cache=True)
def _fill(
    data: Any, offsets: Any, table: Any, small: Any, at: Any, hashes: Any, starts: Any, ends: Any
) -> None:
    for row in range(len(offsets) - 1):
        i, end, k, stop = offsets[row], offsets[row + 1], at[row], at[row + 1]
        while i < end and k < stop:
            first = i
            code, i = decode(data, i)
            kind = class_of(code, table)
            if not kind & (LETTER | DIGIT | UNSPACED):
                continue
            h = mix(SEED, np.int64(small[code]) if code < 0x10000 else code)
            last = i
            while i < end and not kind & UNSPACED:
                code, j = decode(data, i)
                following = class_of(code, table)
                if following & UNSPACED or not following & (LETTER | DIGIT):
                    break
                h = mix(h, np.int64(small[code]) if code < 0x10000 else code)
                i = last = j
            hashes[k], starts[k], ends[k] = h, first, last
            k += 1


@nb.njit(nogil=True, cache=True)
def stopped(stop: Any, wanted: Any) -> bool:
    """Tell whether a hash is among sorted ones."""
    return place_of(wanted, stop) >= 0
