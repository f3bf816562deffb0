"""How varied a sample is: kinds of texts (Vendi), different runs of words, entropy of words. All fall or grow with its size.

So two samples are compared at one size, in rows and in words. Intervals are of a jackknife that leaves out a tenth of the
families at a time. On a logarithmic scale: what is compared are ratios.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from ft_data.evaluation.inside.certainty import FOLDS
from ft_data.evaluation.inside.runs import grams
from ft_data.intervals import SURE, Interval
from ft_data.signals.fitted.retrieval import isin
from ft_data.signals.fitted.stop import function_words
from ft_data.signals.fitted.words import Words

PROJECTIONS = 256
WORDS = 50_000  # words of a sample that are counted
VENDI = "kinds of texts (Vendi)"
ENTROPY = "entropy of words (perplexity)"
_BUCKETS = 1 << 13
_SEED = 20

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]


def distinct(size: int) -> str:
    """Name the figure of different runs of so many words."""
    return "different words" if size == 1 else f"different runs of {size} words"


def projected(words: Words) -> tuple[npt.NDArray[np.float32], Flags]:
    """Return vectors of length 1 (log counts times inverse frequency of hashed words, seeded projections), and which texts
    have one: those with content words."""
    from scipy import sparse

    kept = ~isin(words.hashes, function_words())
    row = np.repeat(np.arange(len(words)), np.diff(words.at))[kept]
    hashes = words.hashes[kept]
    bucket = ((hashes ^ (hashes >> np.uint64(33))) & np.uint64(_BUCKETS - 1)).astype(np.int64)
    counts = sparse.coo_matrix(
        (np.ones(len(bucket), np.float32), (row, bucket)), (len(words), _BUCKETS)
    ).tocsr()
    counts.sum_duplicates()
    held = np.bincount(counts.indices, minlength=_BUCKETS)
    idf = np.log((1 + len(words)) / (1 + held)).astype(np.float32) + 1
    counts.data = (1 + np.log(counts.data)) * idf[counts.indices]
    signs = np.random.Generator(np.random.PCG64(_SEED)).integers(0, 2, (_BUCKETS, PROJECTIONS)) * 2 - 1
    found = np.asarray(counts @ signs.astype(np.float32), np.float32)
    norms = np.linalg.norm(found, axis=1)
    held = norms > 0
    return found[held] / norms[held, None], held


def figures(words: Words, families: Sequence[str], most_words: int = WORDS) -> Mapping[str, Interval]:
    """Return the logarithm of each figure with its interval, not a number where it cannot be told."""
    kept = np.diff(words.at) > 0
    fold = _folds(families)[kept]
    words = _without(words, kept)
    vectors, held = projected(words)
    out = {VENDI: _vendi(vectors, fold[held])}
    words, fold = _cut(words, fold, most_words)
    for size in (1, 2, 3):
        found, row = grams(words, size)
        out[distinct(size)] = _distinct(found, fold[row])
    row = np.repeat(np.arange(len(words)), np.diff(words.at))
    out[ENTROPY] = _entropy(words.hashes, fold[row])
    return out


def _vendi(vectors: npt.NDArray[np.float32], fold: Ints) -> Interval:
    """Kinds of texts (Friedman & Dieng 2023), at most ``PROJECTIONS``: the entropy of the spectrum of their likeness.

    Without a fold it differs by the trace of (log K) dK, which needs one spectrum for all folds.
    """
    if not len(vectors):
        return _jackknifed(float("nan"), [])
    parts = [vectors[fold == number].astype(np.float64) for number in np.unique(fold)]
    # One thread: more of them wait for each other longer than so small a spectrum takes, and round it by how many they are.
    with threadpool_limits(1, "blas"):
        likeness = [one.T @ one for one in parts]
        whole = sum(likeness, np.zeros((PROJECTIONS, PROJECTIONS)))
        weights, axes = np.linalg.eigh(whole / len(vectors))
        held = weights > 1e-12
        logs = np.log(weights[held])
        value = float(-(weights[held] * logs).sum())
        slope = (axes[:, held] * logs) @ axes[:, held].T
    left = []
    for own, one in zip(likeness, parts, strict=True):
        if len(one) < len(vectors):
            moved = (whole - own) / (len(vectors) - len(one)) - whole / len(vectors)
            left.append(value - float((slope * moved).sum()))
    return _jackknifed(value, left)


def _distinct(found: Hashes, fold: Ints) -> Interval:
    """Different ones of some runs: without a fold those are gone that no other has."""
    if not len(found):
        return _jackknifed(float("nan"), [])
    counts = _counts(found, fold)
    alone = counts[:, (counts > 0).sum(0) == 1].astype(bool).sum(1)
    total, sizes = counts.shape[1], counts.sum(1)
    left = [
        float(np.log((total - own) / (len(found) - size)))
        for own, size in zip(alone, sizes, strict=True)
        if 0 < size < len(found)
    ]
    return _jackknifed(float(np.log(total / len(found))), left)


def _entropy(hashes: Hashes, fold: Ints) -> Interval:
    if not len(hashes):
        return _jackknifed(float("nan"), [])
    counts = _counts(hashes, fold)
    whole = counts.sum(0)
    return _jackknifed(_nats(whole), [_nats(whole - own) for own in counts if own.any()])


def _counts(found: Hashes, fold: Ints) -> Ints:
    """Return how often each fold has each value."""
    values, at = np.unique(found, return_inverse=True)
    count = np.bincount(fold * len(values) + at.reshape(-1), minlength=FOLDS * len(values))
    return count.reshape(FOLDS, len(values))


def _nats(counts: Ints) -> float:
    shares = counts[counts > 0] / max(counts.sum(), 1)
    return float(-(shares * np.log(shares)).sum())


def _jackknifed(value: float, without: Sequence[float]) -> Interval:
    """Return a figure with the interval that the figures without each fold give it."""
    left = np.array([one for one in without if np.isfinite(one)])
    if len(left) < 2 or not np.isfinite(value):
        return Interval(value, float("nan"), float("nan"))
    error = float(np.sqrt((len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum()))
    return Interval(value, value - SURE * error, value + SURE * error)


def _folds(families: Sequence[str]) -> Ints:
    """Deal families to folds at random, by a seed, each as a whole."""
    names, at = np.unique(np.array(families, object).astype(str), return_inverse=True)
    dealt = np.random.Generator(np.random.PCG64(_SEED)).permutation(len(names)) % FOLDS
    return dealt[at.reshape(-1)].astype(np.int64)


def _without(words: Words, kept: npt.NDArray[np.bool_]) -> Words:
    sizes = np.diff(words.at)
    inner = np.repeat(kept, sizes)
    at = np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int64)
    return Words(words.hashes[inner], at, words.start[inner], words.end[inner])


def _cut(words: Words, fold: Ints, most: int) -> tuple[Words, Ints]:
    """Return whole texts of at most so many words in all, and one at least."""
    count = max(1, int(np.searchsorted(words.at[1:], most, side="right")))
    kept = np.arange(len(words)) < count
    return _without(words, kept), fold[kept]
