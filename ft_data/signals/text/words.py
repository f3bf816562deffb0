# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Split a text into words: the arrays that the word, repetition and readability measures share."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from ft_data.text.scan import SEED, class_of, decode, mix, spell
from ft_data.text.unicode import DIGIT, LETTER, SPACE, UNSPACED

MAX_WORDS = 1 << 15  # words of one row that repetition, diversity and readability look at


@nb.njit(nogil=True, cache=True)
def stop_word(data: Any, i: int, j: int) -> int:
    """Return which of Gopher's eight stop words the bytes i..j are, as a bit, or 0."""
    n = j - i
    a = data[i]
    if n == 2:
        b = data[i + 1]
        if a == 98 and b == 101:
            return 2  # be
        if a == 116 and b == 111:
            return 4  # to
        if a == 111 and b == 102:
            return 8  # of
    elif n == 3:
        b, c = data[i + 1], data[i + 2]
        if a == 116 and b == 104 and c == 101:
            return 1  # the
        if a == 97 and b == 110 and c == 100:
            return 16  # and
    elif n == 4:
        b, c, d = data[i + 1], data[i + 2], data[i + 3]
        if a == 116 and b == 104 and c == 97 and d == 116:
            return 32  # that
        if a == 104 and b == 97 and c == 118 and d == 101:
            return 64  # have
        if a == 119 and b == 105 and c == 116 and d == 104:
            return 128  # with
    return 0


@nb.njit(nogil=True, cache=True)
def _abbreviation(data: Any, i: int, j: int) -> bool:
    """Whether the word i..j (without its final full stop) never ends a sentence: an initial, a title, e.g."""
    while i < j and (data[i] == 40 or data[i] == 34 or data[i] == 39 or data[i] == 91):
        i += 1
    n = j - i
    if n <= 0:
        return False
    a = data[i]
    if n == 1:
        return 65 <= a <= 90 and a != 73
    b = data[i + 1] | 0x20
    a |= 0x20
    if n == 2:
        # Mr. Dr. St. vs. No. Jr. Sr. Ms. cf. al. pp. eq.
        return (
            (a == 109 and (b == 114 or b == 115))
            or (a == 100 and b == 114)
            or (a == 115 and (b == 116 or b == 114))
            or (a == 118 and b == 115)
            or (a == 106 and b == 114)
            or (a == 99 and b == 102)
            or (a == 112 and b == 112)
        )
    if n == 3:
        c = data[i + 2] | 0x20
        # e.g. i.e. Mrs. fig.
        return (
            (a == 101 and data[i + 1] == 46 and c == 103)
            or (a == 105 and data[i + 1] == 46 and c == 101)
            or (a == 109 and b == 114 and c == 115)
            or (a == 102 and b == 105 and c == 103)
        )
    if n == 4:
        c, d = data[i + 2] | 0x20, data[i + 3] | 0x20
        return a == 112 and b == 114 and c == 111 and d == 102  # prof
    return False


@nb.njit(nogil=True, cache=True)
def _syllable_bit(code: int) -> int:
    """Return 1 for a vowel letter of English, 0 for another letter."""
    low = code | 0x20
    return int(low == 97 or low == 101 or low == 105 or low == 111 or low == 117 or low == 121)


@nb.njit(nogil=True, cache=True)
def split(
    data: Any,
    start: int,
    end: int,
    classes: Any,
    lower: Any,
    exact: Any,
    folded: Any,
    size: Any,
    syllables: Any,
    letters: Any,
    totals: Any,
) -> int:
    """Fill the per-word arrays for one row and return how many words they hold (at most MAX_WORDS).

    A token is a run of characters that are not white space; a character of a script without spaces is a token
    of its own. Per token: `exact` hash, `folded` hash (lower case, outer punctuation off; 0 without a
    letter or
    digit), `size` in characters, `syllables` (0 unless it has ASCII letters) and `letters` (letters and
    digits).
    `totals`: 0 tokens, 1 words (with a letter or digit), 2 characters of words, 3 longest, 4 tokens with a
    letter, 5 stop-word bits, 6 hash signs, 7 ellipses, 8 sentences, 9 line feeds.
    """
    totals[:] = 0
    count, i = 0, start
    pending = False  # a word has come since the last sentence end
    while i < end:
        code, j = decode(data, i)
        kind = class_of(code, classes)
        if kind & SPACE:
            if code == 10:
                totals[9] += 1
                if j < end and data[j] == 10 and pending:
                    totals[8] += 1
                    pending = False
            i = j
            continue
        token = i
        h = f = f_end = SEED
        length = alnum = alpha = syllable = vowel = 0
        previous = last = np.int64(0)
        dots = 0
        stop_at = 0  # where a sentence-ending mark stands
        while True:
            h = spell(h, code)
            length += 1
            low = code
            if code < 128:
                if 65 <= code <= 90:
                    low = code | 0x20
            elif code < 0x10000:
                low = np.int64(lower[code])
            if kind & (LETTER | DIGIT):
                alnum += 1
                f = spell(f, low)
                f_end = f
                alpha += (kind & LETTER) != 0
                if code < 128 and kind & LETTER:
                    bit = _syllable_bit(code)
                    syllable += bit & (1 - vowel)
                    vowel = bit
                    previous, last = last, low
                else:
                    vowel = 0
                stop_at = 0
            else:
                vowel = 0
                if alnum:
                    f = spell(f, low)
                if code == 35:
                    totals[6] += 1
                if code == 0x2026:
                    totals[7] += 1
                if code == 46:
                    dots += 1
                    if dots == 3:
                        totals[7] += 1
                        dots = 0
                if (
                    code == 46
                    or code == 33
                    or code == 63
                    or code == 0x2026
                    or code == 0x3002
                    or code == 0xFF01
                    or code == 0xFF1F
                ):
                    if stop_at == 0:
                        stop_at = i
                elif not (
                    code == 34
                    or code == 39
                    or code == 41
                    or code == 93
                    or code == 0x201D
                    or code == 0x2019
                    or code == 42
                ):
                    stop_at = 0
            if code != 46:
                dots = 0
            i = j
            if i >= end:
                break
            unspaced = (kind & UNSPACED) != 0
            code, j = decode(data, i)
            kind = class_of(code, classes)
            if kind & SPACE or kind & UNSPACED or (unspaced and kind & LETTER):
                break
        totals[0] += 1
        if alnum:
            totals[1] += 1
            totals[2] += length
            totals[3] = max(totals[3], length)
            totals[5] |= stop_word(data, token, i)
            pending = True
        totals[4] += alpha > 0
        if stop_at > token or (stop_at and alnum == 0):
            single = data[stop_at] == 46 and _abbreviation(data, token, stop_at)
            number = (
                data[stop_at] == 46 and alpha == 0 and stop_at - token <= 3 and i - stop_at == 1 and alnum > 0
            )
            after = i
            while after < end and data[after] == 32:
                after += 1
            goes_on = after < end and 97 <= data[after] <= 122 and data[stop_at] == 46
            listed = number and (token == start or data[token - 1] == 10)
            if pending and not single and not goes_on and not listed:
                totals[8] += 1
                pending = False
        if count < MAX_WORDS:
            # A final e is silent (make), unless it follows a consonant and l (table) or is the only vowel
            # (the).
            if syllable > 1 and last == 101 and not _syllable_bit(previous) and previous != 108:
                syllable -= 1
            exact[count] = mix(h, length)
            folded[count] = mix(f_end, 1) if alnum else np.uint64(0)
            size[count] = length
            syllables[count] = max(syllable, 1) if previous or last else 0
            letters[count] = alnum
            count += 1
    if pending:
        totals[8] += 1
    return count
