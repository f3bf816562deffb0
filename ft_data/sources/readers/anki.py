"""Notes as Anki exports them: a table as text below lines that say how it is written (``#separator:tab``, ``#html:true``)."""

from __future__ import annotations

from collections.abc import Iterator

from ft_data.sources.model import Item
from ft_data.sources.readers.delimited import Dialect, Lines, records
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content

_SIGNS = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":"}
_FIELDS = ("front", "back")
_ASIDE = ("tags", "deck", "notetype", "guid")  # what a column may hold besides


def looks_like(text: str) -> bool:
    """Tell whether a text begins as such an export does."""
    return text.startswith(("#separator:", "#html:", "#notetype", "#deck", "#columns:", "#guid column:"))


def read(content: Content) -> Iterator[Item]:
    """Yield ``{front, back, ...}``, or the fields under the names that the file states; positions are the line on which a note starts."""
    settings = content.settings
    lines = Lines(content.text(), settings.row_bytes, "\n")
    said: dict[str, str] = {}
    for line in lines:
        if not line.startswith("#") or ":" not in line:
            lines.again(lines.done())
            break
        lines.done()
        key, _, value = line[1:].rstrip("\r\n").partition(":")
        said[key.strip().lower()] = value
    sign = said.get("separator", "").strip().lower()
    sign = _SIGNS.get(sign, sign[:1].strip('"') or "\t")
    aside = {number: name for name in _ASIDE if (number := said.get(f"{name} column", "").strip()).isdigit()}
    names = said["columns"].split(sign) if "columns" in said else []
    for start, cells, problem in records(lines, Dialect(sign), ragged=True):
        yield start, problem or row(_note(cells, aside, names), settings)


def _note(cells: list[str], aside: dict[str, str], names: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    plain = iter((*_FIELDS, *(f"field_{n}" for n in range(3, len(cells) + 3))))
    for number, cell in enumerate(cells, 1):
        name = aside.get(str(number)) or (names[number - 1] if number <= len(names) else next(plain))
        found[name] = cell
    return found


READERS = {"anki": Reader(read, by_record=True)}
