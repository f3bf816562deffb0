"""Which shape a record may have, from its field names and the types of its values.

The answer depends on names and types alone, so it is found once for each layout of a source; what must look
at values (is this list a list of turns?) is a check of the route.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ft_data.sources.shapes import names
from ft_data.sources.shapes.training import REASONING, ROW_WEIGHT
from ft_data.sources.shapes.turns import are_turns
from ft_data.sources.shapes.values import truth, unpacked

_STRICT = ("instruction", "prompt", "question", "problem", "user_prompt", "user_message", "customer_message")
_WEIGHED = ("pair", "turns", "preference", "kto", "instances")
_TEXTUAL = (str, type(None), int, float, list, dict)


class Route(NamedTuple):
    """A family of shapes, the fields that make it, and those that no part of it uses."""

    family: str
    fields: dict[str, str]  # what a field is to the shape -> its name in the record
    envelope: tuple[tuple[str, str], ...]  # created_at, language, ... -> name in the record
    rest: tuple[str, ...]
    twins: tuple[str, ...] = ()  # other fields that may repeat the response
    check: Callable[[Mapping[str, Any]], bool] | None = None


def candidates(record: Mapping[str, Any]) -> tuple[Route, ...]:
    """Return the routes a record's layout allows, the most telling first."""
    return _candidates(tuple(record), tuple(map(type, record.values())))


@lru_cache(8192)
def _candidates(keys: tuple[str, ...], types: tuple[type, ...]) -> tuple[Route, ...]:
    layout = _Layout(keys, types)
    found: list[Route | None] = [
        _preference(layout),
        _kto(layout),
        *_turns(layout),
        _single_mail(layout),
        _instances(layout),
        *_documents(layout),
        _pair(layout, True),
        _text(layout),
        _pair(layout, False),
    ]
    return tuple(route for route in found if route is not None)


class _Layout:
    """Names and types of a record's fields."""

    def __init__(self, keys: tuple[str, ...], types: tuple[type, ...]):
        self.keys = keys
        self.types = dict(zip(keys, types, strict=True))
        self.plain: dict[str, str] = {}
        for key in keys:
            self.plain.setdefault(names.normal(key), key)

    def find(self, wanted: Iterable[str], *types: type) -> str | None:
        """Return the field that has one of the names and types."""
        for name in wanted:
            key = self.plain.get(name)
            if key is not None and (not types or self.types[key] in types):
                return key
        return None

    def route(
        self,
        family: str,
        fields: Mapping[str, str | None],
        *,
        check: Callable[[Mapping[str, Any]], bool] | None = None,
        twins: Iterable[str] = (),
    ) -> Route:
        """Build a route; fields that were not found are left out of it."""
        used = {name: key for name, key in fields.items() if key}
        taken = {*used.values(), *twins}
        envelope = []
        for name, wanted, types in (
            ("created_at", names.CREATED, (str, int, float)),
            ("language", names.LANGUAGE, (str,)),
            ("license", names.LICENSE, (str,)),
            ("consent", names.CONSENT, (str,)),
            ("subject", names.SUBJECT, (str, int)),
            ("weight", ROW_WEIGHT if family in _WEIGHED else (), (int, float, str)),
        ):
            key = self.find((one for one in wanted if self.plain.get(one) not in taken), *types)
            if key:
                envelope.append((name, key))
                taken.add(key)
        rest = tuple(key for key in self.keys if key not in taken)
        return Route(family, used, tuple(envelope), rest, tuple(twins), check)


def _shared(layout: _Layout) -> dict[str, str | None]:
    return {
        "system": layout.find(names.SYSTEM, str, type(None)),
        "tools": layout.find(names.TOOLS, str, list),
    }


def _around(layout: _Layout, prompt: str | None) -> dict[str, str | None]:
    """Return the fields that belong to a question: what it is about, what was said before, who is to answer how."""
    context = layout.find((one for one in names.CONTEXT if layout.plain.get(one) != prompt), str, type(None))
    return {
        "context": context,
        "context_first": context if context and names.normal(context) != "input" else None,
        "history": layout.find(names.HISTORY, list, str),
        **_shared(layout),
    }


def _preference(layout: _Layout) -> Route | None:
    answers = (str, list, dict, type(None))
    prompt = layout.find(_STRICT, str, list, dict) or layout.find(
        ("input", "query", "context"), str, list, dict
    )
    turns = layout.find(names.TURNS, list, str)
    fields: dict[str, str | None] = {"prompt": prompt, "messages": turns, **_around(layout, prompt)}
    chosen, rejected = layout.find(names.CHOSEN, *answers), layout.find(names.REJECTED, *answers)
    if chosen and rejected:
        return layout.route("preference", {**fields, "chosen": chosen, "rejected": rejected})
    winner = layout.find(names.WINNER, str, int, float)
    for a, b in names.SIDES:
        one, other = layout.find((a,), *answers), layout.find((b,), *answers)
        if one and other and winner:
            return layout.route("preference", {**fields, "a": one, "b": other, "winner": winner})
    return None


def _kto(layout: _Layout) -> Route | None:
    label = layout.find(names.KTO, bool, int, float, str)
    if not label:
        return None
    turns = layout.find(names.TURNS, list, str)
    if turns:
        return layout.route(
            "kto",
            {"messages": turns, "label": label, **_shared(layout)},
            check=lambda record: truth(record[label]) is not None and are_turns(unpacked(record[turns])),
        )
    prompt, response = layout.find(_STRICT, str, list), layout.find(names.RESPONSE, str, list)
    if prompt and response:
        return layout.route(
            "kto",
            {"prompt": prompt, "response": response, "label": label, **_around(layout, prompt)},
            check=lambda record: truth(record[label]) is not None,
        )
    return None


def _turns(layout: _Layout) -> Iterable[Route]:
    for name in (*names.TURNS, *(("value",) if len(layout.keys) == 1 else ())):
        key = layout.find((name,), list, str, dict)
        if key is None or (name == "thread" and layout.types[key] is dict):
            continue
        extra: dict[str, str | None] = {
            "subject": layout.find(("subject", "title"), str),
            "description": layout.find(("description_text", "description"), str),
        }
        ticket = name in ("comments", "conversation_parts", "replies") or (
            sum(one in layout.plain for one in names.TICKET) >= 2
        )
        fields = {"messages": key, **_shared(layout), **(extra if ticket else {"subject": extra["subject"]})}
        yield layout.route("ticket" if ticket else "turns", fields, check=_holds_turns(key, ticket))


def _holds_turns(key: str, ticket: bool) -> Callable[[Mapping[str, Any]], bool]:
    def check(record: Mapping[str, Any]) -> bool:
        value = unpacked(record[key])
        if isinstance(value, dict):
            value = value.get(key)
        if not isinstance(value, list):
            return False
        return (
            not value
            or isinstance(value[0], str)
            or are_turns(value)
            or (ticket and isinstance(value[0], dict))
        )

    return check


def _single_mail(layout: _Layout) -> Route | None:
    sender, body = layout.find(("from", "sender"), str), layout.find(("body", "text", "content"), str)
    head = layout.find(("subject",), str) or layout.find(("to", "recipient"), str)
    if not (sender and body and head):
        return None
    return layout.route("mail", {"sender": sender, "body": body, "subject": layout.find(("subject",), str)})


def _instances(layout: _Layout) -> Route | None:
    prompt, inner = layout.find(("instruction",), str), layout.find(("instances",), list)
    return layout.route("instances", {"prompt": prompt, "instances": inner}) if prompt and inner else None


def _documents(layout: _Layout) -> Iterable[Route]:
    for name, wanted in (("markdown", str), ("html", str), ("pages", list)):
        key = layout.find((name,), wanted)
        if key and not (layout.find(_STRICT) and layout.find(names.RESPONSE)):
            yield layout.route("document", {name: key})


def _pair(layout: _Layout, strict: bool) -> Route | None:
    prompt = layout.find(_STRICT if strict else names.PROMPT, str, type(None), list)
    response = layout.find((one for one in names.RESPONSE if layout.plain.get(one) != prompt), *_TEXTUAL)
    if not prompt or (not response and (not strict or layout.find(names.TEXT, str))):
        return None
    reasoning = layout.find(
        (one for one in REASONING if layout.plain.get(one) not in (prompt, response)), str
    )
    fields = {"prompt": prompt, "response": response, "reasoning": reasoning, **_around(layout, prompt)}
    others = (
        layout.plain[one] for one in names.RESPONSE if one in layout.plain and layout.plain[one] != response
    )
    twins = [one for one in others if layout.types[one] is str and one not in fields.values()]
    return layout.route("pair", fields, twins=twins)


def _text(layout: _Layout) -> Route | None:
    text = layout.find(names.TEXT, str) or (layout.find(("value",), str) if len(layout.keys) == 1 else None)
    if not text:
        return None
    labels = [layout.plain[one] for one in names.LABELS if one in layout.plain and layout.plain[one] != text]
    scalars = [one for one in labels if layout.types[one] in (str, int, float, bool)]
    return layout.route("text", {"text": text, **{f"label:{one}": one for one in scalars}})
