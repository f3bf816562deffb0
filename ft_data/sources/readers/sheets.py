"""What spreadsheets of all programs have in common: a header, titles above it, rows as wide as it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ft_data.sources.model import ReadSettings, Refused
from ft_data.sources.readers.records import named, too_wide

_TITLES = 3
_LOOKED_AT = 50  # rows, blank ones included


def without_titles(cells: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Blank the few rows of one cell that stand above a header and a row of several: titles and notes."""
    held: list[tuple[Any, ...]] = []
    narrow = wide = 0
    for values in cells:
        held.append(values)
        filled = sum(value is not None and value != "" for value in values)
        narrow += filled == 1 and not wide
        wide += filled > 1
        if wide == 2 or narrow > _TITLES or len(held) > _LOOKED_AT:
            break
    titles = narrow if wide == 2 else 0
    for values in held:
        filled = sum(value is not None and value != "" for value in values)
        yield () if titles and filled == 1 else values
        titles -= bool(titles) and filled == 1
    yield from cells


def below_header(
    cells: Iterator[tuple[Any, ...]], settings: ReadSettings
) -> Iterator[tuple[int, dict[str, Any] | str | None]]:
    """Yield (number of the row, record) of the rows below the header, None for the header, or why one is no record."""
    header: list[str] = []
    number = 0
    while True:
        number += 1
        try:
            values = next(cells, None)
        except (MemoryError, Refused):
            raise
        except Exception as problem:
            yield number, f"damaged sheet ({type(problem).__name__})"
            return
        if values is None:
            return
        if all(value is None or value == "" for value in values):
            continue
        if not header:
            if len(values) > settings.columns:
                raise too_wide(len(values), settings)
            header = named(
                str(value) if value is not None else f"column_{at}" for at, value in enumerate(values, 1)
            )
            yield number, None
            continue
        padded = [*values, *([None] * (len(header) - len(values)))]
        if any(value is not None for value in padded[len(header) :]):
            yield number, f"{len(padded)} cells where the header has {len(header)}"
            continue
        yield number, dict(zip(header, padded[: len(header)], strict=True))
