"""Jupyter notebooks: text and code of the cells as one Markdown document. What cells printed is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ft_data.sources import markdown
from ft_data.sources.canonical import BadJSON, parse_json
from ft_data.sources.model import Item, Refused
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content


def read(content: Content) -> Iterator[Item]:
    """Yield one record, ``{title, markdown}``."""
    try:
        book = parse_json(content.whole(content.settings.row_bytes))
    except BadJSON as problem:
        raise Refused(f"not a notebook: {problem}") from None
    cells = _cells(book)
    if cells is None:
        raise Refused("not a notebook: it has no cells")
    language = _language(book)
    told = [_cell(cell, language) for cell in cells]
    text = "\n\n".join(one for one in told if one)
    if not text:
        raise Refused("a notebook without text or code")
    # A line of a program that begins with # is a comment.
    prose = (one for one, cell in zip(told, cells, strict=True) if not _is_code(cell))
    title = next(filter(None, map(markdown.title, prose)), None)
    yield 1, row({**({"title": title} if title else {}), "markdown": text}, content.settings)


def _cells(book: Any) -> list[dict[str, Any]] | None:
    """Return the cells of format 4, or those of all sheets of format 3."""
    if not isinstance(book, dict):
        return None
    sheets = [book] if isinstance(book.get("cells"), list) else book.get("worksheets")
    if not isinstance(sheets, list):
        return None
    listed = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in listed if isinstance(cells, list) for cell in cells if isinstance(cell, dict)]


def _language(book: dict[str, Any]) -> str:
    about = book.get("metadata")
    about = about if isinstance(about, dict) else {}
    for key, name in (("language_info", "name"), ("kernelspec", "language")):
        said = about.get(key)
        if (
            isinstance(said, dict)
            and isinstance(said.get(name), str)
            and re.fullmatch(r"[\w+#.-]+", said[name])
        ):
            return str(said[name])
    return ""


def _is_code(cell: dict[str, Any]) -> bool:
    return cell.get("cell_type") == "code"


def _cell(cell: dict[str, Any], language: str) -> str:
    source = cell.get("source", cell.get("input"))
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str)).strip("\n")
    if not text.strip():
        return ""
    kind = cell.get("cell_type")
    if kind == "heading":
        level = cell.get("level")
        return f"{'#' * (level if isinstance(level, int) and 1 <= level <= 6 else 1)} {text}"
    return markdown.fenced(text, language) if _is_code(cell) else text


READERS = {"ipynb": Reader(read, "ipynb")}
