"""One language out of two opinions, or none: what a text is in is not known where they differ and neither is sure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ft_data.signals.language.close import close
from ft_data.signals.language.guess import Guess, words
from ft_data.signals.language.model import model
from ft_data.signals.language.second import Second

LEAST_WORDS = 5  # of a text that one detector may settle against the other
DOUBT = 0.95  # a longer text that the first detector is surer about needs no second opinion
SURE, UNSURE = 0.8, 0.5


def doubtful(first: Guess) -> npt.NDArray[np.int64]:
    """Return the rows with a language that need a second opinion."""
    return np.flatnonzero((first.best >= 0) & ((words(first) < LEAST_WORDS) | (first.confidence < DOUBT)))


def settled(first: Guess, other: Second) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    """Return a language ("" for unknown) and its probability per row. Rows without a second opinion keep the first."""
    names = np.array([*model().languages, ""], dtype=object)
    language, confidence = names[first.best], first.confidence.copy()
    long = words(first) >= LEAST_WORDS
    for row in np.flatnonzero((other.best != "") & (other.best != language)).tolist():
        if first.best[row] < 0:
            continue
        apart = not close(language[row], other.best[row])
        if long[row] and other.confidence[row] >= SURE and (apart or first.confidence[row] < UNSURE):
            language[row], confidence[row] = other.best[row], other.confidence[row]
        elif apart and not (long[row] and other.confidence[row] < UNSURE):
            language[row], confidence[row] = "", np.nan
    return language, confidence
