"""Comparing shares: intervals that hold for few tries, one-sided tests, Holm's correction, the size that would tell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

_Z = 1.959964  # 95%, two-sided
_POWER = 0.841621  # 80%


class Interval(NamedTuple):
    """A value with its 95% interval."""

    value: float
    low: float
    high: float


def share(count: float, of: float) -> Interval:
    """Return a share with Wilson's interval; of nothing, all of [0, 1]."""
    if of <= 0:
        return Interval(math.nan, 0.0, 1.0)
    p, z2 = count / of, _Z * _Z
    middle, half = p + z2 / (2 * of), _Z * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    return Interval(p, max(0.0, (middle - half) / (1 + z2 / of)), min(1.0, (middle + half) / (1 + z2 / of)))


def difference(one: tuple[int, int], other: tuple[int, int]) -> Interval:
    """Return the first share less the second, each (count, of), with Newcombe's interval (his method 10)."""
    a, b = share(*one), share(*other)
    low = a.value - b.value - math.hypot(a.value - a.low, b.high - b.value)
    high = a.value - b.value + math.hypot(a.high - a.value, b.value - b.low)
    return Interval(a.value - b.value, max(low, -1.0), min(high, 1.0))


def more_often(count: int, of: int, all_count: int, all_of: int) -> float:
    """Return how likely so many of ``all_count`` would be among ``of`` of ``all_of`` by chance (Fisher, one-sided)."""
    from scipy.stats import hypergeom

    return float(hypergeom.sf(count - 1, all_of, all_count, of))


def holm(values: Sequence[float]) -> list[float]:
    """Return p-values corrected for how many there are, in their order."""
    found = [0.0] * len(values)
    worst = 0.0
    for rank, at in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        worst = max(worst, min(1.0, values[at] * (len(values) - rank)))
        found[at] = worst
    return found


def needed(one: float, other: float) -> int:
    """Return how many tries on each side tell two shares apart (95%, in 80 of 100 cases)."""
    gap = abs(one - other)
    if not gap:
        return 0
    mean = (one + other) / 2
    apart = _Z * math.sqrt(2 * mean * (1 - mean)) + _POWER * math.sqrt(one * (1 - one) + other * (1 - other))
    return math.ceil((apart / gap) ** 2)
