"""CSV and TSV: delimiter, quoting and encoding are found in the first rows; ragged rows are rejects.

A quote that is never closed would swallow the rows after it. A record of several lines that is not as wide as
the others, or whose quotes are not balanced, is therefore taken apart: its first line stands alone, without
quoting, and the lines after it are read again.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from ft_data.sources.model import Item, ReadSettings
from ft_data.sources.readers.lines import are_names
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import named, row, too_wide
from ft_data.sources.readers.streams import Content

_SAMPLE = 1 << 18
_QUOTED = re.compile(r'"(?:[^"]|"")*"\Z')
_NAMED = re.compile(r'"?(?i:sep)=([,;\t|:])"?[,;\t|]*\r?\n')  # Excel's own first line
_RETURN = (
    "\ufdd0"  # stands for a carriage return inside a field while the parser, which refuses it, is at work
)
_AGAIN, _SHARE = 3, 0.05  # rows that begin as the first one does, so that it is no header
_TITLES, _LOOKED_AT = 3, 12  # lines above a header, without and with blank ones
_READ_AGAIN = 64 << 20  # characters
_DELIMITERS = {"csv": ",;\t|", "tsv": "\t,;|"}

csv.field_size_limit(min(sys.maxsize, (1 << 31) - 1))  # our own limit is row_bytes


@dataclass(frozen=True)
class Dialect:
    """How the fields of a file are told apart."""

    delimiter: str
    quoted: bool = True
    escaped: bool = False  # \\" instead of "" inside quotes
    skip_blanks: bool = False

    def options(self) -> dict[str, Any]:
        """Return the arguments of `csv.reader`."""
        return {
            "delimiter": self.delimiter,
            "quoting": csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            "escapechar": "\\" if self.escaped else None,
            "doublequote": not self.escaped,
            "skipinitialspace": self.skip_blanks,
        }

    def plain(self) -> Dialect:
        """Return the same dialect without quoting."""
        return Dialect(self.delimiter, False, False, self.skip_blanks)


def detect(sample: str, format_: str, declared: str = "") -> Dialect:
    """Return the dialect under which most rows of the sample have the same number of fields.

    ``declared`` is the delimiter that the file itself names.
    """
    complete = sample[: sample.rfind("\n") + 1] or sample
    lines = complete.split("\n")
    best: tuple[tuple[float, ...], Dialect] | None = None
    for order, delimiter in enumerate(declared or _DELIMITERS[format_]):
        if delimiter not in lines[0]:
            continue
        usual = delimiter != "\t" or _doubled(complete, delimiter)
        for dialect in (
            Dialect(delimiter, usual),
            Dialect(delimiter, not usual),
            Dialect(delimiter, True, True),
        ):
            ragged, width = _ragged(complete, dialect)
            score = (
                -ragged if ragged <= 0.1 else -1.0,
                1.0 if not order else 0.0,
                float(width),
                float(not dialect.escaped),
            )
            if best is None or score > best[0]:
                best = (score, dialect)
    found = best[1] if best else Dialect((declared or _DELIMITERS[format_])[0], format_ == "csv")
    first = lines[0].split(found.delimiter)
    blanks = len(first) > 1 and all(cell.startswith(" ") for cell in first[1:])
    return Dialect(found.delimiter, found.quoted, found.escaped, blanks)


def _doubled(sample: str, delimiter: str) -> bool:
    """Tell whether a writer quoted the fields: the names, or some with quotes doubled inside."""
    header = [field for field in sample.split("\n", 1)[0].rstrip("\r").split(delimiter) if field]
    if all(_QUOTED.match(field) for field in header):
        return True
    fields = [
        field
        for line in sample.split("\n")
        for field in line.rstrip("\r").split(delimiter)
        if field[:1] == '"'
    ]
    return any('""' in field[1:-1] for field in fields) and all(_QUOTED.match(field) for field in fields)


def _ragged(sample: str, dialect: Dialect) -> tuple[float, int]:
    """Return the share of records that would be rejects, and the width of the first one."""
    lines = Lines(io.StringIO(sample), _SAMPLE, "\n")
    count = bad = width = 0
    for _, fields, problem in records(lines, dialect):
        count += 1
        bad += problem is not None
        width = width or len(fields)
    return (bad / count if count else 1.0), width


def names(first: list[str]) -> list[str] | None:
    """Return the column names in the first row, or None if it is data: a number or a long text is no name."""
    cells = [cell.strip() for cell in first]
    if not any(cells) or any(len(cell) > 100 or _number(cell) for cell in cells):
        return None
    return named(cell or f"column_{number}" for number, cell in enumerate(cells, 1))


def _recurs(first: list[str], sample: str, dialect: Dialect) -> bool:
    """Tell whether the first row is one of the others: a cell of it stands again and again in its column, the others beside it do not."""
    lines = Lines(io.StringIO(sample[: sample.rfind("\n") + 1]), _SAMPLE, "\n")
    rows = [fields for _, fields, problem in records(lines, dialect) if not problem][1:]
    again = [
        sum(row[at] == cell for row in rows if row != first) for at, cell in enumerate(first) if cell.strip()
    ]
    return max(again, default=0) >= max(_AGAIN, len(rows) * _SHARE)


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def titles(sample: str, dialect: Dialect, format_: str, declared: str = "") -> int:
    """Return how many lines stand above the header: titles and notes of a few words, each in one cell, and blank lines.

    Below them stand the names of columns and rows as wide as these. ``dialect`` is what the whole sample looks like.
    """
    lines = sample.split("\n", _LOOKED_AT)[:_LOOKED_AT]
    first = next((line for line in lines if line.strip()), "")
    if len(_filled(first, dialect)) > 1 and _ragged(sample, dialect)[0] <= 0.1:
        return 0
    above = 0
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if above and _is_head(_below(sample, at), line, lines[:at], format_, declared):
            return at
        above += 1
        if above > _TITLES:
            break
    return 0


def _is_head(below: str, line: str, above: list[str], format_: str, declared: str) -> bool:
    if below.count("\n", 0, 1 << 12) < 2 or not any(one in line for one in declared or _DELIMITERS[format_]):
        return False
    dialect = detect(below, format_, declared)
    cells = _filled(line, dialect)
    if (
        dialect.skip_blanks
        or len(cells) < 2
        or not are_names(cells, dialect.delimiter)
        or names(cells) is None
    ):
        return False
    for title in above:
        filled = _filled(title, dialect)
        if len(filled) > 1 or (filled and " " not in filled[0]):
            return False
    return _ragged(below, dialect)[0] <= 0.1


def _filled(line: str, dialect: Dialect) -> list[str]:
    """Return the cells of a line that are not blank."""
    try:
        cells = next(csv.reader([line.rstrip("\r\n").replace("\r", _RETURN)], **dialect.options()), [])
    except csv.Error:
        return []
    return [one.strip() for one in cells if one.strip()]


def _below(sample: str, lines: int) -> str:
    return sample.split("\n", lines)[lines]


class Lines:
    """Feeds lines to the parser, remembers those of the current record, and stops a runaway record."""

    def __init__(self, text: TextIO, limit: int, separator: str):
        self.text, self.limit, self.separator = text, limit, separator
        self.number = 0  # lines given out
        self.current: list[str] = []
        self.size = 0
        self.runaway = False
        self._spare: list[str] = []  # the next lines, last one first
        self._given = self._again = 0  # characters

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        if self.runaway:
            raise StopIteration
        line = self._next()
        if not line:
            raise StopIteration
        self.number += 1
        self.size += len(line)
        self._given += len(line)
        self.current.append(line)
        if self.size > self.limit:
            self.runaway = True
            raise StopIteration
        return line

    def _next(self) -> str:
        if self._spare:
            return self._spare.pop()
        if self.separator == "\n":
            return self.text.readline(self.limit + 1)
        block = self.text.read(1 << 20)
        while block and not block.endswith("\r") and (more := self.text.read(1 << 10)):
            block += more
        if not block:
            return ""
        self._spare = [line + "\n" for line in reversed(block.removesuffix("\r").split("\r"))]
        return self._spare.pop()

    def done(self) -> list[str]:
        """Forget and return the lines of the record that was just parsed."""
        lines, self.current, self.size, self.runaway = self.current, [], 0, False
        return lines

    def again(self, lines: list[str]) -> None:
        """Give these lines out once more."""
        self._spare.extend(reversed(lines))
        self.number -= len(lines)
        self._again += sum(map(len, lines))

    def wasted(self) -> bool:
        """Tell whether reading again is most of the work: a file whose quotes are left open everywhere has none."""
        return self._again > _READ_AGAIN + 4 * (self._given - self._again)

    def skip_line(self, start: str) -> None:
        """Go on after the line that begins like this."""
        while start and not start.endswith("\n"):
            start = self._next()


def read(content: Content) -> Iterator[Item]:
    """Yield a record for every row: column name to text. Positions are the line on which the row starts."""
    settings, format_ = content.settings, content.chunk.format
    sample = content.text().read(_SAMPLE)
    separator = "\r" if "\n" not in sample and "\r" in sample else "\n"
    if separator == "\r":
        sample = sample.replace("\r", "\n")
    told = _NAMED.match(sample)
    declared = told[1] if told else ""
    sample = sample[told.end() :] if told else sample
    dialect = detect(sample, format_, declared)
    above = titles(sample, dialect, format_, declared)
    if above:
        dialect = detect(_below(sample, above), format_, declared)
    text = content.text()
    lines = Lines(text, settings.row_bytes, separator)
    header: list[str] | None = None
    for _ in range(above + bool(told)):
        next(lines)
        lines.done()
    for start, fields, problem in records(lines, dialect):
        if problem:
            yield start, problem
            continue
        if header is None:
            if len(fields) > settings.columns:
                raise too_wide(len(fields), settings)
            header = (
                None
                if _recurs(fields, _below(sample, above) if above else sample, dialect)
                else names(fields)
            )
            if header is not None:
                continue
            header = [f"column_{number}" for number in range(1, len(fields) + 1)]
        yield start, _row(header, fields, settings)


def records(
    lines: Lines, dialect: Dialect, ragged: bool = False
) -> Iterator[tuple[int, list[str], str | None]]:
    """Yield (first line, fields, problem) for every record that is not blank; one as wide as no other is one if ``ragged``."""
    width = 0
    while True:
        parser = csv.reader(lines, **dialect.options())
        while True:
            start = lines.number + 1
            problem = None
            try:
                fields = next(parser, None)
            except csv.Error as error:
                fields, problem = [], f"not {_kind(dialect)}: {error}"
            runaway, taken = lines.runaway, lines.done()
            alone = None
            if problem and len(taken) == 1 and not runaway and "\r" in taken[0].rstrip("\r\n"):
                alone = dialect
            elif len(taken) > 1 and (runaway or problem or not _sound(taken, dialect, fields or [], width)):
                # A quote was left open: its line stands alone, and the lines after it are read again.
                lines.again(taken[1:])
                alone = dialect.plain()
                if lines.wasted():
                    dialect = alone
            if alone is not None:
                found = _alone(taken[0], start, alone, width)
                width = 0 if ragged else width or len(found[1])
                if found[1] or found[2]:
                    yield found
                break
            if runaway:
                lines.skip_line(taken[0])
                yield start, [], f"a line of more than {lines.limit} characters (row_bytes)"
                break
            if problem:
                yield start, [], problem
                continue
            if fields is None:
                return
            if fields:
                width = 0 if ragged else width or len(fields)
                yield _judge(start, fields, width or len(fields))


def _sound(taken: list[str], dialect: Dialect, fields: list[str], width: int) -> bool:
    """Tell whether a record of several lines is one: as wide as the others, its quotes closed."""
    if width and _fit(fields, width) is None:
        return False
    try:
        return len(list(csv.reader(taken, strict=True, **dialect.options()))) == 1
    except csv.Error:
        return False


def _alone(line: str, number: int, plain: Dialect, width: int) -> tuple[int, list[str], str | None]:
    body = line.rstrip("\r\n").replace("\r", _RETURN)
    try:
        fields = [field.replace(_RETURN, "\r") for field in next(csv.reader([body], **plain.options()), [])]
    except csv.Error as error:
        return number, [], f"not {_kind(plain)}: {error}"
    return _judge(number, fields, width or len(fields))


def _judge(start: int, fields: list[str], width: int) -> tuple[int, list[str], str | None]:
    fitting = _fit(fields, width)
    if fitting is None:
        return start, [], f"{len(fields)} fields where the first row has {width}"
    return start, fitting, None


def _fit(fields: list[str], width: int) -> list[str] | None:
    """Return the fields if there are as many as columns, or more that are all empty."""
    if len(fields) == width:
        return fields
    return fields[:width] if len(fields) > width and not any(fields[width:]) else None


def _row(header: list[str], fields: list[str], settings: ReadSettings) -> bytes | str:
    return row(dict(zip(header, fields, strict=True)), settings)


def _kind(dialect: Dialect) -> str:
    return "TSV" if dialect.delimiter == "\t" else "CSV"


READERS = {"csv": Reader(read, "csv", by_record=True), "tsv": Reader(read, "tsv tab", by_record=True)}
