"""Plain text: a document, or a record a line."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from io import TextIOWrapper

from ft_data.sources.model import Item, ReadSettings
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content
from ft_data.sources.shapes.transcripts import speaks

PIECE = 1 << 20  # characters after which a long document is cut at the next empty line
_SAMPLE = 64 << 10
_BLANKS = " \t\r\n\x0b\x0c"  # other white space is somebody's text


def read(content: Content) -> Iterator[Item]:
    """Yield ``{"text": ...}``. Positions are the 1-based line on which the record starts.

    Lines end at "\\n" only. Documents of more than a million characters are cut at empty lines, so that a
    text of any size is read in bounded memory.
    """
    settings = content.settings
    text = content.text()
    kind = settings.text
    if kind == "auto":
        sample = content.text().read(_SAMPLE)
        kind = "document" if _belongs_together(sample) else "lines"
    found = _lines(text, settings) if kind == "lines" else _pieces(text, settings)
    first = next(found, (None, "an empty file but for blanks"))
    return itertools.chain([first], found)


def _belongs_together(sample: str) -> bool:
    whole = sample if len(sample) < _SAMPLE else sample[: sample.rfind("\n") + 1]
    lines = sample.strip().split("\n")
    return len(lines) == 1 or any(not line.strip() for line in lines) or speaks(whole)


def _line(text: TextIOWrapper, limit: int) -> tuple[str, bool]:
    """Return the next line, and whether it was longer than the limit (its text is then lost)."""
    line = text.readline(limit + 1)
    if len(line) <= limit or line.endswith("\n"):
        return line, False
    while (rest := text.readline(1 << 20)) and not rest.endswith("\n"):
        pass
    return line, True


def _lines(text: TextIOWrapper, settings: ReadSettings) -> Iterator[Item]:
    number = 0
    while True:
        line, too_long = _line(text, settings.row_bytes)
        if not line:
            return
        number += 1
        if too_long:
            yield number, f"a line of more than {settings.row_bytes} characters (row_bytes)"
        elif line.strip(_BLANKS):
            yield number, row({"text": line.rstrip("\r\n")}, settings)


def _pieces(text: TextIOWrapper, settings: ReadSettings) -> Iterator[Item]:
    number, start, size = 0, 1, 0
    limit = min(settings.row_bytes // 4, 4 * PIECE)
    held: list[str] = []
    while True:
        line, too_long = _line(text, settings.row_bytes)
        number += 1
        full = (size >= PIECE and not line.strip("\r\n")) or size + len(line) > max(limit, PIECE)
        if held and (not line or too_long or full):
            whole = "".join(held)
            if whole.strip(_BLANKS):
                yield start, row({"text": whole.strip("\r\n")}, settings)
            held, start, size = [], number, 0
        if not line:
            return
        if too_long:
            yield number, f"a line of more than {settings.row_bytes} characters (row_bytes)"
            start = number + 1
            continue
        held.append(line)
        size += len(line)


READERS = {"txt": Reader(read, "txt text log", by_record=True)}
