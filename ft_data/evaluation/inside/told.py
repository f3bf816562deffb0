"""Changes, gaps and disparities in words."""

from __future__ import annotations

import math

from ft_data.evaluation.inside.changes import MEAN, SHARE, Change
from ft_data.evaluation.inside.coverage import MISSING, Cell
from ft_data.evaluation.inside.parity import DIFFERS, UNKNOWN, Disparity
from ft_data.intervals import signed, written

_NOTHING = "Nothing that is measured changed since {release}, beyond chance and trifles"


def figure(value: float, share: bool = False) -> str:
    """Write a figure: shares in per cent, others with three digits."""
    return f"{value:.1%}" if share else written(value)


def change(one: Change, share: bool) -> str:
    """Say what changed: before, now, and by how much, with its interval."""
    where = f" where {one.slice}" if one.slice and one.kind == MEAN else ""
    what = f"{one.slice}, share of the rows" if one.kind == SHARE else one.measure
    unit = {MEAN: "in standard deviations", SHARE: "h"}.get(one.kind, "in log")
    if one.kind == MEAN and share:
        unit = "h"
    low, high = one.effect.low, one.effect.high
    return (
        f"{what}{where}: {figure(one.before, share)} before, {figure(one.after, share)} now "
        f"({one.effect.value:+.2f} {unit}, {low:+.2f} to {high:+.2f})"
    )


def nothing(release: str) -> str:
    """Say that nothing changed."""
    return _NOTHING.format(release=release)


def disparity(one: Disparity) -> str:
    """Say whether a group is treated otherwise, and what could not have been seen."""
    who = f"{one.kind} = {one.group}{' (an estimate)' if one.estimate else ''}, {one.measure}"
    if not math.isfinite(one.gap.value):
        few = f"{one.rows:,} rows" if one.rows <= one.rest_rows else f"{one.rest_rows:,} rows besides"
        return f"{who}: {few} are too few to tell"
    ratio = one.measure.startswith("words")
    write = points if one.share else "{:+.0%}".format if ratio else signed
    figures = (
        f"{figure(one.value, one.share)} against {figure(one.rest, one.share)} "
        f"({write(one.gap.value)}, {write(one.gap.low)} to {write(one.gap.high)}; {one.rows:,} rows)"
    )
    inside = f"; inside topics {write(one.within.value)}" if math.isfinite(one.within.value) else ""
    if one.verdict == DIFFERS:
        return f"{who}: {figures}{inside}"
    unseen = f"{100 * one.seen:.0f} points" if one.share else f"{one.seen_deviations:.2f} standard deviations"
    if one.verdict == UNKNOWN:
        return f"{who}: cannot tell; {one.rows:,} rows show a gap of {unseen} or more"
    return f"{who}: no gap seen, {figures}{inside}; one of {unseen} would have been"


def points(value: float) -> str:
    """Write a difference of shares."""
    return f"{100 * value:+.0f} points"


def gap(names: tuple[str, ...], one: Cell) -> str:
    """Say what is missing."""
    where = ", ".join(
        f"{name} = {value}" for name, value in zip(names, one.key, strict=True) if value is not None
    )
    has = (
        "no row"
        if one.state == MISSING
        else f"{one.rows:,} {'row' if one.rows == 1 else 'rows'}, {one.rows / one.of:.1%}"
    )
    return f"{where}: {has}; {one.targets / one.of_targets:.1%} of the targets ({one.targets:,}), about {one.wanted:,} rows more would match"
