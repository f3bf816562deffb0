"""CSV and TSV: delimiter, quoting and encoding are found in the first rows; ragged rows are rejects.

A quote that never closes would swallow the rows after it. A record that spans lines and has the wrong number
of fields is therefore taken apart again, line by line, without quoting.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import Any

from ft_data.sources.model import Item, ReadSettings
from ft_data.sources.readers import encodings
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content

_SAMPLE = 1 << 18
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


def detect(sample: str, format_: str) -> Dialect:
    """Return the dialect under which most rows of the sample have the same number of fields."""
    complete = sample[: sample.rfind("\n") + 1] or sample
    lines = complete.split("\n")
    best: tuple[tuple[float, ...], Dialect] | None = None
    for order, delimiter in enumerate(_DELIMITERS[format_]):
        if delimiter not in lines[0]:
            continue
        usual = delimiter != "\t"
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
    found = best[1] if best else Dialect(_DELIMITERS[format_][0], format_ == "csv")
    first = next(csv.reader([lines[0].rstrip("\r")], **found.options()), [])
    blanks = len(first) > 1 and all(cell.startswith(" ") for cell in first[1:])
    return Dialect(found.delimiter, found.quoted, found.escaped, blanks)


def _ragged(sample: str, dialect: Dialect) -> tuple[float, int]:
    """Return the share of rows that are not as wide as the first one, and its width."""
    widths: Counter[int] = Counter()
    first = 0
    try:
        for fields in csv.reader((line + "\n" for line in sample.split("\n")), **dialect.options()):
            if fields:
                first = first or len(fields)
                widths[len(fields)] += 1
    except csv.Error:
        return 1.0, 0
    rows = sum(widths.values())
    return (1.0 - widths[first] / rows if rows else 1.0), first


def names(first: list[str]) -> list[str] | None:
    """Return the column names in the first row, or None if it is data: a number or a long text is no name."""
    cells = [cell.strip() for cell in first]
    if not any(cells) or any(len(cell) > 100 or _number(cell) for cell in cells):
        return None
    found: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell or f"column_{number}"
        while name in found:
            name = f"{name}_{number}"
        found.append(name)
    return found


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


class _Lines:
    """Feeds lines to the parser, remembers those of the current record, and stops a runaway record."""

    def __init__(self, text: TextIOWrapper, limit: int, separator: str):
        self.text, self.limit, self.separator = text, limit, separator
        self.number = 0  # lines given out
        self.current: list[str] = []
        self.size = 0
        self.runaway = False
        self._spare: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.runaway:
            raise StopIteration
        line = self._next()
        if not line:
            raise StopIteration
        self.number += 1
        self.size += len(line)
        self.current.append(line)
        if self.size > self.limit:
            self.runaway = True
            raise StopIteration
        return line

    def _next(self) -> str:
        if self.separator == "\n":
            return self.text.readline(self.limit + 1)
        while not self._spare:
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


def read(content: Content) -> Iterator[Item]:
    """Yield a record for every row: column name to text. Positions are the line on which the row starts."""
    settings, format_ = content.settings, content.chunk.format
    sample = encodings.reader(content.stream(), settings.encoding).read(_SAMPLE)
    separator = "\r" if "\n" not in sample and "\r" in sample else "\n"
    dialect = detect(sample.replace("\r", "\n") if separator == "\r" else sample, format_)
    text = encodings.reader(content.stream(), settings.encoding)
    lines = _Lines(text, settings.row_bytes, separator)
    header: list[str] | None = None
    for start, fields, problem in _records(lines, dialect):
        if problem:
            yield start, problem
            continue
        if header is None:
            header = names(fields)
            if header is not None:
                continue
            header = [f"column_{number}" for number in range(1, len(fields) + 1)]
        yield start, _row(header, fields, settings)


def _records(lines: _Lines, dialect: Dialect) -> Iterator[tuple[int, list[str], str | None]]:
    """Yield (first line, fields, problem) for every record that is not blank."""
    width = 0
    ended = False
    while not ended:
        parser = csv.reader(lines, **dialect.options())
        ended = True
        while True:
            start = lines.number + 1
            try:
                fields = next(parser, None)
            except csv.Error as error:
                lines.done()
                yield start, [], f"not {_kind(dialect)}: {error}"
                continue
            if lines.runaway:
                taken = lines.done()
                yield (
                    start,
                    [],
                    f"a row of more than {lines.limit} characters (row_bytes): is a quote left open?",
                )
                ended = _skip_to_line_end(lines, taken)
                break
            if fields is None:
                break
            taken = lines.done()
            if not fields:
                continue
            width = width or len(fields)
            if len(taken) > 1 and dialect.quoted and _fit(fields, width) is None:
                yield from _apart(taken, start, dialect.plain(), width)
            else:
                yield _judge(start, fields, width)


def _skip_to_line_end(lines: _Lines, taken: list[str]) -> bool:
    """Go on after the line that was too long; tell whether the text has ended."""
    last = taken[-1] if taken else ""
    while last and not last.endswith("\n"):
        last = lines._next()
    return not last


def _apart(
    taken: list[str], start: int, plain: Dialect, width: int
) -> Iterator[tuple[int, list[str], str | None]]:
    for number, line in enumerate(taken, start):
        try:
            fields = next(csv.reader([line], **plain.options()), [])
        except csv.Error as error:
            yield number, [], f"not {_kind(plain)}: {error}"
            continue
        if fields:
            yield _judge(number, fields, width)


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
