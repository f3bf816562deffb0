# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Kernel that looks for cheap signs, so that the Python detectors run only on rows that can concern them."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from ft_data.text import ascii as ch
from ft_data.text.ascii import among, capital, digit, hexadecimal, letter

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

_W = ord("w")
_ESCAPED = among('n"uxr')  # what is spelt after a backslash
_JOINS = among("_ ")
_OPENS_SLOT, _TIGHT = among("_{ "), among("\\}]^)")  # after a brace, before one
_OTHER_SIGNS = among("()}]>;$")
_AFTER_END, _BEFORE_ITEM = among("?=."), among(" \t*#")
_CODE_SIGNS, _ENDS_CODE, _OPENS_CODE = among("();={}[]<>*/@#"), among(";{})]"), among("_#/<@")
_RULES = among("|:-=+*_#~")  # what rules and table borders are drawn with


@nb.njit(nogil=True, cache=True)
def _word(byte: int) -> bool:
    return letter(byte) or digit(byte) or byte == ch.UNDERSCORE or byte >= 128


@nb.njit(nogil=True, cache=True)
def _sign(data: Any, i: int, start: int, end: int) -> int:
    """Return what an ASCII character that is no letter, digit or white space is a sign of."""
    byte = data[i]
    before = np.int64(data[i - 1]) if i > start else np.int64(ch.LINE_FEED)
    after = np.int64(data[i + 1]) if i + 1 < end else np.int64(ch.LINE_FEED)
    if byte == ch.BACKSLASH:
        return ESCAPE if _ESCAPED[after] else 0
    if byte == ch.SLASH:
        return LINK if before == ch.COLON else 0
    if byte == ch.STOP:
        return LINK if i - start >= 3 and before | 0x20 == _W and data[i - 2] | 0x20 == _W else 0
    if byte == ch.EQUALS:
        k = i - 1
        while k > start and data[k] == ch.BLANK:
            k -= 1
        amount = k >= start and (digit(data[k]) or data[k] == ch.CLOSING or data[k] == ch.PERCENT)
        return SIGNS | SUM if amount else SIGNS
    if byte == ch.LESS:
        return LESS | SIGNS | SLOT
    if byte == ch.AMPERSAND:
        return AMPERSAND if after == ch.HASH or letter(after) else 0
    if byte == ch.BACKTICK or byte == ch.TILDE:
        fence = FENCE if i + 2 < end and after == byte and data[i + 2] == byte else 0
        return fence | QUOTE | SIGNS if byte == ch.BACKTICK else fence
    if byte == ch.OPENING_SQUARE:
        # In formulas and code a brace follows a word; a slot does not. Slots in square brackets are found by their words.
        named = capital(after) and i + 2 < end and (capital(data[i + 2]) or _JOINS[data[i + 2]])
        return SIGNS | SLOT if named else SIGNS
    if byte == ch.OPENING_BRACE:
        # Names of programs are ASCII: words of other letters in braces are no part of one.
        named = after >= 128 or (
            (letter(after) or _OPENS_SLOT[after]) and not (_word(before) or _TIGHT[before])
        )
        return SIGNS | SLOT if named else SIGNS
    if byte == ch.UNDERSCORE:
        return SLOT if after == ch.UNDERSCORE else 0
    if byte == ch.PERCENT:
        return SLOT if letter(after) or after == ch.UNDERSCORE else 0
    if byte == ch.HASH:
        four = i + 3 < end and after == ch.HASH and data[i + 2] == ch.HASH and data[i + 3] == ch.HASH
        return SIGNS | HASHES if four else SIGNS
    if byte == ch.QUOTE:
        return QUOTE
    if byte == ch.APOSTROPHE:
        return QUOTE if not _word(before) else 0
    return SIGNS if _OTHER_SIGNS[byte] else 0


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
    if last == ch.QUESTION:
        found = QUESTION
    elif last == ch.STOP:
        # 1. and e.g. and ... are no ends of sentences; a capital or a short word before the stop may be short for one.
        before = data[at - 1] if at > start else np.uint8(ch.LINE_FEED)
        short = at - 4 < start or not (letter(data[at - 2]) and letter(data[at - 3]) and letter(data[at - 4]))
        if before < 65 or short:
            found = ODD_STOP
    elif last != ch.EXCLAMATION:
        found = OPEN_END
    k = at
    while k > start and (data[k] <= ch.BLANK or _AFTER_END[data[k]]):
        k -= 1
    for i in range(max(start, k - 10), k + 1):
        if digit(data[i]):
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
    call = k > i and k < end and data[k] == ch.OPENING and (97 <= data[i] <= 122 or data[i] == ch.UNDERSCORE)
    while i < end and not _word(data[i]):
        i += 1
    if i < end and data[i] >= 128:
        return CALL if call else 0, head, -1
    k = i
    while k < min(end, i + 7) and letter(data[k]):
        word |= np.int64(data[k] | 0x20) << (8 * (k - i))
        k += 1
    return CALL if call else 0, head, word


@nb.njit(nogil=True, cache=True)
def _item(data: Any, start: int, end: int) -> bool:
    """Whether a line opens with a number and a full stop or bracket, as an item does."""
    i = start
    while i < end and i - start < 8 and _BEFORE_ITEM[data[i]]:
        i += 1
    first = i
    while i < end and i - first < 3 and digit(data[i]):
        i += 1
    return i > first and i < end and (data[i] == ch.STOP or data[i] == ch.CLOSING)


@nb.njit(nogil=True, cache=True)
def _may_be_code(data: Any, start: int, end: int, assigns: bool) -> bool:
    """Whether a line, from its first to after its last visible character, may look like one of a program."""
    first, last = data[start], data[end - 1]
    if _ENDS_CODE[last] or assigns or 97 <= first <= 122 or _OPENS_CODE[first]:
        return True
    return capital(first) and end - start > 1 and capital(data[start + 1])


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
            byte = np.int64(data[i]) if i < end else np.int64(ch.LINE_FEED)
            if byte > ch.BLANK:
                if visible == 0:
                    first = i
                last = i
                token += 1
                visible += 1
                width += 1
                if letter(byte) or byte >= 128:
                    letters += 1
                    hexes = hexes and hexadecimal(byte)
                    if byte >= 128:
                        found |= WIDE | READABLE
                        if byte == 0xE2 and i + 2 < end and data[i + 1] == 0x80 and data[i + 2] == 0x9C:
                            found |= QUOTE
                    else:
                        found |= READABLE
                elif digit(byte):
                    found |= READABLE
                else:
                    found |= _sign(data, i, start, end)
                    signs += 1
                    used += _CODE_SIGNS[byte]
                    hexes = False
                    if byte == ch.SLASH or byte == ch.BACKSLASH:
                        slashes += 1
                    elif byte == ch.EQUALS or (byte == ch.GREATER and i > start and data[i - 1] == ch.HYPHEN):
                        assigns = True
                    if not _RULES[byte]:
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
            elif byte == ch.BLANK and visible:
                gaps += 1
            token, hexes = 0, True
            if byte == ch.LINE_FEED:
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
