"""Which rows say an answer: short ones word for word, long ones in about the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ft_data.gaps.vectors import Space, folded

Places = npt.NDArray[np.int64]
_LONG = 6  # words from which on an answer may be said in other words
_ALIKE, _ALIKE_LABELS = (
    0.5,
    0.8,
)  # cosine from which on two long answers say the same; where answers repeat, others are other ones
_REPEATED = 3


class Answers:
    """The answers of rows. ``labelled`` tells that they repeat, as labels and canned answers do."""

    def __init__(self, answers: Sequence[str]) -> None:
        self._folded = [folded(one) for one in answers]
        self._space = Space(answers)
        self._places: dict[str, list[int]] = {}
        for at, one in enumerate(self._folded):
            self._places.setdefault(one, []).append(at)
        often = Counter(self._folded)
        repeated = sum(count for count in often.values() if count >= _REPEATED)
        self.labelled = repeated >= len(answers) / 2

    def saying(self, answer: str, rather_than: str = "") -> Places:
        """Return the rows that say an answer, sorted; those that say another one at least as much are left out."""
        wanted = folded(answer)
        if not wanted:
            return np.zeros(0, np.int64)
        exact = np.array(self._places.get(wanted, ()), np.int64)
        if len(wanted.split()) < _LONG:
            return exact
        alike = self._alike(answer)
        near = alike >= (_ALIKE_LABELS if self.labelled else _ALIKE)
        if rather_than:
            near &= alike > self._alike(rather_than)
        return np.union1d(exact, np.flatnonzero(near))

    def _alike(self, answer: str) -> npt.NDArray[np.float64]:
        found: Any = self._space.texts @ self._space.vectors([answer]).T
        return np.asarray(found.todense()).ravel()
