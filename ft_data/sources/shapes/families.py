"""The families of shapes that are built in: every module here that declares ``SHAPES``, in the order of the search."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ft_data.sources.shapes.layout import Layout, Route
from ft_data.sources.shapes.shape import Found, Shape

_DECLARES = re.compile(r"^SHAPES = \(", re.MULTILINE)


@functools.cache
def declared() -> tuple[Shape, ...]:
    """Return every declaration, the most telling first; a family may have several."""
    modules = [
        path.stem
        for path in sorted(Path(__file__).parent.glob("*.py"))
        if _DECLARES.search(path.read_text("utf-8"))
    ]
    found = [
        shape
        for name in modules
        for shape in importlib.import_module(f"ft_data.sources.shapes.{name}").SHAPES
    ]
    return tuple(sorted(found, key=lambda shape: shape.place))


@functools.cache
def by_family() -> Mapping[str, Shape]:
    """Return the first declaration of each family."""
    return {shape.family: shape for shape in reversed(declared())}


@functools.cache
def by_word() -> Mapping[str, frozenset[str]]:
    """Return the families that each word of a recipe stands for."""
    words = {word: None for shape in declared() for word in shape.words}
    return {word: frozenset(one.family for one in declared() if word in one.words) for word in words}


def candidates(record: Mapping[str, Any]) -> tuple[Route, ...]:
    """Return the routes a record's layout allows, the most telling first."""
    return _candidates(tuple(record), tuple(map(type, record.values())))


@lru_cache(8192)
def _candidates(keys: tuple[str, ...], types: tuple[type, ...]) -> tuple[Route, ...]:
    layout = Layout(keys, types)
    return tuple(
        route
        for shape in declared()
        if shape.route is not None
        for route in listed(shape.route(layout))
        if route is not None
    )


def listed(found: Found) -> list[Route | None]:
    """Return what a shape's route found as a list; a route is itself a tuple."""
    return [found] if found is None or isinstance(found, Route) else list(found)
