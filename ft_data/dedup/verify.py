"""Exact similarity of candidate pairs, computed from their texts.

Jaccard figures are exact up to collisions of 64-bit hashes. Texts are read only for the rows of the pairs, in
blocks of bounded size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.dedup.candidates import Pairs, split_pairs
from ft_data.dedup.normal import normalised
from ft_data.dedup.shingles import Rows, Sets, character_sets, shingle_sets
from ft_data.dedup.words import Scratch, Text, text_of

BLOCK = 100_000  # pairs verified at a time: at most twice as many texts in memory
CHUNK = 2048

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Fetch = Callable[[Ints], pa.Table]


class Similarities(NamedTuple):
    """Per pair the Jaccard similarity of the shingles of prompt + response, of prompts, of responses."""

    jaccard: Floats
    prompt: Floats
    answer: Floats


def verify(pairs: Pairs, fetch: Fetch, floor: float) -> Similarities:
    """Compare the texts of candidate pairs.

    ``fetch(rows)`` returns ``prompt_text, response_text`` of the given rows, in that order. ``prompt`` is the
    Jaccard of character 5-grams of the normalised prompts, ``answer`` of the responses' own shingles (under
    five words: 1 if the words are equal, else 0); two empty texts are equal. Pairs whose ``jaccard`` is below
    ``floor`` are not compared further (NaN).
    """
    blocks = [_compare(block, fetch, floor) for block in _blocks(pairs)]
    if not blocks:
        return Similarities(np.empty(0), np.empty(0), np.empty(0))
    return Similarities(*map(np.concatenate, zip(*blocks, strict=True)))


def _blocks(pairs: Pairs) -> Iterator[Pairs]:
    for start in range(0, len(pairs), BLOCK):
        yield pairs[start : start + BLOCK]


def _compare(pairs: Pairs, fetch: Fetch, floor: float) -> Similarities:
    better, worse = split_pairs(pairs)
    rows = np.unique(np.concatenate([better, worse]))
    a, b = np.searchsorted(rows, better), np.searchsorted(rows, worse)
    texts = fetch(rows)
    prompt, response = text_of(texts["prompt_text"]), text_of(texts["response_text"])
    jaccard = pair_jaccards(_shingles(prompt, response), a, b)
    near = np.flatnonzero(jaccard >= floor)
    guards = np.full(len(a), np.nan), np.full(len(a), np.nan)
    if len(near):
        some = np.unique(np.concatenate([a[near], b[near]]))
        x, y = np.searchsorted(some, a[near]), np.searchsorted(some, b[near])
        prompt, response = _take(prompt, some), _take(response, some)
        guards[0][near] = pair_jaccards(character_sets(normalised(prompt)), x, y)
        guards[1][near] = pair_jaccards(_shingles(_empty(len(some)), response, short_whole=True), x, y)
    return Similarities(jaccard, *guards)


def _shingles(prompt: Text, response: Text, short_whole: bool = False) -> Sets:
    asked, answered = Scratch(), Scratch()
    parts = []
    for start in range(0, max(len(prompt), 1), CHUNK):
        p = Text(prompt.data, prompt.offsets[start : start + CHUNK + 1])
        r = Text(response.data, response.offsets[start : start + CHUNK + 1])
        rows = Rows(asked.words(p), answered.words(r), normalised(p), normalised(r))
        parts.append(shingle_sets(rows, short_whole))
    sizes = np.concatenate([np.diff(part.ptr) for part in parts])
    return Sets(np.concatenate([[0], np.cumsum(sizes)]), np.concatenate([part.hashes for part in parts]))


def _take(text: Text, rows: Ints) -> Text:
    return Text(*_take_rows(text.data, text.offsets, rows))


def _empty(rows: int) -> Text:
    return Text(np.zeros(1, np.uint8), np.zeros(rows + 1, np.int64))


def pair_jaccards(sets: Sets, a: Ints, b: Ints) -> Floats:
    """Return the Jaccard similarity of sets ``a[i]`` and ``b[i]``; two empty sets are equal."""
    found: Floats = _pair_jaccards(sets.ptr, sets.hashes, a, b)
    return found


@nb.njit(nogil=True, cache=True)
def _take_rows(data, offsets, rows):  # type: ignore[no-untyped-def]
    size = 0
    for row in rows:
        size += offsets[row + 1] - offsets[row]
    out = np.empty(size + 1, np.uint8)
    ends = np.zeros(len(rows) + 1, np.int64)
    at = 0
    for i, row in enumerate(rows):
        part = data[offsets[row] : offsets[row + 1]]
        out[at : at + len(part)] = part
        at += len(part)
        ends[i + 1] = at
    return out, ends


@nb.njit(nogil=True, cache=True)
def _pair_jaccards(ptr, hashes, a, b):  # type: ignore[no-untyped-def]
    out = np.empty(len(a), np.float64)
    for p in range(len(a)):
        left = hashes[ptr[a[p]] : ptr[a[p] + 1]]
        right = hashes[ptr[b[p]] : ptr[b[p] + 1]]
        i = 0
        j = 0
        both = 0
        while i < len(left) and j < len(right):
            if left[i] == right[j]:
                both += 1
                i += 1
                j += 1
            elif left[i] < right[j]:
                i += 1
            else:
                j += 1
        union = len(left) + len(right) - both
        out[p] = both / union if union else 1.0
    return out
