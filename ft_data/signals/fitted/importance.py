# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""How much more a text's words belong to the targets than to the corpus.

DSIR (Xie et al. 2023, "Data selection for language models via importance resampling"): word uni- and bigrams are
hashed into buckets, and a text's features are weighed by log(p_target / p_corpus). Where the paper sums over the
features, this is their mean, so that length does not decide. The corpus side is mixed with the uniform distribution
(Jelinek & Mercer 1980), so that it says something about words it lacks; the target side is smoothed towards it with
a Dirichlet prior (Zhai & Lafferty 2004): a handful of targets says little about most features, and then the
weight is near zero.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.signals.fitted.words import Words, stopped
from ft_data.text.scan import mix

BUCKETS = 1 << 16
PRIOR = 2_000.0  # features' worth of belief that the targets are like the corpus
UNIFORM = 0.1  # share of the uniform distribution in the background

Floats = npt.NDArray[np.float64]


def fit(targets: Words, corpus: Words) -> npt.NDArray[np.float32]:
    """Return log(p_target / p_corpus) of every bucket."""
    wanted, found = counts(targets), counts(corpus)
    background = (1.0 - UNIFORM) * found / max(found.sum(), 1.0) + UNIFORM / BUCKETS
    target = (wanted + PRIOR * background) / (wanted.sum() + PRIOR)
    return np.log(target / background).astype(np.float32)


def importance(
    texts: Words, weights: Any, stop: Any
) -> tuple[Floats, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return per text the sum of its features' weights, how many features it has, and its three heaviest words.

    The words are places in the text's own list (-1 where there are fewer with a positive weight), no word twice and
    none of ``stop`` (sorted hashes of function words).
    """
    rows = len(texts)
    total, features, best = np.zeros(rows), np.zeros(rows, np.int64), np.full((rows, 3), -1, np.int64)
    _weigh(texts.hashes, texts.at, weights, stop, total, features, best)
    return total, features, best


def counts(texts: Words) -> Floats:
    """Count the features of some texts by bucket."""
    found = np.zeros(BUCKETS, np.int64)
    _count(texts.hashes, texts.at, found)
    return found.astype(np.float64)


@nb.njit(nogil=True, cache=True, inline="always")
def bucket(h: Any) -> int:
    """Return the bucket of a feature's hash."""
    return np.int64((h ^ (h >> np.uint64(33))) & np.uint64(BUCKETS - 1))


@nb.njit(nogil=True, cache=True)
def _count(hashes: Any, at: Any, counts: Any) -> None:
    for row in range(len(at) - 1):
        for k in range(at[row], at[row + 1]):
            counts[bucket(hashes[k])] += 1
            if k > at[row]:
                counts[bucket(mix(hashes[k - 1], hashes[k]))] += 1


@nb.njit(nogil=True, cache=True)
def _weigh(hashes: Any, at: Any, weights: Any, stop: Any, total: Any, features: Any, best: Any) -> None:
    for row in range(len(at) - 1):
        first, summed = at[row], 0.0
        for k in range(first, at[row + 1]):
            weight = weights[bucket(hashes[k])]
            summed += weight
            if k > first:
                summed += weights[bucket(mix(hashes[k - 1], hashes[k]))]
            if weight > 0 and not stopped(stop, hashes[k]):
                _offer(k - first, weight, first, hashes, weights, best[row])
        total[row] = summed
        features[row] = max(2 * (at[row + 1] - first) - 1, 0)


@nb.njit(nogil=True, cache=True)
def _offer(place: int, weight: float, first: int, hashes: Any, weights: Any, best: Any) -> None:
    """Keep the three heaviest different words, the earlier one of equals first."""
    at = len(best)
    for k in range(len(best)):
        if best[k] < 0:
            at = min(at, k)
            break
        if hashes[first + best[k]] == hashes[first + place]:
            return
        if at == len(best) and weights[bucket(hashes[first + best[k]])] < weight:
            at = k
    # Of what follows, nothing can be the same word: the loop above may have stopped before seeing it.
    for k in range(at, len(best)):
        if best[k] >= 0 and hashes[first + best[k]] == hashes[first + place]:
            return
    if at < len(best):
        for k in range(len(best) - 1, at, -1):
            best[k] = best[k - 1]
        best[at] = place


def weight_of(word: int, weights: Any) -> float:
    """Return the weight of one word's hash."""
    return float(weights[(word ^ (word >> 33)) & (BUCKETS - 1)])
