"""TOML: a document with the same layouts as JSON."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from ft_data.sources.model import Item, Refused
from ft_data.sources.readers import encodings
from ft_data.sources.readers.layout import records
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import rows
from ft_data.sources.readers.streams import Content


def read(content: Content) -> Iterator[Item]:
    """Yield the records of the file. Positions are 1-based record numbers."""
    data = content.whole(content.settings.row_bytes)
    text = encodings.decode(data, encodings.detect(data[: encodings.HEAD], content.settings.encoding)).lstrip(
        "\ufeff"
    )
    if _DEEP.search(text):  # which the library follows part by part from the top, again for each
        raise Refused("not TOML: a key of more than 100 parts")
    try:
        document = tomllib.loads(text, parse_float=_number)
    except tomllib.TOMLDecodeError as problem:
        line = str(problem).rpartition("(at ")[2].rstrip(")")
        raise Refused(f"not TOML: {line}" if line.startswith(("line ", "end ")) else "not TOML") from None
    except (RecursionError, ValueError):
        raise Refused("not TOML: a value that cannot be read") from None
    yield from rows(enumerate(records(document), 1), content.settings)


_DEEP = re.compile(r"(?:^|[{,])[ \t\[]*(?:[\w\"'-]{1,200}[ \t]*\.[ \t]*){100}", re.MULTILINE)


def _number(text: str) -> float | str:
    """Return a number where it would be written like this again: 3.10 is a version."""
    return float(text) if repr(float(text)) == text else text


READERS = {"toml": Reader(read, "toml", slow=5.0)}
