# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Kernels of language identification: take a sample of the prose, walk py3langid's automaton, score
languages."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from ft_data.text.scan import class_of, decode
from ft_data.text.unicode import LETTER, UPPER

SAMPLE = 384  # bytes of prose that identification looks at
GLANCES = (48, 128)  # bytes after which it stops when the language is beyond doubt
BEYOND_DOUBT = 0.995
_HOPELESS = -24.0  # logarithm of a chance, against that of the likeliest, that is not added up
REACH = 8192  # bytes of a text that the sample is taken from
SCRIPTS = (
    "Latin",
    "Greek",
    "Cyrillic",
    "Hebrew",
    "Arabic",
    "Devanagari",
    "Bengali",
    "Thai",
    "Hangul",
    "Kana",
    "Han",
    "other",
)


@nb.njit(nogil=True, cache=True)
def script(code: int) -> int:
    """Return the index in SCRIPTS of a letter."""
    if code < 0x370 or 0x1D00 <= code < 0x1DC0 or 0x1E00 <= code < 0x1F00 or 0xFF21 <= code <= 0xFF5A:
        return 0
    # Letters as symbols: superscripts, double-struck and bold ones; ligatures; the rest of the Latin alphabets.
    if (
        0x2070 <= code < 0x2190
        or 0x2C60 <= code < 0x2C80
        or 0xA720 <= code < 0xA800
        or 0xAB30 <= code < 0xAB70
        or 0xFB00 <= code < 0xFB07
        or 0x1D400 <= code < 0x1D800
    ):
        return 0
    if 0x370 <= code < 0x400 or 0x1F00 <= code < 0x2000:
        return 1
    if 0x400 <= code < 0x530:
        return 2
    if 0x590 <= code < 0x600:
        return 3
    if 0x600 <= code < 0x780 or 0x8A0 <= code < 0x900 or 0xFB50 <= code < 0xFE00 or 0xFE70 <= code < 0xFF00:
        return 4
    if 0x900 <= code < 0x980:
        return 5
    if 0x980 <= code < 0xA00:
        return 6
    if 0xE00 <= code < 0xE80:
        return 7
    if 0xAC00 <= code < 0xD7B0 or 0x1100 <= code < 0x1200 or 0x3130 <= code < 0x3190:
        return 8
    if 0x3040 <= code < 0x3100 or 0x31F0 <= code < 0x3200 or 0xFF66 <= code < 0xFFA0:
        return 9
    if (
        0x2E80 <= code < 0x2FE0
        or 0x3400 <= code < 0x4DC0
        or 0x4E00 <= code < 0xA000
        or 0xF900 <= code < 0xFB00
        or code >= 0x20000
    ):
        return 10
    return 11


@nb.njit(nogil=True, cache=True)
def _count(data: Any, start: int, end: int, classes: Any, scripts: Any) -> None:
    """Count the letters beyond ASCII of a token that is no prose: scripts without spaces write on around a formula or a name."""
    i = start
    while i < end:
        if data[i] < 128:
            i += 1
            continue
        code, i = decode(data, i)
        if class_of(code, classes) & LETTER:
            scripts[script(code)] += 1


@nb.njit(nogil=True, cache=True)
def sample(data: Any, start: int, end: int, classes: Any, lower: Any, out: Any, scripts: Any) -> int:
    """Copy the first SAMPLE bytes of prose into ``out`` and return how many they are.

    Code in backticks, links, tags, slots in double braces and tokens with digits, slashes, underscores or
    calls are left
    out; a sample without any small letter is put in lower case, as py3langid does. ``scripts`` counts
    letters.
    """
    scripts[:] = 0
    end = min(end, start + REACH)
    while end < len(data) and end > start and data[end - 1] >= 128 and data[end] & 0xC0 == 0x80:
        end -= 1  # not inside a character
        while end > start and data[end] & 0xC0 == 0x80:
            end -= 1
    count, i = 0, start
    smalls = uppers = 0
    latin = script(97)
    fenced = False
    while i < end:
        byte = data[i]
        if byte == 96 and i + 2 < end and data[i + 1] == 96 and data[i + 2] == 96:
            fenced = not fenced
            i += 3
            continue
        if fenced:
            i += 1
            continue
        if byte == 96:
            j = i + 1
            while j < end and data[j] != 96 and data[j] != 10:
                j += 1
            if j < end and data[j] == 96:
                i = j + 1
                continue
        if byte == 123 and i + 1 < end and data[i + 1] == 123:
            j = i + 2
            while j + 1 < end and not (data[j] == 125 and data[j + 1] == 125) and data[j] != 10:
                j += 1
            if j + 1 < end and data[j] == 125:
                i = j + 2
                continue
        if (
            byte == 60
            and i + 1 < end
            and (data[i + 1] == 47 or data[i + 1] == 33 or 97 <= data[i + 1] | 0x20 <= 122)
        ):
            j = i + 1
            while j < end and data[j] != 62 and data[j] != 10 and j - i < 200:
                j += 1
            if j < end and data[j] == 62:
                i = j + 1
                continue
        if byte <= 32:
            if count > 0 and out[count - 1] != 32 and count < SAMPLE:
                out[count] = 32
                count += 1
            i += 1
            continue
        # One token: up to white space, a backtick, a tag or a slot.
        j, plain, wide = i, True, False
        while j < end and (j == i or (data[j] > 32 and data[j] != 96 and data[j] != 60 and data[j] != 123)):
            byte = data[j]
            wide = wide or byte >= 128
            if (
                (
                    48 <= byte <= 57
                    or byte == 47
                    or byte == 95
                    or byte == 92
                    or byte == 64
                    or byte == 61
                    or byte == 36
                )
                or byte == 123
                or byte == 125
                or (byte == 59 and (j + 1 == end or data[j + 1] == 10))
            ):
                plain = False
            elif (
                (byte == 40 or byte == 91 or byte == 46)
                and j > i
                and j + 1 < end
                and 97 <= data[j - 1] | 0x20 <= 122
            ):
                after = data[j + 1]
                if 97 <= after | 0x20 <= 122 or after == 41 or after == 34 or after == 39:
                    plain = False  # f(x), a.b, a[i]
            j += 1
        if plain:
            k = i
            while k < j:
                byte = data[k]
                if byte < 128:
                    if 97 <= byte | 0x20 <= 122:
                        scripts[latin] += 1
                        uppers += byte < 97
                        smalls += byte >= 97
                    if count < SAMPLE:
                        out[count] = byte
                        count += 1
                    k += 1
                    continue
                code, after = decode(data, k)
                kind = class_of(code, classes)
                if kind & LETTER:
                    scripts[script(code)] += 1
                    if kind & UPPER:
                        uppers += 1
                    elif code < 0x10000 and lower[code] == code and script(code) <= 2:
                        smalls += 1
                if count + (after - k) <= SAMPLE:
                    for at in range(k, after):
                        out[count] = data[at]
                        count += 1
                k = after
        elif wide:
            _count(data, i, j, classes, scripts)
        i = j
    while count > 0 and out[count - 1] == 32:
        count -= 1
    if uppers > 0 and smalls == 0:
        for at in range(count):
            if 65 <= out[at] <= 90 or (
                at > 0 and out[at - 1] == 0xC3 and 0x80 <= out[at] <= 0x9E and out[at] != 0x97
            ):
                out[at] |= 0x20
    return count


@nb.njit(nogil=True, cache=True, inline="always")
def _next(row: int, byte: int, step: Any, hot: Any, rank: Any) -> int:
    """Return the state after a byte, from the row of the state before it."""
    k = rank[byte]
    return np.int64(hot[row * 32 + k]) if k < 32 else np.int64(step[row * 256 + byte])


@nb.njit(nogil=True, cache=True)
def identify(
    data: Any, offsets: Any, classes: Any, lower: Any, step: Any, hot: Any, rank: Any, states: Any, weight: Any, unit: Any,
    bias: Any, folded: Any, prior: Any, nothing: int, boost: Any, best: Any, confidence: Any, share: Any, used: Any,
    scripts: Any,
) -> None:  # fmt: skip
    """Write the likeliest language (or -1) and its probability per row, and the letters per script.

    ``used`` is how many bytes of the sample it took: one of GLANCES when the answer was then beyond doubt,
    else all of it.
    The score of a column is py3langid's naive Bayes score of the sample, tempered by the square root of its
    length; probabilities of columns of one language add up and are weighted with the prior and ``boost``.
    ``share`` is the probability of the boosted languages together, without that boost.
    """
    columns, languages = len(bias), len(prior)
    text = np.zeros(SAMPLE + 8, np.uint8)
    seen, scored = np.zeros(len(weight), np.int32), np.zeros(len(weight), np.int32)
    touched = np.zeros(SAMPLE + 8, np.int64)
    score = np.zeros(columns, np.float32)
    chance = np.zeros(languages, np.float64)
    times = np.log1p(np.arange(SAMPLE + 8)).astype(np.float32)
    for row in range(len(offsets) - 1):
        length = sample(data, offsets[row], offsets[row + 1], classes, lower, text, scripts[row])
        best[row], confidence[row] = -1, np.nan
        state, distinct, start, end = 0, 0, 0, min(length, GLANCES[0])
        score[:] = bias
        while True:
            for at in range(start, end):
                state = _next(states[state, 0], text[at], step, hot, rank)
                mark = states[state, 1]
                if mark >= 0:
                    if seen[mark] == 0:
                        touched[distinct] = mark
                        distinct += 1
                    seen[mark] += 1
            if distinct == 0 and end == length:
                break
            for k in range(distinct):
                mark = touched[k]
                # A later look adds only what it saw more.
                if seen[mark] != scored[mark]:
                    more = (times[seen[mark]] - times[scored[mark]]) * unit
                    scored[mark] = seen[mark]
                    line = weight[mark]
                    for c in range(columns):
                        score[c] += more * line[c]
            top = score.max()
            chance[:] = 0.0
            temper = 1.0 / np.sqrt(max(end, 1))
            for c in range(columns):
                behind = (score[c] - top) * temper
                if behind > _HOPELESS:
                    chance[folded[c]] += np.exp(behind)
            total, plain, listed, first = 0.0, 0.0, 0.0, 0
            for k in range(languages):
                chance[k] *= prior[k]
                plain += chance[k]
                if boost[k] != 1.0:
                    listed += chance[k]
                chance[k] *= boost[k]
                total += chance[k]
                if chance[k] > chance[first]:
                    first = k
            if end == length or (
                prior[first] >= 1.0 and first != nothing and chance[first] >= BEYOND_DOUBT * total
            ):
                if first != nothing:
                    best[row], confidence[row] = first, chance[first] / total
                    share[row] = listed / plain
                break
            start, end = end, (min(length, GLANCES[1]) if end < GLANCES[1] else length)
        used[row] = end
        for k in range(distinct):
            seen[touched[k]] = scored[touched[k]] = 0
