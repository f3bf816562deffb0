"""From parsed values to rows: canonical bytes within the limits, or the reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ft_data.sources.canonical import DEEPEST, canonical_json, too_deep
from ft_data.sources.model import Item, ReadSettings, Refused


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
    """Return the names of columns, each once: one that was there before gets its number."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, 1):
        while name in found:
            name = f"{name}_{number}"
        found[name] = None
    return list(found)


def rows(values: Iterable[tuple[int, object]], settings: ReadSettings) -> Iterator[Item]:
    """Turn (position, value) pairs into items."""
    for position, value in values:
        yield position, row(value, settings)
