"""What learns from an arm: a proxy is given texts and says what each held-out text costs it.

One protocol: `Proxy`. `ngram` is a word trigram model with interpolated modified Kneser-Ney smoothing; it has no
learning rate to get wrong and is done in a tenth of a second. Neural models (`neural`) stand beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from ft_data.signals.fitted import kneserney
from ft_data.signals.fitted.words import Words

if TYPE_CHECKING:
    from ft_data.proof.neural import Neural, Pair

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


class Proxy(Protocol):
    """Learns from rows of a corpus it was made with, and is tried on the held-out texts it was made with."""

    name: str

    def losses(self, rows: Rows, seed: int = 0) -> Floats:
        """Return the loss of each held-out text in nats, after learning from these rows alone.

        ``seed`` decides what is left to chance, as the order in which rows are learned from.
        """
        ...


class _Fitted(NamedTuple):
    arrays: Any


class Ngram:
    """A word trigram model. All arms share one vocabulary, so that not knowing a word is no advantage."""

    name = "ngram"

    def __init__(self, corpus: Words, held: Words):
        self._corpus, self._held = corpus, held
        self._universe = len(np.unique(np.concatenate([corpus.hashes, held.hashes])))

    def losses(self, rows: Rows, seed: int = 0) -> Floats:
        """Return the loss of each held-out text in nats, its end included; as if nothing were known without a word."""
        learned = taken(self._corpus, rows)
        if not len(learned.hashes):
            return np.asarray((np.diff(self._held.at) + 1) * np.log(self._universe + 2.0), np.float64)
        fitted = _Fitted(kneserney.fit(learned, self._universe))
        total, _, _ = kneserney.perplexity(self._held, fitted)
        return -total


def neural(
    name: str,
    corpus: Sequence[Pair],
    held: Sequence[Pair],
    background: Sequence[Pair],
    model: Path | None = None,
    steps: int | None = None,
) -> Neural:
    """Return a neural proxy by name: ``tiny``, whose base learns from the background, or ``lora``, of a pretrained model.

    Raises NoTrainer where what it needs is not installed, or the model cannot be read.
    """
    from ft_data.proof.neural import Neural

    if name == "lora":
        from ft_data.proof.lora import STEPS, Lora

        assert model is not None
        return Neural(name, Lora(model, steps or STEPS), corpus, held)
    from ft_data.proof.tiny import STEPS as MANY
    from ft_data.proof.tiny import Tiny

    return Neural(name, Tiny(background, steps or MANY), corpus, held)


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
