"""Measurements for people: as text, and as bars that show where a value lies among all rows and in the rule's bands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ft_data.recipe.bands import Band
from ft_data.review.rows import Distribution

WIDTH = 280.0


class Span(NamedTuple):
    """A stretch of the bar where a verdict applies."""

    verdict: str
    x: float
    width: float


class Column(NamedTuple):
    """One bin of the histogram above the bar."""

    x: float
    y: float
    width: float
    height: float


class Bar(NamedTuple):
    """Everything a template draws; ``spoken`` says the same in words."""

    low: str
    high: str
    value: str
    marker: float
    spans: list[Span]
    columns: list[Column]
    spoken: str


def bar(value: Any, spread: Distribution | None, bands: dict[str, str | None]) -> Bar | None:
    """Lay out one signal; None when there is no number to show. ``bands``: verdict (drop, review, mark) to band."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    limits = [found for found in map(Band.maybe, bands.values()) if found is not None]
    low = min([value, *(limit.threshold for limit in limits), *([spread.low] if spread else [])])
    high = max([value, *(limit.threshold for limit in limits), *([spread.high] if spread else [])])
    if high <= low:
        low, high = low - 0.5, high + 0.5
    margin = (high - low) * 0.04
    low, high = low - margin, high + margin

    def at(number: float) -> float:
        return round((number - low) / (high - low) * WIDTH, 1)

    spans = []
    for verdict in ("mark", "review", "drop"):  # the strongest is drawn last: it beats the others
        found = Band.maybe(bands.get(verdict))
        if found is None or found.compare in ("==", "!="):
            continue
        edge = at(found.threshold)
        x, end = (0.0, edge) if found.compare.startswith("<") else (edge, WIDTH)
        spans.append(Span(verdict, x, round(end - x, 1)))
    said = [f"{verdict} if {band}" for verdict, band in bands.items() if band]
    return Bar(
        low=short(low + margin),
        high=short(high - margin),
        value=short(value),
        marker=at(value),
        spans=spans,
        columns=_columns(spread, at),
        spoken=f"value {short(value)}; {', '.join(said) or 'no band'}",
    )


def measurements(signals: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name every measurement of a row that has a value, as text."""
    found = []
    for name, value in sorted(signals.items()):
        if value is None or value == "":
            continue
        if isinstance(value, bool):
            text = "yes" if value else "no"
        else:
            text = short(value) if isinstance(value, int | float) else str(value)[:80]
        found.append((name, text))
    return found


def short(number: float) -> str:
    """Write a number in at most four significant digits."""
    return f"{number:,.0f}" if abs(number) >= 1000 or float(number).is_integer() else f"{number:.3g}"


def _columns(spread: Distribution | None, at: Any) -> list[Column]:
    if spread is None or not spread.counts:
        return []
    step = (spread.high - spread.low) / len(spread.counts)
    tallest = max(spread.counts) or 1
    columns = []
    for number, count in enumerate(spread.counts):
        height = round(22.0 * (count / tallest) ** 0.5, 1)  # square root: a long tail stays visible
        x = at(spread.low + number * step)
        width = max(0.5, at(spread.low + (number + 1) * step) - x - 0.6)
        columns.append(Column(x, round(24.0 - height, 1), round(width, 1), height))
    return columns
