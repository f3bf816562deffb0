"""LSH bands: how many, how long, and what recall they promise.

Two rows of Jaccard similarity J agree on one band of r minima with probability J**r, on at least one of b
bands with 1 - (1 - J**r)**b (Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, section 3.4). Every
candidate is verified exactly, so bands decide recall and cost, never precision.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.recipe.schema import Dedupe

PERMUTATIONS = 128
SEED = 1  # of the permutations
WEIGHTS = (0.001, 0.999)  # of false candidates, which verification finds out, and of missed pairs
_MOST = 0.99  # beyond, datasketch would have one band, and has no index of one


class Bands(NamedTuple):
    """``bands`` bands of ``rows`` minima each."""

    bands: int
    rows: int

    def recall(self, jaccard: float) -> float:
        """Return the probability that a pair of this similarity becomes a candidate."""
        return float(1.0 - (1.0 - jaccard**self.rows) ** self.bands)


def lsh_curve(bands: int, rows: int, step: float = 0.01) -> list[tuple[float, float]]:
    """Return ``(jaccard, recall)`` points from 0 to 1, for the report."""
    return [
        (round(float(j), 6), Bands(bands, rows).recall(float(j)))
        for j in np.arange(0.0, 1.0 + step / 2, step)
    ]


@cache
def choose_bands(threshold: float, permutations: int = PERMUTATIONS) -> Bands:
    """Choose bands as datasketch's `MinHashLSH` does, for a missed pair a thousand times as bad as a false candidate.

    At 0.8 with 128 permutations: 21 bands of 6, recall 0.998 at 0.80 and 0.9999 at 0.85. From 0.3 to 0.99 the recall at the
    threshold is at least 0.994.
    """
    edge = min(threshold, _MOST)
    pairs = [Bands(b, r) for b in range(1, permutations + 1) for r in range(1, permutations // b + 1)]
    # A recall is a polynomial of at most `permutations` degrees, so that so many points give its integral exactly.
    points, weights = np.polynomial.legendre.leggauss(permutations // 2 + 1)

    def misses(low: float, high: float, found: bool) -> npt.NDArray[np.float64]:
        at, half = low + (high - low) * (points + 1) / 2, (high - low) / 2
        missed = np.array([(1 - at**rows) ** bands for bands, rows in pairs])
        return half * ((1 - missed if found else missed) @ weights)

    errors = WEIGHTS[0] * misses(0.0, edge, True) + WEIGHTS[1] * misses(edge, 1.0, False)
    return pairs[int(np.argmin(errors))]


def band_column(band: int) -> str:
    """Return the column name of a band."""
    return f"band_{band:02d}"


def signature_params(settings: Dedupe) -> dict[str, int]:
    """Return the parameters that signatures depend on; part of the name of a cached part."""
    bands, rows = choose_bands(settings.near.threshold)
    return {"bands": bands, "rows": rows, "seed": SEED}
