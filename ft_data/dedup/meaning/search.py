"""Rows of near meaning: every row against every other of its key, block by block.

Exact, not approximate. In memory: the vectors of one key (or of `BATCH` rows of small keys) and one block of
products. The products are whole numbers below 2**24, so 32-bit floats hold them exactly (see `embedding`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.dedup.meaning.embedding import Vectors

BLOCK = 2048  # rows on either side of a block of products
BATCH = 100_000  # rows whose vectors are read at a time
NEIGHBOURS = 32  # best rows each row is paired with at most

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]
Read = Callable[[Ints], tuple[Vectors, Vectors]]


class Alike(NamedTuple):
    """Pairs of rows, better first, and the cosine of their sides (the smaller of the two)."""

    better: Ints
    worse: Ints
    cosine: Floats


def alike(keys: Keys, rows: Ints, read: Read, threshold: float) -> Alike:
    """Find the pairs of ``rows`` (ascending: best first) with equal key whose sides both reach ``threshold``.

    ``keys[i]`` belongs to ``rows[i]``. ``read(some)`` gives the prompt and the response vectors of some rows; a side
    without a vector is zeros, and equal within a key. Each row is paired with its best `NEIGHBOURS` at most.
    """
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)])
    groups = [order[a:b] for a, b in zip(starts, [*starts[1:], len(order)], strict=True) if b - a > 1]
    found = [Alike(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    for batch in _batches(groups):
        prompt, response = read(rows[np.concatenate(batch)])
        at = 0
        for group in batch:
            some = slice(at, at + len(group))
            a, b, cosine = _within(prompt[some], response[some], threshold)
            found.append(Alike(rows[group[a]], rows[group[b]], cosine))
            at += len(group)
    return Alike(*map(np.concatenate, zip(*found, strict=True)))


def _batches(groups: list[Ints]) -> Iterator[list[Ints]]:
    batch: list[Ints] = []
    size = 0
    for group in groups:
        if batch and size + len(group) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(group)
        size += len(group)
    if batch:
        yield batch


def _within(prompt: Vectors, response: Vectors, threshold: float) -> tuple[Ints, Ints, Floats]:
    sides = [vectors for vectors in (prompt, response) if vectors.any()]
    lengths = [np.sqrt((side.astype(np.int64) ** 2).sum(1).astype(np.float64)) for side in sides]
    found: list[tuple[Ints, Ints, Floats]] = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    for start in range(0, len(prompt), BLOCK):
        rows = slice(start, start + BLOCK)
        pairs = np.zeros(min(BLOCK, len(prompt) - start), np.int64)  # of each row so far
        mine = [side[rows].astype(np.float32) for side in sides]
        for other in range(0, start + 1, BLOCK):
            columns = slice(other, other + BLOCK)
            cosine = np.ones((len(pairs), len(prompt[columns])))
            for own, side, length in zip(mine, sides, lengths, strict=True):
                products = (own @ side[columns].astype(np.float32).T).astype(np.float64)
                np.minimum(cosine, products / np.outer(length[rows], length[columns]), out=cosine)
            near = cosine >= threshold
            if other == start:
                near = np.tril(near, -1)
            worse, better = np.nonzero(near)
            place = np.arange(len(worse)) - np.searchsorted(worse, worse) + pairs[worse]
            few = place < NEIGHBOURS
            pairs += np.bincount(worse, minlength=len(pairs))
            worse, better = worse[few], better[few]
            found.append((better + other, worse + start, cosine[worse, better]))
    better, worse, cosines = map(np.concatenate, zip(*found, strict=True))
    return better, worse, cosines
