r"""Words of a text column as hashes and byte spans: ``re.findall(r"\w+", text.lower())``, compiled.

One pass over the UTF-8 bytes. ASCII takes a short path; other characters are looked up in tables made by
Python itself, so word boundaries and lower case agree with the running Python's Unicode version. The two
characters whose lower case depends on context or length (capital sigma, dotted capital I) are lowered by
Python before the kernel sees them.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.text.columns import Bytes, Text
from ft_data.text.rows import without_contextual_capitals
from ft_data.text.scan import decode, finish
from ft_data.text.unicode import CAPITAL, CONTINUOUS, NUMERIC, WORD, word_classes


class Words(NamedTuple):
    """The words of consecutive rows: row ``i`` owns the slice ``ptr[i]:ptr[i + 1]`` of the word arrays."""

    ptr: npt.NDArray[np.int64]  # rows + 1
    hashes: npt.NDArray[np.uint64]  # of the lower-cased word
    starts: npt.NDArray[np.int32]  # first byte, relative to the row
    ends: npt.NDArray[np.int32]  # one past the last byte, relative to the row
    flags: Bytes  # CAPITAL: starts with a capital; NUMERIC: holds a digit
    letters: npt.NDArray[np.int32]  # per row: characters inside words
    continuous: npt.NDArray[np.int32]  # per row: of these, characters of scripts without spaces


class Scratch:
    """Reusable word arrays: fresh large arrays cost more in page faults than the words cost to find."""

    def __init__(self) -> None:
        self._reserve(1 << 16)

    def _reserve(self, room: int) -> None:
        self.hashes = np.empty(room, np.uint64)
        self.starts = np.empty(room, np.int32)
        self.ends = np.empty(room, np.int32)
        self.flags = np.empty(room, np.uint8)

    def words(self, text: Text, apart: bool = False) -> Words:
        """Find and hash the words of every row; the arrays are overwritten by the next call.

        ``apart``: every character of a script without spaces is a word of its own.
        """
        classes, lower = word_classes()
        low, digit = _ascii_tables()
        text = without_contextual_capitals(text)
        room = int(text.offsets[-1] - text.offsets[0]) // 2 + len(text) + 1
        if room > len(self.hashes):
            self._reserve(room * 5 // 4)
        arrays = (self.hashes, self.starts, self.ends, self.flags)
        ptr, letters, continuous = _words(text.data, text.offsets, classes, lower, low, digit, apart, *arrays)
        n = int(ptr[-1])
        return Words(
            ptr, self.hashes[:n], self.starts[:n], self.ends[:n], self.flags[:n], letters, continuous
        )


def words(text: Text, apart: bool = False) -> Words:
    """Find and hash the words of every row (see the module's first line and `Scratch.words`)."""
    return Scratch().words(text, apart)


@cache
def _ascii_tables() -> tuple[Bytes, npt.NDArray[np.uint64]]:
    classes, lower = word_classes()
    low = np.zeros(256, np.uint8)
    low[:128] = np.where(classes[:128] & WORD, lower[:128], 0)
    digit = np.zeros(256, np.uint64)
    digit[:128] = (classes[:128] & NUMERIC) != 0
    return low, digit


def prepare() -> None:
    """Make the tables now rather than at the first row."""
    _ascii_tables()


@nb.njit(nogil=True, cache=True)
def _words(data, offsets, classes, lower, low, digit, split, hashes, starts, ends, flags):  # type: ignore[no-untyped-def]
    # A word hashes to sum(code[k] * K**(n-1-k)) mod 2**64, then a finalizer. The sum of a word is the
    # difference of two prefix sums, so the ASCII path keeps one running sum and needs no branch per byte.
    n = len(offsets) - 1
    ptr = np.zeros(n + 1, np.int64)
    letters = np.zeros(n, np.int32)
    continuous = np.zeros(n, np.int32)
    k = np.uint64(0x9E3779B97F4A7C15)
    powers = np.ones(256, np.uint64)
    for j in range(1, 256):
        powers[j] = powers[j - 1] * k
    longest = 0
    for i in range(n):
        longest = max(longest, offsets[i + 1] - offsets[i])
    edge = np.empty(longest + 3, np.uint64)  # at each word boundary: position, digits so far << 32
    sums = np.empty(longest + 3, np.uint64)  # and the running sum
    half = np.uint64(32)
    one = np.uint64(1)
    count = np.uint64(0)
    for i in range(n):
        base = np.uint64(offsets[i])
        stop = np.uint64(offsets[i + 1])
        row = data[offsets[i] : offsets[i + 1]]
        seen = np.uint8(0)
        for byte in row:
            seen |= byte
        if seen < 128:
            total = np.uint64(0)
            digits = np.uint64(0)
            edges = np.uint64(0)
            before = np.uint8(0)
            inside = np.uint64(0)
            for j in range(stop - base):
                byte = row[j]
                code = low[byte]
                now = np.uint8(code != 0)
                edge[edges] = (digits << half) | j
                sums[edges] = total
                edges += np.uint64(now != before)
                before = now
                total = total * k + np.uint64(code)
                digits += digit[byte]
            if before:
                edge[edges] = (digits << half) | (stop - base)
                sums[edges] = total
                edges += one
            for e in range(edges >> one):
                a = edge[e * 2]
                b = edge[e * 2 + 1]
                start = a & np.uint64(0xFFFFFFFF)
                end = b & np.uint64(0xFFFFFFFF)
                size = end - start
                power = powers[min(size, np.uint64(255))]
                for _ in range(255, np.int64(size)):
                    power *= k
                hashes[count] = finish(sums[e * 2 + 1] - sums[e * 2] * power)
                starts[count] = np.int32(start)
                ends[count] = np.int32(end)
                flags[count] = (classes[data[base + start]] & CAPITAL) | (NUMERIC if (a ^ b) >> half else 0)
                count += one
                inside += size
            letters[i] = inside
        else:
            at = offsets[i]
            begin = at
            final = offsets[i + 1]
            h = np.uint64(0)
            inword = False
            flag = np.uint8(0)
            inside = np.uint64(0)
            unspaced = 0
            alone = False
            while at <= final:
                here = at
                kind = np.uint8(0)
                point = np.int64(0)
                if at < final:
                    point, at = decode(data, at)
                    kind = classes[point]
                else:
                    at += 1
                apart = split and kind & CONTINUOUS != 0
                if inword and (apart or alone or not kind & WORD):
                    hashes[count] = finish(h)
                    starts[count] = np.int32(begin - offsets[i])
                    ends[count] = np.int32(here - offsets[i])
                    flags[count] = flag
                    count += one
                    h = np.uint64(0)
                    inword = False
                if kind & WORD:
                    if not inword:
                        inword = True
                        begin = here
                        flag = kind & CAPITAL
                    flag |= kind & NUMERIC
                    inside += one
                    if kind & CONTINUOUS:
                        unspaced += 1
                    h = h * k + np.uint64(lower[point])
                alone = apart
            letters[i] = inside
            continuous[i] = unspaced
        ptr[i + 1] = count
    return ptr, letters, continuous
