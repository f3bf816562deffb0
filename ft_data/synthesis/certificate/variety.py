"""How many kinds of texts there are, how alike they are, and how much of people's ground generated ones cover.

All of vectors of length 1, of as many texts a side: each of these figures grows or falls with their number.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.synthesis.certificate.features import Matrix

MOST = 400  # texts of each side
NEIGHBOURS = 5


class Variety(NamedTuple):
    """Vendi score (texts that are nothing like each other would give the same), and the mean likeness of two texts, 0 to 1."""

    vendi: float
    alike: float


def variety(rows: Matrix) -> Variety:
    """Measure the variety of texts by the spectrum of their likeness."""
    count = len(rows)
    if count < 2:
        return Variety(float(count), 0.0)
    likeness = (rows @ rows.T).astype(np.float64)
    weights = np.linalg.eigvalsh(likeness / count)
    weights = weights[weights > 1e-12]
    alike = (likeness.sum() - np.trace(likeness)) / (count * (count - 1))
    return Variety(float(np.exp(-(weights * np.log(weights)).sum())), float(alike))


def coverage(made: Matrix, human: Matrix, neighbours: int = NEIGHBOURS) -> float:
    """Return the share of people's texts that have a generated one as near as their fifth nearest of people's; about .97 by chance."""
    if not len(made) or len(human) <= neighbours:
        return 0.0
    own = (human @ human.T).astype(np.float64)
    np.fill_diagonal(own, -1.0)
    reach = np.sort(own, axis=1)[:, -neighbours]
    return float(((human @ made.T).max(1) >= reach).mean())


def drawn(rows: Matrix, made: npt.NDArray[np.bool_], seed: int = 0) -> tuple[Matrix, Matrix]:
    """Return as many vectors of generated texts as of people's, drawn."""
    size = min(int(made.sum()), int((~made).sum()), MOST)
    rng = np.random.default_rng(seed)
    first, second = (rows[np.sort(rng.permutation(np.flatnonzero(side))[:size])] for side in (made, ~made))
    return first, second
