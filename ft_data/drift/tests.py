"""Tests of two sides: texts, words, measurements, and how many rows there are of each kind. All count groups of rows, not rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ft_data.drift.rows import Flags
from ft_data.intervals import written
from ft_data.synthesis.certificate import twosample
from ft_data.synthesis.certificate.features import Matrix
from ft_data.synthesis.certificate.groups import Groups
from ft_data.synthesis.checks.words import words

LEAST = 30  # groups a side: with fewer, nothing is tested
SHUFFLES = 200
_WORDS = 6


class Word(NamedTuple):
    """A word, and the share of groups of each version that say it."""

    word: str
    before: float
    now: float


class Found(NamedTuple):
    """What one test says: how likely it is by chance, the size of the difference, and what shows it."""

    p: float
    size: float
    shown: str


def enough(now: Flags, group: Groups) -> bool:
    """Tell whether both sides have groups enough."""
    return min(len(np.unique(group[now == side])) for side in (False, True)) >= LEAST


def texts(space: Matrix, now: Flags, group: Groups, seed: int = 0) -> Found:
    """Can a classifier that saw nothing of a row's group tell the versions apart? The size is the area under its curve."""
    from scipy.stats import t

    found = twosample.test(space, now, group, seed)
    p = float(t.sf(found.z, twosample.SHUFFLES - 1))
    return Found(
        p, found.area, f"a classifier tells them apart with an area of {found.area:.2f} (chance is .50)"
    )


def vocabulary(heard: Sequence[frozenset[str]], now: Flags, group: Groups) -> tuple[Found, list[Word]]:
    """Is there a word that groups of one version say more often? Fisher's test of each, corrected for how many there are."""
    from scipy.stats import hypergeom

    names, at = np.unique(group, return_inverse=True)
    whole = np.zeros((2, len(names)), bool)
    whole[now.astype(int), at] = True
    of = whole.sum(1)
    said: dict[str, tuple[set[int], set[int]]] = {}
    for own, side, place in zip(heard, now.tolist(), at.tolist(), strict=True):
        for word in own:
            said.setdefault(word, (set(), set()))[side].add(place)
    listed = sorted(said)
    counts = np.array([[len(side) for side in said[word]] for word in listed], np.int64).reshape(-1, 2)
    every = counts.sum(1)
    more = hypergeom.sf(counts[:, 1] - 1, of.sum(), every, of[1])
    less = hypergeom.cdf(counts[:, 1], of.sum(), every, of[1])
    p = np.minimum(1.0, 2 * np.minimum(more, less) * max(len(listed), 1))
    best = np.lexsort((np.arange(len(listed)), p))[:_WORDS]
    shares = counts / np.maximum(of, 1)
    telling = [Word(listed[k], *shares[k].tolist()) for k in best if p[k] < 0.05]
    least = float(p.min()) if len(p) else 1.0
    size = float(np.abs(shares[best[0], 1] - shares[best[0], 0])) if len(best) else 0.0
    shown = ", ".join(f"“{one.word}” {one.before:.0%} → {one.now:.0%}" for one in telling[:4])
    return Found(least, size, shown), telling


def measurements(
    signals: Mapping[str, npt.NDArray[np.float64]], now: Flags, group: Groups
) -> tuple[Found, str]:
    """Is a measurement distributed otherwise? Kolmogorov and Smirnov's test of groups' means, corrected for how many there are."""
    from scipy.stats import ks_2samp

    best, name = Found(1.0, 0.0, ""), ""
    for key in sorted(signals):
        sides = [_means(signals[key], now == side, group) for side in (False, True)]
        if min(map(len, sides)) < LEAST:
            continue
        found = ks_2samp(*sides, method="asymp")
        p = min(1.0, float(found.pvalue) * len(signals))
        if p < best.p:
            before, after = (float(np.median(side)) for side in sides)
            best = Found(
                p,
                float(found.statistic),
                f"{key.replace('_', ' ')} {written(before)} → {written(after)} (median)",
            )
            name = key
    return best, name


def _means(values: npt.NDArray[np.float64], side: Flags, group: Groups) -> npt.NDArray[np.float64]:
    known = side & np.isfinite(values)
    _, at = np.unique(group[known], return_inverse=True)
    return np.bincount(at, values[known]) / np.maximum(np.bincount(at), 1)


def mixture(
    kind: npt.NDArray[np.int64], now: Flags, group: Groups, seed: int = 0
) -> tuple[Found, npt.NDArray[np.float64]]:
    """Are there more groups of one kind than before? Chi-squared, beside what it is when groups are dealt anew.

    Returns the shares of the kinds too, before and now. The tail is that of the chi-squared distribution which has the mean and the
    spread of the deals: they are too few to see one in a thousand.
    """
    from scipy.stats import gamma

    count = int(kind.max()) + 1 if len(kind) else 0
    sides = [now, *(twosample.shuffled(now, group, seed * SHUFFLES + k) for k in range(SHUFFLES))]
    tables = [_counted(kind, side, group, count) for side in sides]
    values = np.array([_chi2(table) for table in tables])
    mean, spread = float(values[1:].mean()), float(values[1:].var())
    shares = tables[0] / np.maximum(tables[0].sum(1, keepdims=True), 1)
    size = float(np.abs(shares[1] - shares[0]).sum() / 2)
    p = float(gamma.sf(values[0], mean**2 / spread, scale=spread / mean)) if spread and mean else 1.0
    return Found(p, size, ""), shares


def _counted(kind: npt.NDArray[np.int64], side: Flags, group: Groups, count: int) -> npt.NDArray[np.float64]:
    """Count groups by side and kind; a group of several kinds is shared among them."""
    table = np.zeros((2, count))
    for at in (0, 1):
        mine = side == bool(at)
        _, place, sizes = np.unique(group[mine], return_inverse=True, return_counts=True)
        np.add.at(table[at], kind[mine], 1.0 / sizes[place])
    return table


def _chi2(table: npt.NDArray[np.float64]) -> float:
    expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / max(table.sum(), 1)
    inside = expected > 0
    return float((((table - expected) ** 2)[inside] / expected[inside]).sum())


def heard(rows: Sequence[str]) -> list[frozenset[str]]:
    """Return the words of each text."""
    return [frozenset(words(text)) for text in rows]
