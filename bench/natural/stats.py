"""Shares over sets, agreement of readers, and what the next set may look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np

from ft_data.filtering.evidence import estimate

RESAMPLES, SEED = 2_000, 5
Pair = tuple[float, float]  # (hits, of) of one set; weights may make them fractions


def share(pairs: Sequence[Pair]) -> float | None:
    """Return the pooled share."""
    of = sum(n for _, n in pairs)
    return sum(hits for hits, _ in pairs) / of if of else None


def over_sets(pairs: Sequence[Pair]) -> tuple[float, float] | None:
    """Return the 90% interval of the pooled share when whole sets are drawn again; None below three sets."""
    if len(pairs) < 3:
        return None
    values = np.asarray(pairs, dtype=float)
    picks = np.random.default_rng(SEED).integers(0, len(values), (RESAMPLES, len(values)))
    sums = values[picks].sum(axis=1)
    drawn = sums[:, 0] / np.maximum(sums[:, 1], 1e-9)
    low, high = np.quantile(drawn[sums[:, 1] > 0], (0.05, 0.95))
    return float(low), float(high)


def gwet(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Return Gwet's AC1 of two readers: agreement beyond what chance would give at these frequencies."""
    if not pairs:
        return None
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    seen = Counter(value for pair in pairs for value in pair)
    if len(seen) < 2:
        return 1.0
    frequencies = [count / (2 * len(pairs)) for count in seen.values()]
    chance = sum(p * (1 - p) for p in frequencies) / (len(seen) - 1)
    return (agreed - chance) / (1 - chance)


def beta_binomial(pairs: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Return ``mean``, ``low`` (5% bound of the mean) and ``next_set`` (10% quantile of a new set's share)."""
    return estimate(tuple(pairs))._asdict()
