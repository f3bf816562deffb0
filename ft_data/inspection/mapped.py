"""What is wrong with a recipe's `map`: a name it has not, a path that is none, a field that no record has."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from ft_data.recipe.generate import read_sources
from ft_data.recipe.schema import Recipe, Source
from ft_data.sources import guarded, reading, shapes
from ft_data.sources.model import Plan
from ft_data.sources.shapes import paths

_LOOK_AT = 200  # records; a map is of a source, whose files may differ
_CHUNKS = 20


def broken(recipe: Recipe) -> Iterator[tuple[str, str]]:
    """Yield (source, what is wrong) for every source whose map, groups or labels cannot be compiled."""
    for name in read_sources(recipe.sources):
        spec = recipe.sources[name]
        try:
            shapes.Mapper(spec, recipe.stage)
        except ValueError as error:
            yield name, f"`sources.{name}`: {error}"


def absent(spec: Source, plan: Plan, base: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (section, key, message) for what a source maps and no record of its beginning has.

    A field that some records lack is nothing wrong: where records differ in their fields, only what examples are made of is looked for.
    """
    wanted = {
        (section, key, path): paths.compile_path(path)
        for section, given in (("map", spec.map), ("groups", spec.groups), ("labels", spec.labels))
        for key, said in given.items()
        for path in ([said] if isinstance(said, str) else said)
    }
    records = _records(spec, plan, base) if wanted else []
    if not records:
        return
    alike = len({tuple(record) for record in records}) == 1
    fields = list(dict.fromkeys(key for record in records for key in record))
    for (section, key, path), way in wanted.items():
        if (alike or key in shapes.mapper.NEEDED) and not any(_has(way, record) for record in records):
            near = difflib.get_close_matches(
                path.casefold(), [field.casefold() for field in fields], n=1, cutoff=0.5
            )
            close = next((field for field in fields if near and field.casefold() == near[0]), None)
            hint = f"; did you mean `{close}`?" if close else f"; they have {', '.join(fields[:12])}"
            yield section, key, f"no record has `{path}`, which `{section}` calls {key}{hint}"


def _has(way: paths.Path, record: Mapping[str, Any]) -> bool:
    return way.column in record or way.find(record) is not None


def _records(spec: Source, plan: Plan, base: Path) -> list[dict[str, Any]]:
    """Return the first records of a source's files, a few of each."""
    found: list[dict[str, Any]] = []
    chunks = plan.chunks[:_CHUNKS]
    for chunk in chunks:
        rows = (
            row
            for _, batch in guarded.read([chunk], base, reading.settings_of(spec))
            for _, row in batch.rows
        )
        values = map(orjson.loads, islice(rows, max(1, _LOOK_AT // len(chunks))))
        found += [value for value in values if isinstance(value, dict)]
    return found
