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
SURE, LIKELY = 0.8, 0.5


def doubtful(first: Guess) -> npt.NDArray[np.int64]:
    """Return the rows with a language that need a second opinion."""
    sure = _plain(first) >= DOUBT
    return np.flatnonzero((first.best >= 0) & ~(sure & (words(first) >= LEAST_WORDS)))


def settled(first: Guess, other: Second) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
    """Return a language ("" for unknown) and its probability per row. Rows without a second opinion keep the first.

    A few words have a language where both say the same and one is sure of it. For more of them the surer one decides;
    between close languages a wanted one, then the second.
    """
    names = np.array([*model().languages, ""], dtype=object)
    language, confidence = names[first.best], first.confidence.copy()
    plain, long = _plain(first), words(first) >= LEAST_WORDS
    for row in np.flatnonzero((other.best != "") & (first.best >= 0)).tolist():
        one, two, sure = language[row], other.best[row], other.confidence[row]
        if one == two:
            known = long[row] or max(plain[row], sure) >= SURE
        elif not long[row]:
            known = False
        elif sure >= SURE > plain[row] or (close(one, two) and sure >= LIKELY and not first.boosted[row]):
            known, language[row], confidence[row] = True, two, sure
        else:
            known = plain[row] >= SURE > sure or (close(one, two) and bool(first.boosted[row]))
        if not known:
            language[row], confidence[row] = "", np.nan
    return language, confidence


def _plain(first: Guess) -> npt.NDArray[np.float64]:
    """Return the probability of the likeliest language as it would be if none were wanted, at most."""
    return np.where(first.boosted, np.fmin(first.confidence, first.share), first.confidence)
