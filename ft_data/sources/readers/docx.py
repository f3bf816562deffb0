"""Word documents: paragraphs, headings, lists and tables as Markdown, straight from the XML inside."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable, Iterator

from ft_data.sources import markdown
from ft_data.sources.model import Item, Refused
from ft_data.sources.readers import archives, office
from ft_data.sources.readers.docx_lists import Lists
from ft_data.sources.readers.docx_words import BOX, TABLE, W, Words, own
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content
from ft_data.sources.readers.xlsx import check_archive


def read(content: Content) -> Iterator[Item]:
    """Yield one record, ``{title, markdown}``. Deleted and hidden text, comments, headers of pages and tables of contents are left out."""
    file = content.file()
    check_archive(file, content.settings)
    try:
        with zipfile.ZipFile(file) as archive:
            body = archives.xml(archive, "word/document.xml", content.settings).find(f"{W}body")
            styles = _Styles(
                _part(archive, "word/styles.xml", content),
                _part(archive, "word/numbering.xml", content),
                _notes(archive, content),
            )
            title = office.title(archive, content.settings)
    except KeyError:
        raise Refused("not a Word document: it has no text part") from None
    except ET.ParseError as problem:
        raise Refused(f"damaged Word document: {problem}") from None
    try:
        blocks = list(_with_notes(_blocks(body, styles), styles.words)) if body is not None else []
    except RecursionError:
        raise Refused("a Word document whose parts nest without end") from None
    text = "\n\n".join(block for block in blocks if block.strip())
    text = text.replace(f"\n\n{_ITEM}", "\n").replace(_ITEM, "").replace("\n\n- ", "\n- ")
    if not text:
        raise Refused("a Word document without text")
    heading = next((block for block in blocks if block.startswith("#")), "")
    title = title or _MARK.sub("", heading.lstrip("# "))
    yield (
        1,
        row(
            {**({"title": title} if title else {}), "markdown": text},
            content.settings,
        ),
    )


_MARK = re.compile(r"\[\^\d+\]")
_ITEM = "\ufdd1"  # before an item of a list, until it stands below the one before it


def _part(archive: zipfile.ZipFile, name: str, content: Content) -> ET.Element | None:
    try:
        return archives.xml(archive, name, content.settings)
    except KeyError:
        return None


def _notes(archive: zipfile.ZipFile, content: Content) -> dict[tuple[str, str], ET.Element]:
    """Return the footnotes and endnotes by their kind and the name that the text has for them."""
    found: dict[tuple[str, str], ET.Element] = {}
    for kind in ("footnote", "endnote"):
        root = _part(archive, f"word/{kind}s.xml", content)
        for one in root.iter(f"{W}{kind}") if root is not None else ():
            if one.get(f"{W}type", "normal") == "normal":
                found[kind, one.get(f"{W}id", "")] = one
    return found


def _with_notes(blocks: Iterator[str], words: Words) -> Iterator[str]:
    """Yield blocks, and the notes of a text behind it: those of a list behind all of it."""
    held: list[str] = []
    for block in blocks:
        if not block.startswith(_ITEM):
            yield from held
            held = []
        yield block
        held += words.notes()
        if not block.startswith(_ITEM):
            yield from held
            held = []
    yield from held


class _Styles:
    """What the document says of its paragraphs' styles and lists."""

    def __init__(
        self,
        styles: ET.Element | None,
        numbering: ET.Element | None,
        notes: dict[tuple[str, str], ET.Element],
    ) -> None:
        self.words = Words(notes)
        self.names = {} if styles is None else _names(styles)
        self.lists = Lists(numbering, styles)


def _names(root: ET.Element) -> dict[str, str]:
    """Return the lower-case name of each style: Word translates the ids, not the names."""
    found: dict[str, str] = {}
    for style in root.iter(f"{W}style"):
        name = style.find(f"{W}name")
        found[style.get(f"{W}styleId", "")] = (name.get(f"{W}val", "") if name is not None else "").lower()
    return found


def _blocks(body: Iterable[ET.Element], styles: _Styles) -> Iterator[str]:
    for node in body:
        if node.tag == f"{W}p":
            yield _paragraph(node, styles)
            yield from _boxes(node, styles)
        elif node.tag == f"{W}tbl":
            yield _table(node, styles.words)
            yield from _boxes(node, styles)
        elif node.tag == f"{W}sdt":
            inner = node.find(f"{W}sdtContent")
            if inner is not None:
                yield from _blocks(inner, styles)


def _paragraph(node: ET.Element, styles: _Styles) -> str:
    text = styles.words.of(node)
    properties = node.find(f"{W}pPr")
    if properties is None or not text:
        return text
    styled = properties.find(f"{W}pStyle")
    style = styled.get(f"{W}val", "") if styled is not None else ""
    name = styles.names.get(style, style.lower())
    if name.startswith("toc ") and name[4:].isdigit():
        return ""
    if name == "title":
        return f"# {text}"
    if name.startswith("heading") and name[-1:].isdigit():
        return f"{'#' * min(6, int(name[-1]))} {text}"
    mark = styles.lists.mark(properties, style) or ("-" if name.startswith("list") else "")
    return f"{_ITEM}{mark} {text}" if mark else text


def _boxes(node: ET.Element, styles: _Styles) -> Iterator[str]:
    """Yield the text of the boxes and tables inside a paragraph or table."""
    for child in own(node):
        if child.tag == BOX:
            yield from _blocks(child, styles)
        elif child.tag == TABLE:
            yield from _blocks([child], styles)


def _table(node: ET.Element, words: Words) -> str:
    rows = [
        [words.of(cell) for cell in own(line) if cell.tag == f"{W}tc"]
        for line in own(node)
        if line.tag == f"{W}tr"
    ]
    return markdown.table(rows)


READERS = {"docx": Reader(read, "docx docm", binary=True, zipped=True, slow=5.0)}
