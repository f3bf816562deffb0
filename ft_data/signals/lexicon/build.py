"""Turn readable word lists into the table the kernel looks words up in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.languages.schema import LONGEST
from ft_data.signals.lexicon.kernel import HITS, scan, word_key
from ft_data.text.columns import Text
from ft_data.text.scan import SEED

_MASK = (1 << 64) - 1
_PRIME = 0x9E3779B97F4A7C15


class Lexicon(NamedTuple):
    """Entries with their category and weight, and the open-addressing table from hash to entry."""

    entries: tuple[str, ...]
    categories: tuple[str, ...]
    known: npt.NDArray[np.uint8]
    keys: npt.NDArray[np.uint64]
    values: npt.NDArray[np.int32]
    category: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float32]


class Found(NamedTuple):
    """Per row: weight per category, number of words, entries found (-1 where there is none)."""

    sums: npt.NDArray[np.float32]
    words: npt.NDArray[np.int64]
    hits: npt.NDArray[np.int32]


def _mix(state: int, value: int) -> int:
    h = ((state ^ value) * _PRIME) & _MASK
    return h ^ (h >> 29)


def _word(word: str) -> int:
    raw = np.frombuffer(word.encode(), np.uint8)
    return int(word_key(raw, 0, len(raw), 64))


def phrase_key(phrase: str) -> int:
    """Hash an entry the way the kernel does: one word by itself, a phrase from its last word back."""
    words = phrase.split()
    if not 1 <= len(words) <= LONGEST:
        raise ValueError(f"{phrase!r} has {len(words)} words; a lexicon entry has 1 to {LONGEST}")
    if len(words) == 1:
        return _word(words[0])
    state = int(SEED)
    for word in reversed(words):
        state = _mix(state, _word(word))
    return state


def censored(word: str) -> set[str]:
    """Return the spellings of a word with one inner or final stretch of letters under stars (two stand for
    more).

    A single star needs three letters left beside it: dictionaries set one between syllables.
    """
    spellings = {
        word[:i] + ("*" if j - i == 1 else "**") + word[j:]
        for i in range(1, len(word))
        for j in range(i + 1, len(word) + 1)
        if len(word) - (j - i) >= (3 if j - i == 1 else 2)
    }
    return spellings | {word[0] + "**"}


def build(lists: Mapping[str, Mapping[float, Iterable[str]]], stars: Iterable[str] = ()) -> Lexicon:
    """Build a lexicon from ``{category: {weight: entries}}``; words in ``stars`` are also found censored."""
    categories = tuple(lists)
    entries: dict[str, tuple[int, float]] = {}
    for number, name in enumerate(categories):
        for weight, words in lists[name].items():
            for word in words:
                entries.setdefault(word, (number, weight))
    for word in sorted(set(stars)):
        if word in entries:
            for spelling in sorted(censored(word)):
                entries.setdefault(spelling, entries[word])
    size = 64
    while size < 4 * len(entries):
        size *= 2
    keys, values = np.zeros(size, np.uint64), np.full(size, -1, np.int32)
    known = np.zeros(1 << 16, np.uint8)
    for number, entry in enumerate(entries):
        for word in entry.split():
            known[_word(word) & 0xFFFF] = 1
        key = phrase_key(entry)
        if key == 0:
            raise ValueError(f"{entry!r} has nothing that the kernel reads as a word")
        slot = (key ^ (key >> 32)) & (size - 1)
        while values[slot] >= 0 and int(keys[slot]) != key:
            slot = (slot + 1) & (size - 1)
        if values[slot] < 0:
            keys[slot], values[slot] = key, number
    return Lexicon(
        tuple(entries),
        categories,
        known,
        keys,
        values,
        np.array([c for c, _ in entries.values()], np.int32),
        np.array([w for _, w in entries.values()], np.float32),
    )


def find(text: Text, lexicon: Lexicon, limit: int = 1 << 16) -> Found:
    """Look a lexicon up in every row of a column."""
    count = len(text)
    sums = np.zeros((count, len(lexicon.categories)), np.float32)
    words = np.zeros(count, np.int64)
    hits = np.full((count, HITS), -1, np.int32)
    scan(
        text.data,
        text.offsets,
        limit,
        lexicon.known,
        lexicon.keys,
        lexicon.values,
        lexicon.category,
        lexicon.weight,
        sums,
        words,
        hits,
    )
    return Found(sums, words, hits)


def terms(found: Found, lexicon: Lexicon, row: int, of: Iterable[str] = (), most: int = 5) -> list[str]:
    """Return the entries found in one row, heaviest first, of the categories ``of`` (all when empty)."""
    wanted = {lexicon.categories.index(name) for name in of} or set(range(len(lexicon.categories)))
    entries = [int(e) for e in found.hits[row] if e >= 0 and lexicon.category[e] in wanted]
    entries.sort(key=lambda e: (-float(lexicon.weight[e]), lexicon.entries[e]))
    return [lexicon.entries[e] for e in entries[:most]]


def explain(
    reasons: list[list[str] | None], rows: npt.NDArray[np.int64], told: npt.NDArray[np.bool_],
    found: Found, lexicon: Lexicon, of: Sequence[str],
) -> None:  # fmt: skip
    """Write the `terms` that rows rest on where it is ``told``, None where not: what was found n-th is of the row ``rows[n]``."""
    for at, (row, is_told) in enumerate(zip(rows.tolist(), told.tolist(), strict=True)):
        reasons[row] = (terms(found, lexicon, at, of) or None) if is_told else None
