"""HTML and Markdown: a page is a record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ft_data.sources import markdown, markup
from ft_data.sources.model import Item
from ft_data.sources.readers import encodings
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content

_FRONT = re.compile(r"---[ \t]*\r?\n(.{0,65536}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def read(content: Content) -> Iterator[Item]:
    """Yield one record: ``{html, title, language, ...}`` or ``{markdown, title, front_matter}``."""
    data = content.whole(content.settings.row_bytes)
    head = data[: encodings.HEAD]
    declared = content.settings.encoding
    if content.chunk.format == "html":
        text = encodings.decode(data, encodings.detect_markup(head, declared))
        yield 1, row({**markup.about(text), "html": text}, content.settings)
        return
    text = encodings.decode(data, encodings.detect(head, declared))
    if not text.strip():
        yield None, "an empty file but for blanks"
        return
    yield 1, row(_markdown(text), content.settings)


def _markdown(text: str) -> dict[str, object]:
    record: dict[str, object] = {}
    front = _FRONT.match(text)
    if front:
        from ft_data.sources.readers import yaml_document

        meta = yaml_document.small(front.group(1))
        if isinstance(meta, dict):
            record["front_matter"] = meta
            text = text[front.end() :]
    title = markdown.title(text)
    if title is not None:
        record["title"] = title
    return {**record, "markdown": text}


READERS = {"html": Reader(read, "html htm xhtml"), "md": Reader(read, "md markdown mdx mkd")}
