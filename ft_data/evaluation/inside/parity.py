"""Are groups of rows treated alike? Each group against the rest of its kind: refusals, length, tone, reading ease, quality.

A gap is on the scale that people read: points of a share, units of a measure, or by how much longer. It is looked for over all
rows and inside topics (a group that asks about other things gets other answers), with Holm's correction over everything that
was looked at. Where a gap worth knowing could not have been seen, that is what is said: cannot tell.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ft_data.evaluation.inside.certainty import freedom, quantile, tested
from ft_data.evaluation.inside.changes import FAMILIES
from ft_data.evaluation.inside.measures import LEAST, Scale
from ft_data.evaluation.inside.moments import Columns, Floats, Moment, Slicing, compared
from ft_data.gaps.stats import POWER, holm
from ft_data.intervals import Interval

MEASURED = (
    "refusals", "words of the answer", "politeness", "rudeness", "sentiment", "formality", "toxicity", "reading ease", "quality",
)  # fmt: skip
DIFFERS, ALIKE, UNKNOWN = "differs", "no gap seen", "cannot tell"
ORDER = (DIFFERS, UNKNOWN, ALIKE)  # in which they are told
TRIFLE = (
    0.1  # standard deviations of rows (points of a share over its own deviation) below which a gap is none
)
WORTH = 0.10  # points of a share that an audit should see
WORTH_DEVIATIONS = 0.3  # and standard deviations of other measures
_ALPHA = 0.05
_NOT_TOLD = Interval(math.nan, math.nan, math.nan), math.nan


@dataclass(frozen=True)
class Disparity:
    """One group and measure. ``gap`` is the group less the rest, with 95% interval, on the measure's scale (lengths: a ratio
    less 1); ``within`` the same inside topics; ``seen`` the gap that would be found in 80 of 100 cases; ``p`` is corrected; ``free``: degrees of freedom"""

    kind: str
    group: str
    measure: str
    estimate: bool
    rows: int
    rest_rows: int
    value: float
    rest: float
    gap: Interval
    within: Interval
    deviations: float
    seen: float
    seen_deviations: float
    p: float
    p_within: float
    free: float
    share: bool
    verdict: str = ALIKE


def parity(columns: Columns, estimates: Mapping[str, Slicing]) -> list[Disparity]:
    """Compare every group with the rest: those of the recipe, languages, and estimated ones. Those that differ come first."""
    kinds = {
        kind: (one, kind == "language")
        for kind, one in columns.slicings.items()
        if kind == "language" or kind.startswith("group ")
    } | {kind: (one, True) for kind, one in estimates.items()}
    found: list[Disparity] = []
    for name in MEASURED:
        if name in columns.values:
            scale = columns.scales[name]
            values = compared(scale, columns.values[name])
            inside = _within(values, columns.slicings.get("topic"))
            for kind, (slicing, estimate) in kinds.items():
                found += _of(kind, slicing, name, scale, values, inside, estimate)
    return judged(found)


def _of(
    kind: str, slicing: Slicing, name: str, scale: Scale, values: Floats, inside: Floats | None, estimate: bool
) -> Iterator[Disparity]:  # fmt: skip
    if len(slicing.names) < 2:
        return
    gaps = _gaps(slicing, values)
    topical = _gaps(slicing, inside) if inside is not None else [None] * len(gaps)
    deviation = gaps[0].deviation
    for group, one, within in zip(slicing.names, gaps, topical, strict=True):
        few = min(one.rows, one.rest_rows) < LEAST or one.families < FAMILIES
        error = math.nan if few else one.error
        if scale == "share" and not few:
            error = max(error, _binomial(one.value, one.rows, one.rest, one.rest_rows))
        inner, p_within = (
            _NOT_TOLD if within is None or few else tested(within.gap, within.error, within.free)
        )
        whole, p = tested(one.gap, error, one.free)
        yield Disparity(
            kind, group, name, estimate, one.rows, one.rest_rows, _shown(scale, one.value), _shown(scale, one.rest),
            _read(scale, whole), _read(scale, inner), one.gap / deviation if deviation > 1e-12 else 0.0, error, deviation, p, p_within,
            one.free, scale == "share",
        )  # fmt: skip


class _Gap(NamedTuple):
    """A group and the others of its kind: means, rows, the fewer of their families; the error of the difference and its freedom."""

    value: float
    rest: float
    rows: int
    rest_rows: int
    families: int
    error: float
    free: float
    deviation: float

    @property
    def gap(self) -> float:
        return self.value - self.rest


def _gaps(slicing: Slicing, values: Floats) -> list[_Gap]:
    """Compare the values of each group with those of all others.

    No error is less than that of as many independent rows that vary as those of the whole kind: the few rows of a group may
    all happen to be alike.
    """
    moment = slicing.moments(values)
    held = values[np.isfinite(values) & (slicing.code >= 0)]
    deviation = float(held.std()) if len(held) else 0.0
    return [_gap(moment, at, deviation) for at in range(len(slicing.names))]


def _gap(moment: Moment, at: int, deviation: float) -> _Gap:
    other = np.arange(len(moment.rows)) != at
    other &= moment.rows > 0
    rows, rest_rows = int(moment.rows[at]), int(moment.rows[other].sum())
    if not rows or not rest_rows:
        return _Gap(math.nan, math.nan, rows, rest_rows, 0, math.nan, math.nan, deviation)
    weight = moment.rows[other] / rest_rows
    rest = float((weight * moment.mean[other]).sum())
    variance = np.nan_to_num(moment.variance[other], posinf=0.0)
    sides = (
        (float(moment.variance[at]), int(moment.families[at])),
        (float((weight**2 * variance).sum()), int(moment.families[other].sum())),
    )
    alone = deviation * math.sqrt(1 / rows + 1 / rest_rows)
    error = max(math.sqrt(sides[0][0] + sides[1][0]), alone)
    families = min(sides[0][1], sides[1][1])
    return _Gap(float(moment.mean[at]), rest, rows, rest_rows, families, error, freedom(*sides), deviation)


def _binomial(value: float, rows: int, rest: float, rest_rows: int) -> float:
    """Return the error of a difference of shares as of independent rows, half a row away from none and all."""
    p, q = ((share * of + 0.5) / (of + 1) for share, of in ((value, rows), (rest, rest_rows)))
    return math.sqrt(p * (1 - p) / rows + q * (1 - q) / rest_rows)


def _within(values: Floats, topics: Slicing | None) -> Floats | None:
    """Return values less the mean of their topic; those of rows without a topic are not a number."""
    if topics is None or len(topics.names) < 2:
        return None
    mean = np.append(topics.moments(values).mean, np.nan)
    return np.asarray(values - mean[topics.code], np.float64)


def _read(scale: Scale, gap: Interval) -> Interval:
    return Interval(*(math.expm1(one) if scale == "log" else one for one in gap))


def _shown(scale: Scale, value: float) -> float:
    return math.expm1(value) if scale == "log" else value


def judged(found: Sequence[Disparity]) -> list[Disparity]:
    """Correct for all that was looked at and say of each group whether it differs, does not, or cannot be told."""
    tests = [p for one in found for p in (one.p, one.p_within) if math.isfinite(p)]
    corrected = iter(holm(tests))
    strict = 1 - _ALPHA / (2 * max(len(tests), 1))
    out = []
    for one in found:
        p = next(corrected) if math.isfinite(one.p) else math.nan
        p_within = next(corrected) if math.isfinite(one.p_within) else math.nan
        seen = (quantile(strict, one.free) + POWER) * one.seen  # until here the error
        scaled = seen / one.seen_deviations if one.seen_deviations > 1e-12 else 0.0
        sure = min((q for q in (p, p_within) if math.isfinite(q)), default=1.0)
        if sure <= _ALPHA and abs(one.deviations) >= TRIFLE:
            verdict = DIFFERS
        elif not math.isfinite(p) or (seen > WORTH if one.share else scaled > WORTH_DEVIATIONS):
            verdict = UNKNOWN
        else:
            verdict = ALIKE
        out.append(replace(one, p=p, p_within=p_within, seen=seen, seen_deviations=scaled, verdict=verdict))
    return sorted(
        out,
        key=lambda one: (ORDER.index(one.verdict), -abs(one.deviations), one.kind, one.group, one.measure),
    )
