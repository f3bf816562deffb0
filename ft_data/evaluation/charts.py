"""Inline SVG from numbers: pure functions, well-formed XML, colours left to the page's style sheet.

Marks carry class names (``keep``, ``drop``, ``review``, ``merge``, ``now``, ``then``). A chart has a title
that a screen reader speaks and, per mark, one that a pointer shows. Text is escaped here, for safe embedding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDE = 1000  # user units of a stretched bar
_BAR = 14  # height of a bar


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar: its class, its length in rows and what it says."""

    kind: str
    count: float
    label: str = ""


def bar(segments: Sequence[Segment], most: float, title: str, height: int = _BAR) -> str:
    """Return one horizontal bar, ``most`` rows wide, that stretches to the space it is given.

    A segment that is there at all is at least two thousandths wide, so that three rows in a million show.
    """
    shown, at = [], 0.0
    for segment in segments:
        if segment.count <= 0 or most <= 0:
            continue
        width = min(WIDE - at, max(2.0, WIDE * segment.count / most))
        shown.append(
            f'<rect class="{escape(segment.kind)}" x="{at:.1f}" y="0" width="{max(width, 0):.1f}" '
            f'height="{height}">{_title(segment.label)}</rect>'
        )
        at += width
    return (
        f'<svg class="bar" viewBox="0 0 {WIDE} {height}" preserveAspectRatio="none" role="img" '
        f'aria-label="{_text(title)}">{"".join(shown)}</svg>'
    )


@dataclass(frozen=True)
class Column:
    """One bin of a histogram: what is written under it, its rows, and the rows it is compared with."""

    label: str
    count: float
    before: float | None = None
    kind: str = "now"


def histogram(columns: Sequence[Column], title: str, mark: float | None = None, height: int = 150) -> str:
    """Return a histogram. ``before`` is a paler column behind; ``mark`` a position in columns (threshold)."""
    step, foot, head = 34, 20, 18
    width = max(step * len(columns), step)
    most = max([1.0, *(max(column.count, column.before or 0) for column in columns)])
    floor = height - foot
    marks = []
    for number, column in enumerate(columns):
        x = number * step
        says = f"{column.label}: {column.count:,.0f}"
        if column.before is not None:
            tall = _tall(column.before, most, floor - head)
            marks.append(
                f'<rect class="then" x="{x + 2}" y="{floor - tall:.1f}" width="{step - 4}" '
                f'height="{tall:.1f}"></rect>'
            )
            says += f" of {column.before:,.0f}"
        tall = _tall(column.count, most, floor - head)  # the number stands on the bar that it counts
        marks.append(
            f'<rect class="{escape(column.kind)}" x="{x + 5}" y="{floor - tall:.1f}" width="{step - 10}" '
            f'height="{tall:.1f}">{_title(says)}</rect>'
            f'<text x="{x + step / 2:.0f}" y="{height - 6}" text-anchor="middle">{_text(column.label)}</text>'
            + _above(x + step / 2, floor - tall - 4, column.count)
        )
    if mark is not None:
        x_mark = mark * step
        marks.append(f'<line class="mark" x1="{x_mark:.1f}" x2="{x_mark:.1f}" y1="2" y2="{floor}"></line>')
    return (
        f'<svg class="histogram" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{_text(title)}">'
        f'{"".join(marks)}<line class="axis" x1="0" x2="{width}" y1="{floor}" y2="{floor}"></line></svg>'
    )


def shade(value: float, most: float) -> int:
    """Return which of the shades 0 (nothing) to 5 a cell of a matrix gets; they rise with the square root."""
    if value <= 0 or most <= 0:
        return 0
    return max(1, min(5, round(5 * math.sqrt(value / most))))


def _above(x: float, y: float, count: float) -> str:
    return (
        f'<text class="count" x="{x:.0f}" y="{y:.1f}" text-anchor="middle">{short(count)}</text>'
        if count > 0
        else ""
    )


def short(count: float) -> str:
    """Write a count in at most five characters: 940, 1.2k, 12k, 3.4m."""
    for size, unit in ((1e9, "b"), (1e6, "m"), (1e3, "k")):
        if count >= size:
            return f"{count / size:.1f}{unit}" if count < 10 * size else f"{count / size:.0f}{unit}"
    return f"{count:.0f}"


def _tall(count: float, most: float, room: float) -> float:
    return 0.0 if count <= 0 else max(1.0, room * count / most)


def _title(label: str) -> str:
    return f"<title>{_text(label)}</title>" if label else ""


def _text(label: str) -> str:
    """Escape a label and drop what XML forbids."""
    return escape(
        "".join(c for c in label if c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
