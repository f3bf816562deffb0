"""Is one arm's loss lower than another's? Paired on the same held-out texts, with a 95% interval.

The change is that of the mean loss, in percent. Two things make it uncertain: which texts were held out (the change of
a ratio, linearised, over texts) and which rows a random arm happened to draw (over draws). Their variances add; with
few draws Student's t keeps the interval honest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
LEAST = 5  # held-out texts, below which nothing is said


class Change(NamedTuple):
    """By how many percent the loss is higher (above 0) or lower, and the 95% interval."""

    percent: float
    low: float
    high: float

    @property
    def sign(self) -> int:
        """-1: lower, 1: higher, 0: cannot tell."""
        return -1 if self.high < 0 else int(self.low > 0)


def change(arm: Sequence[Floats], against: Sequence[Floats], paired: bool = False) -> Change | None:
    """Compare the losses of an arm's draws with those of another's; None with fewer than ``LEAST`` texts.

    ``paired``: draw by draw they are the same but for what is compared.
    """
    texts = len(arm[0])
    if texts < LEAST:
        return None
    a, b = np.mean(arm, axis=0), np.mean(against, axis=0)
    ratio = float(a.sum() / b.sum())
    rest = a - ratio * b
    variance = float(rest.var(ddof=1)) * texts / float(b.sum()) ** 2
    degrees = texts - 1
    for draws in [[x - y for x, y in zip(arm, against, strict=True)]] if paired else [arm, against]:
        if len(draws) > 1:
            each = np.array([float(one.sum()) for one in draws]) / float(b.sum())
            variance += float(each.var(ddof=1)) / len(draws)
            degrees = min(degrees, len(draws) - 1)
    half = quantile(degrees) * math.sqrt(variance)
    return Change(*(round(100 * value, 4) for value in (ratio - 1, ratio - 1 - half, ratio - 1 + half)))


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean of paired differences over seeds and half its 95% interval."""
    mean = math.fsum(values) / len(values)
    if len(values) < 2:
        return mean, math.inf
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))
    return mean, quantile(len(values) - 1) * spread / math.sqrt(len(values))


def quantile(degrees: int) -> float:
    """Return the 97.5% quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.975))
