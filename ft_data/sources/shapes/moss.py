"""MOSS's talks: an object of numbered turns, each with its sides and what the model thought, written with marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ft_data.sources.shapes.draft import Core, NoExample, kind_of, turn
from ft_data.sources.shapes.layout import Layout, Route
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.values import string

FAMILY = "moss"
_TURN = re.compile(r"turn_\d+")
_MARK = re.compile(r"\s*<\|[\w ]+\|>:\s*|\s*<eo[a-z]>\s*")
_NOTHING = ("", "none")


def route(layout: Layout) -> Route | None:
    """Return the route of an object of numbered turns."""
    talk = layout.find(("chat", "conversation"), dict)
    if talk is None:
        return None
    system = layout.find(("meta_instruction",), str)
    return layout.route(
        FAMILY, {"talk": talk, "system": system}, check=lambda record: _are_turns(record[talk])
    )


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build the talk.

    :raises NoExample: where a turn calls a tool in MOSS's own language, and where nobody answers.
    """
    system = string(record.get(fields.get("system", ""))).strip()
    messages = [turn("system", system)] if system else []
    talk = record[fields["talk"]]
    for name in sorted(talk, key=lambda one: int(one.rpartition("_")[2])):
        said = {key: _MARK.sub("", string(value)).strip() for key, value in talk[name].items()}
        if said.get("Commands", "").lower() not in _NOTHING:
            raise NoExample("not_text", "a call in a language of its own")
        messages += [turn("user", said["Human"]), turn("assistant", said["MOSS"])]
    if not messages[-1]["content"]:
        raise NoExample("empty_response", "the answer is empty")
    return [Core(kind_of(messages), messages)]


def _are_turns(value: Mapping[str, Any]) -> bool:
    return bool(value) and all(
        _TURN.fullmatch(key) and isinstance(one, Mapping) and {"Human", "MOSS"} <= one.keys()
        for key, one in value.items()
    )


SHAPES = (Shape(route, cores, FAMILY, ("messages",), 29),)
