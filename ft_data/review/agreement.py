"""How far people agree beyond chance. Pure functions over a table of counts.

``counts[i, c]`` is how many people gave item ``i`` the value ``c``; columns are in the order of the values
where order matters. Items with fewer than two opinions say nothing about agreement and are left out.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from ft_data.intervals import Interval

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float64]]

Level = Literal["nominal", "ordinal", "interval"]
Opinions = Mapping[Hashable, Mapping[str, Hashable]]  # item -> person -> value

RESAMPLES = 1_000
_CHUNK = 100


def tabulate(opinions: Opinions, values: Sequence[Hashable] | None = None) -> tuple[Array, list[Hashable]]:
    """Count opinions: ``(counts, values)``; values in the given order, else sorted."""
    import numpy as np

    names = (
        list(values)
        if values is not None
        else sorted({v for one in opinions.values() for v in one.values()}, key=str)
    )
    at = {name: position for position, name in enumerate(names)}
    counts = np.zeros((len(opinions), len(names)))
    for row, given in enumerate(opinions.values()):
        for value in given.values():
            counts[row, at[value]] += 1
    return counts, names


def percent(counts: Array) -> float:
    """The share of pairs of opinions on one item that are equal, over all such pairs."""
    counts = _paired(counts)
    people = counts.sum(axis=1)
    pairs = float((people * (people - 1)).sum())
    return float((counts * (counts - 1)).sum()) / pairs if pairs else float("nan")


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Cohen's kappa of two people who judged the same items (Cohen 1960); ``nan`` when both gave one same value."""
    if len(first) != len(second):
        raise ValueError("both people must have judged the same items")
    items = max(len(first), 1)
    ones, others = Counter(first), Counter(second)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / items
    chance = sum(count * others[value] for value, count in ones.items()) / items**2
    return (observed - chance) / (1.0 - chance) if first and chance < 1 else float("nan")


def kendall_tau(first: Sequence[float], second: Sequence[float]) -> float:
    """Kendall's tau-b of two orders of the same answers, which allows for ties (Kendall 1945); ``nan`` when one ties all."""
    if len(first) != len(second):
        raise ValueError("both orders must be of the same answers")
    signs = [
        (_sign(first[i] - first[j]), _sign(second[i] - second[j]))
        for i, j in combinations(range(len(first)), 2)
    ]
    one, other = (sum(map(abs, found)) for found in zip(*signs, strict=True)) if signs else (0, 0)
    return sum(a * b for a, b in signs) / math.sqrt(one * other) if one and other else float("nan")


def ordered_alike(first: Sequence[float], second: Sequence[float]) -> float:
    """The share of pairs of answers that two orders put the same way round, or both tie."""
    found = [
        _sign(first[i] - first[j]) == _sign(second[i] - second[j])
        for i, j in combinations(range(len(first)), 2)
    ]
    return sum(found) / len(found) if found else float("nan")


def mean_interval(values: Sequence[float], *, resamples: int = RESAMPLES, seed: int = 0) -> Interval:
    """The mean of what is not ``nan``, with a 95% percentile interval from resampling."""
    import numpy as np

    found = np.asarray([value for value in values if np.isfinite(value)], dtype=float)
    if len(found) < 2:
        return Interval(float(found.mean()) if len(found) else float("nan"), float("nan"), float("nan"))
    drawn = np.random.default_rng(seed).choice(found, (resamples, len(found))).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Interval(float(found.mean()), float(low), float(high))


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def krippendorff_alpha(
    counts: Array, level: Level = "nominal", values: Sequence[float] | None = None
) -> float:
    """Krippendorff's alpha for any number of people and missing opinions (Krippendorff 2011).

    ``values`` are the numbers behind the columns, for ``interval`` (default 0, 1, 2, ...). ``nan`` when no
    item has two opinions or only one value ever occurs.
    """
    import numpy as np

    units = _coincidences(counts)
    return (
        float(_alpha(units.sum(axis=0)[None], level, _numbers(counts, values))[0])
        if len(units)
        else float(np.nan)
    )


def alpha_interval(
    counts: Array,
    level: Level = "nominal",
    values: Sequence[float] | None = None,
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Interval:
    """Alpha with a 95% percentile interval from resampling items (fixed seed, so it can be re-derived)."""
    numbers = _numbers(counts, values)
    return _interval(_coincidences(counts), level, numbers, resamples, seed)


def together(counts: Array) -> Array:
    """Return one table of how often two values meet over all items of ``counts``: units that are not independent."""
    summed: Array = _coincidences(counts).sum(axis=0)
    return summed


def tables_interval(tables: Sequence[Array], *, resamples: int = RESAMPLES, seed: int = 0) -> Interval:
    """Nominal alpha over groups of items, each a table of ``together``, which are resampled whole."""
    import numpy as np

    stacked = np.asarray(tables)
    return _interval(stacked, "nominal", np.arange(stacked.shape[1], dtype=float), resamples, seed)


def _interval(units: Array, level: Level, numbers: Array, resamples: int, seed: int) -> Interval:
    import numpy as np

    if len(units) == 0:
        return Interval(float("nan"), float("nan"), float("nan"))
    alpha = float(_alpha(units.sum(axis=0)[None], level, numbers)[0])
    if len(units) < 2 or not np.isfinite(alpha):
        return Interval(alpha, float("nan"), float("nan"))
    flat = units.reshape(len(units), -1)
    generator = np.random.default_rng(seed)
    drawn = []
    for start in range(0, resamples, _CHUNK):
        size = min(_CHUNK, resamples - start)
        times = generator.multinomial(len(units), np.full(len(units), 1 / len(units)), size=size)
        drawn.append(_alpha((times @ flat).reshape(size, *units.shape[1:]), level, numbers))
    found = np.concatenate(drawn)
    found = found[np.isfinite(found)]
    if len(found) == 0:
        return Interval(alpha, float("nan"), float("nan"))
    low, high = np.quantile(found, [0.025, 0.975])
    return Interval(alpha, float(low), float(high))


def _paired(counts: Array) -> Array:
    kept: Array = counts[counts.sum(axis=1) >= 2]
    return kept


def _coincidences(counts: Array) -> Array:
    """One table a unit: how often two values meet in it, each person's opinion weighing the same."""
    import numpy as np

    counts = _paired(counts)
    people = counts.sum(axis=1)
    pairs = np.einsum("uc,uk->uck", counts, counts)
    diagonal = np.arange(counts.shape[1])
    pairs[:, diagonal, diagonal] -= counts
    return np.asarray(pairs / (people - 1)[:, None, None])


def _alpha(tables: Array, level: Level, numbers: Array) -> Array:
    """Alpha of each coincidence table of a stack."""
    import numpy as np

    totals = tables.sum(axis=2)
    everything = totals.sum(axis=1)
    expected = totals[:, :, None] * totals[:, None, :] / (everything - 1)[:, None, None]
    diagonal = np.arange(tables.shape[1])
    expected[:, diagonal, diagonal] = totals * (totals - 1) / (everything - 1)[:, None]
    distance = _distance(totals, level, numbers)
    chance = (expected * distance).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha = 1.0 - (tables * distance).sum(axis=(1, 2)) / chance
    return np.where(chance > 0, alpha, np.nan)


def _distance(totals: Array, level: Level, numbers: Array) -> Array:
    import numpy as np

    if level == "interval":
        return np.asarray(np.subtract.outer(numbers, numbers)[None] ** 2)
    if level == "ordinal":
        # The number of opinions from the middle of one value to the middle of the other, squared.
        middles = np.cumsum(totals, axis=1) - totals / 2
        return np.asarray((middles[:, :, None] - middles[:, None, :]) ** 2)
    return np.asarray(1.0 - np.eye(totals.shape[1])[None])


def _numbers(counts: Array, values: Sequence[float] | None) -> Array:
    import numpy as np

    return np.asarray(range(counts.shape[1]) if values is None else values, dtype=float)
