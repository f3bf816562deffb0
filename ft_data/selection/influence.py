# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""What training on a row does to the loss on the targets, in closed form on an n-gram proxy.

The proxy is a multinomial over the hashed word uni- and bigrams that `target_importance` counts. The gradient of a
text's log-likelihood in the proxy's logits is ``n - |n| p`` (its counts less the expected ones) and the Fisher matrix
is ``diag(p) - p p'``, so a natural-gradient step on row r changes the log-likelihood a feature of target t by
``sum_f q_t(f) q_r(f) / p(f) - 1``, with q the shares of features: the influence function (Koh & Liang 2017) with the
exact Fisher matrix. Over all targets it is the mean over the row's features of ``(p_target - p) / p``, the first-order
form of the DSIR weight. It is a gain per feature, since a budget counts tokens: a row's length must not decide.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.signals.fitted.importance import BUCKETS, PRIOR, UNIFORM, bucket, counts
from ft_data.signals.fitted.words import Words
from ft_data.text.scan import mix

DOUBT = 10.0  # features' worth of belief that a row has no influence: three words say little about a row
# A feature that so many targets share tells none of them apart; leaving it out bounds the work of a row.
COMMON_SHARE, COMMON_LEAST = 0.05, 20

Floats = npt.NDArray[np.float64]


class Proxy(NamedTuple):
    """The n-gram proxy seen from the targets: what a feature is worth to all of them, and to each."""

    weights: npt.NDArray[np.float32]  # per bucket: (p_target - p) / p
    starts: npt.NDArray[np.int64]  # per bucket: its postings
    docs: npt.NDArray[np.int64]  # of a posting: the target
    values: Floats  # of a posting: the target's share of the feature / p
    targets: int


def proxy(counted: Floats, targets: Words) -> Proxy:
    """Make the proxy from how often each bucket occurs in the rows (`counts`, which add up) and from the targets."""
    p = (1.0 - UNIFORM) * counted / max(counted.sum(), 1.0) + UNIFORM / BUCKETS
    wanted = counts(targets)
    weights = (wanted + PRIOR * p) / (wanted.sum() + PRIOR) / p - 1.0
    where, doc = _features(targets)
    key, times = np.unique(where * max(len(targets), 1) + doc, return_counts=True)
    where, doc = np.divmod(key, max(len(targets), 1))
    shared = np.bincount(where, minlength=BUCKETS)[where]
    kept = shared <= max(COMMON_LEAST, COMMON_SHARE * len(targets))
    features = np.maximum(2 * np.diff(targets.at) - 1, 1)
    values = times / features[doc] / p[where]
    starts = np.concatenate([[0], np.cumsum(np.bincount(where[kept], minlength=BUCKETS))]).astype(np.int64)
    return Proxy(weights.astype(np.float32), starts, doc[kept], values[kept], len(targets))


def helped(rows: Words, made: Proxy) -> npt.NDArray[np.int64]:
    """Return the target that each row has the most influence on, -1 where it shares nothing with any; ties to the first."""
    target = np.full(len(rows), -1, np.int64)
    if made.targets:
        _helped(rows.hashes, rows.at, made.starts, made.docs, made.values, made.targets, target)
    return target


def per_feature(summed: Floats, features: npt.NDArray[np.int64]) -> Floats:
    """Return the influence of rows: the sum of their weights by their features, nearer to 0 the fewer these are."""
    return summed / (features + DOUBT)


def _features(texts: Words) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    where, doc = (np.empty(2 * len(texts.hashes), np.int64) for _ in range(2))
    used = _list(texts.hashes, texts.at, where, doc)
    return where[:used], doc[:used]


@nb.njit(nogil=True, cache=True)
def _list(hashes: Any, at: Any, where: Any, doc: Any) -> int:
    used = 0
    for row in range(len(at) - 1):
        for k in range(at[row], at[row + 1]):
            where[used], doc[used] = bucket(hashes[k]), row
            used += 1
            if k > at[row]:
                where[used], doc[used] = bucket(mix(hashes[k - 1], hashes[k])), row
                used += 1
    return used


@nb.njit(nogil=True, cache=True)
def _helped(hashes: Any, at: Any, starts: Any, docs: Any, values: Any, count: int, target: Any) -> None:
    total = np.zeros(count, np.float64)
    touched = np.zeros(count, np.int64)
    for row in range(len(at) - 1):
        seen, best = 0, 0.0
        for k in range(at[row], at[row + 1]):
            for step in range(2 if k > at[row] else 1):
                b = bucket(hashes[k]) if step == 0 else bucket(mix(hashes[k - 1], hashes[k]))
                for place in range(starts[b], starts[b + 1]):
                    doc = docs[place]
                    if total[doc] == 0.0:
                        touched[seen] = doc
                        seen += 1
                    total[doc] += values[place]
        for n in range(seen):
            doc = touched[n]
            if total[doc] > best or (total[doc] == best and doc < target[row]):
                target[row], best = doc, total[doc]
            total[doc] = 0.0
