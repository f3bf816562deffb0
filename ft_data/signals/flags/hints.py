# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Kernel that looks for cheap signs, so that the Python detectors run only on rows that can concern them."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

SUM, FENCE, LESS, AMPERSAND, BACKSLASH, SLOT, BRACE, WIDE, FEED, LINK, BLOB, SPACED, DIGITS, CODE = (
    1 << bit for bit in range(14)
)


@nb.njit(nogil=True, cache=True)
def _hex(byte: int) -> bool:
    return 48 <= byte <= 57 or 97 <= (byte | 0x20) <= 102


@nb.njit(nogil=True, cache=True)
def hints(data: Any, offsets: Any, limit: int, bits: Any, drawn: Any, tokens: Any) -> None:
    """Write per row the signs in its first ``limit`` bytes, the share of its lines that are drawn, and its
    tokens.

    A line is drawn when at least 60% of its visible characters are signs and at most 30% of all are
    letters, or
    when it has wide gaps and more signs than letters; rules and table borders without slashes do not count.
    """
    for row in range(len(offsets) - 1):
        start = offsets[row]
        end = min(offsets[row + 1], start + limit)
        found = 0
        token = singles = pairs = 0
        hexes = True
        signs = letters = visible = width = gaps = slashes = others = 0
        lines = art = codes = count = 0
        for i in range(start, end + 1):
            byte = np.int64(data[i]) if i < end else np.int64(10)
            if byte > 32:
                token += 1
                visible += 1
                width += 1
                if 97 <= (byte | 0x20) <= 122 or byte >= 128:
                    letters += 1
                    hexes = hexes and _hex(byte)
                    if byte >= 128:
                        found |= WIDE
                elif 48 <= byte <= 57:
                    found |= DIGITS
                else:
                    codes += (
                        byte == 40 or byte == 41 or byte == 59 or byte == 61 or byte == 123 or byte == 125
                        or byte == 91
                        or byte == 93 or byte == 60 or byte == 62 or byte == 42 or byte == 47 or byte == 64
                        or byte == 35
                    )  # fmt: skip
                    signs += 1
                    hexes = False
                    if byte == 47 or byte == 92:
                        slashes += 1
                        if byte == 92:
                            found |= BACKSLASH
                        elif i > start and data[i - 1] == 58:
                            found |= LINK
                    elif byte == 61:
                        k = i - 1
                        while k > start and data[k] == 32:
                            k -= 1
                        if k >= start and (48 <= data[k] <= 57 or data[k] == 41 or data[k] == 37):
                            found |= SUM
                    elif byte == 60:
                        found |= LESS | SLOT
                    elif byte == 38:
                        found |= AMPERSAND
                    elif byte == 96 or byte == 126:
                        if i + 2 < end and data[i + 1] == byte and data[i + 2] == byte:
                            found |= FENCE
                    elif byte == 123 or byte == 91:
                        found |= BRACE | SLOT
                    elif byte == 37:
                        found |= SLOT
                    elif byte == 95:
                        if i + 1 < end and data[i + 1] == 95:
                            found |= SLOT
                    elif (
                        byte == 46
                        and i - start >= 3
                        and data[i - 1] | 0x20 == 119
                        and data[i - 2] | 0x20 == 119
                    ):
                        found |= LINK
                    if not (
                        byte == 124
                        or byte == 58
                        or byte == 45
                        or byte == 61
                        or byte == 43
                        or byte == 42
                        or byte == 95
                        or byte == 35
                        or byte == 126
                    ):
                        others += 1
                continue
            # White space: a token ends, perhaps a line too.
            if token:
                count += 1
                if token >= 40:
                    found |= BLOB
                singles = singles + 1 if token == 1 else 0
                if singles >= 6:
                    found |= SPACED
                pairs = pairs + 1 if token == 2 and hexes else (pairs + 6 if token == 8 and hexes else 0)
                if pairs >= 16:
                    found |= BLOB
            elif byte == 32 and visible:
                gaps += 1
            token, hexes = 0, True
            if byte == 10:
                if i < end:
                    found |= FEED
                singles = 0
                if visible:
                    lines += 1
                    if visible >= 3 and (
                        (signs * 10 >= visible * 6 and letters * 10 <= width * 3)
                        or (gaps > 0 and signs > letters)
                    ):
                        art += others + letters > 0 or slashes > 0
                signs = letters = visible = width = gaps = slashes = others = 0
            else:
                width += 1
        if codes * 5 >= lines * 2 and codes > 0:
            found |= CODE
        bits[row] = found
        tokens[row] = count
        drawn[row] = art / lines if lines >= 3 else 0.0
