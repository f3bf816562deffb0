"""Excel workbooks (extra `documents`): the first row of a sheet names its columns."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, BinaryIO

from ft_data.sources import cells
from ft_data.sources.model import Item, ReadSettings, Refused
from ft_data.sources.readers import archives
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.sheets import below_header, without_titles
from ft_data.sources.readers.streams import Content

MISSING = "reading {} needs the `documents` extra: pip install 'ft-data[documents]'"


def read(content: Content) -> Iterator[Item]:
    """Yield a record for every row below the header of every sheet; titles above the header are no rows.

    A cell holds what it shows (`ft_data.sources.cells`): an id with its zeros, a share with its sign, a date as ISO 8601.

    Positions count the rows of all sheets, header included, so that they equal the sheet's own row numbers
    when there is one sheet. With several sheets each record says its `_sheet`.
    """
    try:
        import openpyxl
    except ImportError:
        raise Refused(MISSING.format(".xlsx")) from None
    file = content.file()
    check_archive(file, content.settings)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except MemoryError:
        raise
    except Exception as problem:  # the parser raises whatever the XML inside leads it to
        raise Refused(f"damaged workbook ({type(problem).__name__})") from problem
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    formats = _Formats(book)
    unsaved = _formulas(file) if _lacks_values(file) else None
    offset = 0
    for sheet in sheets:
        sheet.reset_dimensions()
        sheet._get_row = formats.row
        count = 0
        told = unsaved[sheet.title].iter_rows(values_only=True) if unsaved else iter(())
        for number, value in below_header(
            without_titles(sheet.iter_rows(values_only=True)), content.settings
        ):
            skipped = [next(told, ()) for _ in range(number - count)]
            count = number
            if isinstance(value, dict) and any(map(_is_formula, skipped[-1], value.values())):
                yield offset + number, _UNSAVED
            elif isinstance(value, str):
                yield offset + number, value
            elif value is not None:
                record = {**value, "_sheet": sheet.title} if len(sheets) > 1 else value
                yield offset + number, row(record, content.settings)
        offset += count


class _Formats:
    """What the cells of a workbook show, by the formats of their styles.

    It takes the place of what the library makes of the cells of a row: that would need an object for each cell to tell
    its format, and a whole date for any part of one.
    """

    def __init__(self, book: Any):
        self._book = book
        book._date_formats, book._timedelta_formats = frozenset(), frozenset()
        self._known: dict[int, tuple[cells.Shows | None, Callable[[str], str] | None]] = {}

    def row(
        self,
        row: list[dict[str, Any]],
        min_col: int = 1,
        max_col: int | None = None,
        values_only: bool = True,
    ) -> tuple[Any, ...]:
        """Return the values of a row from the first column on."""
        if not row:
            return ()
        known = self._known
        found: list[Any] = [None] * max(row[-1]["column"], 1)
        for cell in row:
            value, style = cell["value"], cell["style_id"]
            kind = type(value)
            if value is not None and kind is not bool:
                if style:
                    numbers, texts = known.get(style) or self._of(style)
                    if kind is str:
                        if texts is not None and cell["data_type"] == "s":
                            value = texts(value)
                    elif numbers is not None and kind is not datetime.datetime:
                        value = numbers(value)
                if type(value) is float:
                    value = (
                        int(Decimal(repr(value)))
                        if value.is_integer() and -_MOST < value < _MOST
                        else float(f"{value:.15g}")  # spreadsheets show no more: 3.3000000000000003 is 3.3
                    )
                elif kind is datetime.datetime and value.time() == datetime.time():
                    value = value.date()
            at = cell["column"] - 1
            if at >= len(found):  # the cells of a row in no order
                found += [None] * (at + 1 - len(found))
            found[at] = value
        return tuple(found)

    def _of(self, style: int) -> tuple[cells.Shows | None, Callable[[str], str] | None]:
        code = self._code(style)
        found = self._known[style] = (cells.shows(code, self._book.epoch), cells.words(code))
        return found

    def _code(self, style: int) -> str:
        from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

        book = self._book
        if not 0 <= style < len(book._cell_styles):
            return "General"
        number = book._cell_styles[style].numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return str(BUILTIN_FORMATS.get(number, "General"))
        own = number - BUILTIN_FORMATS_MAX_SIZE
        return str(book._number_formats[own]) if own < len(book._number_formats) else "General"


_MOST = 1e18  # a number beyond it is no count and no id

_UNSAVED = "a formula without a stored value: open and save the workbook in a program for spreadsheets"
_NO_VALUE = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>|</c>)|<f\b[^<>]*/>\s*(?:<v\s*/>|<v></v>|</c>)")


def _lacks_values(file: BinaryIO) -> bool:
    """Say whether a sheet holds a formula whose value was not saved beside it."""
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as sheet:
                    tail = b""
                    while block := sheet.read(1 << 20):
                        if _NO_VALUE.search(tail + block):
                            file.seek(0)
                            return True
                        tail = block[-64:]
    file.seek(0)
    return False


def _formulas(file: BinaryIO) -> Any:
    """Open a workbook once more, to see its formulas in place of their values."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(file.read()), read_only=True)
    file.seek(0)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
    return book


def _is_formula(told: Any, value: Any) -> bool:
    return value is None and isinstance(told, str) and told.startswith("=")


def check_archive(file: BinaryIO, settings: ReadSettings) -> None:
    """Refuse an Office file that is damaged or a zip bomb."""
    try:
        with archives.opened(file, settings) as archive:
            sizes = [(one.file_size, one.compress_size) for one in archive.infolist()]
    except (zipfile.BadZipFile, ValueError) as problem:
        raise Refused("damaged Office file") from problem
    finally:
        file.seek(0)
    grown, packed = sum(size for size, _ in sizes), sum(size for _, size in sizes)
    if grown > settings.expanded_bytes or grown > max(settings.ratio_floor, settings.ratio * packed):
        raise Refused(f"unpacks to more than {settings.ratio} times its size (ratio)")


READERS = {
    "xlsx": Reader(read, "xlsx xlsm", binary=True, zipped=True, needs=("openpyxl", "documents"), slow=5.0)
}
