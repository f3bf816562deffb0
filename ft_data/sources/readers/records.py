"""From parsed values to rows: canonical bytes within the limits, or the reason why not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

import orjson

from ft_data.sources.canonical import DEEPEST, canonical_json, too_deep
from ft_data.sources.model import Item, ReadSettings, Refused, Rows

_BREAKS = re.compile(r"[\r\n\t]")
_MANY, _MANY_BYTES = 1024, 8 << 20  # rows that are handed on together


def row(value: object, settings: ReadSettings) -> bytes | str:
    """Return the canonical JSON of a record (a bare value becomes one), or why it is rejected."""
    try:
        data = canonical_json(value if type(value) is dict else {"value": value})
    except (ValueError, RecursionError):
        return f"nested deeper than {settings.nesting} levels (nesting)"
    if len(data) > settings.row_bytes:
        return f"a record of more than {settings.row_bytes} bytes (row_bytes)"
    if settings.nesting < DEEPEST and too_deep(data, settings.nesting):
        return f"nested deeper than {settings.nesting} levels (nesting)"
    return data


def too_wide(columns: int, settings: ReadSettings) -> Refused:
    """Return the refusal of a table of so many columns."""
    return Refused(f"a table of {columns} columns, more than {settings.columns} (columns)")


def named(names: Iterable[str]) -> list[str]:
    """Return the names of columns on one line each, each once: one that was there before gets its number."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, 1):
        name = " ".join(name.split()) if _BREAKS.search(name) else name
        while name in found:
            name = f"{name}_{number}"
        found[name] = None
    return list(found)


def rows(values: Iterable[tuple[int, object]], settings: ReadSettings) -> Iterator[Item]:
    """Turn (position, value) pairs into items."""
    for position, value in values:
        yield position, row(value, settings)


def many(values: Iterable[tuple[int, object]], settings: ReadSettings) -> Iterator[Item]:
    """Turn (position, value) pairs into items, as many at once as are usual: what `rows` does, and sooner.

    The values must be those of JSON, of which `ReadSettings.identify` thinks what it would think of them parsed again.
    """
    dumps, sort, limit, identify = orjson.dumps, orjson.OPT_SORT_KEYS, settings.row_bytes, settings.identify
    shallow = settings.nesting < DEEPEST
    found: list[tuple[int, bytes]] = []
    ids: list[str | None] = []
    size = 0
    for position, value in values:
        data: bytes | str = b""
        if type(value) is dict:
            with suppress(TypeError):
                # The writer's buffer is several times too long.
                data = bytes(memoryview(dumps(value, option=sort)))
        if not data or len(data) > limit or (shallow and too_deep(data, settings.nesting)):  # type: ignore[arg-type]
            if found:
                yield None, Rows(found, ids)
                found, ids, size = [], [], 0
            yield position, row(value, settings)
            continue
        found.append((position, data))  # type: ignore[arg-type]
        size += len(data)
        if identify is not None:
            ids.append(identify(value))
        if size >= _MANY_BYTES or len(found) >= _MANY:
            yield None, Rows(found, ids)
            found, ids, size = [], [], 0
    if found:
        yield None, Rows(found, ids)
