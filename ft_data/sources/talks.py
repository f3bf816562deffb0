"""Records that are turns, joined to their talks: tables and exports hold an utterance a row, beside the number of its talk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from ft_data.sources.canonical import canonical_json
from ft_data.sources.model import Item, ReadSettings, Rows
from ft_data.sources.readers.lines import MOST_LINES
from ft_data.sources.readers.records import row

IDLE = 5_000  # records after the last turn of a talk; then it is over
_OWN = ("speaker", "text")  # what a turn calls who speaks and what is said


@dataclass(slots=True)
class _Talk:
    """The turns of a talk so far: where the first one stands, and when the last one came."""

    position: int
    turns: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    last: int = 0


def joined(items: Iterator[Item], settings: ReadSettings) -> Iterator[Item]:
    """Yield a record ``{<id>: ..., messages: [{speaker, text, ...}]}`` for each talk, at the position of its first turn.

    Turns of several talks may stand among each other; their other fields stay with them. Turns without words are left out and
    counted; one that names no talk is a reject. A talk that goes on after ``IDLE`` other records is another.
    """
    keys = dict(settings.talks)
    open_: dict[str, _Talk] = {}
    for number, (position, what) in enumerate(_single(items)):
        if type(what) is not bytes:
            yield position, what
            continue
        value = orjson.loads(what)
        talk = value.get(keys["id"]) if isinstance(value, dict) else None
        if talk in (None, ""):
            yield position, f"no `{keys['id']}`: nothing says which talk this is a turn of"
            continue
        said = value.get(keys["said"])
        if not isinstance(said, str) or not said.strip():
            yield None, 1
            continue
        name = canonical_json(talk).decode()
        held = open_.setdefault(name, _Talk(position or 0))
        held.turns.append((_order(value.get(keys.get("order", "")), len(held.turns)), _turn(value, keys)))
        held.last = number
        done = [name] if len(held.turns) >= MOST_LINES else []
        if number % 256 == 0:
            done += [one for one, found in open_.items() if number - found.last > IDLE]
        for one in done:
            yield _record(one, open_.pop(one), keys, settings)
    for one, found in open_.items():
        yield _record(one, found, keys, settings)


def _single(items: Iterator[Item]) -> Iterator[Item]:
    for position, what in items:
        if type(what) is Rows:
            yield from what.rows
        else:
            yield position, what


def _turn(value: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    who = value.get(keys["who"])
    rest = {
        key: one
        for key, one in value.items()
        if key not in keys.values() and key not in _OWN and one not in (None, "")
    }
    return {
        "speaker": who if isinstance(who, str) else canonical_json(who).decode(),
        "text": value[keys["said"]],
        **rest,
    }


def _order(value: Any, at: int) -> float:
    """Return the number of a turn, its place where it has none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return float(at)


def _record(name: str, talk: _Talk, keys: Mapping[str, str], settings: ReadSettings) -> Item:
    turns = [turn for _, turn in sorted(talk.turns, key=lambda one: one[0])]
    return talk.position, row({keys["id"]: orjson.loads(name), "messages": turns}, settings)
