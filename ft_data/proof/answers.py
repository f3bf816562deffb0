# mypy: disable-error-code="return-value"
"""Do answers fit their questions? A model of what words of a question say about the words of its answer.

IBM model 1 without an alignment to learn: every word of a question takes an equal part in every word of the answer, and
what a question says is mixed with how frequent the word is anyway. An n-gram model sees three words at a time, and hence
not whether answers stand below the questions they belong to; this sees nothing else.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from ft_data.signals.fitted.words import Words
from ft_data.text.scan import mix

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
_BITS = 21  # of the table of pairs; two pairs in one bucket blur each other a little
_MOST = 64  # words of a question, the last ones, and of an answer, the first, that are looked at
_QUESTION = 0.5  # part of an answer's word that is owed to its question
_PRIOR = 80.0  # pairs' worth of belief that a word says nothing: with fewer, words that are rare decide


class Answers:
    """Learns from pairs of question and answer. A text's loss is that of its answer's first words, given its question."""

    name = "answers"

    def __init__(self, corpus: tuple[Words, Words], held: tuple[Words, Words]):
        self._corpus, self._held = corpus, held
        self._universe = len(np.unique(np.concatenate([corpus[1].hashes, held[1].hashes])))

    def words(self) -> Rows:
        """Return how many words of each held-out answer are looked at."""
        return np.minimum(np.diff(self._held[1].at), _MOST)

    def losses(self, rows: Rows, seed: int = 0) -> Floats:
        """Return the loss of each held-out answer in nats, after learning from these rows alone."""
        asked, told = self._corpus
        pairs, words = np.zeros(1 << _BITS), np.zeros((2, 1 << _BITS))
        _learn(rows, asked.hashes, asked.at, told.hashes, told.at, pairs, words)
        found = np.zeros(len(self._held[0]))
        asked, told = self._held
        _try(
            asked.hashes,
            asked.at,
            told.hashes,
            told.at,
            pairs,
            words,
            max(words[1].sum(), 1.0),
            self._universe,
            found,
        )
        return found


@nb.njit(nogil=True, cache=True, inline="always")
def _bucket(h: Any) -> int:
    return np.int64((h ^ (h >> np.uint64(31))) & np.uint64((1 << _BITS) - 1))


@nb.njit(nogil=True, cache=True)
def _learn(rows: Any, asked: Any, asked_at: Any, told: Any, told_at: Any, pairs: Any, words: Any) -> None:
    for row in rows:
        first, last = max(asked_at[row], asked_at[row + 1] - _MOST), asked_at[row + 1]
        for k in range(told_at[row], min(told_at[row + 1], told_at[row] + _MOST)):
            words[1, _bucket(told[k])] += 1.0
            for u in range(first, last):
                words[0, _bucket(asked[u])] += 1.0
                pairs[_bucket(mix(asked[u], told[k]))] += 1.0


@nb.njit(nogil=True, cache=True)
def _try(
    asked: Any,
    asked_at: Any,
    told: Any,
    told_at: Any,
    pairs: Any,
    words: Any,
    whole: float,
    universe: int,
    found: Any,
) -> None:
    for row in range(len(asked_at) - 1):
        first, last = max(asked_at[row], asked_at[row + 1] - _MOST), asked_at[row + 1]
        for k in range(told_at[row], min(told_at[row + 1], told_at[row] + _MOST)):
            alone = (words[1, _bucket(told[k])] + 1.0) / (whole + universe)
            given = 0.0
            for u in range(first, last):
                seen = pairs[_bucket(mix(asked[u], told[k]))]
                given += (seen + _PRIOR * alone) / (words[0, _bucket(asked[u])] + _PRIOR)
            given = given / (last - first) if last > first else alone
            found[row] -= np.log((1.0 - _QUESTION) * alone + _QUESTION * given)
