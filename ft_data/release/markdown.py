"""Small pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

NOT_MEASURED = "not measured"


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table; numbers with thousands separators, an absent value as ``not measured``."""
    body = [[cell(value) for value in row] for row in rows]
    if not body:
        return "none"
    lines = [_row(columns), _row(["---"] * len(columns)), *map(_row, body)]
    return "\n".join(lines)


def of(rows: Sequence[Mapping[str, Any]], limit: int | None = None) -> str:
    """Return a table of dicts with equal keys, cut after ``limit`` rows with a note."""
    if not rows:
        return "none"
    shown = rows if limit is None else rows[:limit]
    text = table(list(rows[0]), [list(row.values()) for row in shown])
    return text + (
        f"\n\n{len(rows) - len(shown)} more rows in numbers.json." if len(shown) < len(rows) else ""
    )


def cell(value: Any) -> str:
    """Return one value for reading, without anything that would break the table."""
    if value is None:
        return NOT_MEASURED
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}"
    return str(value).replace("|", "\\|").replace("\n", " ").strip() or "-"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
