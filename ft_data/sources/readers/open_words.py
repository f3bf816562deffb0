"""The words of OpenDocument files as a reader sees them: styles that say something, notes, formulas, changes, pictures."""

from __future__ import annotations

import posixpath
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from ft_data.sources import markdown
from ft_data.sources.model import ReadSettings, Refused
from ft_data.sources.readers import archives, office_signs
from ft_data.text import formulas
from ft_data.text.raised import raised

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, STYLE = (
    f"{{{_NAMES}{name}:1.0}}" for name in ("office", "text", "table", "drawing", "style")
)
PRESENTATION = f"{{{_NAMES}presentation:1.0}}"
_SVG = f"{{{_NAMES}svg-compatible:1.0}}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_LEFT_OUT = frozenset(
    (f"{OFFICE}annotation", f"{TEXT}tracked-changes", f"{TEXT}table-of-content", f"{TEXT}hidden-text", f"{TEXT}note-citation",
     f"{OFFICE}annotation-end", f"{TEXT}ruby-text", f"{_SVG}title", f"{_SVG}desc", f"{OFFICE}forms", f"{OFFICE}event-listeners")
)  # fmt: skip
CELLS = frozenset((f"{TABLE}table-cell", f"{TABLE}covered-table-cell"))


def opened(archive: zipfile.ZipFile, settings: ReadSettings) -> ET.Element:
    """Return the root of what an OpenDocument file holds.

    :raises Refused: when it has a password.
    :raises KeyError, ET.ParseError: when it is none.
    """
    try:
        manifest = archives.content(archive, "META-INF/manifest.xml", settings.row_bytes)
    except KeyError:
        manifest = b""
    if b"encryption-data" in manifest:
        raise Refused("an OpenDocument file with a password: save it without one")
    return archives.xml(archive, "content.xml", settings)


@dataclass
class Styles:
    """What styles say of their texts, by their names."""

    place: dict[str, bool] = field(default_factory=dict)  # above the line, or below it
    struck: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    parent: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[tuple[str, str, str, int]]] = field(
        default_factory=dict
    )  # levels: kind, in front, behind, start

    @classmethod
    def of(cls, *roots: ET.Element | None) -> Styles:
        """Return the styles that some parts of a file declare."""
        found = cls()
        for root in roots:
            for one in root.iter(f"{STYLE}style") if root is not None else ():
                found._add(one)
            for one in root.iter(f"{TEXT}list-style") if root is not None else ():
                found.lists[one.get(f"{STYLE}name", "")] = [_level(level) for level in one]
        return found

    def _add(self, style: ET.Element) -> None:
        name = style.get(f"{STYLE}name", "")
        self.parent[name] = style.get(f"{STYLE}parent-style-name", "")
        for said in style:
            place = said.get(f"{STYLE}text-position", "").split()
            if place and place[0] not in ("0%", "0"):
                self.place[name] = not place[0].startswith(("sub", "-"))
            if said.get(f"{STYLE}text-line-through-style", "none") != "none":
                self.struck.add(name)
            hidden = said.get(f"{TEXT}display") == "none" or said.get(f"{TABLE}display") == "false"
            if hidden or said.get(f"{PRESENTATION}visibility") == "hidden":
                self.hidden.add(name)


def _level(level: ET.Element) -> tuple[str, str, str, int]:
    start = level.get(f"{TEXT}start-value", "1")
    numbered = level.tag == f"{TEXT}list-level-style-number"
    return (
        level.get(f"{STYLE}num-format", "") if numbered else "",
        level.get(f"{STYLE}num-prefix", ""),
        level.get(f"{STYLE}num-suffix", ""),
        int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1,
    )


class Words:
    """Writes the words of paragraphs, and keeps the notes that they refer to until somebody asks for them."""

    def __init__(self, archive: zipfile.ZipFile, settings: ReadSettings, styles: Styles) -> None:
        self._archive, self._settings, self._styles = archive, settings, styles
        self._said: list[str] = []
        self._count = 0
        self._drawn: dict[str, str] = {}  # formulas by the names of their parts, each read once
        self.boxes: list[ET.Element] = []  # whose texts stand beside the paragraph

    def of(self, node: ET.Element) -> str:
        """Return the words of a paragraph or of a cell."""
        return office_signs.apart(markdown.struck("".join(self._parts(node)))).strip()

    def notes(self) -> list[str]:
        """Return the notes that were referred to since they were last asked for."""
        found, self._said = self._said, []
        return found

    def _parts(self, node: ET.Element) -> Iterator[str]:
        """Yield the text in a node; line ends and tabs of the file are blanks."""
        if node.text:
            yield _blanks(node.text)
        for child in node:
            if child.tag not in _LEFT_OUT:
                yield from self._one(child)
            if child.tail:
                yield _blanks(child.tail)

    def _one(self, node: ET.Element) -> Iterator[str]:
        tag = node.tag
        if tag == f"{TEXT}s":
            count = node.get(f"{TEXT}c", "1")
            yield " " * (int(count) if count.isdecimal() and len(count) < 4 else 1)
        elif tag == f"{TEXT}tab":
            yield "\t"
        elif tag == f"{TEXT}line-break":
            yield "\n"
        elif tag == f"{TEXT}span":
            yield self._span(node)
        elif tag == f"{TEXT}note":
            yield self._note(node)
        elif tag == f"{TEXT}ruby":
            above = node.find(f"{TEXT}ruby-text")
            reading = "".join(above.itertext()).strip() if above is not None else ""
            yield "".join(self._parts(node)) + (f"({reading})" if reading else "")
        elif tag == f"{DRAW}frame":
            yield self._frame(node)
        elif tag in (f"{TEXT}p", f"{TEXT}h", f"{TEXT}list-item"):
            yield f"{''.join(self._parts(node)).strip()}\n"
        elif tag == f"{DRAW}text-box":
            self.boxes.append(node)
        else:
            yield from self._parts(node)

    def _span(self, node: ET.Element) -> str:
        name = node.get(f"{TEXT}style-name", "")
        if name in self._styles.hidden:
            return ""
        text = "".join(self._parts(node))
        if name in self._styles.place:
            text = raised(text, self._styles.place[name])
        return markdown.strike(text) if name in self._styles.struck else text

    def _note(self, node: ET.Element) -> str:
        body = node.find(f"{TEXT}note-body")
        if body is None:
            return ""
        self._count += 1
        mark = f"[^{self._count}]"
        at = len(self._said)
        self._said.insert(at, f"{mark}: {' '.join(self.of(body).split())}")
        return mark

    def _frame(self, node: ET.Element) -> str:
        """Return a formula, or what is said of a picture; texts in boxes stand by themselves."""
        drawn = node.find(f"{DRAW}object")
        if drawn is not None and (formula := self._formula(drawn)):
            return formula
        boxes = node.findall(f"{DRAW}text-box")
        self.boxes += boxes
        said = node.find(f"{_SVG}desc")
        said = said if said is not None else node.find(f"{_SVG}title")
        return "" if boxes or said is None else office_signs.beside("".join(said.itertext()))

    def _formula(self, drawn: ET.Element) -> str:
        root = drawn.find(_MATH)
        if root is not None:
            return formulas.delimited(formulas.mathml(root))
        name = posixpath.normpath(drawn.get(_HREF, "")).lstrip("/")
        if name not in self._drawn:
            self._drawn[name] = self._part(f"{name}/content.xml")
        return self._drawn[name]

    def _part(self, name: str) -> str:
        try:
            root = archives.xml(self._archive, name, self._settings)
        except (KeyError, ET.ParseError, Refused):
            return ""
        return formulas.delimited(formulas.mathml(root)) if root.tag.rpartition("}")[2] == "math" else ""


def _blanks(text: str) -> str:
    return (
        " ".join(text.replace("\t", " ").replace("\n", " ").split(" "))
        if "\n" in text or "\t" in text
        else text
    )
