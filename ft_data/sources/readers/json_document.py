"""JSON documents: all or nothing, as RFC 8259 has it, or objects one after another. Long arrays are read element by element."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, TextIO

from ft_data.sources.canonical import BadJSON, element_decoder, parse_json
from ft_data.sources.model import Item, ReadSettings, Refused
from ft_data.sources.readers import encodings
from ft_data.sources.readers.layout import records
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import many, row
from ft_data.sources.readers.streams import Content

STREAM_BYTES = 32 << 20  # a larger document costs too much memory to hold at once
BLOCK = 1 << 20  # characters
_BLANKS = " \t\r\n"


def read(content: Content) -> Iterator[Item]:
    """Yield the records of a document (see `layout.records`). Positions are 1-based element numbers."""
    settings = content.settings
    head = _head(content.stream(), STREAM_BYTES)
    if len(head) > STREAM_BYTES and head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"[":
        for _ in elements(content.text(strict=True), settings):
            pass  # the whole document must be JSON before any of it is
        yield from many(elements(content.text(strict=True), settings), settings)
        return
    data = content.whole() if len(head) > STREAM_BYTES else head
    data = _utf8(data, settings.encoding)
    try:
        value = parse_json(data)
    except BadJSON as problem:
        found = list(several(data, settings))
        if sum(isinstance(item, bytes) for _, item in found) < 2:
            raise Refused(str(problem)) from None
        yield from found
        return
    yield from many(enumerate(records(value), 1), settings)


def several(data: bytes, settings: ReadSettings) -> Iterator[Item]:
    """Yield objects that stand one after another, with or without commas between them.

    What comes after the first one that is broken has no beginning that can be told: it is one reject.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    decode, at, number = element_decoder().raw_decode, 0, 0
    while (at := _past(text, at)) < len(text):
        number += 1
        try:
            value, at = decode(text, at)
        except (ValueError, RecursionError) as problem:
            yield number, f"not JSON from here on: {getattr(problem, 'msg', 'nested too deeply')}"
            return
        if type(value) is not dict:
            yield number, "not JSON: a value that is no object stands among objects"
            return
        yield number, row(value, settings)


def _past(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS + ",":
        at += 1
    return at


def _head(stream: BinaryIO, limit: int) -> bytes:
    data = bytearray()
    while len(data) <= limit and (block := stream.read(1 << 20)):
        data += block
    return bytes(data)


def _utf8(data: bytes, declared: str | None) -> bytes:
    """Return the document in UTF-8, without a mark. Bytes that claim to be UTF-8 are left to the parser."""
    encoding = encodings.is_wide(data[: encodings.HEAD], declared) or (
        encodings.known(declared or "") if declared else None
    )
    if encoding:
        try:
            return data.decode(encoding).removeprefix("\ufeff").encode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            raise Refused(f"not {encoding}") from None
    return data.removeprefix(b"\xef\xbb\xbf")


def elements(text: TextIO, settings: ReadSettings) -> Iterator[tuple[int, object]]:
    """Yield (number, element) of one top-level array, holding little more than one element at a time."""
    decode = element_decoder().raw_decode
    buffer, at, number = "", 0, 0

    def more() -> bool:
        nonlocal buffer, at
        try:
            read = text.read(BLOCK)
        except UnicodeDecodeError:
            raise Refused(f"not {text.encoding.upper().removesuffix('-SIG')}", number + 1) from None
        if read:
            buffer, at = buffer[at:] + read, 0
        return bool(read)

    def peek() -> str:
        nonlocal at
        while True:
            while at < len(buffer) and buffer[at] in _BLANKS:
                at += 1
            if at < len(buffer):
                return buffer[at]
            if not more():
                return ""

    peek()
    at += 1  # the opening bracket
    if peek() == "]":
        at += 1
    else:
        while True:
            if not peek():
                raise Refused("not JSON: the array does not end", number + 1)
            while True:
                try:
                    value, end = decode(buffer, at)
                    # A number that touches the end of the buffer may go on in the next block.
                    if end < len(buffer) or not more():
                        break
                except json.JSONDecodeError as problem:
                    if len(buffer) - at > settings.row_bytes:
                        raise Refused(_why(problem, settings), number + 1) from None
                    if not more():
                        raise Refused(f"not JSON: {problem.msg}", number + 1) from None
                except (BadJSON, RecursionError) as problem:
                    raise Refused(
                        str(problem) if isinstance(problem, BadJSON) else "nested too deeply"
                    ) from None
            at = end
            number += 1
            yield number, value
            following = peek()
            at += 1
            if following == "]":
                break
            if following != ",":
                raise Refused("not JSON: elements are not separated by a comma", number + 1)
    if peek():
        raise Refused("not JSON: more text after the array", number + 1)


def _why(problem: json.JSONDecodeError, settings: ReadSettings) -> str:
    return f"not JSON, or an element of more than {settings.row_bytes} bytes (row_bytes): {problem.msg}"


READERS = {"json": Reader(read, "json geojson webmanifest ipynb")}
