"""Normalised text: what two texts must share to be *equal*, and its 128-bit keys.

Normalised means NFC, case folded (``str.casefold``), NFC again, and every run of white space one blank,
none at the ends. Punctuation stays. The kernel does this by table; rows with combining characters, and with
the few that fold to several (such as sharp s), are left to Python.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.text.columns import Text, frozen
from ft_data.text.rows import row_text, splice
from ft_data.text.scan import decode, encode

_LIMIT = 0x20000  # code points above are rare and left to Python
_HARD = 0xFFFFFFFF
_JAMO = ((0x1161, 0x1175), (0x11A8, 0x11C2))  # compose with the syllable before them

Keys = npt.NDArray[np.uint64]


def normalise(text: str) -> str:
    """Return the normalised form of one text (the rule in the module's first paragraph)."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.split())


def normalised(text: Text) -> Text:
    """Return the column with every row normalised."""
    data, offsets, hard = _fold(text.data, text.offsets, _fold_table())
    rows = np.flatnonzero(hard)
    return splice(frozen(data, offsets), rows, [normalise(row_text(text, int(row))) for row in rows])


def keys(text: Text) -> tuple[Keys, Keys]:
    """Hash every row to two independent 64-bit keys; an empty row hashes to (0, 0)."""
    first, second = _keys(text.data, text.offsets)
    return first, second


class TextKeys(NamedTuple):
    """Keys of prompt and response, and of both together (``exact_a``, ``exact_b``: 128 bits)."""

    prompt: Keys
    response: Keys
    exact_a: Keys
    exact_b: Keys


def text_keys(prompt: Text, response: Text, variant: Keys) -> TextKeys:
    """Hash normalised prompts and responses; ``variant`` tells apart rows that differ outside these texts."""
    prompt_a, prompt_b = keys(prompt)
    response_a, response_b = keys(response)
    exact_a = combine(combine(prompt_a, response_a), variant)
    exact_b = combine(combine(response_b, prompt_b), variant)
    return TextKeys(prompt_a, response_a, exact_a, exact_b)


def combine(a: Keys, b: Keys) -> Keys:
    """Mix two keys, order matters; (0, 0) gives a value of its own, not zero."""
    h = (a ^ np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xFF51AFD7ED558CCD)
    h ^= h >> np.uint64(32)
    h = (h + b) * np.uint64(0xC4CEB9FE1A85EC53)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0x9FB21C651E98DF25)
    mixed: Keys = h ^ (h >> np.uint64(32))
    return mixed


@cache
def _fold_table() -> npt.NDArray[np.uint32]:
    """Return the folded character of every code point below `_LIMIT`; `_HARD` where Python must decide.

    A text of characters that are starters, NFC by themselves and unable to compose with what precedes them
    is NFC as it stands; so is its folded form when the folded characters are such characters too.
    """
    points = [chr(code) if not 0xD800 <= code < 0xE000 else " " for code in range(_LIMIT)]
    composing = {chr(code) for first, last in _JAMO for code in range(first, last + 1)}
    for char in points:
        parts = unicodedata.decomposition(char).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            composing.add(chr(int(parts[1], 16)))
    plain = [
        char not in composing and not unicodedata.combining(char) and unicodedata.is_normalized("NFC", char)
        for char in points
    ]
    table = np.full(_LIMIT, _HARD, np.uint32)
    for code, char in enumerate(points):
        folded = char.casefold()
        if char.isspace():
            table[code] = 32
        elif plain[code] and len(folded) == 1 and ord(folded) < _LIMIT and plain[ord(folded)]:
            table[code] = ord(folded)
    table[0xD800:0xE000] = _HARD
    return table


def prepare() -> None:
    """Make the table now rather than at the first row."""
    _fold_table()


@nb.njit(nogil=True, cache=True)
def _fold(data, offsets, table):  # type: ignore[no-untyped-def]
    n = len(offsets) - 1
    out = np.empty((offsets[-1] - offsets[0]) * 3 // 2 + 8, np.uint8)
    ends = np.zeros(n + 1, np.int64)
    hard = np.zeros(n, np.bool_)
    one = np.uint64(1)
    at = np.uint64(0)
    for i in range(n):
        row = data[offsets[i] : offsets[i + 1]]
        first = at
        blank = np.uint8(1)
        seen = np.uint8(0)
        for byte in row:
            seen |= byte
        if seen < 128:
            for byte in row:
                code = np.uint8(table[byte])
                now = np.uint8(code == 32)
                out[at] = code
                at += np.uint64(1 - (now & blank))
                blank = now
        else:
            j = 0
            while j < len(row):
                point, j = decode(row, j)
                folded = table[point] if point < _LIMIT else np.uint32(_HARD)
                if folded == _HARD:
                    hard[i] = True
                    break
                now = np.uint8(folded == 32)
                if now & blank:
                    continue
                blank = now
                at = np.uint64(encode(folded, out, np.int64(at)))
        if at > first and out[at - one] == 32:
            at -= one
        ends[i + 1] = at
    return out, ends, hard


@nb.njit(nogil=True, cache=True)
def _keys(data, offsets):  # type: ignore[no-untyped-def]
    # Eight bytes at a time: multiply, then fold the high half down, in two lanes of different constants.
    n = len(offsets) - 1
    first = np.zeros(n, np.uint64)
    second = np.zeros(n, np.uint64)
    k1 = np.uint64(0x9FB21C651E98DF25)
    k2 = np.uint64(0xD6E8FEB86659FD93)
    half = np.uint64(32)
    for i in range(n):
        row = data[offsets[i] : offsets[i + 1]]
        size = len(row)
        if size == 0:
            continue
        whole = size // 8
        a = np.uint64(size) * k2
        b = np.uint64(size) ^ k1
        for word in row[: whole * 8].view(np.uint64):
            a = (a ^ word) * k1
            a ^= a >> half
            b = (b + word) * k2
            b ^= b >> half
        tail = np.uint64(0)
        for byte in row[whole * 8 :]:
            tail = (tail << np.uint64(8)) | np.uint64(byte)
        a = (a ^ tail) * k1
        b = (b + tail) * k2
        for _ in range(2):
            a = (a ^ (a >> half)) * k2
            b = (b ^ (b >> half)) * k1
        first[i] = a ^ (a >> half)
        second[i] = b ^ (b >> half)
    return first, second
