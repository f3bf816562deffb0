"""Small pieces of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

NOT_MEASURED = "not measured"
# A licence, a label or a language that a row gives ends up in tables, and rows are written by anyone.
_TAG, _LINK = re.compile(r"<(?=[A-Za-z/!?])"), "]("


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
    """Return one value for reading: nothing in it breaks the table, makes a link or is HTML, whoever wrote it."""
    if value is None:
        return NOT_MEASURED
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}"
    text = _TAG.sub("&lt;", str(value)).replace(_LINK, "]\\(").replace("|", "\\|")
    return " ".join(text.split()) or "-"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
