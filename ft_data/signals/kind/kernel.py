# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Kernel that counts the signs by which kinds of text differ: tokens, signs, lines and fences, no words of any language."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

NAMES = (
    "visible", "wide", "words", "word_chars", "odd_chars", "odd", "tokens", "numbers", "flags", "commands", "formulas",
    "sums", "lines", "code_lines", "fenced", "rows", "items", "speakers", "turns", "stops", "indented", "pipes", "fields",
    "headings", "doubles", "closed", "capitals", "returns", "named",
)  # fmt: skip
"""visible: characters other than white space. wide: those beyond ASCII. words, word_chars: tokens that are words, and their
letters. odd, odd_chars: tokens that no prose has (identifiers, paths, options, operators). numbers: tokens of digits.
flags: options such as -x. commands: backslash and letters. formulas: dollar signs and \\( \\[. sums: equals signs after a number.
lines, code_lines, rows (of a table), items, speakers, fields (`name: value`), headings, indented: kinds of lines.
turns: speakers other than the one before. returns: those who spoke before the last one. fenced: characters in code fences.
stops: ends of sentences. pipes: |, redirections and &&. doubles: $$. closed: lines that end as statements and blocks do.
capitals: words in capitals. named: odd tokens that are names joined by _ . or -."""
(
    VISIBLE, WIDE, WORDS, WORD_CHARS, ODD_CHARS, ODD, TOKENS, NUMBERS, FLAGS, COMMANDS, FORMULAS, SUMS, LINES, CODE_LINES,
    FENCED, ROWS, ITEMS, SPEAKERS, TURNS, STOPS, INDENTED, PIPES, FIELDS, HEADINGS, DOUBLES, CLOSED, CAPITALS, RETURNS, NAMED,
) = range(len(NAMES))  # fmt: skip


@nb.njit(nogil=True, cache=True, inline="always")
def _letter(byte: int) -> bool:
    return 97 <= (byte | 0x20) <= 122


@nb.njit(nogil=True, cache=True, inline="always")
def _digit(byte: int) -> bool:
    return 48 <= byte <= 57


@nb.njit(nogil=True, cache=True)
def _trim(data: Any, start: int, end: int) -> tuple[int, int]:
    """Return a token without the marks that prose and Markdown put around words."""
    while start < end and (
        data[start] == 42 or data[start] == 95 or data[start] == 34 or data[start] == 39 or data[start] == 40
        or data[start] == 96 or data[start] == 91 or data[start] == 35
    ):  # fmt: skip
        start += 1
    while end > start and (
        data[end - 1] == 42 or data[end - 1] == 95 or data[end - 1] == 34 or data[end - 1] == 39 or data[end - 1] == 41
        or data[end - 1] == 96 or data[end - 1] == 93 or data[end - 1] == 46 or data[end - 1] == 44 or data[end - 1] == 58
        or data[end - 1] == 59 or data[end - 1] == 33 or data[end - 1] == 63
    ):  # fmt: skip
        end -= 1
    return start, end


@nb.njit(nogil=True, cache=True)
def _odd(data: Any, start: int, end: int) -> bool:
    """Whether a trimmed token, which has a sign in it, is one that prose does not have."""
    slashes = 0
    for i in range(start, end):
        byte = data[i]
        before = data[i - 1] if i > start else 32
        after = data[i + 1] if i + 1 < end else 32
        if (
            byte == 123
            or byte == 125
            or byte == 61
            or byte == 124
            or byte == 60
            or byte == 62
            or byte == 94
            or byte == 126
        ):
            return True
        if byte == 95 or byte == 92:
            return True
        if byte == 36 and (_letter(after) or after == 123 or after == 40):
            return True
        if (
            (byte == 40 or byte == 91)
            and (_letter(before) or before == 95)
            and not (after == 115 and i + 2 < end and data[i + 2] == 41)
        ):
            return True  # f(x), a[i], but not item(s)
        if byte == 42 and i > start and i + 1 < end:
            return True
        if byte == 59 and _letter(after):
            return True
        if byte == 46 and _letter(before) and 97 <= after <= 122 and i - start >= 2 and end - i > 2:
            return True  # a.b, file.txt
        if byte == 58 and after == 58:
            return True
        if byte == 47:
            if i == start and end - start > 1:
                return True
            slashes += 1
    return slashes >= 2


@nb.njit(nogil=True, cache=True)
def _link(data: Any, start: int, end: int) -> bool:
    at = start
    while at < end - 2 and not (data[at] == 58 and data[at + 1] == 47 and data[at + 2] == 47):
        at += 1
    return at < end - 2


@nb.njit(nogil=True, cache=True)
def _flag(data: Any, start: int, end: int) -> bool:
    """Whether a token that starts with a hyphen is an option: -x, --long; not -f(x), -\\sqrt{x}."""
    named = end - start >= 2 and _letter(data[start + 1])
    if not named and not (end - start > 3 and data[start + 1] == 45 and _letter(data[start + 2])):
        return False
    at = start
    while at < end and data[at] != 92 and data[at] != 40:
        at += 1
    return at == end


@nb.njit(nogil=True, cache=True)
def _token(data: Any, start: int, end: int, f: Any) -> bool:
    """Count one token; return whether it is odd."""
    first, last = _trim(data, start, end)
    size = last - first
    if size == 0:
        return False  # quotes, dashes, bullets
    stop = end
    while (
        (stop > start and data[stop - 1] != 96 and data[stop - 1] < 48)
        or data[stop - 1] == 58
        or data[stop - 1] == 63
    ):
        stop -= 1
    if data[start] == 96 and stop > start + 1 and data[stop - 1] == 96:
        f[WORDS] += 1  # a name in code marks is a word of the sentence it stands in
        f[WORD_CHARS] += size
        return False
    letters = digits = wide = signs = upper = 0
    for i in range(first, last):
        byte = data[i]
        if 97 <= byte <= 122:
            letters += 1
        elif 65 <= byte <= 90:
            letters += 1
            upper += 1
        elif _digit(byte):
            digits += 1
        elif byte >= 128:
            wide += byte & 0xC0 != 0x80
        elif byte != 39 and byte != 45 and byte != 44 and byte != 37:
            signs += 1
    if signs == 0 and letters + wide > 0 and data[first] != 45:
        f[WORDS] += 1
        f[CAPITALS] += upper == size and size >= 2
        f[WORD_CHARS] += letters + wide
        return False
    if _link(data, first, last):
        return False
    if data[start] == 45 and start == first and wide == 0 and _flag(data, start, end):
        f[FLAGS] += 1
        f[ODD] += 1
        f[ODD_CHARS] += size
        return True
    if letters + digits + wide == 0:
        sign = data[first]
        # Operators of code and shell; a dash, a bullet or a plus and an ampersand between words are prose.
        if sign == 45 or (sign == 38 and size == 1) or sign == 43 or sign == 47 or sign == 37:
            return False
        f[ODD] += 1
        f[ODD_CHARS] += size
        return True
    if signs > 0 and _odd(data, first, last):
        joints = 0
        for i in range(first, last):
            joints += data[i] == 95 or data[i] == 46
        f[NAMED] += joints == signs
        f[ODD] += 1
        f[ODD_CHARS] += letters + digits + signs
        f[WORD_CHARS] += wide
        return True
    if letters + wide == 0:
        f[NUMBERS] += 1
    else:
        f[WORDS] += 1
        f[WORD_CHARS] += letters + wide
    return False


@nb.njit(nogil=True, cache=True)
def _speaker(data: Any, start: int, end: int) -> tuple[int, int]:
    """Return where the name before a colon ends at the start of a line, -1 without one, and a number for the name."""
    key, i = 7, start
    blanks = 0
    while i < end and i - start < 40:
        byte = data[i]
        if byte == 58:
            if i == start or (i + 1 < end and data[i + 1] > 32 and data[i + 1] != 42):
                return -1, 0
            return i, key
        if byte == 0xEF and i + 2 < end and data[i + 1] == 0xBC and data[i + 2] == 0x9A:
            return i, key
        if byte == 32:
            blanks += 1
        if (
            blanks > 3
            or byte == 46
            or byte == 44
            or byte == 40
            or byte == 34
            or byte == 123
            or byte == 61
            or byte == 60
        ):
            return -1, 0
        key = (key * 31 + byte) & 0xFFFFFF
        i += 1
    return -1, 0


@nb.njit(nogil=True, cache=True)
def features(data: Any, offsets: Any, limit: int, out: Any) -> None:
    """Fill ``out`` (one line per name of NAMES, one column per row) from the first ``limit`` bytes of each row."""
    f = np.zeros(len(NAMES), np.float32)
    for row in range(len(offsets) - 1):
        f[:] = 0.0
        start, end = offsets[row], min(offsets[row + 1], offsets[row] + limit)
        i, fence, speaker, other, visible = start, False, 0, 0, 0
        while i < end:
            # One line.
            stop = i
            while stop < end and data[stop] != 10:
                stop += 1
            first, last = i, stop
            while first < last and data[first] <= 32:
                first += 1
            while last > first and data[last - 1] <= 32:
                last -= 1
            if first == last:
                i = stop + 1
                continue
            ticks = (
                first + 2 < last
                and (data[first] == 96 or data[first] == 126)
                and data[first] == data[first + 1] == data[first + 2]
            )
            if ticks:
                # A fence that opens and closes on one line is a piece of code in the text.
                closes = last - first > 6 and data[last - 1] == data[first] and data[last - 2] == data[first]
                fence = fence if closes else not fence
                i = stop + 1
                continue
            if fence:
                for k in range(first, last):
                    f[FENCED] += data[k] > 32
                i = stop + 1
                continue
            f[LINES] += 1
            f[INDENTED] += first - i >= 2 or data[i] == 9
            pipes = tabs = signs = 0
            assigns = False
            token, tokens, odd = -1, 0, 0
            letters = upper = mixed = 0
            for k in range(first, last + 1):
                byte = data[k] if k < last else 32
                if 97 <= (byte | 0x20) <= 122:
                    letters += 1
                    upper += byte < 97
                    if token < 0:
                        token = k
                    continue
                if byte <= 32:
                    tabs += byte == 9
                    if token >= 0:
                        tokens += 1
                        visible += letters
                        if mixed:
                            odd += _token(data, token, k, f)
                        else:
                            # Letters alone are a word.
                            f[WORDS] += 1
                            f[WORD_CHARS] += letters
                            f[CAPITALS] += upper == letters and letters >= 2
                        token = -1
                        letters = upper = mixed = 0
                    continue
                mixed += 1
                if token < 0:
                    token = k
                if byte >= 128:
                    if byte & 0xC0 != 0x80:
                        visible += 1
                        f[WIDE] += 1
                        # The full stops of scripts without spaces.
                        if (
                            byte == 0xE3 and k + 2 < last and data[k + 1] == 0x80 and data[k + 2] == 0x82
                        ) or (
                            byte == 0xEF
                            and k + 2 < last
                            and data[k + 1] == 0xBC
                            and (data[k + 2] == 0x81 or data[k + 2] == 0x9F or data[k + 2] == 0x8E)
                        ):
                            f[STOPS] += 1
                    continue
                visible += 1
                if _digit(byte):
                    continue
                after = data[k + 1] if k + 1 < last else 32
                before = data[k - 1] if k > first else 32
                if byte == 92:
                    if _letter(after) and k + 2 < last and (_letter(data[k + 2]) or data[k + 2] == 123):
                        f[COMMANDS] += 1
                    elif after == 40 or after == 91:
                        f[FORMULAS] += 2
                elif byte == 36:
                    f[FORMULAS] += not _digit(after) or before == 36
                    f[DOUBLES] += before == 36
                elif byte == 124:
                    pipes += 1
                    f[PIPES] += 1
                elif byte == 38:
                    f[PIPES] += after == 38
                elif byte == 62:
                    f[PIPES] += before == 32 and (after == 32 or after == 47 or _letter(after))
                elif byte == 61:
                    a = k - 1
                    while a > first and data[a] == 32:
                        a -= 1
                    near = a >= first and (_digit(data[a]) or data[a] == 37)
                    f[SUMS] += near and after != 61
                    assigns = True
                elif (
                    (byte == 46 or byte == 33 or byte == 63)
                    and after == 32
                    and (_letter(before) or before >= 128 or before == 41 or before == 34)
                ):
                    # The stop of an initial ("A. Poe") ends no sentence.
                    initial = byte == 46 and _letter(before) and (k - 2 < first or data[k - 2] == 32)
                    f[STOPS] += not initial
                if (
                    byte == 40
                    or byte == 41
                    or byte == 123
                    or byte == 125
                    or byte == 59
                    or byte == 61
                    or byte == 91
                    or byte == 93
                ):
                    signs += 1
            f[TOKENS] += tokens
            tail, head = data[last - 1], data[first]
            f[ROWS] += pipes >= 2 or tabs >= 1
            item = (head == 45 or head == 42 or head == 43) and first + 1 < last and data[first + 1] == 32
            k = first
            while k < last and k - first < 3 and _digit(data[k]):
                k += 1
            item = item or (
                k > first
                and k < last
                and (data[k] == 46 or data[k] == 41)
                and (k + 1 == last or data[k + 1] <= 32 or data[k + 1] >= 128 or _letter(data[k + 1]))
            )
            f[ITEMS] += item
            f[HEADINGS] += (
                head == 35 and (data[first + 1] == 35 or data[first + 1] == 32) if first + 1 < last else 0
            )
            named, key = _speaker(data, first, last)
            if named >= 0 and not item:
                f[FIELDS] += 1
                f[SPEAKERS] += last - named > 2
                f[TURNS] += key != speaker
                f[RETURNS] += key == other and key != speaker
                if key != speaker:
                    other = speaker
                speaker = key
            code = tail == 59 or tail == 123 or tail == 125
            f[CLOSED] += code
            code = code or (assigns and signs >= tokens and tokens > 1)
            code = code or (signs >= 2 and odd * 3 >= tokens)
            code = code or (assigns and odd * 3 >= tokens and tokens <= 12)
            code = code or (first - i >= 2 and odd * 2 >= tokens and tokens > 0)
            code = code or (tail == 58 and 97 <= head <= 122 and signs >= 1 and tokens <= 12)
            code = code or (head == 64 and tokens == 1)
            f[CODE_LINES] += code
            i = stop + 1
        f[VISIBLE] = visible
        out[:, row] = f
