"""A share that was counted, and where the true one may lie: Wilson's interval, which holds for few tries too; figures as sentences say them."""

from __future__ import annotations

import math
from typing import NamedTuple

SURE = 1.959964  # standard deviations: 95%, two-sided


class Interval(NamedTuple):
    """A figure with its interval, of 95% unless said otherwise; ``nan`` where it is not defined."""

    value: float
    low: float
    high: float


def wilson(hits: float, of: float, sure: float = SURE) -> Interval:
    """Return a share with its score interval (Wilson 1927), ``sure`` standard deviations wide; of nothing, all of [0, 1]."""
    if of <= 0:
        return Interval(math.nan, 0.0, 1.0)
    p, z2 = hits / of, sure * sure
    middle, half = p + z2 / (2 * of), sure * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    return Interval(p, max(0.0, (middle - half) / (1 + z2 / of)), min(1.0, (middle + half) / (1 + z2 / of)))


def written(value: float) -> str:
    """Write a figure with three digits; from a hundred on as a whole number, whatever its size."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def signed(value: float) -> str:
    """Write a difference as `written` does, with its sign."""
    return ("-" if value < 0 else "+") + written(abs(value))
