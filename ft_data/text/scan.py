# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Small compiled helpers shared by the text kernels: decoding, classes, hashing, counting tables."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from ft_data.text.unicode import CONTROL, EMOJI, LETTER, SYMBOL, UNSPACED

PRIME = np.uint64(0x9E3779B97F4A7C15)
SEED = np.uint64(0xCBF29CE484222325)


@nb.njit(nogil=True, cache=True, inline="always")
def decode(data: Any, i: Any) -> tuple[Any, Any]:
    """Return the code point at byte ``i`` of valid UTF-8, and where the next one starts."""
    byte = np.int64(data[i])
    if byte < 0x80:
        return byte, i + 1
    if byte < 0xE0:
        return ((byte & 0x1F) << 6) | (np.int64(data[i + 1]) & 0x3F), i + 2
    if byte < 0xF0:
        return (
            ((byte & 0x0F) << 12) | ((np.int64(data[i + 1]) & 0x3F) << 6) | (np.int64(data[i + 2]) & 0x3F),
            i + 3,
        )
    return (
        ((byte & 0x07) << 18)
        | ((np.int64(data[i + 1]) & 0x3F) << 12)
        | ((np.int64(data[i + 2]) & 0x3F) << 6)
        | (np.int64(data[i + 3]) & 0x3F)
    ), i + 4


@nb.njit(nogil=True, cache=True, inline="always")
def encode(code: Any, out: Any, i: Any) -> Any:
    """Write a code point as UTF-8 at byte ``i`` and return where the next one goes."""
    if code < 0x80:
        out[i] = np.uint8(code)
        return i + 1
    if code < 0x800:
        out[i] = np.uint8(0xC0 | (code >> 6))
        out[i + 1] = np.uint8(0x80 | (code & 0x3F))
        return i + 2
    if code < 0x10000:
        out[i] = np.uint8(0xE0 | (code >> 12))
        out[i + 1] = np.uint8(0x80 | ((code >> 6) & 0x3F))
        out[i + 2] = np.uint8(0x80 | (code & 0x3F))
        return i + 3
    out[i] = np.uint8(0xF0 | (code >> 18))
    out[i + 1] = np.uint8(0x80 | ((code >> 12) & 0x3F))
    out[i + 2] = np.uint8(0x80 | ((code >> 6) & 0x3F))
    out[i + 3] = np.uint8(0x80 | (code & 0x3F))
    return i + 4


@nb.njit(nogil=True, cache=True)
def astral(code: int) -> int:
    """Class mask of a code point beyond the basic plane, by block."""
    if 0x1F000 <= code < 0x1FB00:
        return SYMBOL | EMOJI
    if 0x20000 <= code < 0x40000:
        return LETTER | UNSPACED
    if 0x1D000 <= code < 0x1D400 or 0x1FB00 <= code < 0x20000:
        return SYMBOL
    if code >= 0xE0000:
        return CONTROL
    return LETTER


@nb.njit(nogil=True, cache=True, inline="always")
def class_of(code: int, table: Any) -> int:
    """Class mask of any code point."""
    if code < 0x10000:
        return int(table[code])
    return astral(code)


@nb.njit(nogil=True, cache=True, inline="always")
def mix(state: Any, value: Any) -> Any:
    """Fold one value into a 64-bit hash state."""
    h = (state ^ np.uint64(value)) * PRIME
    return h ^ (h >> np.uint64(29))


@nb.njit(nogil=True, cache=True, inline="always")
def spell(state: Any, value: Any) -> Any:
    """Fold one character into a 64-bit hash state: cheaper than `mix`, which the finished word should go through."""
    return (state ^ np.uint64(value)) * PRIME


@nb.njit(nogil=True, cache=True, inline="always")
def finish(h: Any) -> Any:
    """Let every bit of a 64-bit hash state decide about every other: MurmurHash3's finalizer."""
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xFF51AFD7ED558CCD)
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xC4CEB9FE1A85EC53)
    return h ^ (h >> np.uint64(33))


@nb.njit(nogil=True, cache=True, inline="always")
def slot_of(key: Any, keys: Any, stamps: Any, stamp: int, mask: int) -> int:
    """Return the slot of ``key`` in an open-addressing table: taken if its stamp is ``stamp``, else free."""
    slot = np.int64((key ^ (key >> np.uint64(32))) & np.uint64(mask))
    while stamps[slot] == stamp and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot


@nb.njit(nogil=True, cache=True)
def place_of(key: Any, table: Any) -> int:
    """Return where ``key`` is in a sorted table, -1 when it is not there."""
    low, high = 0, len(table)
    while low < high:
        middle = (low + high) // 2
        if table[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low if low < len(table) and table[low] == key else -1


@nb.njit(nogil=True, cache=True)
def table_size(items: int) -> int:
    """Return the smallest power of two that leaves a table of ``items`` at most half full (at least 64)."""
    size = 64
    while size < 2 * items:
        size *= 2
    return size


@nb.njit(nogil=True, cache=True)
def longest_row(offsets: Any) -> int:
    """Return the length in bytes of the longest row."""
    longest = 0
    for row in range(len(offsets) - 1):
        longest = max(longest, offsets[row + 1] - offsets[row])
    return longest
