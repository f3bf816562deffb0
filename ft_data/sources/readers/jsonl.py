"""JSON lines: one record a line, lines end at "\\n" and at nothing else (U+0085 and U+2028 are text)."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import xxhash

from ft_data.sources.canonical import DEEPEST, BadJSON, lines_with_long_digits, parse_json, too_deep
from ft_data.sources.model import Item, ReadSettings, Rows, SourceChanged
from ft_data.sources.readers import encodings
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content

_BLOCK = 1 << 20


def read(content: Content) -> Iterator[Item]:
    """Yield a record for every line that is not blank. Positions are 1-based line numbers of the file."""
    settings = content.settings
    stream = content.stream()
    chunk = content.chunk
    declared = encodings.known(settings.encoding) if settings.encoding else None
    state = xxhash.xxh3_128() if chunk.length is not None else None
    if chunk.offset:
        stream.seek(chunk.offset)
    left = chunk.length if chunk.length is not None else -1
    first = True
    number, carry = chunk.first_row - 1, b""
    too_long = False
    while left:
        block = stream.read(_BLOCK if left < 0 else min(_BLOCK, left))
        if not block:
            break
        if left > 0:
            left -= len(block)
        if state is not None:
            state.update(block)
        if first:
            first = False
            if chunk.offset == 0:
                wide = encodings.is_wide(block[: encodings.HEAD], declared)
                if wide:
                    yield from _decoded(content, block, stream, wide)
                    return
                block = block.removeprefix(b"\xef\xbb\xbf")
        lines = block.split(b"\n")
        if len(lines) == 1:
            carry, too_long = _grow(carry, block, too_long, settings)
            continue
        if too_long:
            number += 1
            yield number, _too_long(settings)
            too_long, lines = False, lines[1:]
        else:
            lines[0] = carry + lines[0]
        carry = lines.pop()
        yield from _parsed(lines, number, settings, declared)
        number += len(lines)
        if len(carry) > settings.row_bytes:
            carry, too_long = b"", True
    if state is not None and state.hexdigest() != chunk.digest:
        raise SourceChanged(chunk.uri)
    if too_long:
        yield number + 1, _too_long(settings)
    elif carry:
        yield from _parsed([carry], number, settings, declared)


def _grow(carry: bytes, block: bytes, too_long: bool, settings: ReadSettings) -> tuple[bytes, bool]:
    """Lengthen a line that has not ended; forget its text once it is longer than a row may be."""
    if too_long or len(carry) + len(block) > settings.row_bytes:
        return b"", True
    return carry + block, False


def _too_long(settings: ReadSettings) -> str:
    return f"a line of more than {settings.row_bytes} bytes (row_bytes)"


def _parsed(lines: list[bytes], number: int, settings: ReadSettings, declared: str | None) -> Iterator[Item]:
    """Parse complete lines. The fast path is a C parser and a C writer; everything unusual leaves it."""
    loads, dumps, sort = orjson.loads, orjson.dumps, orjson.OPT_SORT_KEYS
    foreign = declared not in (None, "utf-8")
    unusual = () if foreign else lines_with_long_digits(b"\n".join(lines))
    limit = settings.row_bytes
    shallow = settings.nesting < DEEPEST
    identify = settings.identify
    rows: list[tuple[int, bytes]] = []
    ids: list[str | None] = []
    append = rows.append
    for at, line in enumerate(lines):
        number += 1
        if not foreign and at not in unusual:
            try:
                value = loads(line)
                if type(value) is dict:
                    data = bytes(
                        memoryview(dumps(value, option=sort))
                    )  # the writer's buffer is 8 times too long
                    if len(data) <= limit and not (shallow and too_deep(data, settings.nesting)):
                        append((number, data))
                        if identify is not None:
                            ids.append(identify(value))
                        continue
            except (orjson.JSONDecodeError, TypeError):
                pass
        if line.strip(b" \t\r"):
            if rows:
                yield None, Rows(rows, ids)
                rows, ids = [], []
                append = rows.append
            yield number, _careful(line, settings, declared)
    if rows:
        yield None, Rows(rows, ids)


def _careful(line: bytes, settings: ReadSettings, declared: str | None) -> bytes | str:
    if len(line) > settings.row_bytes:
        return _too_long(settings)
    if declared not in (None, "utf-8"):
        try:
            line = line.decode(declared or "utf-8").encode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            return f"not {declared}"
    try:
        value = parse_json(line)
    except BadJSON as problem:
        return str(problem)
    return row(value, settings)


def _decoded(content: Content, block: bytes, stream: object, encoding: str) -> Iterator[Item]:
    """Read JSON lines in UTF-16 or UTF-32: as text, line by line."""
    text = content.text(encoding)
    settings, number = content.settings, 0
    while line := text.readline(settings.row_bytes):
        number += 1
        if not line.endswith("\n") and len(line) >= settings.row_bytes:
            while (rest := text.readline(_BLOCK)) and not rest.endswith("\n"):
                pass
            yield number, _too_long(settings)
        elif line.strip("\ufeff \t\r\n"):
            data = line.strip("\ufeff").encode("utf-8", "surrogatepass")
            yield number, _careful(data, settings, None)


READERS = {"jsonl": Reader(read, "jsonl ndjson ldjson jsonlines jl", by_record=True)}
