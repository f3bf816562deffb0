"""The words of Word's paragraphs as a reader of the document sees them: formulas, notes, signs, fields, what was changed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator

from ft_data.sources import markdown
from ft_data.sources.readers import office_signs
from ft_data.text import formulas
from ft_data.text.formulas.omml import M
from ft_data.text.raised import raised

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BOX, TABLE = f"{W}txbxContent", f"{W}tbl"
_APART = frozenset((BOX, TABLE))
# What was moved stands where it was moved to; a second rendering is for programs that do not know the first.
_LEFT_OUT = frozenset(
    (f"{W}moveFrom", f"{W}del", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
)
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_DRAWN = "{urn:schemas-microsoft-com:vml}shape"
_LINES = frozenset((f"{W}br", f"{W}cr"))
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}


def own(node: ET.Element) -> Iterator[ET.Element]:
    """Yield what stands in a node, in order, but for boxes and tables inside it, which are texts of their own."""
    for child in node:
        if child.tag not in _LEFT_OUT:
            yield child
            if child.tag not in _APART:
                yield from own(child)


class Words:
    """Writes the words of paragraphs, and keeps the notes that they refer to until somebody asks for them."""

    def __init__(self, notes: dict[tuple[str, str], ET.Element]) -> None:
        self._notes = notes
        self._said: list[str] = []
        self._count = 0

    def of(self, node: ET.Element) -> str:
        """Return the words of a paragraph or of a cell."""
        return office_signs.apart(markdown.struck("".join(self._parts(node)))).strip()

    def notes(self) -> list[str]:
        """Return the notes that were referred to since they were last asked for, each once."""
        found, self._said = self._said, []
        return found

    def _parts(self, nodes: Iterable[ET.Element]) -> Iterator[str]:
        for child in nodes:
            tag = child.tag
            if tag in _LEFT_OUT or tag in _APART:
                continue
            if tag == f"{W}r":
                yield self._run(child)
            elif tag == f"{M}oMath":
                yield formulas.delimited(formulas.omml(child))
            elif tag == f"{M}oMathPara":
                yield " ".join(
                    formulas.delimited(formulas.omml(one), display=True) for one in child.iter(f"{M}oMath")
                )
            elif tag == f"{W}ruby":
                base, above = (
                    "".join(self._parts(child.find(W + name) or ())) for name in ("rubyBase", "rt")
                )
                yield f"{base}({above})" if above else base
            elif tag == f"{W}p":  # in a cell, or in a box that is none of Word's
                yield f"{''.join(self._parts(child))}\n"
            elif tag != f"{W}sdt" or child.find(f"{W}sdtPr/{W}showingPlcHdr") is None:
                yield from self._parts(child)

    def _run(self, run: ET.Element) -> str:
        said = run.find(f"{W}rPr")
        if _is_on(said, "vanish"):
            return ""
        fonts = said.find(f"{W}rFonts") if said is not None else None
        font = fonts.get(f"{W}ascii", "") if fonts is not None else ""
        text = "".join(self._signs(run, font))
        place = said.find(f"{W}vertAlign") if said is not None else None
        where = place.get(f"{W}val", "") if place is not None else ""
        if where in ("superscript", "subscript"):
            text = raised(text, where == "superscript")
        return markdown.strike(text) if _is_on(said, "strike") or _is_on(said, "dstrike") else text

    def _signs(self, run: ET.Element, font: str) -> Iterator[str]:
        for node in run:
            tag = node.tag
            if tag == f"{W}t":
                yield office_signs.seen(node.text or "", font)
            elif tag in (f"{W}tab", f"{W}ptab"):
                yield "\t"
            elif tag in _LINES:
                yield "\n"
            elif tag == f"{W}noBreakHyphen":
                yield "-"
            elif tag == f"{W}sym":
                yield office_signs.sign(node.get(f"{W}font", ""), node.get(f"{W}char", ""))
            elif tag in _NOTES:
                yield self._note(_NOTES[tag], node.get(f"{W}id", ""))
            elif tag == f"{W}ruby" or tag.startswith(M):
                yield from self._parts([node])
            elif tag not in _LEFT_OUT:
                yield from self._pictures(node)

    def _pictures(self, node: ET.Element) -> Iterator[str]:
        for one in own(node):
            if one.tag == _PICTURE:
                yield office_signs.beside(one.get("descr"))
            elif one.tag == _DRAWN:
                yield office_signs.beside(one.get("alt"))

    def _note(self, kind: str, name: str) -> str:
        note = self._notes.pop((kind, name), None)  # a note that refers to itself has no end
        if note is None:
            return ""
        self._count += 1
        mark = f"[^{self._count}]"
        at = len(self._said)
        text = self.of(note)
        self._said.insert(at, f"{mark}: {' '.join(text.split())}")
        return mark if text else ""


def _is_on(properties: ET.Element | None, name: str) -> bool:
    found = properties.find(W + name) if properties is not None else None
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off")
