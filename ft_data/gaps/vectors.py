"""Texts as TF-IDF vectors over hashed words, and what answers say the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ft_data.signals.fitted.stop import function_words
from ft_data.signals.fitted.words import words_of

_BUCKETS = 1 << 18


class Space:
    """Vectors of unit length, whose words are weighted by how rare they are among the texts it was made of.

    Words that say nothing alone count where a text has no others, which short answers often are.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        counts = self._counts(texts)
        seen = np.bincount(counts.indices, minlength=_BUCKETS)
        self._idf = np.log((1.0 + len(texts)) / (1.0 + seen)) + 1.0
        self.texts = self._weighted(counts)

    def vectors(self, texts: Sequence[str]) -> Any:
        """Return the vectors of some texts, a sparse row each; words nobody knows make a text less like any."""
        return self._weighted(self._counts(texts))

    def _counts(self, texts: Sequence[str]) -> Any:
        from scipy import sparse

        words = words_of(texts)
        row = np.repeat(np.arange(len(texts)), np.diff(words.at))
        hashes = words.hashes
        if len(hashes):
            kept = ~np.isin(hashes, function_words())
            kept |= ~np.isin(row, row[kept])
            row, hashes = row[kept], hashes[kept]
        bucket = ((hashes ^ (hashes >> np.uint64(33))) & np.uint64(_BUCKETS - 1)).astype(np.int64)
        made = sparse.coo_matrix((np.ones(len(bucket)), (row, bucket)), (len(texts), _BUCKETS)).tocsr()
        made.sum_duplicates()
        return made

    def _weighted(self, counts: Any) -> Any:
        made = counts.copy()
        made.data = (1.0 + np.log(made.data)) * self._idf[made.indices]
        norm = np.sqrt(np.asarray(made.multiply(made).sum(1)).ravel())
        made.data /= np.repeat(np.maximum(norm, 1e-12), np.diff(made.indptr))
        return made


def nearest(similar: Any, most: int, among: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.int64]:
    """Return the places of the largest values of one sparse row, largest first, the smaller place where they are equal."""
    places, values = similar.indices, similar.data
    if among is not None:
        kept = among[places]
        places, values = places[kept], values[kept]
    order = np.lexsort((places, -values))[:most]
    found: npt.NDArray[np.int64] = places[order].astype(np.int64)
    return found


def folded(answer: str) -> str:
    """Return an answer without case and without what is between its words."""
    return " ".join("".join(c if c.isalnum() else " " for c in answer.casefold()).split())
