"""Where a model fails: what became of earlier gaps, each weakness with its cause and what to do, and failures beside right answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ft_data.evaluation.report import text
from ft_data.evaluation.report.reader import Reader
from ft_data.gaps import steps
from ft_data.warehouse.snapshots import Snapshot

_SHOWN, _EXAMPLES, _LONG = 25, 3, 400
_WIDTH, _ROW = 160, 14


# The figures that the page shows, each with the query that makes it: section, view, what names a row of it, and its columns.
_SLICE = "kind || ': ' || slice"
_FIGURES = (
    ("failing slices", "weaknesses", _SLICE, (
        "tries", "failures", "rate", "rest_rate", "low", "high", "weight", "rows", "removed_rows", "usual_rows", "wrong_rows", "rescue_rows", "wanted")),
    ("earlier gaps", "weaknesses_outcomes", _SLICE, (
        "before_failures", "before_tries", "after_failures", "after_tries", "rest_failures", "rest_tries", "change", "low", "high", "needed",
        "before_rows", "after_rows")),
    ("what wrong rows share", "weaknesses_common", "trait || ' ' || value", ("wrong", "of", "rows", "expected", "z")),
)  # fmt: skip


@dataclass(frozen=True)
class Weak:
    """One weakness: its slice, how often it fails as words and as a picture, why, what to do, and failures."""

    gap: str
    slice: str
    fails: str
    bar: str
    share: str
    why: str
    step: str
    examples: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Loop:
    """All that the page shows of feedback."""

    failures: int
    tries: int
    release: str
    outcomes: Sequence[tuple[str, str, str, str, str, str]]
    common: Sequence[str]
    weak: Sequence[Weak]
    more: int


def loop(reader: Reader, found: Snapshot | None) -> Loop | None:
    """Return what feedback comes to (``found``: the version of `weaknesses`), None where the recipe has none."""
    if found is None or not reader.has("weaknesses", "cause", "said") or not reader.has("feedback", "prompt"):
        return None
    for section, view, name, columns in _FIGURES:
        if reader.has(view, *columns):
            reader.table(section, view, name, columns)
    listed = _records(reader, "weaknesses", "weight DESC, gap")
    todo = {one.gap: one.said for one in steps.steps(listed)}
    return Loop(
        found.stats["failures"],
        found.stats["tries"],
        text.show(found.stats["release"], 40),
        tuple(_outcome(one) for one in _records(reader, "weaknesses_outcomes", "kind, slice")),
        tuple(
            text.show(one["said"], _LONG) for one in _records(reader, "weaknesses_common", "z DESC, value")
        ),
        tuple(_weak(reader, one, todo[one["gap"]]) for one in listed[:_SHOWN]),
        max(0, len(listed) - _SHOWN),
    )


def _records(reader: Reader, view: str, order: str) -> list[dict[str, Any]]:
    columns = sorted(reader.columns(view))
    listed = ", ".join(f'"{name}"' for name in columns)
    return [
        dict(zip(columns, row, strict=True))
        for row in reader.rows(f"SELECT {listed} FROM {view} ORDER BY {order}")
    ]


def _outcome(one: dict[str, Any]) -> tuple[str, str, str, str, str, str]:
    tried = f"{one['after_failures']:,} of {one['after_tries']:,}" if one["after_tries"] else "not tried"
    less = "–"
    if one["after_tries"] and one["before_tries"]:
        less = f"{-one['change']:+.0%} ({-one['high']:+.0%} to {-one['low']:+.0%})"
    rows = f"{one['after_rows']:,}" + (
        f", before {one['before_rows']:,}" if one["before_rows"] is not None else ""
    )
    size = f"about {one['needed']:,}" if one["outcome"] == "cannot_tell" else "–"
    before = f"{one['before_failures']:,} of {one['before_tries']:,}"
    slice = text.show(f"{one['kind']}: {one['slice']}", 80)
    return slice, text.words(one["outcome"]), f"{before}, now {tried}", less, rows, size


def _weak(reader: Reader, one: dict[str, Any], step: str) -> Weak:
    slice = f"{one['kind']}: {one['slice']}"
    found = reader.rows(
        "SELECT prompt, answer, right_answer FROM weaknesses_examples JOIN feedback USING (feedback_id) WHERE gap = ? "
        f"ORDER BY feedback_id LIMIT {_EXAMPLES}",
        [one["gap"]],
    )
    fails = f"{one['failures']:,} of {one['tries']:,}"
    bar = ""
    if one["rest_rate"] is not None:
        fails += (
            f", {one['rate']:.0%} against {one['rest_rate']:.0%} ({one['low']:+.0%} to {one['high']:+.0%})"
        )
        bar = _bar(one["rate"], one["rest_rate"])
    told = one["said"].removeprefix(f"{slice}: ").partition(". ")[2]
    return Weak(
        one["gap"], text.show(slice, 80), fails, bar, f"{one['weight']:.0%}", text.show(told.replace("`", ""), _LONG),
        text.show(step.removeprefix(f"{slice}: ").replace("`", ""), _LONG),
        tuple((text.show(a, _LONG), text.show(b or "", _LONG), text.show(c or "", _LONG)) for a, b, c in found),
    )  # fmt: skip


def _bar(rate: float, rest: float) -> str:
    """Draw how often a slice fails, with a mark where the rest does."""
    title = escape(f"{rate:.0%} of the slice fail, {rest:.0%} of the rest")
    return (
        f'<svg class="bar" role="img" viewBox="0 0 {_WIDTH} {_ROW}" preserveAspectRatio="xMinYMid" width="{_WIDTH}" height="{_ROW}"><title>{title}</title>'
        f'<path d="M0 {_ROW // 2}H{_WIDTH}" stroke="currentColor" stroke-opacity=".25" stroke-width="6"/>'
        f'<path d="M0 {_ROW // 2}H{round(_WIDTH * rate)}" stroke="currentColor" stroke-width="6"/>'
        f'<path d="M{round(_WIDTH * rest)} 0v{_ROW}" stroke="currentColor" stroke-width="2"/></svg>'
    )
