"""How values and tables are shown, in a terminal and as HTML. What a row says is shown as text, never as markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from numbers import Number
from typing import Any

WIDEST = 60  # characters of a cell in a terminal
LONGEST = 240  # characters of a cell on a page
_CELL = "text-align:left;vertical-align:top;padding:3px 12px 3px 0;max-width:70ch;overflow-wrap:break-word"
_NUMBER = "text-align:right;vertical-align:top;padding:3px 12px 3px 0;white-space:nowrap"


def cell(value: Any) -> str:
    """Write one value: thousands separated, control characters shown as their codes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.4g}"
    if isinstance(value, list | tuple):
        return ", ".join(cell(item) for item in value)
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in str(value))


def short(value: Any, most: int = WIDEST) -> str:
    """Write one value on one line, cut to ``most`` characters."""
    told = " ".join(cell(value[: 2 * most] if isinstance(value, str) else value).split())
    return told if len(told) <= most else told[: most - 1] + "…"


def lines(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], widest: int = WIDEST) -> list[str]:
    """Lay rows out in columns of plain text, numbers to the right; the first line has the names."""
    told = [[short(row.get(name), widest) for name in columns] for row in rows]
    names = [short(name, widest) for name in columns]
    wide = [max(map(len, some)) for some in zip(names, *told, strict=True)]
    right = [bool(rows) and all(_is_number(row.get(name)) for row in rows) for name in columns]
    laid = [
        "  ".join(
            one.rjust(size) if number else one.ljust(size)
            for one, size, number in zip(row, wide, right, strict=True)
        )
        for row in [names, *told]
    ]
    return [line.rstrip() for line in laid]


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return an HTML table of rows; a value under 240 characters is shown whole."""
    right = {name for name in columns if rows and all(_is_number(row.get(name)) for row in rows)}
    return table_of(
        columns, ([text(row.get(name)) for name in columns] for row in rows), right=right & set(columns)
    )


def table_of(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Iterable[str] = (),
    colours: Mapping[str, str] | None = None,
) -> str:
    """Return an HTML table of cells that are HTML already.

    Columns named in ``right`` hold numbers; ``colours`` underline the name of a column, as a legend.
    """
    styles = [_NUMBER if name in set(right) else _CELL for name in columns]
    lines = {name: f";text-decoration:underline 3px {colour}" for name, colour in (colours or {}).items()}
    head = "".join(
        f'<th scope="col" style="{style};font-weight:600;white-space:nowrap{lines.get(name, "")}">{text(name)}</th>'
        for name, style in zip(columns, styles, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f'<td style="{style}">{one}</td>' for one, style in zip(row, styles, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def text(value: Any, most: int = LONGEST) -> str:
    """Write one value for a page: cut, then escaped."""
    return escape(short(value, most))


def block(*pieces: str) -> str:
    """Put pieces of HTML under each other."""
    return f'<div class="ft-data">{"".join(pieces)}</div>'


def caption(said: str) -> str:
    """Return a line over a table; ``said`` is HTML already."""
    return f'<p style="margin:0 0 4px">{said}</p>'


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, Number) and not isinstance(value, bool))
