"""Comparing shares: intervals that hold for few tries, one-sided tests, Holm's correction, the size that would tell."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ft_data.intervals import SURE, Interval, wilson

POWER = 0.841621  # standard deviations: seen in 80 of 100 cases


def difference(one: tuple[int, int], other: tuple[int, int]) -> Interval:
    """Return the first share less the second, each (count, of), with Newcombe's interval (his method 10)."""
    a, b = wilson(*one), wilson(*other)
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
    apart = SURE * math.sqrt(2 * mean * (1 - mean)) + POWER * math.sqrt(one * (1 - one) + other * (1 - other))
    return math.ceil((apart / gap) ** 2)
