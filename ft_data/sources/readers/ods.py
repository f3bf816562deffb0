"""OpenDocument sheets: a row below the header of every visible sheet; a cell holds what it shows."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

from ft_data.sources.model import Item, ReadSettings, Refused
from ft_data.sources.readers import office
from ft_data.sources.readers.open_document import lines
from ft_data.sources.readers.open_words import CELLS, OFFICE, TABLE, TEXT, Styles, Words, opened
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row, too_wide
from ft_data.sources.readers.sheets import below_header, without_titles
from ft_data.sources.readers.streams import Content

_ONLY_GROUPED = re.compile(
    r"[-−]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:[.,'’ \u00a0\u202f]\d{3})+)(?:[.,]\d+)?(?:E[-+]?\d+)?\Z"
)
_ROWS = 1 << 21  # twice what programs for spreadsheets hold
_PARTS = re.compile(r"\d+|[^\W\d_]+")


def read(content: Content) -> Iterator[Item]:
    """Yield a record for every row below the header of every sheet, as of Excel's workbooks (`xlsx.read`).

    A number whose text only rounds or groups is a number, a whole date ISO 8601; all else is the text of the cell.
    """
    settings = content.settings
    with office.unpacked(content, "an OpenDocument sheet", "it has no content") as archive:
        root = opened(archive, settings)
        styles = Styles.of(root)
        words = Words(archive, settings, styles)
        most = max(settings.ratio_floor, settings.ratio * content.chunk.size)
        yield from _tables(root, styles, words, settings, most)


def _tables(
    root: ET.Element, styles: Styles, words: Words, settings: ReadSettings, most: int
) -> Iterator[Item]:
    body = root.find(f"{OFFICE}body/{OFFICE}spreadsheet")
    tables = [
        table
        for table in (body.findall(f"{TABLE}table") if body is not None else ())
        if table.get(f"{TABLE}style-name") not in styles.hidden
    ]
    offset = 0
    for table in tables:
        number = 0
        for number, value in below_header(without_titles(_rows(table, words, settings, most)), settings):
            if isinstance(value, str):
                yield offset + number, value
            elif value is not None:
                record = {**value, "_sheet": table.get(f"{TABLE}name", "")} if len(tables) > 1 else value
                yield offset + number, row(record, settings)
        offset += number


def _rows(table: ET.Element, words: Words, settings: ReadSettings, most: int) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each row; the empty ones below the last are none.

    :raises Refused: for a sheet that a few bytes make endless: with more than ``most`` cells, or more rows than sheets have.
    """
    empty = seen = filled = 0
    for line in lines(table):
        values: list[Any] = []
        blank = 0
        for cell in line:
            if cell.tag not in CELLS:
                continue
            times = _times(cell.get(f"{TABLE}number-columns-repeated"))
            value = _value(cell, words)
            words.notes()
            words.boxes.clear()
            if value is None or value == "":
                blank += times
                continue
            if len(values) + blank + times > settings.columns:
                raise too_wide(len(values) + blank + times, settings)
            values += [None] * blank + [value] * times
            blank = 0
        again = _times(line.get(f"{TABLE}number-rows-repeated"))
        seen += again
        if not values:
            empty += again
            continue
        filled += again * len(values)
        if seen > _ROWS:
            raise Refused(f"a sheet of more than {_ROWS} rows")
        if filled > most:
            raise Refused(
                f"cells that repeat to more than {settings.ratio} times the size of the file (ratio)"
            )
        for _ in range(empty):
            yield ()
        empty = 0
        for _ in range(again):
            yield tuple(values)


def _times(said: str | None) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 8 else 1


def _value(cell: ET.Element, words: Words) -> Any:
    said = [
        text for part in cell if part.tag in (f"{TEXT}p", f"{TEXT}h") and (text := words.of(part)) is not None
    ]
    shown = "\n".join(said)
    kind = cell.get(f"{OFFICE}value-type", "string")
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    if kind == "float" and _ONLY_GROUPED.match(shown):
        return _number(cell.get(f"{OFFICE}value", ""), shown)
    if kind == "date":
        return _date(cell.get(f"{OFFICE}date-value", ""), shown)
    return shown or None


def _number(value: str, shown: str) -> Any:
    try:
        number = float(value)
    except ValueError:
        return shown
    return int(number) if number.is_integer() and abs(number) < 1e18 else number


def _date(value: str, shown: str) -> str | None:
    """Return a date where its day, month and year are shown, with its time if that is; else what is shown."""
    day, _, time = value.partition("T")
    year, _, rest = day.partition("-")
    month, _, number = rest.partition("-")
    parts = _PARTS.findall(shown)
    numbers = {part.lstrip("0") for part in parts if part.isdigit()}
    whole = {number.lstrip("0")} <= numbers and bool(numbers & {year, year[-2:].lstrip("0")})
    if not whole or not (month.lstrip("0") in numbers or any(part.isalpha() for part in parts)):
        return shown or None
    return value if time.strip("0:.") and ":" in shown else day


READERS = {"ods": Reader(read, "ods ots", binary=True, zipped=True, slow=5.0)}
