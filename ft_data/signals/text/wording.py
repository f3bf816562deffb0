# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Kernel over words: Gopher quality, n-gram repetition, diversity and readability."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from ft_data.signals.text.repetition import (
    LOOP_PERIOD,
    lengthen,
    loop_words,
    mtld,
    number_types,
    repeated_ngrams,
    top_ngram,
)
from ft_data.signals.text.words import MAX_WORDS, split
from ft_data.text.scan import longest_row, table_size

NAMES = (
    "words", "sentences", "mean_word_length", "max_word_length", "alpha_words", "stop_words", "hash_ratio",
    "ellipsis_ratio", "newline_ratio", "top_2gram", "top_3gram", "top_4gram", "dup_5gram", "dup_6gram",
    "dup_7gram", "dup_8gram", "dup_9gram", "dup_10gram", "loop_ratio", "ttr", "mtld", "flesch", "kincaid",
    "fog", "ari", "loop_repeats",
)  # fmt: skip


@nb.njit(nogil=True, cache=True)
def _clip(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


@nb.njit(nogil=True, cache=True)
def wording(data: Any, offsets: Any, classes: Any, lower: Any, chars: Any, out: Any) -> None:
    """Fill ``out`` (one line per name of NAMES, one column per row) given each row's length in characters."""
    room = min(longest_row(offsets), MAX_WORDS) + 1
    exact, folded = np.zeros(room, np.uint64), np.zeros(room, np.uint64)
    size, syllables = np.zeros(room, np.int64), np.zeros(room, np.int64)
    letters, types = np.zeros(room, np.int64), np.zeros(room, np.int64)
    seen, recent = np.full(room, -1, np.int64), np.zeros(room, np.int64)
    grams, ends = np.zeros(room, np.uint64), np.zeros(room + 1, np.int64)
    gaps = np.zeros(LOOP_PERIOD + 1, np.int64)
    totals = np.zeros(10, np.int64)
    slots = table_size(room)
    keys, stamps = np.zeros(slots, np.uint64), np.full(slots, -1, np.int64)
    counts, firsts = np.zeros(slots, np.int64), np.zeros(slots, np.int64)
    stamp = mark = 0
    for row in range(len(offsets) - 1):
        count = split(
            data,
            offsets[row],
            offsets[row + 1],
            classes,
            lower,
            exact,
            folded,
            size,
            syllables,
            letters,
            totals,
        )
        tokens, words, sentences = totals[0], totals[1], totals[8]
        for k in range(26):
            out[k, row] = np.nan
        out[0, row] = words
        out[1, row] = sentences
        out[3, row] = totals[3]
        bits, stops = totals[5], 0
        while bits:
            stops += bits & 1
            bits >>= 1
        out[5, row] = stops
        if tokens == 0:
            continue
        out[4, row] = totals[4] / tokens
        out[6, row] = totals[6] / tokens
        out[7, row] = totals[7] / tokens
        out[8, row] = totals[9] / tokens
        mask = table_size(count) - 1
        length = max(chars[row], 1)
        ends[0] = 0
        for k in range(count):
            ends[k + 1] = ends[k] + size[k]
        for n in range(2, 11):
            out[7 + n, row] = 0.0
        for n in range(2, 11):
            lengthen(grams, exact, count, n)
            if n < 5:
                covered = top_ngram(grams, ends, count, n, keys, counts, firsts, stamps, stamp, mask)
            else:
                covered = repeated_ngrams(grams, ends, count, n, keys, stamps, stamp, mask)
            out[7 + n, row] = min(covered / length, 1.0)
            stamp += 1
            if covered == 0:
                break  # an n-gram that repeats has parts that repeat
        if words == 0:
            continue
        out[2, row] = totals[2] / words
        known, distinct = number_types(folded, count, types, keys, firsts, stamps, stamp, mask)
        stamp += 1
        if known > 0:
            looped, out[25, row] = loop_words(types, known, distinct, recent, gaps)
            out[18, row] = looped / known
            out[19, row] = distinct / known
            out[20, row], mark = mtld(types, known, seen, mark)
        read = syllable = hard = signs = 0
        for k in range(count):
            if syllables[k]:
                read += 1
                syllable += syllables[k]
                hard += syllables[k] >= 3
                signs += letters[k]
        if read > 0 and sentences > 0:
            per = max(read / sentences, 1.0)
            out[21, row] = _clip(206.835 - 1.015 * per - 84.6 * syllable / read, -100.0, 122.0)
            out[22, row] = _clip(0.39 * per + 11.8 * syllable / read - 15.59, -4.0, 100.0)
            out[23, row] = _clip(0.4 * (per + 100.0 * hard / read), 0.0, 100.0)
            out[24, row] = _clip(4.71 * signs / read + 0.5 * per - 21.43, -17.0, 100.0)
