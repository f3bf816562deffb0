"""Lists of Word documents: what stands before an item, counted as Word counts it, since the file holds no numbers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from typing import NamedTuple

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%(\d)")
_LEVELS = 9


class _Level(NamedTuple):
    kind: str  # decimal, lowerLetter, bullet, ...
    text: str  # %1.%2)
    start: int


class Lists:
    """The lists of one document. `mark` is asked for every item, in the order of the document."""

    def __init__(self, numbering: ET.Element | None, styles: ET.Element | None) -> None:
        """Read the definitions of ``word/numbering.xml`` and what ``word/styles.xml`` says of styles that number."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._family: dict[str, str] = {}  # lists of one family count on
        self._styled: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._starts: dict[tuple[str, int], int] = {}
        if numbering is not None:
            self._read(numbering)
        for style in styles.iter(f"{_W}style") if styles is not None else ():
            found = _reference(style.find(f"{_W}pPr"))
            if found[0]:
                self._styled[style.get(f"{_W}styleId", "")] = (found[0], found[1] or 0)

    def _read(self, numbering: ET.Element) -> None:
        abstract = {
            one.get(f"{_W}abstractNumId", ""): {
                _number(level.get(f"{_W}ilvl", "")): _level(level) for level in one.findall(f"{_W}lvl")
            }
            for one in numbering.findall(f"{_W}abstractNum")
        }
        for one in numbering.findall(f"{_W}num"):
            number, family = one.get(f"{_W}numId", ""), _value(one.find(f"{_W}abstractNumId"))
            self._levels[number] = dict(abstract.get(family, {}))
            self._family[number] = family
            for override in one.findall(f"{_W}lvlOverride"):
                at, level = _number(override.get(f"{_W}ilvl", "")), override.find(f"{_W}lvl")
                if level is not None:
                    self._levels[number][at] = _level(level)
                if start := _value(override.find(f"{_W}startOverride")):
                    self._starts[number, at] = _number(start, 1)

    def mark(self, properties: ET.Element, style: str) -> str:
        """Return ``-``, ``3.``, ``b)`` or ``2.1`` for a paragraph of a list, "" for any other."""
        number, at = _reference(properties)
        styled = self._styled.get(style, ("", 0))
        number = number or styled[0]
        at = styled[1] if at is None else at
        if not number or number == "0":
            said = properties.find(f"{_W}numPr") is not None
            return "-" if said and not number else ""
        level = self._levels.get(number, {}).get(at)
        if level is None or level.kind in ("bullet", "none") or at >= _LEVELS:
            return "-"
        count = self._counts.setdefault(self._family[number], [0] * _LEVELS)
        if (number, at) not in self._begun:
            self._begun.add((number, at))
            if (number, at) in self._starts:
                count[at] = self._starts[number, at] - 1
        count[at] = max(count[at], level.start - 1) + 1
        count[at + 1 :] = [0] * (_LEVELS - at - 1)
        return self._written(level, self._levels[number], count) or "-"

    def _written(self, level: _Level, levels: Mapping[int, _Level], count: list[int]) -> str:
        def place(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            other = levels.get(at, level)
            return _KINDS.get(other.kind, str)(count[at] or other.start)

        return _PLACE.sub(place, level.text).strip()


def _reference(properties: ET.Element | None) -> tuple[str, int | None]:
    found = properties.find(f"{_W}numPr") if properties is not None else None
    if found is None:
        return "", None
    level = _value(found.find(f"{_W}ilvl"))
    return _value(found.find(f"{_W}numId")), _number(level) if level else None


def _level(node: ET.Element) -> _Level:
    return _Level(
        _value(node.find(f"{_W}numFmt")) or "decimal",
        _value(node.find(f"{_W}lvlText")),
        _number(_value(node.find(f"{_W}start")), 1),
    )


def _number(text: str, otherwise: int = 0) -> int:
    """Return a small number as it stands in an attribute; files hold anything."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _value(node: ET.Element | None) -> str:
    return node.get(f"{_W}val", "") if node is not None else ""


def _letter(number: int) -> str:
    if number > 26 * 9:
        return str(number)
    return "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if number > 3999:
        return str(number)
    made = ""
    for worth, sign in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
        (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        made += sign * (number // worth)
        number %= worth
    return made


def spelled(number: int, kind: str) -> str:
    """Return the number of an item of a list as OpenDocument has it: ``1``, ``a``, ``A``, ``i`` or ``I``."""
    made = {"a": _letter, "A": _letter, "i": _roman, "I": _roman}.get(kind, str)(number)
    return made.upper() if kind in ("A", "I") else made


_KINDS: Mapping[str, Callable[[int], str]] = {
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
}
