"""Exact similarity of candidate pairs, computed from their texts.

Jaccard figures are exact up to collisions of 64-bit hashes. Texts are streamed once, for the rows of the
pairs only; what stays in memory is their shingle sets (about as large as the texts), and the texts themselves
while they are few.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, TypeVar

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.dedup.candidates import Pairs, distinct, split_pairs
from ft_data.dedup.differences import objection
from ft_data.dedup.grouping import Keys
from ft_data.dedup.normal import normalised
from ft_data.dedup.shingles import Rows, Sets, character_sets, shingle_sets
from ft_data.text.columns import Text, frozen, text_of
from ft_data.text.rows import row_text
from ft_data.text.words import Scratch
from ft_data.warehouse import cores

CHUNK = 2048
BORDERLINE = 200  # pairs shown on either side of the threshold
HELD = 256 << 20  # bytes of text kept for comparing the sides; above, the texts are read again
BLOCK = 25_000  # pairs whose sides are compared at a time

THREADS = cores.allowed(8)

Item = TypeVar("Item")
Result = TypeVar("Result")
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Fetch = Callable[[Ints], Iterable[pa.RecordBatch]]


class Overlaps:
    """The candidate pairs with their Jaccard similarities; the similarity of the two sides on demand."""

    def __init__(self, pairs: Pairs, fetch: Fetch) -> None:
        """Read the texts of the pairs once and compare their shingles.

        ``fetch(rows)`` yields batches of ``place, prompt_text, response_text`` for the given rows in any
        order; ``place`` is the position in ``rows``.
        """
        self.pairs = pairs
        self.better, self.worse = split_pairs(pairs)
        self.rows = distinct(np.concatenate([self.better, self.worse]))
        self._texts = _Texts(self.rows, fetch)
        self.sets = self._texts.shingles()
        place = np.zeros(self.rows[-1] + 1 if len(self.rows) else 0, np.int64)
        place[self.rows] = np.arange(len(self.rows))
        self.a, self.b = place[self.better], place[self.worse]
        self.jaccard = pair_jaccards(self.sets, self.a, self.b)
        self.prompt = np.full(len(pairs), np.nan)
        self.answer = np.full(len(pairs), np.nan)

    def compare_sides(self, chosen: Ints, prompt_key: Keys, response_key: Keys) -> None:
        """Fill in ``prompt`` and ``answer`` of the chosen pairs; the keys are those of all rows.

        ``prompt`` is the Jaccard of character 5-grams of the normalised prompts, ``answer`` that of the
        responses' own shingles (under five words: 1 if the words are equal, else 0); two empty texts are
        equal.
        """
        chosen = chosen[np.argsort(self.worse[chosen], kind="stable")]
        for found, keys, column, sets in (
            (self.prompt, prompt_key, "prompt_text", _prompt_sets),
            (self.answer, response_key, "response_text", _answer_sets),
        ):
            equal = keys[self.better[chosen]] == keys[self.worse[chosen]]
            found[chosen[equal]] = 1.0
            for block, shares in in_threads(partial(_compare, sets), self._blocks(chosen[~equal], column)):
                found[block] = shares

    def _blocks(self, chosen: Ints, column: str) -> Iterator[_Block]:
        for start in range(0, len(chosen), BLOCK):
            block = chosen[start : start + BLOCK]
            rows = distinct(np.concatenate([self.better[block], self.worse[block]]))
            a, b = np.searchsorted(rows, self.better[block]), np.searchsorted(rows, self.worse[block])
            yield _Block(block, a, b, self._texts.of(rows, column))

    def objections(self, chosen: Ints) -> list[str | None]:
        """Return, for each of the chosen pairs, which of its differences make it two rows (see `differences`)."""
        found: list[str | None] = []
        for start in range(0, len(chosen), BLOCK):
            some = chosen[start : start + BLOCK]
            rows = distinct(np.concatenate([self.better[some], self.worse[some]]))
            asked, answered = self._texts.of(rows, "prompt_text"), self._texts.of(rows, "response_text")
            places = np.searchsorted(rows, self.better[some]), np.searchsorted(rows, self.worse[some])
            for a, b in zip(*(side.tolist() for side in places), strict=True):
                sides = ((row_text(text, a), row_text(text, b)) for text in (asked, answered))
                found.append(objection(*sides))
        return found

    def answer_containment(self, a: Ints, b: Ints) -> Floats:
        """Return which share of the shingles of the answers of rows ``a`` the answers of rows ``b`` have."""
        rows = distinct(np.concatenate([a, b]))
        answers = _answer_sets(self._texts.of(rows, "response_text"))
        return contained_shares(answers, np.searchsorted(rows, a), np.searchsorted(rows, b))


class _Block(NamedTuple):
    """Some pairs and one side of their rows; ``a`` and ``b`` are places in the texts."""

    pairs: Ints
    a: Ints
    b: Ints
    texts: Text


def _compare(sets: Callable[[Text], Sets], block: _Block) -> tuple[Ints, Floats]:
    return block.pairs, _pair_shares(*sets(block.texts), block.a, block.b)[0]


def _prompt_sets(texts: Text) -> Sets:
    return character_sets(normalised(texts))


def _answer_sets(texts: Text) -> Sets:
    empty = frozen(np.zeros(1, np.uint8), np.zeros(len(texts) + 1, np.int64))
    return _shingles(empty, texts)


class _Texts:
    """The texts of some rows, held in memory if they are few, else read again when asked for."""

    def __init__(self, rows: Ints, fetch: Fetch) -> None:
        self.rows = rows
        self.fetch = fetch
        self.held: tuple[Ints, list[pa.RecordBatch]] | None = None

    def shingles(self) -> Sets:
        """Read every text once and return the shingle sets in the order of the rows."""
        sizes = np.zeros(len(self.rows), np.int64)
        parts, places, batches, held = [], [], [], 0
        fetched = self.fetch(self.rows) if len(self.rows) else ()
        for batch, found in in_threads(lambda batch: (batch, list(shingles_of(batch))), fetched):
            for where, sets in found:
                sizes[where] = np.diff(sets.ptr)
                parts.append(sets)
                places.append(where)
            held += batch.nbytes
            if held <= HELD:
                batches.append(batch)
            else:
                batches.clear()
        if batches and held <= HELD:
            self.held = _placed(batches)
        ptr = np.concatenate([[0], np.cumsum(sizes)])
        hashes = np.empty(ptr[-1], np.uint64)
        while parts:
            _scatter(ptr, hashes, places.pop(), *parts.pop())
        return Sets(ptr, hashes)

    def of(self, rows: Ints, column: str) -> Text:
        """Return the texts of ``rows``, in that order."""
        if self.held is None:
            places, batches = _placed(list(self.fetch(rows)))
        else:
            places, batches = self.held
            places = places[np.searchsorted(self.rows, rows)]
        return text_of(_take([batch.select([column]) for batch in batches], places)[column])


def _placed(batches: list[pa.RecordBatch]) -> tuple[Ints, list[pa.RecordBatch]]:
    """Return for every place which row of the batches, counted through all of them, holds it."""
    return np.argsort(np.concatenate([batch["place"].to_numpy() for batch in batches])), batches


def _take(batches: list[pa.RecordBatch], rows: Ints) -> pa.Table:
    """Take rows, counted through all batches. Arrow would first copy all batches into one."""
    starts = np.cumsum([0, *(len(batch) for batch in batches)])
    order = np.argsort(rows, kind="stable")
    owner = np.searchsorted(starts, rows[order], side="right") - 1
    cuts = np.searchsorted(owner, np.arange(len(batches) + 1))
    parts = [
        batch.take(pa.array(rows[order[cuts[i] : cuts[i + 1]]] - starts[i]))
        for i, batch in enumerate(batches)
        if cuts[i] < cuts[i + 1] or i == 0
    ]
    back = np.empty(len(rows), np.int64)
    back[order] = np.arange(len(rows))
    return pa.Table.from_batches(parts).combine_chunks().take(pa.array(back))


def borderline(overlaps: Overlaps, threshold: float) -> Ints:
    """Choose the pairs nearest to the threshold, `BORDERLINE` on either side."""
    distance = np.abs(overlaps.jaccard - threshold)

    def nearest(pairs: Ints) -> Ints:
        if len(pairs) > BORDERLINE:  # most pairs need no place in the order
            farthest = np.partition(distance[pairs], BORDERLINE - 1)[BORDERLINE - 1]
            pairs = pairs[distance[pairs] <= farthest]
        return pairs[np.lexsort((overlaps.pairs[pairs], distance[pairs]))][:BORDERLINE]

    above = overlaps.jaccard >= threshold
    return np.concatenate([nearest(np.flatnonzero(above)), nearest(np.flatnonzero(~above))])


def shingles_of(batch: pa.RecordBatch) -> Iterator[tuple[Ints, Sets]]:
    """Yield the places and the shingle sets of a batch of fetched texts, some rows at a time."""
    places = batch["place"].to_numpy()
    for sets in _chunks(text_of(batch["prompt_text"]), text_of(batch["response_text"]), False):
        count = len(sets.ptr) - 1
        yield places[:count], sets
        places = places[count:]


def contained_shares(sets: Sets, a: Ints, b: Ints) -> Floats:
    """Return which share of set ``a[i]`` is in set ``b[i]``; of an empty set, all."""
    return _shares(sets, a, b)[1]


def pair_jaccards(sets: Sets, a: Ints, b: Ints) -> Floats:
    """Return the Jaccard similarity of sets ``a[i]`` and ``b[i]``; two empty sets are equal."""
    return _shares(sets, a, b)[0]


def in_threads(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Apply ``work`` to items on a few threads, in order, with only a few items in flight."""
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _shares(sets: Sets, a: Ints, b: Ints) -> tuple[Floats, Floats]:
    spans = [slice(start, start + BLOCK) for start in range(0, max(len(a), 1), BLOCK)]
    parts = list(in_threads(lambda span: _pair_shares(sets.ptr, sets.hashes, a[span], b[span]), spans))
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _shingles(prompt: Text, response: Text) -> Sets:
    parts = list(_chunks(prompt, response, short_whole=True))
    sizes = np.concatenate([np.diff(part.ptr) for part in parts])
    return Sets(np.concatenate([[0], np.cumsum(sizes)]), np.concatenate([part.hashes for part in parts]))


NO_TEXT = frozen(np.zeros(1, np.uint8), np.zeros(CHUNK + 1, np.int64))


def _chunks(prompt: Text, response: Text, short_whole: bool) -> Iterator[Sets]:
    asked, answered = Scratch(), Scratch()
    for start in range(0, max(len(prompt), 1), CHUNK):
        p = Text(prompt.data, prompt.offsets[start : start + CHUNK + 1])
        r = Text(response.data, response.offsets[start : start + CHUNK + 1])
        rows = Rows(asked.words(p), answered.words(r), NO_TEXT, NO_TEXT)
        if rows.by_characters().any():
            rows = rows._replace(prompt_text=normalised(p), response_text=normalised(r))
        yield shingle_sets(rows, short_whole)


@nb.njit(nogil=True, cache=True)
def _scatter(ptr, hashes, places, part_ptr, part_hashes):  # type: ignore[no-untyped-def]
    for i, place in enumerate(places):
        hashes[ptr[place] : ptr[place + 1]] = part_hashes[part_ptr[i] : part_ptr[i + 1]]


@nb.njit(nogil=True, cache=True)
def _pair_shares(ptr, hashes, a, b):  # type: ignore[no-untyped-def]
    jaccard = np.empty(len(a), np.float64)
    contained = np.empty(len(a), np.float64)
    for p in range(0, len(a), 2):
        q = min(p + 1, len(a) - 1)
        # Each step of a merge waits for the one before; two merges side by side wait together.
        i, i_end = np.uint64(ptr[a[p]]), np.uint64(ptr[a[p] + 1])
        j, j_end = np.uint64(ptr[b[p]]), np.uint64(ptr[b[p] + 1])
        k, k_end = np.uint64(ptr[a[q]]), np.uint64(ptr[a[q] + 1])
        m, m_end = np.uint64(ptr[b[q]]), np.uint64(ptr[b[q] + 1])
        both = np.uint64(0)
        second = np.uint64(0)
        while i < i_end and j < j_end and k < k_end and m < m_end:
            x, y = hashes[i], hashes[j]
            both += np.uint64(x == y)
            i += np.uint64(x <= y)
            j += np.uint64(y <= x)
            x, y = hashes[k], hashes[m]
            second += np.uint64(x == y)
            k += np.uint64(x <= y)
            m += np.uint64(y <= x)
        while i < i_end and j < j_end:
            x, y = hashes[i], hashes[j]
            both += np.uint64(x == y)
            i += np.uint64(x <= y)
            j += np.uint64(y <= x)
        while k < k_end and m < m_end:
            x, y = hashes[k], hashes[m]
            second += np.uint64(x == y)
            k += np.uint64(x <= y)
            m += np.uint64(y <= x)
        jaccard[p], contained[p] = _ratios(ptr, a[p], b[p], both)
        jaccard[q], contained[q] = _ratios(ptr, a[q], b[q], second)
    return jaccard, contained


@nb.njit(nogil=True, cache=True)
def _ratios(ptr, left, right, both):  # type: ignore[no-untyped-def]
    size = np.uint64(ptr[left + 1] - ptr[left])
    union = size + np.uint64(ptr[right + 1] - ptr[right]) - both
    return both / union if union else 1.0, both / size if size else 1.0
