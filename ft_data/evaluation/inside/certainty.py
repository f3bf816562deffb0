"""How sure a difference is: its interval and its chance, by Student's distribution where few families tell the error.

An error that is estimated is uncertain itself, the more so the fewer families it rests on, and the correction for thousands of
comparisons looks at tails where that matters most: beyond 4.3 normal deviations lie 2 in 100,000, beyond 4.3 of an error that
ten families told 2 in 1,000.
"""

from __future__ import annotations

import math

from ft_data.intervals import Interval

FOLDS = 10  # parts that a jackknife leaves out one by one: so many tell the error of what is no mean


def freedom(*sides: tuple[float, float]) -> float:
    """Return the degrees of freedom of a difference (Welch and Satterthwaite) of which each side has a variance and families."""
    total = sum(variance for variance, _ in sides)
    below = sum(variance**2 / max(families - 1, 1) for variance, families in sides)
    return total**2 / below if below > 0 else math.inf


def quantile(chance: float, free: float = math.inf) -> float:
    """Return how many errors a difference lies below with this chance."""
    from scipy import special

    return float(special.ndtri(chance) if math.isinf(free) else special.stdtrit(free, chance))


def tested(effect: float, error: float, free: float = math.inf) -> tuple[Interval, float]:
    """Return a difference with its interval of 95%, and its chance where there is none; not numbers where it is not known."""
    if not (math.isfinite(effect) and math.isfinite(error)):
        return Interval(math.nan, math.nan, math.nan), math.nan
    if error <= 0:
        return Interval(effect, effect, effect), 1.0 if effect == 0 else 0.0
    from scipy import special

    far = -abs(effect) / error
    p = 2 * float(special.ndtr(far) if math.isinf(free) else special.stdtr(free, far))
    wide = quantile(0.975, free) * error
    return Interval(effect, effect - wide, effect + wide), p
