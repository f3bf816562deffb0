# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Repetition and diversity of one row's words: Gopher's n-gram measures, loops, type-token ratio, MTLD."""

from __future__ import annotations

from typing import Any

import numba as nb

from ft_data.text.scan import SEED, mix, slot_of

LOOP_PERIOD = 40  # longest repeated unit, in words, that the loop measure looks for
MTLD_CUT = 0.72  # McCarthy & Jarvis 2010
_PERCENT = round(MTLD_CUT * 100)


@nb.njit(nogil=True, cache=True)
def lengthen(grams: Any, exact: Any, count: int, n: int) -> None:
    """Turn the hashes of the (n-1)-grams into those of the n-grams, in place; 1-grams start from the
    words."""
    if n == 2:
        for at in range(count):
            grams[at] = mix(SEED, exact[at])
    for at in range(count - n + 1):
        grams[at] = mix(grams[at], exact[at + n - 1])


@nb.njit(nogil=True, cache=True)
def top_ngram(
    grams: Any,
    ends: Any,
    count: int,
    n: int,
    keys: Any,
    counts: Any,
    firsts: Any,
    stamps: Any,
    stamp: int,
    mask: int,
) -> int:
    """Return characters covered by the most frequent n-gram (words joined by one space), 0 when none repeats.

    ``ends[k]`` is the number of characters of the first k words.
    """
    best, first = 1, -1
    for at in range(count - n + 1):
        key = grams[at]
        slot = slot_of(key, keys, stamps, stamp, mask)
        if stamps[slot] != stamp:
            stamps[slot], keys[slot], counts[slot], firsts[slot] = stamp, key, 1, at
        else:
            counts[slot] += 1
            if counts[slot] > best or (counts[slot] == best and firsts[slot] < first):
                best, first = counts[slot], firsts[slot]
    if first < 0:
        return 0
    return best * (n - 1 + ends[first + n] - ends[first])


@nb.njit(nogil=True, cache=True)
def repeated_ngrams(
    grams: Any, ends: Any, count: int, n: int, keys: Any, stamps: Any, stamp: int, mask: int
) -> int:
    """Return characters of n-grams that occurred before; the scan jumps behind each one it counts."""
    repeated, at = 0, 0
    while at + n <= count:
        key = grams[at]
        slot = slot_of(key, keys, stamps, stamp, mask)
        if stamps[slot] == stamp:
            repeated += ends[at + n] - ends[at]
            at += n
        else:
            stamps[slot], keys[slot] = stamp, key
            at += 1
    return repeated


@nb.njit(nogil=True, cache=True)
def loop_words(types: Any, count: int, distinct: int, recent: Any, gaps: Any) -> tuple[int, int]:
    """Return words inside the longest stretch that repeats one unit of at most LOOP_PERIOD words 3 times
    or more;
    also the most often that any unit is said in a row (1 when none is repeated).

    A unit has a word that it holds once, so only the distances between equal words are tried as periods.
    """
    gaps[:] = 0
    for kind in range(distinct):
        recent[kind] = -1
    for at in range(count):
        kind = types[at]
        if recent[kind] >= 0 and at - recent[kind] <= LOOP_PERIOD:
            gaps[at - recent[kind]] += 1
        recent[kind] = at
    best, most = 0, 1
    for period in range(1, min(LOOP_PERIOD, count // 2) + 1):
        if gaps[period] < 1:
            continue
        run = 0
        for at in range(period, count):
            if types[at] == types[at - period]:
                run += 1
                most = max(most, 1 + run // period)
                if run >= 2 * period and run + period > best:
                    best = run + period
            else:
                run = 0
    return best, most


@nb.njit(nogil=True, cache=True)
def number_types(
    folded: Any, count: int, types: Any, keys: Any, firsts: Any, stamps: Any, stamp: int, mask: int
) -> tuple[int, int]:
    """Write a number per distinct word into ``types``, words without letters or digits left out; (words,
    types)."""
    words = distinct = 0
    for at in range(count):
        key = folded[at]
        if key == 0:
            continue
        slot = slot_of(key, keys, stamps, stamp, mask)
        if stamps[slot] != stamp:
            stamps[slot], keys[slot], firsts[slot] = stamp, key, distinct
            distinct += 1
        types[words] = firsts[slot]
        words += 1
    return words, distinct


@nb.njit(nogil=True, cache=True)
def _factors(types: Any, words: int, backward: bool, seen: Any, mark: int) -> tuple[float, int]:
    factors, tokens, distinct = 0.0, 0, 0
    for k in range(words):
        kind = types[words - 1 - k] if backward else types[k]
        tokens += 1
        if seen[kind] != mark:
            seen[kind] = mark
            distinct += 1
        # distinct / tokens < MTLD_CUT, without a division a word
        if distinct * 100 < tokens * _PERCENT:
            factors += 1.0
            tokens = distinct = 0
            mark += 1
    ratio = distinct / tokens if tokens else 1.0
    return factors + (1.0 - ratio) / (1.0 - MTLD_CUT), mark + 1


@nb.njit(nogil=True, cache=True)
def mtld(types: Any, words: int, seen: Any, mark: int) -> tuple[float, int]:
    """Return the mean of forward and backward MTLD (a text without a factor counts its words), and the
    next mark."""
    ahead, mark = _factors(types, words, False, seen, mark)
    back, mark = _factors(types, words, True, seen, mark)
    forward = words / ahead if ahead > 0 else float(words)
    backward = words / back if back > 0 else float(words)
    return (forward + backward) / 2, mark


__all__ = ["LOOP_PERIOD", "lengthen", "loop_words", "mtld", "number_types", "repeated_ngrams", "top_ngram"]
