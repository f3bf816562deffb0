"""PowerPoint presentations: titles, lists, tables and notes of the slides as Markdown, straight from the XML inside."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ft_data.sources import markdown
from ft_data.sources.model import Item, Refused
from ft_data.sources.readers import archives, office, office_signs
from ft_data.sources.readers.office import Related
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content
from ft_data.text import formulas
from ft_data.text.formulas.omml import M
from ft_data.text.raised import raised

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURE = f"{_P}pic"
_FORMULA = "{http://schemas.microsoft.com/office/drawing/2010/main}m"
_PRESENTATION = "ppt/presentation.xml"
_TITLES = {"ctrTitle": "#", "title": "##"}
_MARGIN = frozenset(("dt", "ftr", "hdr", "sldNum"))  # date, footer, header, number of the slide
_LISTED = frozenset(("", "body", "obj"))  # what has bullets unless it says otherwise
_NUMBERED, _PLAIN = f"{_A}buAutoNum", f"{_A}buNone"


class _Line(NamedTuple):
    text: str
    level: int
    mark: str  # "-" or "1." where the paragraph says so, "" where it says that it has none, "?" if it says nothing


def read(content: Content) -> Iterator[Item]:
    """Yield one record, ``{title, markdown}``. Hidden slides, footers and comments are left out."""
    with office.unpacked(content, "a presentation", "a part that it names is not in it") as archive:
        blocks = [block for block in _slides(archive, content) if block.strip()]
        title = office.title(archive, content.settings)
    if not blocks:
        raise Refused("a presentation without text")
    title = title or next((block for block in blocks if block.startswith("#")), "").lstrip("# ")
    record = {**({"title": title} if title else {}), "markdown": "\n\n".join(blocks)}
    yield 1, row(record, content.settings)


def _slides(archive: zipfile.ZipFile, content: Content) -> Iterator[str]:
    """Yield the blocks of the visible slides in their order."""
    settings = content.settings
    parts = office.related(archive, _PRESENTATION, settings)
    size = unpacked = 0
    for one in archives.xml(archive, _PRESENTATION, settings).iter(f"{_P}sldId"):
        slide = parts.get(one.get(f"{_R}id", ""))
        if slide is None:
            raise Refused("not a presentation: a slide that it names is not in it")
        unpacked += archive.getinfo(slide.name).file_size
        if unpacked > settings.document_bytes:  # the order of slides may name one again and again
            raise Refused(f"slides of more than {settings.document_bytes} bytes (document_bytes)")
        for block in _slide(archive, slide.name, content):
            size += len(block)
            if size > settings.row_bytes:
                raise Refused(f"a record of more than {settings.row_bytes} bytes (row_bytes)")
            yield block


def _slide(archive: zipfile.ZipFile, name: str, content: Content) -> Iterator[str]:
    root = archives.xml(archive, name, content.settings)
    if root.get("show") in ("0", "false"):
        return
    parts = office.related(archive, name, content.settings)
    diagrams = {
        key: archives.xml(archive, part.name, content.settings)
        for key, part in parts.items()
        if part.kind == "diagramData"
    }
    shapes = [*_shapes(root.iterfind(f"{_P}cSld/{_P}spTree"))]
    # What was drawn first may stand below: the title leads.
    for shape in sorted(shapes, key=lambda shape: _kind(shape) not in _TITLES):
        yield from _shape(shape, diagrams)
    yield from _notes(archive, parts.values(), content)


def _notes(archive: zipfile.ZipFile, parts: Iterable[Related], content: Content) -> Iterator[str]:
    for part in parts:
        if part.kind == "notesSlide":
            root = archives.xml(archive, part.name, content.settings)
            for shape in _shapes(root.iterfind(f"{_P}cSld/{_P}spTree")):
                if _kind(shape) == "body":
                    yield _text(_lines(shape), listed=False)


def _shapes(nodes: Iterable[ET.Element]) -> Iterator[ET.Element]:
    """Yield the shapes and frames in groups and alternatives, in their order."""
    for node in nodes:
        if node.tag in (f"{_P}sp", f"{_P}graphicFrame", _PICTURE):
            yield node
        elif node.tag != _FALLBACK:
            yield from _shapes(node)


def _kind(shape: ET.Element) -> str | None:
    """Return for what a shape holds the place, "" if it does not say so, None if it is for nothing."""
    place = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    return None if place is None else place.get("type", "")


def _shape(shape: ET.Element, diagrams: dict[str, ET.Element]) -> Iterator[str]:
    kind = _kind(shape)
    if kind in _MARGIN:
        return
    if shape.tag == _PICTURE:
        said = shape.find(f"{_P}nvPicPr/{_P}cNvPr")
        yield office_signs.alternative(said.get("descr") if said is not None else "")
        return
    if shape.tag == f"{_P}graphicFrame":
        for node in shape.iter(f"{_A}tbl"):
            rows = [[_text(_lines(cell), False) for cell in line.iter(f"{_A}tc")] for line in node.iter(f"{_A}tr")]  # fmt: skip
            yield markdown.table(rows)
        for node in shape.iter(f"{_DIAGRAM}relIds"):
            drawn = diagrams.get(node.get(f"{_R}dm", ""))
            points = drawn.iter(f"{_DIAGRAM}t") if drawn is not None else ()
            yield _text([line for point in points for line in _lines(point)], listed=True)
        return
    if kind in _TITLES:
        title = " ".join(" ".join(line.text for line in _lines(shape)).split())
        yield f"{_TITLES[kind]} {title}" if title else ""
        return
    yield _text(_lines(shape), listed=kind in _LISTED)


def _lines(node: ET.Element) -> list[_Line]:
    """Return the paragraphs below a node that have words."""
    found: list[_Line] = []
    for paragraph in node.iter(f"{_A}p"):
        text = markdown.struck("".join(_words(paragraph))).strip()
        if not text:
            continue
        said = paragraph.find(f"{_A}pPr")
        level = said.get("lvl", "0") if said is not None else "0"
        mark = "?"
        for child in said if said is not None else ():
            if child.tag in (_NUMBERED, f"{_A}buChar", f"{_A}buBlip"):
                mark = "1." if child.tag == _NUMBERED else "-"
            elif child.tag == _PLAIN:
                mark = ""
        found.append(_Line(text, int(level) if level in set("012345678") else 0, mark))
    return found


def _words(paragraph: ET.Element) -> Iterator[str]:
    for run in paragraph:
        if run.tag == f"{_A}br":
            yield "\n"
        elif run.tag in (f"{_A}r", f"{_A}fld"):
            yield _run(run)
        elif run.tag == _FORMULA:
            display = run.find(f"{M}oMathPara") is not None
            for one in run.iter(f"{M}oMath"):
                yield formulas.delimited(formulas.omml(one), display)
        elif run.tag in _ALTERNATIVES:
            yield from _words(run)


_ALTERNATIVES = frozenset(
    f"{{http://schemas.openxmlformats.org/markup-compatibility/2006}}{name}"
    for name in ("AlternateContent", "Choice")
)


def _run(run: ET.Element) -> str:
    """Return the words of a run: struck out, above or below the line as they are shown."""
    text = run.findtext(f"{_A}t", "")
    said = run.find(f"{_A}rPr")
    if said is None:
        return text
    font = said.find(f"{_A}sym")
    if font is not None:
        text = office_signs.seen(text, font.get("typeface", ""))
    place = said.get("baseline", "0")
    if place.strip("-0").rstrip("%"):
        text = raised(text, not place.startswith("-"))
    return markdown.strike(text) if said.get("strike", "noStrike") != "noStrike" else text


def _text(lines: list[_Line], listed: bool) -> str:
    """Write paragraphs; several of a text that has bullets are a list, a single one needs none."""
    usual = "-" if listed and len(lines) > 1 else ""
    out: list[str] = []
    numbers: dict[int, int] = {}
    before = ""
    for text, level, said in lines:
        mark = usual if said == "?" else said
        numbers = {
            at: number for at, number in numbers.items() if at < level or (at == level and mark == "1.")
        }
        if mark == "1.":
            numbers[level] = numbers.get(level, 0) + 1
            mark = f"{numbers[level]}."
        if out:
            out.append("\n" if mark and before else "\n\n")
        indent = "   " * level if mark else ""
        start = f"{indent}{mark} " if mark else ""
        out.append(start + text.replace("\n", "\n" + " " * len(start)))
        before = mark
    return "".join(out)


READERS = {"pptx": Reader(read, "pptx pptm ppsx", binary=True, zipped=True, slow=5.0)}
