"""Changes, gaps and disparities in words."""

from __future__ import annotations

from ft_data.evaluation.inside.changes import MEAN, SHARE, Change
from ft_data.evaluation.inside.coverage import MISSING, Cell

_NOTHING = "Nothing that is measured changed since {release}, beyond chance and trifles"


def figure(value: float, share: bool = False) -> str:
    """Write a figure: shares in per cent, others with three digits."""
    if share:
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


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
