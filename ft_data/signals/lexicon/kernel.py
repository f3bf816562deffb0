# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Kernel that finds words and phrases of a lexicon, however they are spelt: case, leet, stars, held-down
keys."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from ft_data.languages.schema import LONGEST
from ft_data.text.scan import SEED, mix, spell

HITS = 12  # entries remembered per row, as the reason


@nb.njit(nogil=True, cache=True, inline="always")
def _find(key: Any, keys: Any, values: Any) -> int:
    mask = len(keys) - 1
    slot = np.int64((key ^ (key >> np.uint64(32))) & np.uint64(mask))
    while values[slot] >= 0:
        if keys[slot] == key:
            return int(values[slot])
        slot = (slot + 1) & mask
    return -1


@nb.njit(nogil=True, cache=True)
def word_key(data: Any, start: int, end: int, most: int) -> Any:
    """Hash a word in lower case: apostrophes and hyphens off, digits and signs read as letters where it
    has letters.

    Runs of one letter are cut to ``most``; two stars or more, or signs that censor, become two.
    """
    letters = False
    for i in range(start, end):
        if 97 <= data[i] | 0x20 <= 122:
            letters = True
    h, before, run = SEED, np.int64(-1), 0
    for i in range(start, end):
        byte = np.int64(data[i])
        if 65 <= byte <= 90:
            byte |= 0x20
        elif byte == 39 or byte == 45 or byte == 0xE2 or byte == 0x80 or byte == 0x99:
            continue
        elif letters:
            if byte == 64 or byte == 52:
                byte = 97  # @ 4
            elif byte == 36 or byte == 53:
                byte = 115  # $ 5
            elif byte == 48:
                byte = 111  # 0
            elif byte == 33 or byte == 49:
                byte = 105  # ! 1
            elif byte == 51:
                byte = 101  # 3
            elif byte == 55:
                byte = 116  # 7
            elif byte == 35 or byte == 37 or byte == 94:
                byte = 42  # # % ^
        run = run + 1 if byte == before else 1
        before = byte
        if run > most or (byte == 42 and run > 2):
            continue
        h = spell(h, byte)
    return mix(h, 1)


@nb.njit(nogil=True, cache=True)
def _masked(data: Any, start: int, end: int) -> tuple[int, int, bool]:
    """Return where a word with signs in it begins and ends, and whether the signs stand for letters of it.

    Signs between letters do (f**k, sh#t, bull$hit), and three stars or more at the end (f***). Others are Markdown,
    formulas and patterns around a word, and no part of it.
    """
    first, last = start, end
    while first < last and (data[first] == 42 or data[first] == 36 or data[first] == 37 or data[first] == 94):
        first += 1
    while last > first and (
        data[last - 1] == 42 or data[last - 1] == 36 or data[last - 1] == 35 or data[last - 1] == 37 or data[last - 1] == 94
    ):  # fmt: skip
        last -= 1
    stars = last
    while stars < end and data[stars] == 42:
        stars += 1
    if stars - last >= 3 and stars == end and first == start:
        return first, end, True
    for i in range(first + 1, last - 1):
        if data[i] == 42 or data[i] == 35 or data[i] == 37 or data[i] == 94 or data[i] == 36 or data[i] == 64:
            return first, last, True
    return first, last, first < last and data[first] == 64


@nb.njit(nogil=True, cache=True)
def _spelt(data: Any, start: int, end: int) -> bool:
    """Whether a word with digits in it has letters enough to be read as one: 5000000b is a number."""
    letters = digits = 0
    for i in range(start, end):
        letters += 97 <= (data[i] | 0x20) <= 122 or data[i] >= 128
        digits += 48 <= data[i] <= 57
    return digits == 0 or (letters >= 2 and letters >= digits and not 48 <= data[start] <= 57)


@nb.njit(nogil=True, cache=True)
def scan(
    data: Any,
    offsets: Any,
    limit: int,
    known: Any,
    keys: Any,
    values: Any,
    category: Any,
    weight: Any,
    sums: Any,
    words: Any,
    hits: Any,
) -> None:
    """Add up the weights of the entries found, per row and category; remember up to HITS entries per row.

    A word is a run of letters, digits, apostrophes, hyphens, the signs @ $ * # % ^ and non-ASCII bytes,
    with a `!`
    inside; phrases are up to LONGEST words in a row and do not cross the end of a sentence. ``known[low 16
    bits]``
    is set for the hash of every word of every entry. Only the first ``limit`` bytes of a row are read.
    """
    recent = np.zeros(LONGEST, np.uint64)
    for row in range(len(offsets) - 1):
        i, end = offsets[row], min(offsets[row + 1], offsets[row] + limit)
        count, found = 0, 0
        run_of_known = 0  # how many of the last words are known, so could be part of a phrase
        hits[row, :] = -1
        while i < end:
            byte = np.int64(data[i])
            low = byte | 0x20
            if not (
                97 <= low <= 122
                or byte >= 128
                or 48 <= byte <= 57
                or byte == 64
                or byte == 36
                or byte == 42
                or byte == 35
            ):
                if byte == 46 or byte == 33 or byte == 63 or byte == 10 or byte == 59 or byte == 58:
                    run_of_known = 0
                i += 1
                continue
            start, plain, held, censored, run = i, True, False, False, 0
            key, before = SEED, np.int64(-1)
            while i < end:
                byte = np.int64(data[i])
                low = byte | 0x20
                if 97 <= low <= 122:
                    key = spell(key, low)
                elif 48 <= byte <= 57 or byte >= 128:
                    plain = False
                elif byte == 42 or byte == 64 or byte == 36 or byte == 35 or byte == 37 or byte == 94:
                    plain = False
                    censored = True
                elif (byte == 39 or byte == 45) and i + 1 < end and 97 <= data[i + 1] | 0x20 <= 122:
                    pass
                elif byte == 33 and i + 1 < end and 97 <= data[i + 1] | 0x20 <= 122:
                    plain = False
                else:
                    break
                run = run + 1 if byte == before else 1
                before = byte
                held = held or run > 2
                i += 1
            count += 1
            key = mix(key, 1)
            first, last = start, i
            if censored:
                first, last, censored = _masked(data, start, i)
            if not plain:
                while first < last and (data[first] == 35 or data[first] == 64) and first + 1 < last:
                    first += 1  # hashtags and handles
                key = word_key(data, first, last, 64)
                if not _spelt(data, first, last):
                    key = np.uint64(0)
            if held:
                for most in range(2, 0, -1):
                    if _find(key, keys, values) < 0:
                        key2 = word_key(data, first, last, most)
                        if _find(key2, keys, values) >= 0:
                            key = key2
            if known[key & np.uint64(0xFFFF)] == 0:
                run_of_known = 0
                continue
            entry = _find(key, keys, values)
            if entry >= 0 and (not censored or last - first > 2):
                sums[row, category[entry]] += weight[entry]
                found = _remember(hits, row, found, entry)
            for k in range(LONGEST - 1):
                recent[k] = recent[k + 1]
            recent[LONGEST - 1] = key
            run_of_known = min(run_of_known + 1, LONGEST)
            if run_of_known < 2:
                continue
            # Phrases are hashed from their last word back, so one pass finds all that end here.
            phrase = mix(SEED, key)
            for back in range(2, run_of_known + 1):
                phrase = mix(phrase, recent[LONGEST - back])
                entry = _find(phrase, keys, values)
                if entry >= 0:
                    sums[row, category[entry]] += weight[entry]
                    found = _remember(hits, row, found, entry)
        words[row] = count


@nb.njit(nogil=True, cache=True)
def _remember(hits: Any, row: int, found: int, entry: int) -> int:
    for k in range(found):
        if hits[row, k] == entry:
            return found
    if found < HITS:
        hits[row, found] = entry
        return found + 1
    return found
