"""By what the rows that are to be forgotten can be recognised: the texts that they alone hold."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ft_data.errors import WrongInput
from ft_data.recipe.positions import parse
from ft_data.upkeep import removal
from ft_data.warehouse import fragments, unpacked
from ft_data.warehouse.fragments import Fragments
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.views import TEXTS

# What people wrote, as read and as cleaned. Names of rows are looked for by name, and words of our own are nobody's.
_TEXT = ("raw", "messages", "chosen", "rejected", "tools_json", "labels", "extra")


def recognised(
    warehouse: Warehouse, recipe: Path, named: Collection[str], noted: Iterable[str] = ()
) -> Fragments:
    """Return what the named rows' texts are recognised by, without all that rows which stay, or the recipe, say too.

    ``noted`` is what people wrote about them.
    """
    ours = pa.array(sorted(named), pa.string())
    texts: dict[str, None] = {}
    for text in [*(text for table in _tables(warehouse, ours) for text in _texts(table)), *_opened(noted)]:
        texts[text] = None
    pieces = fragments.slices(texts)
    plain, each = fragments.plainly(pieces)
    if not plain:
        return plain
    shared = plain.among([_said_by(recipe)])
    for table in _tables(warehouse, ours, kept=True):
        for column in table.columns:
            for chunk in column.chunks:
                shared |= plain.among(unpacked.buffers(chunk))
    return fragments.everywhere(
        [piece for piece, its in zip(pieces, each, strict=True) if its.isdisjoint(shared)]
    )


def _said_by(recipe: Path) -> bytes:
    """Return what a recipe says of its own: its rules apart, which can be made of the words that rows were searched for."""
    if not recipe.exists():
        return b""
    text = recipe.read_bytes()
    try:
        data, positions = parse(text.decode(), recipe.name)
    except (UnicodeDecodeError, WrongInput):
        return text
    if not isinstance(data, dict) or "rules" not in data:
        return text
    lines = text.decode().split("\n")
    first = positions[("rules",)][0] - 1
    behind = [positions[(key,)][0] - 1 for key in data if positions[(key,)][0] - 1 > first]
    return "\n".join([*lines[:first], *lines[min(behind, default=len(lines)) :]]).encode()


def _tables(warehouse: Warehouse, named: pa.Array, kept: bool = False) -> Iterator[pa.Table]:
    """Yield the texts of the named rows, or of all others, wherever rows are whole: as read, cleaned and made."""
    places = [(path, "identity") for path in sorted(warehouse.parts.glob("raw.*/*.main.*.parquet"))]
    for stage, table in TEXTS:
        places += [
            (path, "record_id") for path in sorted((warehouse.parts / stage).glob(f"*.{table}.*.parquet"))
        ]
    for path, key in places:
        read = removal.read(path, None)
        if read is None:
            continue
        hit = pc.is_in(read.column(key), value_set=named)
        rows = read.filter(pc.invert(hit) if kept else hit)
        if rows.num_rows:
            yield rows.select([name for name in rows.column_names if name in _TEXT])


def _texts(table: pa.Table) -> Iterator[str]:
    for column in table.columns:
        yield from _opened(column.to_pylist())


def _opened(values: Iterable[Any]) -> Iterator[str]:
    """Yield the strings in values, and those in strings of JSON."""
    for value in values:
        if isinstance(value, str):
            yield value
            if value[:1] in ("{", "["):
                try:
                    yield from _opened([json.loads(value)])
                except (ValueError, RecursionError):
                    continue
        elif isinstance(value, dict):
            yield from _opened(value.values())
        elif isinstance(value, list | tuple):
            yield from _opened(value)
