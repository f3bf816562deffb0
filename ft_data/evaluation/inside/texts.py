"""A fixed sample of texts and what is measured of them together: what a model of the other rows makes of each, how varied they are.

The sample are rows with the smallest ids, which are hashes: the same rows in every version that has them. A word trigram
model learns from rows of no family that is in the sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.evaluation.inside import runs
from ft_data.signals.fitted import kneserney
from ft_data.signals.fitted.model import Model
from ft_data.signals.fitted.words import Words, words_of

ROWS = 2_000  # of a sample
READ = 6 * ROWS  # rows that are read: the sample, and those the model learns from
LEARNT = 400_000  # words the model learns from
LEARNT_LEAST = 1_000  # words without which there is no model
LETTERS = 4_000  # of a text that are looked at
_WORDS = 1 << 19  # words there are taken to be, for every model: figures are compared on one vocabulary
OWN = 0.99  # share of a version's own rows that are no stranger to it than this

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


class Texts(NamedTuple):
    """Rows in the order of their ids: at most ``READ``. ``total`` is how many there are in all."""

    ids: Sequence[str]
    families: Sequence[str]
    prompts: Sequence[str]
    answers: Sequence[str]
    total: int


@dataclass(frozen=True)
class Sampled:
    """A sample of a version, and the rows its model learned from. ``rows`` of the sample, ``words`` learned from."""

    texts: Texts
    most_rows: int = ROWS
    most_words: int = LEARNT
    shunned: frozenset[str] = frozenset()
    learns: bool = True

    @cached_property
    def rows(self) -> int:
        """How many rows the sample has: where a model learns from the others no more than half of those that were read."""
        read = len(self.texts.ids)
        return min(self.most_rows, (read + 1) // 2 if self.learns else read)

    def ids(self) -> Sequence[str]:
        """The ids of the sample."""
        return self.texts.ids[: self.rows]

    @cached_property
    def answers(self) -> Words:
        """The words of the sample's answers."""
        return words_of([one[:LETTERS] for one in self.texts.answers[: self.rows]])

    @cached_property
    def prompts(self) -> Words:
        """The words of the sample's prompts."""
        return words_of([one[:LETTERS] for one in self.texts.prompts[: self.rows]])

    @cached_property
    def whole(self) -> Words:
        """The words of prompt and answer together."""
        return words_of(self._joined(range(self.rows)))

    @cached_property
    def others(self) -> tuple[Sequence[int], int]:
        """The rows that the model learns from, and their words."""
        shunned = self.shunned | set(self.texts.families[: self.rows])
        rows, words = [], 0
        for at in range(self.rows, len(self.texts.ids)):
            if self.texts.families[at] not in shunned:
                rows.append(at)
                words += sum(
                    len(side[at][:LETTERS].split()) for side in (self.texts.prompts, self.texts.answers)
                )
                if words >= self.most_words:
                    break
        return rows, words

    @cached_property
    def model(self) -> Model | None:
        """A trigram model of other rows; None where they have too few words."""
        rows, words = self.others
        if words < LEARNT_LEAST:
            return None
        try:
            return Model(kneserney.fit(words_of(self._joined(rows)), _WORDS), {"rows": len(rows)})
        except ValueError:
            return None

    def _joined(self, rows: Sequence[int] | range) -> list[str]:
        return [f"{self.texts.prompts[at][:LETTERS]}\n{self.texts.answers[at][:LETTERS]}" for at in rows]

    @cached_property
    def surprise(self) -> Floats:
        """Nats a word of each row under the model of other rows; not a number without words or model."""
        return losses(self.whole, self.model)

    @cached_property
    def difficulty(self) -> Floats:
        """Nats a word of each answer under the model of other rows."""
        return losses(self.answers, self.model)

    @cached_property
    def coherence(self) -> Floats:
        """How much sentences of an answer that follow each other share."""
        return runs.coherence([one[:LETTERS] for one in self.texts.answers[: self.rows]])

    @cached_property
    def prompt_template(self) -> Floats:
        """Whether a prompt mostly says what several others say word for word."""
        return runs.templated(self.prompts, self.texts.families[: self.rows])

    @cached_property
    def answer_template(self) -> Floats:
        """Whether an answer does."""
        return runs.templated(self.answers, self.texts.families[: self.rows])


def strangers(own: Sampled, other: Sampled) -> tuple[Floats, Floats]:
    """Tell which rows of two samples read like the other version and unlike the own one; of the own rows one in a hundred does.

    A row does by how much better a model of the other version foretells it. How hard it is to foretell at all says little:
    some texts always are.
    """
    mine = own.surprise - losses(own.whole, other.model)
    theirs = losses(other.whole, own.model) - other.surprise
    held = mine[np.isfinite(mine)]
    if not len(held):
        return np.full(len(mine), np.nan), np.full(len(theirs), np.nan)
    edge = np.quantile(held, OWN)
    return _over(mine, edge), _over(theirs, edge)


def _over(values: Floats, edge: float) -> Floats:
    return np.where(np.isfinite(values), (values > edge).astype(float), np.nan)


def losses(words: Words, model: Model | None) -> Floats:
    """Return nats a word (and end) of each text under a model, not a number without words or model."""
    if model is None:
        return np.full(len(words), np.nan)
    total, _, count = kneserney.perplexity(words, model)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 0, -total / (count + 1), np.nan)
