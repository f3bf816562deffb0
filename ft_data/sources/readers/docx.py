"""Word documents: paragraphs, headings, lists and tables as Markdown, straight from the XML inside."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable, Iterator

from ft_data.sources import markdown
from ft_data.sources.model import Item, Refused
from ft_data.sources.readers import archives, office
from ft_data.sources.readers.docx_lists import Lists
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content
from ft_data.sources.readers.xlsx import check_archive

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(content: Content) -> Iterator[Item]:
    """Yield one record, ``{title, markdown}``. Deleted text, comments and headers of pages are left out."""
    file = content.file()
    check_archive(file, content.settings)
    try:
        with zipfile.ZipFile(file) as archive:
            body = archives.xml(archive, "word/document.xml", content.settings).find(f"{_W}body")
            styles = _Styles(
                _part(archive, "word/styles.xml", content), _part(archive, "word/numbering.xml", content)
            )
            title = office.title(archive, content.settings)
    except KeyError:
        raise Refused("not a Word document: it has no text part") from None
    except ET.ParseError as problem:
        raise Refused(f"damaged Word document: {problem}") from None
    try:
        blocks = list(_blocks(body, styles)) if body is not None else []
    except RecursionError:
        raise Refused("a Word document whose parts nest without end") from None
    text = "\n\n".join(block for block in blocks if block.strip())
    text = text.replace(f"\n\n{_ITEM}", "\n").replace(_ITEM, "").replace("\n\n- ", "\n- ")
    if not text:
        raise Refused("a Word document without text")
    heading = next((block for block in blocks if block.startswith("#")), "")
    title = title or heading.lstrip("# ")
    yield (
        1,
        row(
            {**({"title": title} if title else {}), "markdown": text},
            content.settings,
        ),
    )


_ITEM = "\ufdd1"  # before an item of a list, until it stands below the one before it


def _part(archive: zipfile.ZipFile, name: str, content: Content) -> ET.Element | None:
    try:
        return archives.xml(archive, name, content.settings)
    except KeyError:
        return None


class _Styles:
    """What the document says of its paragraphs' styles and lists."""

    def __init__(self, styles: ET.Element | None, numbering: ET.Element | None) -> None:
        self.names = {} if styles is None else _names(styles)
        self.lists = Lists(numbering, styles)


def _names(root: ET.Element) -> dict[str, str]:
    """Return the lower-case name of each style: Word translates the ids, not the names."""
    found: dict[str, str] = {}
    for style in root.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        found[style.get(f"{_W}styleId", "")] = (name.get(f"{_W}val", "") if name is not None else "").lower()
    return found


def _blocks(body: Iterable[ET.Element], styles: _Styles) -> Iterator[str]:
    for node in body:
        if node.tag == f"{_W}p":
            yield _paragraph(node, styles)
            yield from _boxes(node, styles)
        elif node.tag == f"{_W}tbl":
            yield _table(node)
            yield from _boxes(node, styles)
        elif node.tag == f"{_W}sdt":
            inner = node.find(f"{_W}sdtContent")
            if inner is not None:
                yield from _blocks(inner, styles)


def _paragraph(node: ET.Element, styles: _Styles) -> str:
    text = _text(node)
    properties = node.find(f"{_W}pPr")
    if properties is None or not text:
        return text
    styled = properties.find(f"{_W}pStyle")
    style = styled.get(f"{_W}val", "") if styled is not None else ""
    name = styles.names.get(style, style.lower())
    if name == "title":
        return f"# {text}"
    if name.startswith("heading") and name[-1:].isdigit():
        return f"{'#' * min(6, int(name[-1]))} {text}"
    mark = styles.lists.mark(properties, style) or ("-" if name.startswith("list") else "")
    return f"{_ITEM}{mark} {text}" if mark else text


_BOX = f"{_W}txbxContent"
_APART = frozenset((_BOX, f"{_W}tbl"))
# What was moved stands where it was moved to; a second rendering is for programs that do not know the first.
_LEFT_OUT = frozenset(
    (f"{_W}moveFrom", f"{_W}del", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
)


def _own(node: ET.Element) -> Iterator[ET.Element]:
    """Yield what stands in a node, in order, but for boxes and tables inside it, which are texts of their own."""
    for child in node:
        if child.tag not in _LEFT_OUT:
            yield child
            if child.tag not in _APART:
                yield from _own(child)


def _boxes(node: ET.Element, styles: _Styles) -> Iterator[str]:
    """Yield the text of the boxes and tables inside a paragraph or table."""
    for child in _own(node):
        if child.tag == _BOX:
            yield from _blocks(child, styles)
        elif child.tag == f"{_W}tbl":
            yield from _blocks([child], styles)


def _text(node: ET.Element) -> str:
    parts: list[str] = []
    for run in _own(node):
        if run.tag == f"{_W}t":
            parts.append(run.text or "")
        elif run.tag == f"{_W}tab":
            parts.append("\t")
        elif run.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
    return "".join(parts).strip()


def _table(node: ET.Element) -> str:
    rows = [
        [_text(cell) for cell in _own(line) if cell.tag == f"{_W}tc"]
        for line in _own(node)
        if line.tag == f"{_W}tr"
    ]
    return markdown.table(rows)


READERS = {"docx": Reader(read, "docx docm", binary=True, zipped=True, slow=5.0)}
