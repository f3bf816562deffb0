"""The part of a recipe that somebody declares to read, as values to name work by and as a view that shows no more."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from ft_data.errors import FtDataError
from ft_data.recipe.schema import Recipe

EVERYTHING = ("*",)
_ANY = "*"
Paths = Sequence[Sequence[str]]


class Undeclared(FtDataError):
    """A stage used a key of the recipe, an asset or a function that it does not declare: its data would not follow."""


def settings(
    recipe: Recipe, reads: Sequence[str], aside: Sequence[str] = (), item: str = ""
) -> dict[str, Any]:
    """Return the declared keys and their values, nested as in the recipe, as plain JSON.

    A key is dotted, ``*`` any key or element of what stands before it, ``{}`` the ``item``. What ``aside`` names is
    left out: it is told to people, or acted on outside of the data.
    """
    found = _chosen(recipe.model_dump(mode="json"), _paths(reads, item))
    return _without(found, _paths(aside, item)) if aside else found  # type: ignore[no-any-return]


def chosen(recipe: Mapping[str, Any], reads: Sequence[str]) -> dict[str, Any]:
    """Return the declared keys of a recipe that is plain JSON, such as one that was published."""
    found: dict[str, Any] = _chosen(recipe, _paths(reads, ""))
    return found


def texts(value: Any) -> Iterator[str]:
    """Yield every text of settings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for one in value.values() if isinstance(value, Mapping) else value:
            yield from texts(one)


def view(recipe: Recipe, who: str, reads: Sequence[str], item: str = "") -> Any:
    """Return what looks like the recipe and raises `Undeclared` where a key is read that ``reads`` does not cover."""
    return _seen(recipe, who, _paths(reads, item), "")


def whole(seen: Any, reads: Sequence[str]) -> Recipe:
    """Return the recipe behind a view, for a narrower one. Raises Undeclared when the view does not show ``reads``."""
    for key in reads:
        functools.reduce(getattr, key.split("."), seen)
    return seen._section if isinstance(seen, View) else seen  # type: ignore[return-value]


class View:
    """A section of a recipe of which only some keys may be read."""

    def __init__(self, section: BaseModel, who: str, paths: Paths, place: str) -> None:
        self._section, self._who, self._paths, self._place = section, who, paths, place

    def __getattr__(self, name: str) -> Any:
        if name not in type(self._section).model_fields:
            raise AttributeError(name)
        place = f"{self._place}.{name}" if self._place else name
        below = _below(self._paths, name)
        if not below:
            raise Undeclared(f"`{self._who}` reads `{place}`, which it does not declare")
        return _seen(getattr(self._section, name), self._who, below, place)


def _seen(value: Any, who: str, paths: Paths, place: str) -> Any:
    if not value or any(not path or list(path) == [_ANY] for path in paths):
        return value
    if isinstance(value, BaseModel):
        return View(value, who, paths, place)
    if isinstance(value, Mapping):
        return {
            key: _seen(one, who, below, f"{place}.{key}")
            for key, one in value.items()
            if (below := _below(paths, key))
        }
    return [_seen(one, who, _below(paths, _ANY), f"{place}.*") for one in value]


def _paths(keys: Sequence[str], item: str) -> Paths:
    return [[item if step == "{}" else step for step in key.split(".")] for key in keys]


def _below(paths: Paths, name: str) -> Paths:
    return [path[1:] for path in paths if path and path[0] in (name, _ANY)]


def _chosen(value: Any, paths: Paths) -> Any:
    if not all(paths):
        return value
    if isinstance(value, Mapping):
        return {key: _chosen(one, below) for key, one in value.items() if (below := _below(paths, key))}
    if isinstance(value, list):
        return [_chosen(one, _below(paths, _ANY)) for one in value]
    return value


def _without(value: Any, paths: Paths) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(one, below) for key, one in value.items() if all(below := _below(paths, key))}
    return [_without(one, _below(paths, _ANY)) for one in value] if isinstance(value, list) else value
