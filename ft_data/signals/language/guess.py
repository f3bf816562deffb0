"""The first opinion on a language: py3langid's model, with a weight on the languages that are wanted."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.signals.language.kernel import SCRIPTS, identify
from ft_data.signals.language.model import model
from ft_data.signals.language.scripts import LETTERS, scripts_of, written_as
from ft_data.text.columns import Text
from ft_data.text.unicode import classes, lower

LEAST_LETTERS = 3  # fewer letters name no language
LEAST_CONFIDENCE = 0.2
DECLARED = 20.0  # how much likelier a declared or wanted language is than another one


class Guess(NamedTuple):
    """Per row: language index or -1, its probability and that of all boosted languages without their boost (NaN where
    undefined), whether the language is boosted, bytes of the sample used, letters per script."""

    best: npt.NDArray[np.int64]
    confidence: npt.NDArray[np.float64]
    share: npt.NDArray[np.float64]
    boosted: npt.NDArray[np.bool_]
    used: npt.NDArray[np.int64]
    scripts: npt.NDArray[np.int64]


@cache
def _latin() -> npt.NDArray[np.bool_]:
    """Return which languages of the model are written in Latin letters only; the last entry is for no language."""
    names = model().languages
    return np.array([scripts_of([name], names) == frozenset(("Latin",)) for name in names] + [False])


def guess(text: Text, boost: npt.NDArray[np.float64] | None = None) -> Guess:
    """Identify the language of every row of a column."""
    m = model()
    count = len(text)
    best, confidence, share = np.full(count, -1, np.int64), np.full(count, np.nan), np.full(count, np.nan)
    scripts = np.zeros((count, len(SCRIPTS)), np.int64)
    used = np.zeros(count, np.int64)
    weights = np.ones(len(m.languages)) if boost is None else boost
    identify(
        text.data, text.offsets, classes(), lower(), m.step, m.hot, m.rank, m.state, m.weight, m.unit, m.bias, m.folded,
        m.prior,
        m.nothing, weights, best, confidence, share, used, scripts,
    )  # fmt: skip
    unknown = (scripts.sum(axis=1) < LEAST_LETTERS) | ~(confidence >= LEAST_CONFIDENCE)
    # Latin names and terms alone were sampled from a text that is mostly written in another script.
    unknown |= _latin()[best] & (scripts.argmax(axis=1) != 0) & (best >= 0)
    best[unknown], confidence[unknown] = -1, np.nan
    names = np.array([*m.languages, ""], dtype=object)
    for row in np.flatnonzero(written_as(names[best], scripts) != names[best]).tolist():
        best[row] = m.languages.index(written_as(names[best[row : row + 1]], scripts[row : row + 1])[0])
        share[row] = confidence[row] if weights[best[row]] != 1.0 else share[row]
    boosted = (weights != 1.0)[best] & (best >= 0)
    return Guess(best, confidence, share, boosted, used, scripts)


def words(found: Guess) -> npt.NDArray[np.float64]:
    """Return about how many words a text has: five letters each, or two characters of a script without spaces."""
    estimate: npt.NDArray[np.float64] = (found.scripts / LETTERS).sum(axis=1)
    return estimate


def boost_of(wanted: list[str]) -> npt.NDArray[np.float64]:
    """Return the weight of every language of the model."""
    return np.array([DECLARED if name in wanted else 1.0 for name in model().languages])
