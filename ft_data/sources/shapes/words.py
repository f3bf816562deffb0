"""What a recipe may say under ``shape``: the words of the built-in families, and plug-ins, which are held to what they return."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ft_data.plugins import Plugin, Registry
from ft_data.sources.shapes import families
from ft_data.sources.shapes.draft import Core, NoExample, turn
from ft_data.sources.shapes.layout import Layout, Route
from ft_data.sources.shapes.shape import Shape

FAILED = "shape_failed"
FAMILY = "plugged"  # of every route that a plug-in finds
_KINDS = ("instruction", "conversation", "preference", "text")
_ROLES = ("system", "developer", "user", "assistant", "tool")


def _builtin(word: str) -> Shape:
    return next(shape for shape in families.declared() if word in shape.words)


def _guarded(shape: Shape, plugin: Plugin) -> Shape:
    """Let a record that a plug-in fails on make no example, with the reason, as any other that does not fit."""

    def route(layout: Layout) -> Route | None:
        try:
            found = families.listed(shape.route(layout)) if shape.route else []
        except Exception as problem:
            raise NoExample(FAILED, _told(plugin, problem)) from None
        first = next((one for one in found if one is not None), None)
        return None if first is None else first._replace(family=FAMILY)

    def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
        try:
            return [_sound(core) for core in (shape.cores(record, fields, stage) if shape.cores else ())]
        except NoExample:
            raise
        except Exception as problem:
            raise NoExample(FAILED, _told(plugin, problem)) from None

    return replace(shape, route=route, cores=cores, family=FAMILY, words=(plugin.name,))


SHAPES = Registry("shapes", Shape, lambda: families.by_word(), _builtin, _guarded)


class Plugged:
    """A shape of a plug-in: finds the route of a record once for each layout."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._known: dict[tuple[Any, ...], Route | None] = {}

    def route(self, record: Mapping[str, Any]) -> Route | None:
        """Return the route of a record, None where the shape does not know its fields."""
        layout = (tuple(record), tuple(map(type, record.values())))
        if layout not in self._known:
            if len(self._known) > 4096:
                self._known.clear()
            assert self._shape.route is not None
            self._known[layout] = self._shape.route(Layout(*layout))  # type: ignore[assignment]
        found = self._known[layout]
        return found if found is None or found.check is None or found.check(record) else None

    def cores(self, record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
        """Return the examples of a record. Raises NoExample when it makes none."""
        assert self._shape.cores is not None
        return self._shape.cores(record, fields, stage)


def plugged(word: str) -> Plugged | None:
    """Return the plug-in behind a word of a recipe, None where the word is built in."""
    return Plugged(SHAPES.get(word)) if SHAPES.plugin(word) is not None else None


def _sound(core: Core) -> Core:
    """Return an example with every key its turns have elsewhere. Raises ValueError for what is none."""
    if core.kind not in _KINDS or not core.messages:
        raise ValueError("no such kind, or no turn")
    sides = {name: getattr(core, name) for name in ("messages", "chosen", "rejected")}
    for name, turns in sides.items():
        if turns is not None:
            sides[name] = [turn("", "") | one for one in turns]
            if any(one["role"] not in _ROLES or type(one["content"]) is not str for one in sides[name]):
                raise ValueError("no such role, or content that is no text")
    return core._replace(**sides)


def _told(plugin: Plugin, problem: Exception) -> str:
    """Say which plug-in failed and where, without the exception's message: that may quote the record."""
    last = traceback.extract_tb(problem.__traceback__)[-1]
    where = f"{type(problem).__name__} at {os.path.basename(last.filename)}:{last.lineno}"
    return f"{plugin} failed ({where})"
