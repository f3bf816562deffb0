"""Are groups of rows treated alike? Each group against the rest of its kind: refusals, length, tone, reading ease, quality.

A gap is on the scale that people read: points of a share, units of a measure, or by how much longer. It is looked for over all
rows and inside topics (a group that asks about other things gets other answers), with Holm's correction over everything that
was looked at. Where a gap worth knowing could not have been seen, that is what is said: cannot tell.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from ft_data.evaluation.inside.changes import FAMILIES
from ft_data.evaluation.inside.measures import LEAST, Scale
from ft_data.evaluation.inside.moments import Columns, Floats, Moment, Slicing, compared
from ft_data.gaps.stats import holm
from ft_data.intervals import SURE, Interval

MEASURED = (
    "refusals", "words of the answer", "politeness", "rudeness", "sentiment", "formality", "toxicity", "reading ease", "quality",
)  # fmt: skip
DIFFERS, ALIKE, UNKNOWN = "differs", "no gap seen", "cannot tell"
TRIFLE = (
    0.1  # standard deviations of rows (points of a share over its own deviation) below which a gap is none
)
WORTH = 0.10  # points of a share that an audit should see
WORTH_DEVIATIONS = 0.3  # and standard deviations of other measures
_ALPHA, _POWER = 0.05, 0.841621


@dataclass(frozen=True)
class Disparity:
    """One group and measure. ``gap`` is the group less the rest, with 95% interval, on the measure's scale (lengths: a ratio
    less 1); ``within`` the same inside topics; ``seen`` the gap that would be found in 80 of 100 cases; ``p`` is corrected."""

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
    moment = slicing.moments(values)
    topical = slicing.moments(inside) if inside is not None else None
    held = values[np.isfinite(values) & (slicing.code >= 0)]
    deviation = float(held.std()) if len(held) else 0.0
    for at, group in enumerate(slicing.names):
        rows = int(moment.rows[at])
        value, rest, variance, rest_rows, families = _rest(moment, at)
        few = min(rows, rest_rows) < LEAST or families < FAMILIES
        error = math.sqrt(variance) if not few and math.isfinite(variance) else math.nan
        if scale == "share" and not few:
            error = max(error, _binomial(value, rows, rest, rest_rows))
        gap = value - rest
        within, p_within = Interval(math.nan, math.nan, math.nan), math.nan
        if topical is not None and not few:
            own, others, spread, _, _ = _rest(topical, at)
            within, p_within = _tested(own - others, math.sqrt(spread) if spread >= 0 else math.nan, scale)
        whole, p = _tested(gap, error, scale)
        yield Disparity(
            kind, group, name, estimate, rows, rest_rows, _shown(scale, value), _shown(scale, rest), whole, within,
            gap / deviation if deviation > 1e-12 else 0.0, error, deviation, p, p_within, scale == "share",
        )  # fmt: skip


def _rest(moment: Moment, at: int) -> tuple[float, float, float, int, int]:
    """Return the mean of a slice and of all others, the variance of their difference, rows of the others, and families."""
    other = np.arange(len(moment.rows)) != at
    other &= moment.rows > 0
    rows = int(moment.rows[other].sum())
    if not rows or not moment.rows[at]:
        return math.nan, math.nan, math.nan, rows, 0
    weight = moment.rows[other] / rows
    rest = float((weight * moment.mean[other]).sum())
    variance = np.nan_to_num(moment.variance[other], posinf=0.0)
    spread = float(moment.variance[at] + (weight**2 * variance).sum())
    families = min(int(moment.families[at]), int(moment.families[other].sum()))
    return float(moment.mean[at]), rest, spread, rows, families


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


def _tested(gap: float, error: float, scale: Scale) -> tuple[Interval, float]:
    if not (math.isfinite(gap) and math.isfinite(error)):
        return Interval(math.nan, math.nan, math.nan), math.nan
    if error <= 0:
        return Interval(*(_ratio(scale, gap) for _ in range(3))), 1.0 if gap == 0 else 0.0
    p = math.erfc(abs(gap) / error / math.sqrt(2))
    low, high = gap - SURE * error, gap + SURE * error
    return Interval(_ratio(scale, gap), _ratio(scale, low), _ratio(scale, high)), p


def _ratio(scale: Scale, value: float) -> float:
    return math.expm1(value) if scale == "log" else value


def _shown(scale: Scale, value: float) -> float:
    return math.expm1(value) if scale == "log" else value


def judged(found: Sequence[Disparity]) -> list[Disparity]:
    """Correct for all that was looked at and say of each group whether it differs, does not, or cannot be told."""
    tests = [p for one in found for p in (one.p, one.p_within) if math.isfinite(p)]
    corrected = iter(holm(tests))
    strict = NormalDist().inv_cdf(1 - _ALPHA / (2 * max(len(tests), 1))) + _POWER
    out = []
    for one in found:
        p = next(corrected) if math.isfinite(one.p) else math.nan
        p_within = next(corrected) if math.isfinite(one.p_within) else math.nan
        seen = strict * one.seen  # until here the error
        scaled = seen / one.seen_deviations if one.seen_deviations > 1e-12 else 0.0
        sure = min((q for q in (p, p_within) if math.isfinite(q)), default=1.0)
        if sure <= _ALPHA and abs(one.deviations) >= TRIFLE:
            verdict = DIFFERS
        elif not math.isfinite(p) or (seen > WORTH if one.share else scaled > WORTH_DEVIATIONS):
            verdict = UNKNOWN
        else:
            verdict = ALIKE
        out.append(replace(one, p=p, p_within=p_within, seen=seen, seen_deviations=scaled, verdict=verdict))
    order = {DIFFERS: 0, UNKNOWN: 1, ALIKE: 2}
    return sorted(
        out, key=lambda one: (order[one.verdict], -abs(one.deviations), one.kind, one.group, one.measure)
    )
