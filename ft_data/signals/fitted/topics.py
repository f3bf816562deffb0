# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""Topics: spherical k-means over hashed TF-IDF vectors, each topic named by its keywords.

Dhillon & Modha 2001, "Concept decompositions for large sparse text data using clustering"; seeded by k-means++
(Arthur & Vassilvitskii 2007); keywords by class-based TF-IDF (Grootendorst 2022, "BERTopic"). A keyword occurs in
at least five rows, so no row's own word becomes the name of a topic.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.signals.fitted.retrieval import isin
from ft_data.signals.fitted.words import Hashes, Words, stopped
from ft_data.text.columns import Text

BUCKETS = 1 << 13
ROUNDS = 25
KEYWORDS = 4
LEAST_ROWS = 5

Floats = npt.NDArray[np.float32]


def fit(
    texts: Words, text: Text, count: int, stop: Hashes, seed: int = 0
) -> tuple[dict[str, npt.NDArray[Any]], list[str]]:
    """Find at most ``count`` topics in some texts; return ``centroids``, ``idf``, ``stop`` and the topics' names.

    The texts come in an order of their own (by id), so that the same rows give the same topics.
    """
    df = np.zeros(BUCKETS, np.int64)
    _document_counts(texts.hashes, texts.at, stop, df)
    idf = np.log((1.0 + len(texts)) / (1.0 + df)).astype(np.float32) + np.float32(1.0)
    vectors = _vectors(texts, stop, idf)
    filled = np.flatnonzero(np.diff(vectors.indptr))
    centroids, place = _cluster(vectors[filled], count, seed)
    topic = np.full(len(texts), -1, np.int64)
    topic[filled] = place
    names = _names(texts, text, topic, len(centroids), stop)
    return {"centroids": centroids, "idf": idf, "stop": stop}, names


def assign(texts: Words, arrays: Any) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the nearest topic of each text (-1 for a text without content words) and its cosine."""
    best, cosine = np.full(len(texts), -1, np.int64), np.full(len(texts), np.nan)
    if len(arrays["centroids"]):
        _assign(texts.hashes, texts.at, arrays["stop"], arrays["idf"], arrays["centroids"], best, cosine)
    return best, cosine


def _vectors(texts: Words, stop: Hashes, idf: Floats) -> Any:
    from scipy import sparse

    row = np.repeat(np.arange(len(texts)), np.diff(texts.at))
    kept = ~isin(texts.hashes, stop) if len(stop) else np.ones(len(row), bool)
    bucket = _buckets(texts.hashes[kept])
    counts = sparse.coo_matrix(
        (np.ones(len(bucket), np.float32), (row[kept], bucket)), (len(texts), BUCKETS)
    ).tocsr()
    counts.sum_duplicates()
    counts.data = (1.0 + np.log(counts.data)) * idf[counts.indices]
    norm = np.sqrt(np.asarray(counts.multiply(counts).sum(1)).ravel())
    counts.data /= np.repeat(np.maximum(norm, 1e-9), np.diff(counts.indptr)).astype(np.float32)
    return counts


def _buckets(hashes: Hashes) -> npt.NDArray[np.int64]:
    return ((hashes ^ (hashes >> np.uint64(33))) & np.uint64(BUCKETS - 1)).astype(np.int64)


def _cluster(vectors: Any, count: int, seed: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Spherical k-means. Sparse products only: their sums are taken in one order whatever the machine."""
    from scipy import sparse

    rows = vectors.shape[0]
    count = min(count, rows)
    if not count:
        return np.zeros((0, BUCKETS), np.float32), np.zeros(0, np.int64)
    random = np.random.Generator(np.random.PCG64(seed))
    chosen = [int(random.integers(rows))]
    distance = np.ones(rows)
    while len(chosen) < count:
        distance = np.minimum(distance, 1.0 - np.asarray((vectors @ vectors[chosen[-1]].T).todense()).ravel())
        distance = np.maximum(distance, 0.0)
        total = distance.sum()
        if total <= 1e-9:
            break
        chosen.append(int(np.searchsorted(np.cumsum(distance), random.random() * total)))
    centroids = np.asarray(vectors[chosen].todense(), np.float32)
    place = np.full(rows, -1)
    for _ in range(ROUNDS):
        now = np.asarray(vectors @ centroids.T).argmax(1)
        if (now == place).all():
            break
        place = now
        member = sparse.csr_matrix(
            (np.ones(rows, np.float32), (place, np.arange(rows))), (len(centroids), rows)
        )
        sums = np.asarray((member @ vectors).todense(), np.float32)
        norm = np.sqrt((sums.astype(np.float64) ** 2).sum(1))
        moved = np.flatnonzero(norm > 0)
        centroids[moved] = (sums[moved] / norm[moved, None]).astype(np.float32)
    used, place = np.unique(place, return_inverse=True)
    return centroids[used], place


def _names(texts: Words, text: Text, topic: npt.NDArray[np.int64], count: int, stop: Hashes) -> list[str]:
    """Name each topic by the words that are frequent in it and rare elsewhere."""
    row = np.repeat(np.arange(len(texts)), np.diff(texts.at))
    digit = (text.data[texts.start] >= ord("0")) & (text.data[texts.start] <= ord("9"))
    usable = (topic[row] >= 0) & (texts.end - texts.start >= 3) & ~digit
    if len(stop):
        usable &= ~isin(texts.hashes, stop)
    place = np.flatnonzero(usable)
    terms, first, inverse = np.unique(texts.hashes[place], return_index=True, return_inverse=True)
    pairs = np.unique(np.stack([inverse.astype(np.int64), row[place]]), axis=1)
    wide = np.bincount(pairs[0], minlength=len(terms)) >= LEAST_ROWS
    tf = np.zeros((count, len(terms)))
    np.add.at(tf, (topic[row[place]], inverse), 1.0)
    mean = tf.sum() / max(count, 1)
    score = tf / np.maximum(tf.sum(1, keepdims=True), 1.0) * np.log(1.0 + mean / np.maximum(tf.sum(0), 1.0))
    score[:, ~wide] = 0.0
    names = []
    for number in range(count):
        order = np.lexsort((terms, -score[number]))[:KEYWORDS]
        found = [int(place[first[k]]) for k in order if score[number, k] > 0]
        names.append(", ".join(_word(text, texts, k) for k in found) or f"topic {number}")
    return names


def _word(text: Text, texts: Words, k: int) -> str:
    return bytes(text.data[texts.start[k] : texts.end[k]]).decode(errors="replace").lower()


@nb.njit(nogil=True, cache=True)
def _document_counts(hashes: Any, at: Any, stop: Any, df: Any) -> None:
    seen = np.full(len(df), -1, np.int64)
    for row in range(len(at) - 1):
        for k in range(at[row], at[row + 1]):
            h = hashes[k]
            if not stopped(stop, h):
                bucket = np.int64((h ^ (h >> np.uint64(33))) & np.uint64(BUCKETS - 1))
                if seen[bucket] != row:
                    seen[bucket] = row
                    df[bucket] += 1


@nb.njit(nogil=True, cache=True)
def _assign(hashes: Any, at: Any, stop: Any, idf: Any, centroids: Any, best: Any, cosine: Any) -> None:
    tf = np.zeros(BUCKETS, np.int64)
    used = np.zeros(BUCKETS, np.int64)
    scores = np.zeros(len(centroids), np.float64)
    for row in range(len(at) - 1):
        count = 0
        for k in range(at[row], at[row + 1]):
            h = hashes[k]
            if not stopped(stop, h):
                bucket = np.int64((h ^ (h >> np.uint64(33))) & np.uint64(BUCKETS - 1))
                if tf[bucket] == 0:
                    used[count] = bucket
                    count += 1
                tf[bucket] += 1
        if count == 0:
            continue
        scores[:] = 0.0
        norm = 0.0
        for n in range(count):
            bucket = used[n]
            weight = (1.0 + np.log(tf[bucket])) * idf[bucket]
            tf[bucket] = 0
            norm += weight * weight
            for c in range(len(centroids)):
                scores[c] += weight * centroids[c, bucket]
        top = 0
        for c in range(1, len(centroids)):
            if scores[c] > scores[top]:
                top = c
        best[row] = top
        cosine[row] = min(max(scores[top] / np.sqrt(norm), 0.0), 1.0)
