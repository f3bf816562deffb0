"""Which rows people see: a budget, or a guarantee on the rows that nobody sees.

The guarantee rests on random audits only. Rows that the rules sent to people are not like the rows they kept, so
what people said about those is no evidence here. Bounds are exact (Clopper and Pearson 1934); thresholds are tried as
separate hypotheses, so that choosing the best one keeps the stated confidence (Learn then Test, Angelopoulos et al.
2021, with the error split by Bonferroni: half for keeping everything, the rest in equal parts).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# Shares of the kept rows, lowest quality first, that may be handed to people to reach the guarantee.
SHARES: tuple[float, ...] = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)


@dataclass(frozen=True)
class Certificate:
    """What can be said about the rows kept without a person.

    ``threshold``: rows below this quality go to people; -inf keeps all, None certifies nothing. ``bound``: with the stated
    confidence at most this share of the rest is bad. ``audits``: random audits it rests on. ``needed``: how many
    more good audits would certify everything, 0 when that is done.
    """

    threshold: float | None
    bound: float
    audits: int
    bad: int
    needed: int

    def __str__(self) -> str:
        if self.threshold is None:
            return f"cannot certify: {self.needed} more audits needed ({self.bad} of {self.audits} were bad)"
        return f"certified: at most {self.bound:.2%} of the rows kept without a person are bad ({self.audits} audits)"


def upper_bound(bad: int, audits: int, confidence: float) -> float:
    """Return the exact one-sided upper bound of a share of which ``bad`` in ``audits`` random draws were seen."""
    if audits <= 0 or bad >= audits:
        return 1.0
    from scipy.special import betaincinv

    return float(betaincinv(bad + 1, audits - bad, confidence))


def audits_needed(bad: int, audits: int, most: float, confidence: float) -> int:
    """Return how many more audits are needed if no further bad row turns up; 0 when the bound holds already."""
    if most <= 0:
        return 0 if most >= upper_bound(bad, audits, confidence) else 10**9
    if upper_bound(bad, audits, confidence) <= most:
        return 0
    low, high = audits, max(2 * audits, 8)
    while upper_bound(bad, high, confidence) > most:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if upper_bound(bad, middle, confidence) <= most else (middle, high)
    return high - audits


def certify(
    quality: npt.NDArray[np.float64],
    audited: npt.NDArray[np.float64],
    bad: npt.NDArray[np.bool_],
    most: float,
    confidence: float,
    shares: Sequence[float] = SHARES,
) -> Certificate:
    """Find the fewest rows to hand to people so that at most ``most`` of the other kept rows are bad.

    ``quality`` of all kept rows sets the thresholds (labels do not); ``audited`` is the quality of the randomly audited
    kept rows and ``bad`` what people said of them. With ``confidence`` over the draw of the audits, the share of bad rows
    at or above the returned threshold is at most ``most``.
    """
    error = 1 - confidence
    count, hits = len(audited), int(bad.sum())
    for place, share in enumerate(shares):
        level = 1 - error / 2 if place == 0 else 1 - error / 2 / max(len(shares) - 1, 1)
        threshold = -math.inf if share == 0 else float(np.quantile(quality, share)) if len(quality) else 0.0
        inside = audited >= threshold
        bound = upper_bound(int(bad[inside].sum()), int(inside.sum()), level)
        if bound <= most:
            return Certificate(threshold, bound, int(inside.sum()), int(bad[inside].sum()), 0)
    needed = audits_needed(hits, count, most, 1 - error / 2)
    return Certificate(None, upper_bound(hits, count, 1 - error / 2), count, hits, needed)
