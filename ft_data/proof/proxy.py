"""What learns from an arm: a proxy is given texts and says what each held-out text costs it.

One protocol: `Proxy`. `ngram` is a word trigram model with interpolated modified Kneser-Ney smoothing; it has no
learning rate to get wrong and is done in a tenth of a second. Small and pretrained neural models would stand beside it.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from ft_data.errors import WrongInput
from ft_data.signals.fitted import kneserney
from ft_data.signals.fitted.words import Words

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


class NotBuilt(WrongInput):
    """A proxy that is not there yet was asked for."""


class Proxy(Protocol):
    """Learns from rows of a corpus it was made with, and is tried on the held-out texts it was made with."""

    name: str

    def losses(self, rows: Rows) -> Floats:
        """Return the loss of each held-out text in nats, after learning from these rows alone."""
        ...


class _Fitted(NamedTuple):
    arrays: Any


class Ngram:
    """A word trigram model. All arms share one vocabulary, so that not knowing a word is no advantage."""

    name = "ngram"

    def __init__(self, corpus: Words, held: Words):
        self._corpus, self._held = corpus, held
        self._universe = len(np.unique(np.concatenate([corpus.hashes, held.hashes])))

    def losses(self, rows: Rows) -> Floats:
        """Return the loss of each held-out text in nats, its end included; as if nothing were known without a word."""
        learned = taken(self._corpus, rows)
        if not len(learned.hashes):
            return np.asarray((np.diff(self._held.at) + 1) * np.log(self._universe + 2.0), np.float64)
        fitted = _Fitted(kneserney.fit(learned, self._universe))
        total, _, _ = kneserney.perplexity(self._held, fitted)
        return -total


def named(name: str, corpus: Words, held: Words) -> Proxy:
    """Return a proxy by name. Raises NotBuilt."""
    if name != Ngram.name:
        raise NotBuilt(f"the proxy `{name}` is not available yet; `ngram` is")
    return Ngram(corpus, held)


def taken(texts: Words, rows: Rows) -> Words:
    """Return the words of some of the texts, in the order of ``rows``."""
    sizes = np.diff(texts.at)[rows]
    at = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    places = np.repeat(texts.at[:-1][rows] - at[:-1], sizes) + np.arange(int(at[-1]))
    none = np.zeros(0, np.int64)
    return Words(texts.hashes[places], at, none, none)


def together(first: Words, second: Words) -> Words:
    """Return two sets of texts as one, the second behind the first."""
    none = np.zeros(0, np.int64)
    at = np.concatenate([first.at, second.at[1:] + first.at[-1]])
    return Words(np.concatenate([first.hashes, second.hashes]), at, none, none)
