"""What changed since the previous release: every mean, share and figure of variety compared, those that moved ranked.

An effect is in standard deviations of single rows (means), in Cohen's h (shares; as if in standard deviations too), or the
logarithm of a ratio (variety); what moved in a slice counts by the share of rows that are in it. Intervals follow families of
rows (`certainty`) and take the two versions for independent; most rows are in both, so they are wider than need be. Named is what is sure after Holm's correction over all that
was compared and is no trifle; the order is by the end of the interval that is nearer to nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ft_data.evaluation.inside.certainty import FOLDS, freedom, tested
from ft_data.evaluation.inside.moments import Columns, Floats, Moment, Slicing, compared
from ft_data.gaps.stats import holm
from ft_data.intervals import SURE, Interval

TRIFLE = 0.05  # effect below which a change is not named
FAMILIES = 10  # of each side, below which a change cannot be told
_ALPHA = 0.05
MEAN, SHARE, VARIETY = "mean", "share", "variety"


@dataclass(frozen=True)
class Change:
    """One figure before and now. ``kind``: mean, share or variety; ``slice``: where, "" for all rows; ``p`` is corrected.

    ``effect`` has an interval of 95%; ``named`` tells whether it is reported as a change.
    """

    kind: str
    measure: str
    slice: str
    before: float
    after: float
    effect: Interval
    p: float
    rows_before: int
    rows_after: int
    part: float = 1.0
    named: bool = False

    @property
    def sure(self) -> float:
        """How large the effect is at least, over all rows; ``part`` is the share of them that it is about."""
        near = min(abs(self.effect.low), abs(self.effect.high))
        return 0.0 if self.effect.low <= 0 <= self.effect.high else near * self.part


def compare(before: Columns, after: Columns) -> Iterator[Change]:
    """Yield the comparison of every mean, over all rows and in each slice, and of the share of each slice."""
    for name, scale in after.scales.items():
        if name in before.values:
            old, new = compared(scale, before.values[name]), compared(scale, after.values[name])
            yield from _means(before, after, name, old, new)
    for kind, now in after.slicings.items():
        then = before.slicings.get(kind)
        if then is not None:
            yield from _shares(kind, then, now)


def _means(before: Columns, after: Columns, name: str, old: Floats, new: Floats) -> Iterator[Change]:
    share = after.scales[name] == "share"
    pairs = [("", before.whole, after.whole)]
    pairs += [
        (kind, before.slicings[kind], now) for kind, now in after.slicings.items() if kind in before.slicings
    ]
    whole = [before.whole.moments(old).spread[0], after.whole.moments(new).spread[0]]
    spread = math.sqrt(sum(one for one in whole if math.isfinite(one)) / 2)
    for kind, then, now in pairs:
        a, b = then.moments(old), now.moments(new)
        plain = (then.moments(before.values[name]).mean, now.moments(after.values[name]).mean)
        at = {value: place for place, value in enumerate(then.names)}
        for place, value in enumerate(now.names):
            was = at.get(value)
            if was is None or min(a.families[was], b.families[place]) < FAMILIES:
                continue
            one, other = _cell(a, was), _cell(b, place)
            effect = _h(one, other) if share else _d(one, other, spread)
            if effect is not None:
                yield Change(
                    MEAN, name, f"{kind} = {value}" if kind else "", float(plain[0][was]), float(plain[1][place]), *effect,
                    one.rows, other.rows, max(one.rows / len(before), other.rows / len(after)) if kind else 1.0,
                )  # fmt: skip


def _shares(kind: str, then: Slicing, now: Slicing) -> Iterator[Change]:
    whole = (len(then.code), len(now.code))
    a, b = (
        {
            value: _Cell(
                int(found.rows[at]), size, float(found.mean[at]), float(found.variance[at]), side.families
            )
            for at, value in enumerate(side.names)
        }
        for side, found, size in ((then, then.shares(), whole[0]), (now, now.shares(), whole[1]))
    )
    for value in dict.fromkeys([*now.names, *then.names]):
        old, new = (
            side.get(value, _Cell(0, size, 0.0, 0.0, math.inf))
            for side, size in zip((a, b), whole, strict=True)
        )
        effect = _h(old, new) if max(old.rows, new.rows) >= FAMILIES else None
        if effect is not None:
            yield Change(
                SHARE, f"share of {kind}", f"{kind} = {value}", old.mean, new.mean, *effect, old.rows, new.rows
            )  # fmt: skip


@dataclass(frozen=True)
class _Cell:
    rows: int
    of: int
    mean: float
    variance: float
    families: float
    spread: float = 0.0


def _cell(found: Moment, at: int) -> _Cell:
    rows, families = int(found.rows[at]), int(found.families[at])
    return _Cell(
        rows, rows, float(found.mean[at]), float(found.variance[at]), families, float(found.spread[at])
    )


def _d(old: _Cell, new: _Cell, spread: float) -> tuple[Interval, float] | None:
    if spread <= 1e-12:
        return None
    rows = old.rows + new.rows
    alone = (old.rows * old.spread + new.rows * new.spread) / rows * (1 / old.rows + 1 / new.rows)
    error = math.sqrt(max(old.variance + new.variance, alone))
    return _known((new.mean - old.mean) / spread, error / spread, old, new)


def _h(old: _Cell, new: _Cell) -> tuple[Interval, float] | None:
    (a, one), (b, other) = _angle(old), _angle(new)
    return _known(b - a, math.sqrt(one + other), old, new)


def _angle(cell: _Cell) -> tuple[float, float]:
    """Return a share as an angle with its variance: no less than that of as many independent rows."""
    quarter = 0.25 / max(cell.of, 1)
    p = min(max(cell.mean, quarter), 1 - quarter)
    return 2 * math.asin(math.sqrt(p)), max(cell.variance / (p * (1 - p)), 1 / max(cell.of, 1))


def _known(effect: float, error: float, old: _Cell, new: _Cell) -> tuple[Interval, float] | None:
    free = freedom((old.variance, old.families), (new.variance, new.families))
    found = tested(effect, error, free)
    return found if math.isfinite(found[1]) else None


def compared_variety(
    figures: Mapping[str, tuple[Interval, Interval]], rows: tuple[int, int]
) -> Iterator[Change]:
    """Yield the comparison of figures of a whole sample, before and now: logarithms with 95% intervals. ``rows`` of each."""
    for name, (old, new) in figures.items():
        errors = [(one.high - one.low) / (2 * SURE) for one in (old, new)]
        free = freedom(*((error**2, FOLDS) for error in errors))
        interval, p = tested(new.value - old.value, math.hypot(*errors), free)
        if math.isfinite(p):
            yield Change(VARIETY, name, "", math.exp(old.value), math.exp(new.value), interval, p, *rows)


def ranked(found: Sequence[Change]) -> list[Change]:
    """Correct for how many there are, name those that are sure and no trifle, and put the largest first.

    What all rows do is said once: a slice in which a measure moves as it does over all rows is not named.
    """
    corrected = [
        replace(one, p=p, named=p <= _ALPHA and abs(one.effect.value) >= TRIFLE)
        for one, p in zip(found, holm([one.p for one in found]), strict=True)
    ]
    whole = {one.measure: one for one in corrected if one.named and not one.slice}
    said = [replace(one, named=one.named and not _said(one, whole.get(one.measure))) for one in corrected]
    return sorted(said, key=lambda one: (not one.named, -one.sure, one.measure, one.slice))


def _said(one: Change, whole: Change | None) -> bool:
    if whole is None or not one.slice or one.kind != MEAN:
        return False
    return one.effect.low <= whole.effect.value <= one.effect.high or (
        one.effect.value * whole.effect.value > 0 and abs(one.effect.value) < 2 * abs(whole.effect.value)
    )
