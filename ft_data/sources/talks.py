"""Records that are turns, joined to their talks: tables and exports hold an utterance a row, beside the number of its talk."""

from __future__ import annotations

from collections import defaultdict
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
    links: list[tuple[str, str]] = field(
        default_factory=list
    )  # of a tree: which turn it is, and which one it answers
    last: int = 0


def joined(items: Iterator[Item], settings: ReadSettings) -> Iterator[Item]:
    """Yield a record ``{<id>: ..., messages: [{speaker, text, ...}]}`` for each talk, at the position of its first turn; of turns that
    say which one they answer a tree, ``{<id>: ..., prompt: {role, text, replies: [...]}}``.

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
        held.links.append((_name(value.get(keys.get("turn", ""))), _name(value.get(keys.get("answers", "")))))
        held.last = number
        done = [name] if len(held.turns) >= MOST_LINES else []
        if number % 256 == 0:
            done += [one for one, found in open_.items() if number - found.last > IDLE]
        for one in done:
            yield from _records(one, open_.pop(one), keys, settings)
    for one, found in open_.items():
        yield from _records(one, found, keys, settings)


def _single(items: Iterator[Item]) -> Iterator[Item]:
    for position, what in items:
        if type(what) is Rows:
            yield from what.rows
        else:
            yield position, what


def _name(value: Any) -> str:
    """Return the name of a turn as a text."""
    return "" if value in (None, "") else value if isinstance(value, str) else canonical_json(value).decode()


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


def _records(name: str, talk: _Talk, keys: Mapping[str, str], settings: ReadSettings) -> Iterator[Item]:
    if "answers" in keys:
        yield from _tree(name, talk, keys, settings)
        return
    turns = [turn for _, turn in sorted(talk.turns, key=lambda one: one[0])]
    yield talk.position, row({keys["id"]: orjson.loads(name), "messages": turns}, settings)


def _tree(name: str, talk: _Talk, keys: Mapping[str, str], settings: ReadSettings) -> Iterator[Item]:
    """Yield the tree of a talk in which a turn may have several answers, below its first turn; what does not hang on it is a reject,
    and so is a second turn of one name."""
    nodes: dict[str, dict[str, Any]] = {}
    answers: dict[str, list[str]] = defaultdict(list)
    first = ""
    for at, ((named, parent), (_, turn)) in enumerate(zip(talk.links, talk.turns, strict=True)):
        own = named or f"\0{at}"
        if own in nodes:
            continue
        rest = {key: one for key, one in turn.items() if key != "speaker"}
        nodes[own] = {"role": turn["speaker"], **rest, "replies": []}
        if parent:
            answers[parent].append(own)
        else:
            first = first or own
    reached = [first] if first else []
    for name_ in reached:  # grows: each turn has one parent, so that none is reached twice
        nodes[name_]["replies"] = [nodes[one] for one in answers[name_]]
        reached += answers[name_]
    root = nodes.get(first)
    lost = len(talk.turns) - len(reached)
    if root is not None:
        yield talk.position, row({keys["id"]: orjson.loads(name), "prompt": root}, settings)
    for _ in range(lost):
        yield talk.position, f"`{keys['answers']}` names no turn of its talk"
