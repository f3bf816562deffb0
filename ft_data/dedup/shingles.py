"""Shingles of a row, their MinHash bands and their exact sets, compiled.

A row's shingles are its runs of five words, ``re.findall(r"\\w+", (prompt + " " + response).lower())``.
Rows of under five words, and rows written mostly without spaces between words, are compared by runs of five
characters of their normalised text instead. The two kinds never match each other.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.dedup.bands import SEED
from ft_data.dedup.permutations import permutations, update
from ft_data.text.columns import Text
from ft_data.text.scan import finish
from ft_data.text.unicode import CAPITAL, NUMERIC
from ft_data.text.words import Words

SHINGLE = 5
NOTHING, WORDS, CHARACTERS = 0, 1, 2  # what a row's shingles are made of


class Sketch(NamedTuple):
    """What the kernel finds out about every row."""

    bands: npt.NDArray[np.uint64]  # [band, row]
    unit: npt.NDArray[np.uint8]  # NOTHING, WORDS, CHARACTERS
    shingles: npt.NDArray[np.int32]  # counted with repetition
    words_key: npt.NDArray[np.uint64]  # the sequence of lower-cased words, prompt and response apart
    template_key: npt.NDArray[np.uint64]  # the same with numbers and capitalised words as blanks
    literals: npt.NDArray[np.int32]  # words of the template that are not blanks
    words: npt.NDArray[np.int32]
    response_words: npt.NDArray[np.int32]


class Rows(NamedTuple):
    """Rows to shingle: the words of both fields as they are, and both fields normalised."""

    prompt: Words
    response: Words
    prompt_text: Text
    response_text: Text

    def by_characters(self) -> npt.NDArray[np.bool_]:
        """Tell which rows have too few words or spaces for shingles of words; of these the text is read."""
        letters = self.prompt.letters + self.response.letters
        continuous = self.prompt.continuous + self.response.continuous
        few: npt.NDArray[np.bool_] = np.diff(self.prompt.ptr) + np.diff(self.response.ptr) < SHINGLE
        return few | (continuous * 2 > letters)


class Sets(NamedTuple):
    """Distinct 64-bit shingle hashes, ascending; row ``i`` owns ``hashes[ptr[i]:ptr[i + 1]]``."""

    ptr: npt.NDArray[np.int64]
    hashes: npt.NDArray[np.uint64]


def sketch(rows: Rows, bands: int, length: int, seed: int = SEED) -> Sketch:
    """Sketch rows into ``bands`` bands of ``length`` minima each."""
    a, b = permutations(bands * length, seed)
    return Sketch(
        *_sketch(_side(rows.prompt, rows.prompt_text), _side(rows.response, rows.response_text), a, b, bands)
    )


def shingle_sets(rows: Rows, short_whole: bool = False) -> Sets:
    """Return the exact shingle set of every row.

    ``short_whole``: a row of under five words is one shingle, all its words, instead of its characters.
    """
    sides = _side(rows.prompt, rows.prompt_text), _side(rows.response, rows.response_text)
    return Sets(*_sets(*sides, short_whole))


def character_sets(text: Text) -> Sets:
    """Return the set of character 5-grams of every row; a shorter row is one gram, an empty one none."""
    return Sets(*_character_sets(text.data, text.offsets))


def _side(words: Words, text: Text) -> tuple[npt.NDArray[np.generic], ...]:
    return words.ptr, words.hashes, words.flags, words.letters, words.continuous, text.data, text.offsets


@nb.njit(nogil=True, cache=True)
def _word_shingles(words, size, out):  # type: ignore[no-untyped-def]
    k = np.uint64(0xD1342543DE82EF95)
    count = max(size - SHINGLE + 1, 0)
    for s in range(count):
        h = words[s]
        for j in range(1, SHINGLE):
            h = h * k + words[s + j]
        out[s] = finish(h)
    return count


@nb.njit(nogil=True, cache=True)
def _character_shingles(row, out):  # type: ignore[no-untyped-def]
    k = np.uint64(0xA0761D6478BD642F)
    starts = np.zeros(8, np.int64)  # ring: where the last characters begin
    seen = 0
    count = 0
    size = len(row)
    for at in range(size + 1):
        if at < size and row[at] & 0xC0 == 0x80:
            continue
        if seen >= SHINGLE or (at == size and seen > 0):
            h = np.uint64(SHINGLE)
            for byte in row[starts[(seen - min(seen, SHINGLE)) & 7] : at]:
                h = (h ^ np.uint64(byte)) * k
            out[count] = finish(h)
            count += 1
        starts[seen & 7] = at
        seen += 1
    return count


# A side is (ptr, hashes, flags, letters, continuous, data, offsets): see `_side`.


@nb.njit(nogil=True, cache=True)
def _row_words(words, i, prompt, response):  # type: ignore[no-untyped-def]
    size = 0
    for h in prompt[1][prompt[0][i] : prompt[0][i + 1]]:
        words[size] = h
        size += 1
    for h in response[1][response[0][i] : response[0][i + 1]]:
        words[size] = h
        size += 1
    return size


@nb.njit(nogil=True, cache=True)
def _row_characters(characters, i, prompt, response):  # type: ignore[no-untyped-def]
    left = prompt[5][prompt[6][i] : prompt[6][i + 1]]
    right = response[5][response[6][i] : response[6][i + 1]]
    size = len(left)
    characters[:size] = left
    if len(left) > 0 and len(right) > 0:
        characters[size] = 32
        size += 1
    characters[size : size + len(right)] = right
    return characters[: size + len(right)]


@nb.njit(nogil=True, cache=True)
def _row_shingles(i, prompt, response, words, size, characters, out, short_whole):  # type: ignore[no-untyped-def]
    letters = prompt[3][i] + response[3][i]
    continuous = prompt[4][i] + response[4][i]
    if size >= SHINGLE and continuous * 2 <= letters:
        return WORDS, _word_shingles(words, size, out)
    if short_whole and size > 0 and continuous * 2 <= letters:
        h = np.uint64(size)
        for j in range(size):
            h = finish(h ^ words[j])
        out[0] = h
        return WORDS, 1
    count = _character_shingles(_row_characters(characters, i, prompt, response), out)
    return CHARACTERS if count > 0 else NOTHING, count


@nb.njit(nogil=True, cache=True)
def _longest(prompt, response):  # type: ignore[no-untyped-def]
    most = 1
    for i in range(len(prompt[0]) - 1):
        words = prompt[0][i + 1] - prompt[0][i] + response[0][i + 1] - response[0][i]
        most = max(most, words, prompt[6][i + 1] - prompt[6][i] + response[6][i + 1] - response[6][i] + 1)
    return most


@nb.njit(nogil=True, cache=True)
def _sketch(prompt, response, a, b, bands):  # type: ignore[no-untyped-def]
    n = len(prompt[0]) - 1
    rows = len(a) // bands
    out = np.zeros((bands, n), np.uint64)
    unit = np.zeros(n, np.uint8)
    shingles = np.zeros(n, np.int32)
    words_key = np.zeros(n, np.uint64)
    template_key = np.zeros(n, np.uint64)
    literals = np.zeros(n, np.int32)
    sizes = np.zeros(n, np.int32)
    response_sizes = np.zeros(n, np.int32)
    longest = _longest(prompt, response)
    words = np.empty(longest, np.uint64)
    characters = np.empty(longest, np.uint8)
    wide = np.empty(longest, np.uint64)
    narrow = np.empty(longest, np.uint32)
    least = np.empty(len(a), np.uint32)
    k = np.uint64(0x9FB21C651E98DF25)
    blank = np.uint64(0x632BE59BD9B4E019)
    border = np.uint64(0x2127599BF4325C37)
    for i in range(n):
        size = _row_words(words, i, prompt, response)
        sizes[i] = size
        split = prompt[0][i + 1] - prompt[0][i]
        response_sizes[i] = size - split
        sequence = border
        template = border
        slot = False
        kept = 0
        for w in range(size):
            if w == split:
                sequence = (sequence ^ border) * k
                template = (template ^ border) * k
                slot = False
            flag = prompt[2][prompt[0][i] + w] if w < split else response[2][response[0][i] + w - split]
            sequence = (sequence ^ words[w]) * k
            if flag & (CAPITAL | NUMERIC):
                if not slot:
                    template = (template ^ blank) * k
                slot = True
            else:
                template = (template ^ words[w]) * k
                kept += 1
                slot = False
        words_key[i] = finish(sequence)
        template_key[i] = finish(template)
        literals[i] = kept
        unit[i], count = _row_shingles(i, prompt, response, words, size, characters, wide, False)
        if count == 0:
            continue
        shingles[i] = count
        for s in range(count):
            narrow[s] = np.uint32(wide[s] >> np.uint64(32))
        least[:] = np.uint32(0xFFFFFFFF)
        update(narrow, count, a, b, least)
        for band in range(bands):
            h = np.uint64(band * 4 + unit[i])
            for r in range(rows):
                h = (h ^ np.uint64(least[band * rows + r])) * k
            out[band, i] = finish(h)
    return out, unit, shingles, words_key, template_key, literals, sizes, response_sizes


@nb.njit(nogil=True, cache=True)
def _distinct(values, spare):  # type: ignore[no-untyped-def]
    """Sort hashes and drop repeats; return how many are left.

    Hashes are uniform, so one pass by their leading bits leaves runs of about two for the insertion sort:
    several times faster than a comparison sort of a few hundred values.
    """
    n = len(values)
    bits = 1
    while (1 << bits) < n and bits < 16:
        bits += 1
    shift = np.uint64(64 - bits)
    starts = np.zeros((1 << bits) + 1, np.int32)
    for value in values:
        starts[(value >> shift) + np.uint64(1)] += 1
    for b in range(1, len(starts)):
        starts[b] += starts[b - 1]
    for value in values:
        bucket = value >> shift
        spare[starts[bucket]] = value
        starts[bucket] += 1
    for i in range(1, n):
        value = spare[i]
        j = i - 1
        while j >= 0 and spare[j] > value:
            spare[j + 1] = spare[j]
            j -= 1
        spare[j + 1] = value
    count = 0
    for i in range(n):
        if i == 0 or spare[i] != spare[i - 1]:
            values[count] = spare[i]
            count += 1
    return count


@nb.njit(nogil=True, cache=True)
def _sets(prompt, response, short_whole):  # type: ignore[no-untyped-def]
    n = len(prompt[0]) - 1
    longest = _longest(prompt, response)
    words = np.empty(longest, np.uint64)
    characters = np.empty(longest, np.uint8)
    row = np.empty(longest, np.uint64)
    spare = np.empty(longest, np.uint64)
    ptr = np.zeros(n + 1, np.int64)
    hashes = np.empty(len(prompt[1]) + len(response[1]) + 1024, np.uint64)
    at = 0
    for i in range(n):
        size = _row_words(words, i, prompt, response)
        _, count = _row_shingles(i, prompt, response, words, size, characters, row, short_whole)
        count = _distinct(row[:count], spare)
        if at + count > len(hashes):
            hashes = np.concatenate((hashes, np.empty(len(hashes) + count, np.uint64)))
        hashes[at : at + count] = row[:count]
        at += count
        ptr[i + 1] = at
    return ptr, hashes[:at]


@nb.njit(nogil=True, cache=True)
def _character_sets(data, offsets):  # type: ignore[no-untyped-def]
    n = len(offsets) - 1
    ptr = np.zeros(n + 1, np.int64)
    hashes = np.empty(offsets[-1] - offsets[0] + n + 1, np.uint64)
    longest = 1
    for i in range(n):
        longest = max(longest, offsets[i + 1] - offsets[i])
    spare = np.empty(longest, np.uint64)
    at = 0
    for i in range(n):
        count = _character_shingles(data[offsets[i] : offsets[i + 1]], hashes[at:])
        at += _distinct(hashes[at : at + count], spare)
        ptr[i + 1] = at
    return ptr, hashes[:at]
