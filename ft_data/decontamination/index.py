"""The searchable form of a set of benchmark items: weighted word 5-grams and where they occur.

A gram weighs what it tells: the mean over its words of ``log((N + 2) / df) / log(N + 2)``, where ``df`` is in
how many of the N item texts the word occurs; numbers, single characters and repeats of a word within the gram
count nothing, and grams found in more than `COMMON` item texts are left out. So digit lists, loop headers and
the fixed wording of templated tasks weigh little or nothing, and a rare phrase weighs much.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import xxhash

from ft_data.decontamination.benchmarks import BenchmarkItem
from ft_data.text.columns import text_of
from ft_data.text.unicode import NUMERIC
from ft_data.text.words import words

VERSION = "2"
GRAM = 5
COMMON = 25
LEAST_WORDS = 6  # shorter texts occur by chance
FOLLOW_UP_WORDS = 20  # later turns below this length ("now rewrite it") are nobody's property
LEAST_WEIGHT = 1.0  # texts that weigh less cannot be told from chance

QUESTION, ANSWER, CHOICES = 0, 1, 2
FIELDS = ("question", "answer", "choices")


class Index(NamedTuple):
    """Arrays of a benchmark index. A *text* is one question, answer, or question with its choices."""

    items: tuple[BenchmarkItem, ...]
    text_item: npt.NDArray[np.int32]  # per text: its item
    text_field: npt.NDArray[np.int8]  # QUESTION, ANSWER, CHOICES
    text_words: npt.NDArray[np.int32]
    text_weight: npt.NDArray[np.float64]  # sum over its grams
    word_ptr: npt.NDArray[np.int64]  # per text: its words
    words: npt.NDArray[np.uint64]
    value: npt.NDArray[np.float64]  # what each word tells
    table: npt.NDArray[np.uint64]  # open addressing: gram hash, 0 = free
    slot: npt.NDArray[np.int32]  # its number
    sieve: npt.NDArray[np.uint64]  # two bits set per hash present; small enough to stay in cache
    ptr: npt.NDArray[np.int64]  # per gram: its postings
    text: npt.NDArray[np.int32]
    position: npt.NDArray[np.int32]  # of the gram's first word in the text
    weight: npt.NDArray[np.float64]
    key: str  # what the index depends on; part of the name of a cached scan

    @property
    def unsearchable(self) -> list[BenchmarkItem]:
        """Items of which no text weighs enough to be recognised (bare arithmetic, one-word questions)."""
        found = set(self.text_item[self.text_weight >= LEAST_WEIGHT].tolist())
        return [item for number, item in enumerate(self.items) if number not in found]


def save_index(index: Index, path: str | Path) -> None:
    """Write an index as one ``.npz`` file."""
    items = np.frombuffer(orjson.dumps([list(item) for item in index.items]), np.uint8)
    arrays = {name: value for name, value in index._asdict().items() if name not in ("items", "key")}
    with open(path, "wb") as file:
        np.savez(file, items=items, key=np.array(index.key), **arrays)


def load_index(path: str | Path) -> Index:
    """Read an index written by `save_index`."""
    with np.load(path) as stored:
        arrays = dict(stored)
    items = tuple(
        BenchmarkItem(benchmark, item_id, tuple(question), answer, tuple(choices), split)
        for benchmark, item_id, question, answer, choices, split in orjson.loads(
            arrays.pop("items").tobytes()
        )
    )
    return Index(items=items, key=str(arrays.pop("key")), **arrays)


class _Texts(NamedTuple):
    item: list[int]
    field: list[int]
    segments: list[str]
    text: list[int]  # of each segment


def build_index(items: Iterable[BenchmarkItem]) -> Index:
    """Build the index of all items of all benchmarks."""
    items = tuple(items)
    texts = _texts(items)
    found = words(text_of(pa.array(texts.segments, pa.large_string())), apart=True)
    owner = np.repeat(np.array(texts.text, np.int64), np.diff(found.ptr))
    value = _word_values(found.hashes, found.flags, found.ends - found.starts, owner, len(texts.item))
    hashes, weights, start = _grams(found.ptr, found.hashes, value)
    gram_owner = owner[start]
    first_word = np.searchsorted(owner, np.arange(len(texts.item)))
    position = start - first_word[gram_owner]
    order = np.argsort(hashes, kind="stable")  # equal grams stay in the order of text and position
    order = order[_uncommon(hashes[order], gram_owner[order])]
    kept = np.sort(order)  # a row's matched weight is added up in this order too: full coverage is exactly 1
    unique, ptr = np.unique(hashes[order], return_index=True)
    table, slot, sieve = _table(unique, 1 << (2 * len(unique) + 8).bit_length(), _sieve_words(len(unique)))
    return Index(
        items,
        np.array(texts.item, np.int32),
        np.array(texts.field, np.int8),
        np.bincount(owner, minlength=len(texts.item)).astype(np.int32),
        np.bincount(gram_owner[kept], weights[kept], len(texts.item)).astype(np.float64),
        np.searchsorted(owner, np.arange(len(texts.item) + 1)),
        found.hashes.copy(),
        value,
        table,
        slot,
        sieve,
        np.append(ptr, len(order)).astype(np.int64),
        gram_owner[order].astype(np.int32),
        position[order].astype(np.int32),
        weights[order],
        _key(items),
    )


def _texts(items: tuple[BenchmarkItem, ...]) -> _Texts:
    texts = _Texts([], [], [], [])

    def add(item: int, field: int, segments: Iterable[str]) -> None:
        texts.segments.extend(segments)
        texts.text.extend([len(texts.item)] * (len(texts.segments) - len(texts.text)))
        texts.item.append(item)
        texts.field.append(field)

    for number, item in enumerate(items):
        for turn, question in enumerate(item.question):
            if turn == 0 or len(question.split()) >= FOLLOW_UP_WORDS:
                add(number, QUESTION, [question])
        if item.choices:
            add(number, CHOICES, [item.question[0], *item.choices])
        if item.answer:
            add(number, ANSWER, [item.answer])
    return texts


def _word_values(
    hashes: npt.NDArray[np.uint64],
    flags: npt.NDArray[np.uint8],
    sizes: npt.NDArray[np.int32],
    owner: npt.NDArray[np.int64],
    texts: int,
) -> npt.NDArray[np.float64]:
    unique, number = np.unique(hashes, return_inverse=True)
    seen, place, times = np.unique(number * max(texts, 1) + owner, return_inverse=True, return_counts=True)
    frequency = np.bincount(seen // max(texts, 1), minlength=len(unique))
    value = np.log((texts + 2) / np.maximum(frequency, 1)) / np.log(texts + 2)
    plain = ((flags & NUMERIC) == 0) & (sizes > 1)
    values: npt.NDArray[np.float64] = np.where(plain, value[number] / times[place], 0.0)
    return values


def _uncommon(hashes: npt.NDArray[np.uint64], owner: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell which grams, given in ascending order, are in few texts."""
    fresh = np.ones(len(hashes), bool)
    fresh[1:] = hashes[1:] != hashes[:-1]
    gram = np.cumsum(fresh) - 1
    fresh[1:] |= owner[1:] != owner[:-1]  # from here on: of gram and text
    common: npt.NDArray[np.bool_] = np.bincount(gram, fresh)[gram] <= COMMON
    return common


def _key(items: tuple[BenchmarkItem, ...]) -> str:
    state = xxhash.xxh3_128(f"{VERSION} {GRAM} {COMMON} {FOLLOW_UP_WORDS}".encode())
    for item in items:
        for text in (
            item.benchmark,
            item.item_id,
            item.split,
            item.answer,
            *item.question,
            "\x1f",
            *item.choices,
        ):
            data = text.encode("utf-8", "surrogatepass")
            state.update(len(data).to_bytes(8, "little") + data)
    return state.hexdigest()


@nb.njit(nogil=True, cache=True)
def _grams(ptr, hashes, value):  # type: ignore[no-untyped-def]
    total = 0
    for i in range(len(ptr) - 1):
        total += max(ptr[i + 1] - ptr[i] - GRAM + 1, 0)
    out = np.empty(total, np.uint64)
    weight = np.empty(total, np.float64)
    start = np.empty(total, np.int64)
    k = np.uint64(0xD1342543DE82EF95)
    count = 0
    for i in range(len(ptr) - 1):
        for at in range(ptr[i], ptr[i + 1] - GRAM + 1):
            h = np.uint64(0)
            sum_ = 0.0
            for j in range(at, at + GRAM):
                h = h * k + hashes[j]
                fresh = True
                for before in range(at, j):
                    fresh = fresh and hashes[before] != hashes[j]
                if fresh:
                    sum_ += value[j]
            h ^= h >> np.uint64(32)
            h *= k
            out[count] = h if h != 0 else np.uint64(1)
            weight[count] = sum_ / GRAM
            start[count] = at
            count += 1
    return out, weight, start


def _sieve_words(grams: int) -> int:
    """Return how many words of 64 bits the sieve has: two to four grams share one, up to a megabyte."""
    return 1 << min(max((grams // 4).bit_length(), 4), 17)


@nb.njit(nogil=True, cache=True)
def sieve_shift(sieve):  # type: ignore[no-untyped-def]
    """Return by how much a hash is shifted to give its word of the sieve."""
    bits = np.uint64(0)
    while (1 << bits) < len(sieve):
        bits += np.uint64(1)
    return np.uint64(64) - bits


@nb.njit(nogil=True, cache=True)
def sieve_bits(h):  # type: ignore[no-untyped-def]
    """Return the two bits of a hash in its word of the sieve."""
    one = np.uint64(1)
    low = np.uint64(63)
    return one << (h & low) | one << ((h >> np.uint64(6)) & low)


@nb.njit(nogil=True, cache=True)
def _table(unique, size, words):  # type: ignore[no-untyped-def]
    table = np.zeros(size, np.uint64)
    slot = np.zeros(size, np.int32)
    sieve = np.zeros(words, np.uint64)
    shift = sieve_shift(sieve)
    mask = np.uint64(size - 1)
    for number in range(len(unique)):
        h = unique[number]
        sieve[h >> shift] |= sieve_bits(h)
        at = h & mask
        while table[at] != 0:
            at = (at + np.uint64(1)) & mask
        table[at] = h
        slot[at] = number
    return table, slot, sieve
