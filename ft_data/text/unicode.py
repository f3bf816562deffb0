r"""Characters as tables for kernels.

``classes`` and ``lower``: general categories and simple lower case of the Basic Multilingual Plane, small enough for the
processor's cache. ``word_classes``: what ``\w``, ``\d`` and ``str.lower`` of the running Python say of every code point.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import numpy as np
import numpy.typing as npt

# Of `classes` and of `word_classes`.
LETTER, UPPER, DIGIT, PUNCTUATION, SPACE, SYMBOL, UNSPACED, CONTROL, EMOJI = (1 << bit for bit in range(9))
WORD, CAPITAL, NUMERIC, CONTINUOUS = (1 << bit for bit in range(4))

# Scripts written without spaces: every character counts as a word of its own.
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3040, 0x30FF), (0x3100,
    0x312F),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0xF900,
    0xFAFF),
    (0xFF66, 0xFF9D),
)  # fmt: skip
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
_EMOJI = ((0x2600, 0x27BF), (0x2B05, 0x2B07), (0x2B1B, 0x2B1C), (0x2B50, 0x2B55), (0xFE0F, 0xFE0F))
_CLASSES = {"L": LETTER, "N": DIGIT, "P": PUNCTUATION, "S": SYMBOL, "Z": SPACE, "C": CONTROL, "M": LETTER}


@cache
def classes() -> npt.NDArray[np.uint16]:
    """Return 65,536 class masks, by code point. White space is what ``str.isspace`` says it is."""
    table = np.zeros(0x10000, np.uint16)
    for code in range(0x10000):
        char = chr(code)
        category = unicodedata.category(char)
        mask = _CLASSES[category[0]]
        if category == "Lu":
            mask |= UPPER
        if char.isspace():
            mask = SPACE
        table[code] = mask
    for first, last in _UNSPACED:
        for code in range(first, last + 1):
            if unicodedata.category(chr(code))[0] == "L":
                table[code] |= UNSPACED
    for first, last in _EMOJI:
        table[first : last + 1] |= EMOJI
    return table


@cache
def lower() -> npt.NDArray[np.uint16]:
    """Return the lower case of each code point where that is one character of the same plane, else itself."""
    table = np.arange(0x10000, dtype=np.uint16)
    for code in range(0x10000):
        if not 0xD800 <= code < 0xE000:
            small = chr(code).lower()
            if len(small) == 1 and ord(small) < 0x10000:
                table[code] = ord(small)
    return table


@cache
def word_classes() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
    """Return per code point its classes (bits WORD, CAPITAL, NUMERIC, CONTINUOUS) and its lower case."""
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
    classes[np.flatnonzero(lower != np.arange(0x110000, dtype=np.uint32))] |= CAPITAL
    classes[0xD800:0xE000] = 0
    return classes, lower


def _characters() -> str:
    """Return all code points in order; surrogates cannot occur in UTF-8, a blank holds their place."""
    points = np.arange(0x110000, dtype="<u4")
    points[0xD800:0xE000] = 32
    return points.tobytes().decode("utf-32-le")
