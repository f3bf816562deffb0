# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Kernel that looks for cheap signs, so that the Python detectors run only on rows that can concern them."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

(
    SUM, FENCE, LESS, AMPERSAND, ESCAPE, SLOT, WIDE, FEED, LINK, BLOB, CODE, HASHES, QUOTE, READABLE, SIGNS,
    ITEMS, OPEN_END, ODD_STOP, QUESTION, DIGIT_END, CALL,
) = (1 << bit for bit in range(21))  # fmt: skip
"""SUM: an equals sign after a number. FENCE: a code fence. LESS, AMPERSAND: those signs. ESCAPE: a spelt-out line break or
quote. SLOT: what may open a slot to fill. WIDE: beyond ASCII. FEED: a line break. LINK: `://`, `www.`. BLOB: 40 characters
without a blank, or rows of hex. CODE: at least 40% of the lines
may be code, and 2 signs of code in 5 lines; or a fence. HASHES:
`####`. QUOTE: an opening quote or code mark. READABLE: a letter or digit, or something beyond ASCII. SIGNS: signs of code.
ITEMS: two numbered lines. OPEN_END: no full stop or the like at the end. ODD_STOP: a full stop there, after a digit, a stop
or a short word. QUESTION: a question mark there. DIGIT_END: a digit in the last word.
CALL: a name and an opening bracket come first."""


@nb.njit(nogil=True, cache=True)
def _hex(byte: int) -> bool:
    return 48 <= byte <= 57 or 97 <= (byte | 0x20) <= 102


@nb.njit(nogil=True, cache=True)
def _letter(byte: int) -> bool:
    return 97 <= (byte | 0x20) <= 122


@nb.njit(nogil=True, cache=True)
def _word(byte: int) -> bool:
    return 97 <= (byte | 0x20) <= 122 or 48 <= byte <= 57 or byte == 95 or byte >= 128


@nb.njit(nogil=True, cache=True)
def _sign(data: Any, i: int, start: int, end: int) -> int:
    """Return what an ASCII character that is no letter, digit or white space is a sign of."""
    byte = data[i]
    before = np.int64(data[i - 1]) if i > start else np.int64(10)
    after = np.int64(data[i + 1]) if i + 1 < end else np.int64(10)
    if byte == 92:
        return ESCAPE if after == 110 or after == 34 or after == 117 or after == 120 or after == 114 else 0
    if byte == 47:
        return LINK if before == 58 else 0
    if byte == 46:
        return LINK if i - start >= 3 and before | 0x20 == 119 and data[i - 2] | 0x20 == 119 else 0
    if byte == 61:
        k = i - 1
        while k > start and data[k] == 32:
            k -= 1
        return (
            SIGNS | SUM if k >= start and (48 <= data[k] <= 57 or data[k] == 41 or data[k] == 37) else SIGNS
        )
    if byte == 60:
        return LESS | SIGNS | SLOT
    if byte == 38:
        return AMPERSAND if after == 35 or _letter(after) else 0
    if byte == 96 or byte == 126:
        fence = FENCE if i + 2 < end and after == byte and data[i + 2] == byte else 0
        return fence | QUOTE | SIGNS if byte == 96 else fence
    if byte == 123 or byte == 91:
        # In formulas and code a brace follows a word; a slot does not. Slots in square brackets are found by their words.
        if byte == 91:
            capitals = (
                65 <= after <= 90
                and i + 2 < end
                and (65 <= data[i + 2] <= 90 or data[i + 2] == 95 or data[i + 2] == 32)
            )
            return SIGNS | SLOT if capitals else SIGNS
        tight = _word(before) or before == 92 or before == 125 or before == 93 or before == 94 or before == 41
        named = _letter(after) or after == 95 or after == 123 or after == 32
        return SIGNS | SLOT if named and not tight else SIGNS
    if byte == 95:
        return SLOT if after == 95 else 0
    if byte == 37:
        return SLOT if _letter(after) or after == 95 else 0
    if byte == 35:
        four = i + 3 < end and after == 35 and data[i + 2] == 35 and data[i + 3] == 35
        return SIGNS | HASHES if four else SIGNS
    if byte == 34:
        return QUOTE
    if byte == 39:
        return QUOTE if not _word(before) else 0
    if byte == 40 or byte == 41 or byte == 125 or byte == 93 or byte == 62 or byte == 59 or byte == 36:
        return SIGNS
    return 0


@nb.njit(nogil=True, cache=True)
def _ending(data: Any, start: int, end: int) -> int:
    """Return how a text ends."""
    at = end - 1
    while at >= start and data[at] <= 32:
        at -= 1
    if at < start:
        return 0
    last = data[at]
    found = 0
    if last == 63:
        found = QUESTION
    elif last == 46:
        # 1. and e.g. and ... are no ends of sentences; a capital or a short word before the stop may be short for one.
        before = data[at - 1] if at > start else np.uint8(10)
        short = at - 4 < start or not (
            _letter(data[at - 2]) and _letter(data[at - 3]) and _letter(data[at - 4])
        )
        if before < 65 or short:
            found = ODD_STOP
    elif last != 33:
        found = OPEN_END
    k = at
    while k > start and (data[k] <= 32 or data[k] == 63 or data[k] == 61 or data[k] == 46):
        k -= 1
    for i in range(max(start, k - 10), k + 1):
        if 48 <= data[i] <= 57:
            found |= DIGIT_END
    return found


@nb.njit(nogil=True, cache=True)
def _opening(data: Any, start: int, end: int) -> tuple[int, int, int]:
    """Return the sign CALL or 0, the first 7 visible bytes as one number, and so the first 7 letters of the first word,
    in lower case (-1 when something beyond ASCII comes first)."""
    i = start
    while i < end and data[i] <= 32:
        i += 1
    head = word = 0
    for k in range(i, min(end, i + 7)):
        head |= np.int64(data[k]) << (8 * (k - i))
    k = i
    while k < end and data[k] < 128 and _word(data[k]):
        k += 1
    call = k > i and k < end and data[k] == 40 and (97 <= data[i] <= 122 or data[i] == 95)
    while i < end and not _word(data[i]):
        i += 1
    if i < end and data[i] >= 128:
        return CALL if call else 0, head, -1
    k = i
    while k < min(end, i + 7) and _letter(data[k]):
        word |= np.int64(data[k] | 0x20) << (8 * (k - i))
        k += 1
    return CALL if call else 0, head, word


@nb.njit(nogil=True, cache=True)
def _item(data: Any, start: int, end: int) -> bool:
    """Whether a line opens with a number and a full stop or bracket, as an item does."""
    i = start
    while i < end and i - start < 8 and (data[i] == 32 or data[i] == 9 or data[i] == 42 or data[i] == 35):
        i += 1
    first = i
    while i < end and i - first < 3 and 48 <= data[i] <= 57:
        i += 1
    return i > first and i < end and (data[i] == 46 or data[i] == 41)


@nb.njit(nogil=True, cache=True)
def _may_be_code(data: Any, start: int, end: int, assigns: bool) -> bool:
    """Whether a line, from its first to after its last visible character, may look like one of a program."""
    first, last = data[start], data[end - 1]
    if last == 59 or last == 123 or last == 125 or last == 41 or last == 93 or assigns:
        return True
    if 97 <= first <= 122 or first == 95 or first == 35 or first == 47 or first == 60 or first == 64:
        return True
    return 65 <= first <= 90 and end - start > 1 and 65 <= data[start + 1] <= 90


@nb.njit(nogil=True, cache=True)
def _code_sign(byte: int) -> bool:
    return (
        byte == 40 or byte == 41 or byte == 59 or byte == 61 or byte == 123 or byte == 125 or byte == 91 or byte == 93
        or byte == 60 or byte == 62 or byte == 42 or byte == 47 or byte == 64 or byte == 35
    )  # fmt: skip


@nb.njit(nogil=True, cache=True)
def hints(
    data: Any, offsets: Any, limit: int, bits: Any, drawn: Any, tokens: Any, heads: Any, words: Any
) -> None:
    """Write per row the signs in its first ``limit`` bytes, the share of its lines that are drawn, its tokens and its
    first visible bytes and letters, as `_opening` returns them.

    A line is drawn when at least 60% of its visible characters are signs and at most 30% of all are letters, or when it
    has wide gaps and more signs than letters; rules and table borders without slashes do not count.
    """
    for row in range(len(offsets) - 1):
        start = offsets[row]
        end = min(offsets[row + 1], start + limit)
        found = 0
        token = pairs = 0
        hexes = True
        signs = letters = visible = width = gaps = slashes = others = 0
        lines = art = codes = used = count = items = 0
        first = last = start
        assigns = False
        for i in range(start, end + 1):
            byte = np.int64(data[i]) if i < end else np.int64(10)
            if byte > 32:
                if visible == 0:
                    first = i
                last = i
                token += 1
                visible += 1
                width += 1
                if 97 <= (byte | 0x20) <= 122 or byte >= 128:
                    letters += 1
                    hexes = hexes and _hex(byte)
                    if byte >= 128:
                        found |= WIDE | READABLE
                        if byte == 0xE2 and i + 2 < end and data[i + 1] == 0x80 and data[i + 2] == 0x9C:
                            found |= QUOTE
                    else:
                        found |= READABLE
                elif 48 <= byte <= 57:
                    found |= READABLE
                else:
                    found |= _sign(data, i, start, end)
                    signs += 1
                    used += _code_sign(byte)
                    hexes = False
                    if byte == 47 or byte == 92:
                        slashes += 1
                    elif byte == 61 or (byte == 62 and i > start and data[i - 1] == 45):
                        assigns = True
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
                pairs = pairs + 1 if token == 2 and hexes else (pairs + 6 if token == 8 and hexes else 0)
                if pairs >= 16:
                    found |= BLOB
            elif byte == 32 and visible:
                gaps += 1
            token, hexes = 0, True
            if byte == 10:
                if i < end:
                    found |= FEED
                if visible:
                    lines += 1
                    codes += _may_be_code(data, first, last + 1, assigns)
                    items += _item(data, first, last + 1)
                    if visible >= 3 and (
                        (signs * 10 >= visible * 6 and letters * 10 <= width * 3)
                        or (gaps > 0 and signs > letters)
                    ):
                        art += others + letters > 0 or slashes > 0
                signs = letters = visible = width = gaps = slashes = others = 0
                assigns = False
            else:
                width += 1
        if (codes * 5 >= lines * 2 and used * 5 >= lines * 2 and used > 0) or found & FENCE:
            found |= CODE
        if items >= 2:
            found |= ITEMS
        opens, heads[row], words[row] = _opening(data, start, end)
        bits[row] = found | opens | _ending(data, start, end)
        tokens[row] = count
        drawn[row] = art / lines if lines >= 3 else 0.0
