"""The names and types of a record's fields, and the routes that are found by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from ft_data.sources.shapes import names
from ft_data.sources.shapes.training import ROW_WEIGHT

STRICT = (
    "instruction",
    "instruct_prompt",
    "prompt",
    "question",
    "problem",
    "user_prompt",
    "user_message",
    "customer_message",
)
# Families whose row-level `weight` is not a weight in training: a text has no answer.
_UNWEIGHED = ("text", "document", "ticket", "mail")


class Route(NamedTuple):
    """A family of shapes, the fields that make it, and those that no part of it uses."""

    family: str
    fields: dict[str, str]  # what a field is to the shape -> its name in the record
    envelope: tuple[tuple[str, str], ...]  # created_at, language, ... -> name in the record
    rest: tuple[str, ...]
    twins: tuple[str, ...] = ()  # other fields that may repeat the response
    check: Callable[[Mapping[str, Any]], bool] | None = None


class Layout:
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
            ("weight", () if family in _UNWEIGHED else ROW_WEIGHT, (int, float, str)),
        ):
            key = self.find((one for one in wanted if self.plain.get(one) not in taken), *types)
            if key:
                envelope.append((name, key))
                taken.add(key)
        rest = tuple(key for key in self.keys if key not in taken)
        return Route(family, used, tuple(envelope), rest, tuple(twins), check)


def shared(layout: Layout) -> dict[str, str | None]:
    """Return the fields of a system text and of tools."""
    return {
        "system": layout.find(names.SYSTEM, str, type(None), list, dict),
        "tools": layout.find(names.TOOLS, str, list, dict),
    }


def around(layout: Layout, prompt: str | None) -> dict[str, str | None]:
    """Return the fields that belong to a question: what it is about, what was said before, who is to answer how."""
    free = [one for one in names.CONTEXT if layout.plain.get(one) != prompt]
    context = layout.find(free, str, type(None)) or layout.find(
        (one for one in free if one != "input"), list, dict
    )
    first = context if context and names.normal(context) != "input" else None
    said = names.normal(prompt) if prompt else ""
    if context is None and said == "instruction":  # a second text beside it is what it is about
        context = layout.find((one for one in names.MATERIAL if layout.plain.get(one) != prompt), str)
    elif context is None and said == "prompt" and "canonical_solution" in layout.plain:
        context = first = layout.find(names.WANTED, str)  # the prompt is where the code goes on
    return {
        "context": context,
        "context_first": first,
        "history": layout.find(names.HISTORY, list, str),
        **shared(layout),
    }
