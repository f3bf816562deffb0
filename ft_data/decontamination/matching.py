"""The kernel that matches the words of rows against a benchmark index."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.decontamination.index import GRAM, Index, sieve_bits, sieve_shift
from ft_data.text.words import Words


class Matches(NamedTuple):
    """Rows that share grams with an item's text; one entry per row and text."""

    row: npt.NDArray[np.int64]
    text: npt.NDArray[np.int64]
    coverage: npt.NDArray[np.float64]  # matched weight / weight of the text
    weight: npt.NDArray[np.float64]  # matched weight
    run: npt.NDArray[np.int32]  # words of the longest common run
    first: npt.NDArray[np.int32]  # first matched word of the row (prompt words, then response words)
    last: npt.NDArray[np.int32]  # last matched word
    spread: npt.NDArray[np.int32]  # of eight equal stretches of the text, those with a match
    alignment: npt.NDArray[
        np.float64
    ]  # share of the text's words, by value, found in order around the matches


def matches(prompt: Words, response: Words, index: Index, least: float) -> Matches:
    """Find the item texts of which each row covers at least ``least`` of the weight."""
    sides = (prompt.ptr, prompt.hashes), (response.ptr, response.hashes)
    lookup = (index.table, index.slot, index.sieve)
    postings = (index.ptr, index.text, index.position, index.weight)
    texts = (index.text_weight, index.word_ptr, index.words, index.value)
    return Matches(*_matches(*sides, lookup, postings, texts, least))


@nb.njit(nogil=True, cache=True)
def _alignment(text, value, row):  # type: ignore[no-untyped-def]
    """Return the value of the best common subsequence over the value of the text."""
    best = np.zeros(len(row) + 1, np.float64)
    for i in range(len(text)):
        corner = 0.0
        for j in range(len(row)):
            above = best[j + 1]
            if row[j] == text[i]:
                best[j + 1] = max(above, corner + value[i])
            best[j + 1] = max(best[j + 1], best[j])
            corner = above
    return best[-1] / max(value.sum(), 1e-9)


@nb.njit(nogil=True, cache=True)
def _matches(prompt, response, lookup, postings, texts, least):  # type: ignore[no-untyped-def]
    p_ptr, p_hash = prompt
    r_ptr, r_hash = response
    table, slot, sieve = lookup
    ptr, post_text, post_position, post_weight = postings
    text_weight, word_ptr, words, value = texts
    n = len(p_ptr) - 1
    room = 1024
    o_row = np.empty(room, np.int64)
    o_text = np.empty(room, np.int64)
    o_real = np.empty((3, room), np.float64)
    o_int = np.empty((4, room), np.int32)
    count = 0
    mask = np.uint64(len(table) - 1)
    k = np.uint64(0xD1342543DE82EF95)
    one = np.uint64(1)
    shift = sieve_shift(sieve)
    maybe = np.empty(4096, np.uint64)
    places = np.empty(4096, np.int64)
    cap = 4096
    e_key = np.empty(cap, np.int64)  # text << 32 | position in the text
    e_row = np.empty(cap, np.int32)  # word of the row
    e_weight = np.empty(cap, np.float64)
    for i in range(n):
        hits = 0
        split = p_ptr[i + 1] - p_ptr[i]
        for side in range(2):
            hashes = p_hash[p_ptr[i] : p_ptr[i + 1]] if side == 0 else r_hash[r_ptr[i] : r_ptr[i + 1]]
            if len(hashes) < GRAM:
                continue
            if len(hashes) > len(maybe):
                maybe = np.empty(2 * len(hashes), np.uint64)
                places = np.empty(2 * len(hashes), np.int64)
            # No branch per gram, and so no wait for memory: the few that pass the sieve are looked up after.
            passed = np.uint64(0)
            for at in range(np.uint64(len(hashes) - GRAM + 1)):
                h = hashes[at]
                for j in range(1, GRAM):
                    h = h * k + hashes[at + np.uint64(j)]
                h ^= h >> np.uint64(32)
                h *= k
                bits = sieve_bits(h)
                maybe[passed] = h
                places[passed] = at
                passed += np.uint64(sieve[h >> shift] & bits == bits)
            for found in range(passed):
                h = maybe[found]
                at = places[found]
                where = h & mask
                while table[where] != 0:
                    if table[where] == h:
                        gram = slot[where]
                        for p in range(ptr[gram], ptr[gram + 1]):
                            if hits == cap:
                                cap *= 2
                                e_key = np.concatenate((e_key, np.empty(hits, np.int64)))
                                e_row = np.concatenate((e_row, np.empty(hits, np.int32)))
                                e_weight = np.concatenate((e_weight, np.empty(hits, np.float64)))
                            e_key[hits] = (np.int64(post_text[p]) << 32) | np.int64(post_position[p])
                            e_row[hits] = at + side * split
                            e_weight[hits] = post_weight[p]
                            hits += 1
                        break
                    where = (where + one) & mask
        if hits < 2:
            continue
        order = np.argsort(e_key[:hits], kind="mergesort")
        start = 0
        for stop in range(1, hits + 1):
            text = e_key[order[start]] >> 32
            if stop < hits and e_key[order[stop]] >> 32 == text:
                continue
            total = 0.0
            size = word_ptr[text + 1] - word_ptr[text]
            seen = 0
            first = np.int32(2147483647)
            last = np.int32(0)
            run = 0
            best = 0
            before = np.int64(-9)
            before_row = np.int32(-9)
            for e in range(start, stop):
                key = e_key[order[e]]
                row = e_row[order[e]]
                if key != before:
                    total += e_weight[order[e]]
                    seen |= 1 << ((key & 0xFFFFFFFF) * 8 // max(size - GRAM + 1, 1))
                if key == before + 1 and row == before_row + 1:
                    run += 1
                elif key != before:
                    run = GRAM
                else:
                    continue
                best = max(best, run)
                first = min(first, row)
                last = max(last, row + np.int32(GRAM - 1))
                before = key
                before_row = row
            start = stop
            weight = text_weight[text]
            if weight > 0 and total >= least * weight:
                if count == room:
                    room *= 2
                    o_row = np.concatenate((o_row, np.empty(count, np.int64)))
                    o_text = np.concatenate((o_text, np.empty(count, np.int64)))
                    o_real = np.concatenate((o_real, np.empty((3, count), np.float64)), axis=1)
                    o_int = np.concatenate((o_int, np.empty((4, count), np.int32)), axis=1)
                o_row[count] = i
                o_text[count] = text
                o_real[0, count] = total / weight
                o_real[1, count] = total
                own = word_ptr[text]
                end = word_ptr[text + 1]
                reach = size // 2
                if first < split:
                    low = p_ptr[i] + max(first - reach, 0)
                    around = p_hash[low : min(p_ptr[i] + last + reach + 1, p_ptr[i + 1])]
                else:
                    low = r_ptr[i] + max(first - split - reach, 0)
                    around = r_hash[low : min(r_ptr[i] + last - split + reach + 1, r_ptr[i + 1])]
                o_real[2, count] = _alignment(words[own:end], value[own:end], around)
                o_int[0, count] = best
                o_int[1, count] = first
                o_int[2, count] = last
                o_int[3, count] = 0
                for bit in range(16):
                    o_int[3, count] += (seen >> bit) & 1
                count += 1
    return (
        o_row[:count],
        o_text[:count],
        o_real[0, :count],
        o_real[1, :count],
        o_int[0, :count],
        o_int[1, :count],
        o_int[2, :count],
        o_int[3, :count],
        o_real[2, :count],
    )
