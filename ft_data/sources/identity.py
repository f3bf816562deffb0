"""What names a record within its source: a mapped or detected id. Without one, its content does."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson

from ft_data.recipe.schema import Source
from ft_data.sources.shapes import names
from ft_data.sources.shapes.paths import Path, compile_path
from ft_data.sources.shapes.values import label


def find_id(value: object, source: Source) -> str | None:
    """Return the id of a record as text: what `map: {id: ...}` leads to, else a field that is named like one.

    Fields named like the id of a conversation count only in records that hold the conversation: elsewhere
    many rows share them. Lists, objects, booleans and empty texts are no ids.
    """
    if not isinstance(value, dict):
        return None
    mapped = source.map.get("id")
    if mapped is not None:
        paths = _paths((mapped,) if isinstance(mapped, str) else tuple(mapped))
        found = [_scalar(path.find(value)) for path in paths]
        if None in found:
            return None
        return found[0] if len(found) == 1 else orjson.dumps(found).decode()
    for key in _fields(tuple(value)):
        found_id = _scalar(value[key])
        if found_id is not None:
            return found_id
    return None


def find_subject(value: object, source: Source) -> str | None:
    """Return the raw identifier of the person a record is about, even if the record makes no example."""
    if not isinstance(value, dict):
        return None
    mapped = source.map.get("subject_id", "subject_id")
    for path in _paths((mapped,) if isinstance(mapped, str) else tuple(mapped)):
        found = path.find(value)
        if found is not None:
            return label(found)
    return None


@lru_cache(1024)
def _paths(paths: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(compile_path(path) for path in paths)


@lru_cache(4096)
def _fields(keys: tuple[str, ...]) -> tuple[str, ...]:
    plain: dict[str, str] = {}
    for key in sorted(keys):  # as canonical JSON has them: the order in a file says nothing
        plain.setdefault(names.normal(key), key)
    wanted = names.IDS + (names.THREAD_IDS if any(name in plain for name in names.TURNS) else ())
    return tuple(plain[name] for name in wanted if name in plain)


def _scalar(value: Any) -> str | None:
    if isinstance(value, (bool, list, dict)):
        return None
    return label(value)
