"""Pieces of Markdown, as every reader that makes some writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TITLE = re.compile(r"^#{1,6}[ \t]+([^\n]+)$", re.MULTILINE)
_ADDRESS = re.compile(  # `{#x}`, `{: #x}`, `{/*x*/}`
    r"(?<=\S)[ \t]*\{(?::?[ \t]*#[\w.:-]+|/\*[ \t]*#?[\w.:-]+[ \t]*\*/)[ \t]*\}\Z"
)
_FENCE = re.compile(r"`{3,}")


def title(text: str) -> str | None:
    """Return the first heading of a text, None where it has none."""
    found = _TITLE.search(text)
    return without_address(found[1].strip(" \t\r#")) if found else None


def without_address(heading: str) -> str:
    """Return the words of a heading without the address that links to it name."""
    return _ADDRESS.sub("", heading)


def fenced(text: str, language: str = "") -> str:
    """Return a block of code, in a fence that is longer than any within."""
    fence = "`" * max([3, *(len(run) + 1 for run in _FENCE.findall(text))])
    return f"{fence}{language}\n{text}\n{fence}"


def strike(text: str) -> str:
    """Return words that were struck out: old prices, what a list no longer has."""
    inner = text.strip()
    return text.replace(inner, f"~~{inner}~~") if inner else text


def struck(text: str) -> str:
    """Return a text of which neighbouring words were struck out one by one, with marks around them all."""
    return _AGAIN.sub(r"\1", text) if "~~" in text else text


_AGAIN = re.compile(r"(?<=\S)~~([ \t]*)~~(?=\S)")


def cell(text: str) -> str:
    """Return a text as a cell of a table can hold it."""
    return text.replace("\n", " ").replace("|", "\\|")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table, the first row its head; nothing of no rows."""
    if not rows:
        return ""
    width = max(map(len, rows))
    lines = ["| " + " | ".join([*map(cell, row), *[""] * (width - len(row))]) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])
