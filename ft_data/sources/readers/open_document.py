"""OpenDocument texts and presentations: headings, lists, tables, notes as Markdown, straight from the XML inside."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable, Iterator

from ft_data.sources import markdown
from ft_data.sources.model import Item, Refused
from ft_data.sources.readers import archives, office
from ft_data.sources.readers.docx_lists import spelled
from ft_data.sources.readers.open_words import (
    CELLS,
    DRAW,
    OFFICE,
    PRESENTATION,
    TABLE,
    TEXT,
    Styles,
    Words,
    opened,
)
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_WRAPPERS = frozenset(
    (f"{TEXT}section", f"{TEXT}index-body", f"{DRAW}text-box", f"{DRAW}g", f"{TABLE}table-header-rows")
)
_ROWS = frozenset((f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group"))
_MARGIN = frozenset(("date-time", "footer", "header", "page-number"))


def read(content: Content) -> Iterator[Item]:
    """Yield one record, ``{title, markdown}``. Deleted and hidden text, comments and tables of contents are left out."""
    settings = content.settings
    with office.unpacked(content, "an OpenDocument file", "it has no text part") as archive:
        root = opened(archive, settings)
        styles = Styles.of(_part(archive, "styles.xml", content), root)
        body = root.find(f"{OFFICE}body")
        writer = _Writer(styles, Words(archive, settings, styles))
        blocks = [block for block in writer.document(body) if block.strip()] if body is not None else []
        meta = _part(archive, "meta.xml", content)
    if not blocks:
        raise Refused("an OpenDocument file without text")
    named = meta.find(f".//{_TITLE}") if meta is not None else None
    title = (named.text or "").strip() if named is not None else ""
    title = title or next((block for block in blocks if block.startswith("#")), "").lstrip("# ")
    yield 1, row({**({"title": title} if title else {}), "markdown": "\n\n".join(blocks)}, settings)


def _part(archive: zipfile.ZipFile, name: str, content: Content) -> ET.Element | None:
    try:
        return archives.xml(archive, name, content.settings)
    except KeyError:
        return None


class _Writer:
    def __init__(self, styles: Styles, words: Words) -> None:
        self._styles, self._words = styles, words
        self._ended: dict[str, int] = {}  # the last number of lists that others go on with

    def document(self, body: ET.Element) -> Iterator[str]:
        for kind in body:
            if kind.tag == f"{OFFICE}presentation":
                for page in kind.iter(f"{DRAW}page"):
                    yield from self._page(page)
            else:
                yield from self.blocks(kind)

    def _page(self, page: ET.Element) -> Iterator[str]:
        if page.get(f"{DRAW}style-name") in self._styles.hidden:
            return
        frames = [node for node in page if node.tag != f"{PRESENTATION}notes"]
        for node in sorted(frames, key=lambda node: node.get(f"{PRESENTATION}class") != "title"):
            kind = node.get(f"{PRESENTATION}class", "")
            if kind in _MARGIN:
                continue
            if kind == "title":
                title = " ".join(" ".join(self.blocks([node])).split())
                yield f"## {title}" if title else ""
            else:
                yield from self.blocks([node])
        for notes in page.findall(f"{PRESENTATION}notes"):
            for node in notes:
                if node.get(f"{PRESENTATION}class", "notes") == "notes" and node.tag == f"{DRAW}frame":
                    yield from self.blocks([node])

    def blocks(self, nodes: Iterable[ET.Element]) -> Iterator[str]:
        """Yield the paragraphs, lists and tables of some nodes, each with its notes and boxes behind it."""
        for node in nodes:
            if node.tag in (f"{TEXT}p", f"{TEXT}h"):
                yield self._paragraph(node)
            elif node.tag == f"{TEXT}list":
                yield self._list(node, 0, node.get(f"{TEXT}style-name", ""))
            elif node.tag == f"{TABLE}table":
                yield self._table(node)
            elif node.tag == f"{DRAW}frame":
                yield self._words.of(_alone(node))
                table = node.find(f"{TABLE}table")
                if table is not None:
                    yield self._table(table)
            elif node.tag in _WRAPPERS or (node.tag.startswith(DRAW) and node.find(f"{TEXT}p") is not None):
                if node.get(f"{TEXT}display") != "none":
                    yield from self.blocks(node)
            yield from self._words.notes()
            boxes, self._words.boxes = self._words.boxes, []
            for box in boxes:
                yield from self.blocks(box)

    def _paragraph(self, node: ET.Element) -> str:
        style = node.get(f"{TEXT}style-name", "")
        if style in self._styles.hidden:
            return ""
        text = self._words.of(node)
        if not text:
            return ""
        if node.tag == f"{TEXT}h":
            level = node.get(f"{TEXT}outline-level", "1")
            return f"{'#' * min(6, int(level) if level in set('123456789') else 1)} {' '.join(text.split())}"
        return f"# {text}" if "Title" in (style, self._styles.parent.get(style)) else text

    def _list(self, node: ET.Element, depth: int, style: str) -> str:
        levels = self._styles.lists.get(style, [])
        kind, front, behind, start = levels[depth] if depth < len(levels) else ("", "", "", 1)
        number = (
            self._ended.get(style, start - 1)
            if node.get(f"{TEXT}continue-numbering") == "true"
            else start - 1
        )
        lines: list[str] = []
        for item in node:
            if item.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            said = item.get(f"{TEXT}start-value", "")
            number = (
                int(said) if said.isdecimal() and len(said) < 6 else number + (item.tag == f"{TEXT}list-item")
            )
            mark = f"{front}{spelled(number, kind)}{behind}".strip() if kind else "-"
            parts = [
                self._list(child, depth + 1, child.get(f"{TEXT}style-name", style)) if child.tag == f"{TEXT}list" else self._paragraph(child)
                for child in item
                if child.tag in (f"{TEXT}list", f"{TEXT}p", f"{TEXT}h")
            ]  # fmt: skip
            text = "\n".join(part for part in parts if part)
            if text:
                mark = f"{mark} " if item.tag == f"{TEXT}list-item" else ""
                lines.append(mark + text.replace("\n", "\n" + " " * len(mark)))
        if depth == 0:
            self._ended[style] = number
        return "\n".join(lines)

    def _table(self, node: ET.Element) -> str:
        return markdown.table(
            [[self._words.of(cell) for cell in line if cell.tag in CELLS] for line in lines(node)]
        )


def lines(table: ET.Element) -> Iterator[ET.Element]:
    """Yield the rows of a table, those in its groups too."""
    for node in table:
        if node.tag == f"{TABLE}table-row":
            yield node
        elif node.tag in _ROWS:
            yield from lines(node)


def _alone(node: ET.Element) -> ET.Element:
    """Return a node as the only one of a paragraph."""
    around = ET.Element(f"{TEXT}p")
    around.append(node)
    return around


READERS = {
    "odt": Reader(read, "odt ott", binary=True, zipped=True, slow=5.0),
    "odp": Reader(read, "odp otp", binary=True, zipped=True, slow=5.0),
}
