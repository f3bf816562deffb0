# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Kernel that compares the words of a prompt with those of its answer."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from ft_data.text.scan import SEED, class_of, decode, longest_row, mix, place_of, slot_of, spell, table_size
from ft_data.text.unicode import DIGIT, LETTER, UNSPACED

MOST = 4096  # words of one text that are compared
STEM = 5  # letters of a word that count: plural, tense and derivation end after them


@nb.njit(nogil=True, cache=True)
def _words(
    data: Any, start: int, end: int, classes: Any, lower: Any, exact: Any, stems: Any, sizes: Any
) -> int:
    """Write exact and stem hashes of the words (lower case) and their lengths; return how many there are."""
    count, i = 0, start
    while i < end and count < MOST:
        code, j = decode(data, i)
        kind = class_of(code, classes)
        if not kind & (LETTER | DIGIT):
            i = j
            continue
        h = s = SEED
        size = 0
        while True:
            low = np.int64(lower[code]) if code < 0x10000 else code
            h = spell(h, low)
            size += 1
            if size <= STEM:
                s = spell(s, low)
            i = j
            if i >= end or kind & UNSPACED:
                break
            small = 97 <= code <= 122
            code, j = decode(data, i)
            kind = class_of(code, classes)
            # getItem is two words, so that an identifier meets the words it is made of.
            if not kind & (LETTER | DIGIT) or kind & UNSPACED or (small and 65 <= code <= 90):
                break
        exact[count], stems[count] = mix(h, 1), mix(s, 1)
        sizes[count] = 4 if kind & UNSPACED and size == 1 else size
        count += 1
    return count


@nb.njit(nogil=True, cache=True)
def _holds(key: Any, table: Any, sieve: Any) -> bool:
    return bool(sieve[key & np.uint64(0xFFFF)]) and place_of(key, table) >= 0


@nb.njit(nogil=True, cache=True)
def relevance(
    prompts: Any,
    prompt_at: Any,
    answers: Any,
    answer_at: Any,
    classes: Any,
    lower: Any,
    common: Any,
    sieve: Any,
    out: Any,
) -> None:
    """Fill ``out``: 0 overlap, 1 shared stems, 2 prompt stems, 3 answer stems, 4 echo, 5 copied.

    Stems are of words of three letters or more that are not in ``common`` (sorted hashes; ``sieve`` is set at their low 16 bits). Overlap is the
    share of
    the shorter text's stems that the other has. Echo is the Jaccard similarity of word 3-grams (of words
    when a
    text has fewer than 3); copied is the share of the answer's 3-grams that the prompt has.
    """
    room = min(max(longest_row(prompt_at), longest_row(answer_at)), MOST) + 8
    exact = (np.zeros(room, np.uint64), np.zeros(room, np.uint64))
    stems = (np.zeros(room, np.uint64), np.zeros(room, np.uint64))
    sizes = (np.zeros(room, np.int64), np.zeros(room, np.int64))
    size = table_size(2 * room)
    keys, stamps = np.zeros(size, np.uint64), np.full(size, -1, np.int64)
    seen = np.zeros(size, np.int64)
    stamp = 0
    for row in range(len(prompt_at) - 1):
        a = _words(prompts, prompt_at[row], prompt_at[row + 1], classes, lower, exact[0], stems[0], sizes[0])
        b = _words(answers, answer_at[row], answer_at[row + 1], classes, lower, exact[1], stems[1], sizes[1])
        for k in range(6):
            out[k, row] = np.nan
        if a == 0 or b == 0:
            continue
        mask = table_size(a + b) - 1
        mine = shared = theirs = 0
        for k in range(a):
            if sizes[0][k] >= 3 and not _holds(exact[0][k], common, sieve):
                slot = slot_of(stems[0][k], keys, stamps, stamp, mask)
                if stamps[slot] != stamp:
                    stamps[slot], keys[slot], seen[slot] = stamp, stems[0][k], 1
                    mine += 1
        for k in range(b):
            if sizes[1][k] >= 3 and not _holds(exact[1][k], common, sieve):
                slot = slot_of(stems[1][k], keys, stamps, stamp, mask)
                if stamps[slot] != stamp:
                    stamps[slot], keys[slot], seen[slot] = stamp, stems[1][k], 2
                    theirs += 1
                elif seen[slot] == 1:
                    seen[slot] = 3
                    shared += 1
                    theirs += 1
        stamp += 1
        out[1, row], out[2, row], out[3, row] = shared, mine, theirs
        if mine > 0 and theirs > 0:
            out[0, row] = shared / min(mine, theirs)
        n = 3 if a >= 3 and b >= 3 else 1
        first = 0
        for k in range(a - n + 1):
            key = SEED
            for m in range(n):
                key = mix(key, exact[0][k + m])
            slot = slot_of(key, keys, stamps, stamp, mask)
            if stamps[slot] != stamp:
                stamps[slot], keys[slot], seen[slot] = stamp, key, 1
                first += 1
        both = copied = more = 0
        for k in range(b - n + 1):
            key = SEED
            for m in range(n):
                key = mix(key, exact[1][k + m])
            slot = slot_of(key, keys, stamps, stamp, mask)
            if stamps[slot] == stamp:
                copied += seen[slot] & 1
                if seen[slot] == 1:
                    seen[slot] = 3
                    both += 1
            else:
                more += 1
        stamp += 1
        # Repeated new 3-grams count each time: an upper bound of the union, which is what an echo lacks.
        out[4, row] = both / (first + more)
        out[5, row] = copied / (b - n + 1)
