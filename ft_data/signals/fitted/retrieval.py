# mypy: disable-error-code="assignment,arg-type,return-value,no-any-return,str-unpack"
"""The nearest of some passages: an inverted index, searched with BM25 or with the cosine of TF-IDF.

BM25: Robertson & Zaragoza 2009, "The probabilistic relevance framework: BM25 and beyond", k1 = 1.2, b = 0.75 and
the idf that is never negative (as in Lucene). TF-IDF: (1 + ln tf) * ln(1 + N / df), unit length.
"""

from __future__ import annotations

from typing import Any, Literal

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.signals.fitted.words import Hashes, Words, stopped
from ft_data.text.scan import place_of

K1, B = 1.2, 0.75
# A word in so many passages tells none of them apart; leaving it out bounds the work of a query.
COMMON_SHARE, COMMON_LEAST = 0.05, 200

Arrays = dict[str, npt.NDArray[Any]]


def index(passages: Words, scheme: Literal["bm25", "cosine"], leave_out: Hashes | None = None) -> Arrays:
    """Index some passages. ``leave_out`` are sorted hashes of words that are not searched (function words).

    Returns ``terms`` (sorted hashes), ``starts``, ``docs``, ``weights`` (postings by term), ``idf`` and ``left_out``.
    """
    count = len(passages)
    doc = np.repeat(np.arange(count, dtype=np.int64), np.diff(passages.at))
    hashes = passages.hashes
    if leave_out is not None and len(leave_out):
        kept = ~isin(hashes, leave_out)
        doc, hashes = doc[kept], hashes[kept]
    order = np.lexsort((doc, hashes))
    doc, hashes = doc[order], hashes[order]
    new = np.ones(len(doc), bool)
    new[1:] = (hashes[1:] != hashes[:-1]) | (doc[1:] != doc[:-1])
    first = np.flatnonzero(new)
    tf = np.diff(np.append(first, len(doc))).astype(np.float64)
    hashes, doc = hashes[first], doc[first]
    terms, starts, df = np.unique(hashes, return_index=True, return_counts=True)
    if scheme == "bm25":
        idf = np.log(1.0 + (count - df + 0.5) / (df + 0.5))
        lengths = np.bincount(doc, tf, count)
        mean = max(float(lengths.mean()) if count else 0.0, 1.0)
        value = tf * (K1 + 1) / (tf + K1 * (1 - B + B * lengths[doc] / mean))
        weights = value * np.repeat(idf, df)
    else:
        idf = np.log(1.0 + count / np.maximum(df, 1))
        weights = (1.0 + np.log(tf)) * np.repeat(idf, df)
        norm = np.sqrt(np.bincount(doc, weights**2, count))
        weights = weights / np.maximum(norm, 1e-12)[doc]
    return {
        "terms": terms,
        "starts": np.append(starts, len(doc)).astype(np.int64),
        "docs": doc.astype(np.int32),
        "weights": weights.astype(np.float32),
        "idf": idf.astype(np.float32),
        "left_out": np.zeros(0, np.uint64) if leave_out is None else leave_out,
        "passages": np.array([count], np.int64),
    }


def nearest(
    queries: Words, arrays: Any, scheme: Literal["bm25", "cosine"], most: int = 1
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the ``most`` best passages of each query, best first, and their scores; -1 where there are none.

    A cosine is in [0, 1]. Ties go to the smaller passage.
    """
    rows, count = len(queries), int(arrays["passages"][0])
    best, scores = np.full((rows, most), -1, np.int64), np.zeros((rows, most))
    if rows and count:
        common = max(COMMON_LEAST, int(count * COMMON_SHARE))
        _search(
            queries.hashes, queries.at, arrays["terms"], arrays["starts"], arrays["docs"], arrays["weights"],
            arrays["idf"], arrays["left_out"], count, common, scheme == "cosine", best, scores,
        )  # fmt: skip
    return best, scores


def isin(values: Hashes, wanted: Hashes) -> npt.NDArray[np.bool_]:
    """Tell which values are among the sorted ``wanted``, of which there is at least one."""
    place = np.minimum(np.searchsorted(wanted, values), len(wanted) - 1)
    return wanted[place] == values


@nb.njit(nogil=True, cache=True)
def _search(
    hashes: Any, at: Any, terms: Any, starts: Any, docs: Any, weights: Any, idf: Any, left_out: Any,
    count: int, common: int, cosine: bool, best: Any, scores: Any,
) -> None:  # fmt: skip
    total = np.zeros(count, np.float64)
    touched = np.zeros(count, np.int64)
    for row in range(len(at) - 1):
        query = np.sort(hashes[at[row] : at[row + 1]])
        seen, norm, k = 0, 0.0, 0
        while k < len(query):
            stop = k + 1
            while stop < len(query) and query[stop] == query[k]:
                stop += 1
            term = place_of(query[k], terms)
            tf = stop - k
            out = stopped(left_out, query[k])
            k = stop
            if out:
                continue
            if term < 0:
                # A word that no passage has still makes the query less like each of them.
                if cosine:
                    norm += ((1.0 + np.log(tf)) * np.log(1.0 + count)) ** 2
                continue
            own = (1.0 + np.log(tf)) * idf[term] if cosine else 1.0
            norm += own * own
            if starts[term + 1] - starts[term] > common:
                continue
            for p in range(starts[term], starts[term + 1]):
                doc = docs[p]
                if total[doc] == 0.0:
                    touched[seen] = doc
                    seen += 1
                total[doc] += own * weights[p]
        length = np.sqrt(norm) if cosine else 1.0
        for n in range(seen):
            doc = touched[n]
            score = total[doc] / length
            if cosine:
                score = min(score, 1.0)
            total[doc] = 0.0
            place = best.shape[1]
            while place > 0 and (
                best[row, place - 1] < 0
                or score > scores[row, place - 1]
                or (score == scores[row, place - 1] and doc < best[row, place - 1])
            ):
                place -= 1
            if place < best.shape[1]:
                for m in range(best.shape[1] - 1, place, -1):
                    best[row, m], scores[row, m] = best[row, m - 1], scores[row, m - 1]
                best[row, place], scores[row, place] = doc, score
