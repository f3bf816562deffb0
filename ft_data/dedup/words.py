r"""Words of a text column as hashes and byte spans: ``re.findall(r"\w+", text.lower())``, compiled.

One pass over the UTF-8 bytes. ASCII takes a short path; other characters are looked up in tables made by
Python itself, so word boundaries and lower case agree with the running Python's Unicode version. The two
characters whose lower case depends on context or length (capital sigma, dotted capital I) are lowered by
Python before the kernel sees them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]

WORD, UPPER, NUMERIC, CONTINUOUS = 1, 2, 4, 8

# Scripts written without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han.
_CONTINUOUS_RANGES = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x20000, 0x3FFFF),
)
_CONTEXTUAL = ("Σ", "İ")


class Words(NamedTuple):
    """The words of consecutive rows: row ``i`` owns the slice ``ptr[i]:ptr[i + 1]`` of the word arrays."""

    ptr: npt.NDArray[np.int64]  # rows + 1
    hashes: npt.NDArray[np.uint64]  # of the lower-cased word
    starts: npt.NDArray[np.int32]  # first byte, relative to the row
    ends: npt.NDArray[np.int32]  # one past the last byte, relative to the row
    flags: Bytes  # UPPER: starts with a capital; NUMERIC: holds a digit
    letters: npt.NDArray[np.int32]  # per row: characters inside words
    continuous: npt.NDArray[np.int32]  # per row: of these, characters of scripts without spaces


class Text(NamedTuple):
    """A string column as one buffer: row ``i`` is ``data[offsets[i]:offsets[i + 1]]``."""

    data: Bytes
    offsets: Offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1


def text_of(column: pa.ChunkedArray | pa.Array) -> Text:
    """View a string column (any chunking, sliced or not) as one UTF-8 buffer; nulls are empty text."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):  # pyarrow keeps chunks when they do not fit 32-bit offsets
        array = pa.concat_arrays(column.cast(pa.large_string()).chunks)
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        array = array.cast(pa.large_string())
    if array.null_count:
        array = array.fill_null("")
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    _, offsets, data = array.buffers()
    if offsets is None or len(array) == 0:
        return frozen(np.zeros(1, np.uint8), np.zeros(len(array) + 1, np.int64))
    ends = np.frombuffer(offsets, width)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    payload = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    return frozen(payload, ends)


def frozen(data: Bytes, offsets: Offsets) -> Text:
    """Make a `Text`. Read-only, as Arrow's buffers are, so that every kernel is compiled once, not twice."""
    data, offsets = data.view(), offsets.view()
    data.flags.writeable = offsets.flags.writeable = False
    return Text(data, offsets)


def splice(text: Text, rows: npt.NDArray[np.int64], replacements: list[str]) -> Text:
    """Return a copy of ``text`` in which the given rows (ascending) hold the replacements."""
    if len(rows) == 0:
        return text
    other = text_of(pa.array(replacements, pa.large_string()))
    size = int(text.offsets[-1] - text.offsets[0] + other.offsets[-1])
    return frozen(*_splice(text.data, text.offsets, rows, other.data, other.offsets, size))


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
        classes, lower = tables()
        low, digit = _ascii_tables()
        text = _without_contextual_capitals(text)
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
def tables() -> tuple[Bytes, npt.NDArray[np.uint32]]:
    """Return per code point its classes (bits WORD, UPPER, NUMERIC, CONTINUOUS) and its lower case."""
    everything = _characters()
    classes = np.zeros(0x110000, np.uint8)
    for match in re.finditer(r"\w+", everything):
        classes[match.start() : match.end()] |= WORD
    for match in re.finditer(r"\d+", everything):
        classes[match.start() : match.end()] |= NUMERIC
    for first, last in _CONTINUOUS_RANGES:
        classes[first : last + 1] |= CONTINUOUS
    lowered = everything.replace("Σ", "σ").replace("İ", "i").lower()
    lower = np.frombuffer(lowered.encode("utf-32-le"), np.uint32).copy()
    classes[np.flatnonzero(lower != np.arange(0x110000, dtype=np.uint32))] |= UPPER
    classes[0xD800:0xE000] = 0
    return classes, lower


def _characters() -> str:
    """Return all code points in order; surrogates cannot occur in UTF-8, a blank holds their place."""
    points = np.arange(0x110000, dtype="<u4")
    points[0xD800:0xE000] = 32
    return points.tobytes().decode("utf-32-le")


@cache
def _ascii_tables() -> tuple[Bytes, npt.NDArray[np.uint64]]:
    classes, lower = tables()
    low = np.zeros(256, np.uint8)
    low[:128] = np.where(classes[:128] & WORD, lower[:128], 0)
    digit = np.zeros(256, np.uint64)
    digit[:128] = (classes[:128] & NUMERIC) != 0
    return low, digit


def prepare() -> None:
    """Make the tables now rather than at the first row."""
    _ascii_tables()


def ascii_rows(text: Text) -> npt.NDArray[np.bool_]:
    """Tell for every row whether all its bytes are ASCII."""
    flags: npt.NDArray[np.bool_] = _row_kinds(text.data, text.offsets) == 0
    return flags


def row_text(text: Text, row: int) -> str:
    """Return one row as a Python string."""
    return bytes(text.data[text.offsets[row] : text.offsets[row + 1]]).decode("utf-8", "replace")


def _without_contextual_capitals(text: Text) -> Text:
    rows = np.flatnonzero(_row_kinds(text.data, text.offsets) == 2)
    return splice(text, rows, [row_text(text, int(row)).lower() for row in rows])


@nb.njit(nogil=True, cache=True)
def _splice(data, offsets, rows, other, other_offsets, size):  # type: ignore[no-untyped-def]
    n = len(offsets) - 1
    out = np.empty(size + 1, np.uint8)
    ends = np.zeros(n + 1, np.int64)
    at = 0
    k = 0
    for i in range(n):
        if k < len(rows) and rows[k] == i:
            row = other[other_offsets[k] : other_offsets[k + 1]]
            k += 1
        else:
            row = data[offsets[i] : offsets[i + 1]]
        out[at : at + len(row)] = row
        at += len(row)
        ends[i + 1] = at
    return out, ends


@nb.njit(nogil=True, cache=True)
def _row_kinds(data, offsets):  # type: ignore[no-untyped-def]
    # 0: ASCII, 1: other, 2: holds U+03A3 (CE A3) or U+0130 (C4 B0).
    n = len(offsets) - 1
    kinds = np.zeros(n, np.uint8)
    for i in range(n):
        row = data[offsets[i] : offsets[i + 1]]
        seen = np.uint8(0)
        for byte in row:
            seen |= byte
        if seen >= 128:
            kinds[i] = 1
            for j in range(1, len(row)):
                if (row[j] == 0xA3 and row[j - 1] == 0xCE) or (row[j] == 0xB0 and row[j - 1] == 0xC4):
                    kinds[i] = 2
                    break
    return kinds


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
    m1 = np.uint64(0xFF51AFD7ED558CCD)
    m2 = np.uint64(0xC4CEB9FE1A85EC53)
    shift = np.uint64(33)
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
                h = sums[e * 2 + 1] - sums[e * 2] * power
                h ^= h >> shift
                h *= m1
                h ^= h >> shift
                h *= m2
                h ^= h >> shift
                hashes[count] = h
                starts[count] = np.int32(start)
                ends[count] = np.int32(end)
                flags[count] = (classes[data[base + start]] & UPPER) | (NUMERIC if (a ^ b) >> half else 0)
                count += one
                inside += size
            letters[i] = inside
        else:
            at = base
            h = np.uint64(0)
            start = np.uint64(0)
            inword = False
            flag = np.uint8(0)
            inside = np.uint64(0)
            unspaced = 0
            alone = False
            while at <= stop:
                here = at
                kind = np.uint8(0)
                point = np.uint32(0)
                if at < stop:
                    byte = data[at]
                    if byte < 0x80:
                        point = np.uint32(byte)
                        at += np.uint64(1)
                    elif byte < 0xE0:
                        point = (np.uint32(byte & 0x1F) << 6) | np.uint32(data[at + 1] & 0x3F)
                        at += np.uint64(2)
                    elif byte < 0xF0:
                        point = (
                            (np.uint32(byte & 0x0F) << 12)
                            | (np.uint32(data[at + 1] & 0x3F) << 6)
                            | np.uint32(data[at + 2] & 0x3F)
                        )
                        at += np.uint64(3)
                    else:
                        point = (
                            (np.uint32(byte & 0x07) << 18)
                            | (np.uint32(data[at + 1] & 0x3F) << 12)
                            | (np.uint32(data[at + 2] & 0x3F) << 6)
                            | np.uint32(data[at + 3] & 0x3F)
                        )
                        at += np.uint64(4)
                    kind = classes[point]
                else:
                    at += np.uint64(1)
                apart = split and kind & CONTINUOUS != 0
                if inword and (apart or alone or not kind & WORD):
                    h ^= h >> shift
                    h *= m1
                    h ^= h >> shift
                    h *= m2
                    h ^= h >> shift
                    hashes[count] = h
                    starts[count] = np.int32(start - base)
                    ends[count] = np.int32(here - base)
                    flags[count] = flag
                    count += one
                    h = np.uint64(0)
                    inword = False
                if kind & WORD:
                    if not inword:
                        inword = True
                        start = here
                        flag = kind & UPPER
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
