"""Tool calls against what the row declares of its tools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from ft_data.signals.correct import schema

UNKNOWN, EXTRA, MISSING, WRONG = "unknown_tool", "unknown_argument", "missing_argument", "wrong_value"


def signatures(tools: str) -> dict[str, dict[str, Any] | None] | None:
    """Return the schema of the arguments of each declared tool by its name, None where it has none; None where nothing is declared."""
    try:
        listed = orjson.loads(tools)
    except orjson.JSONDecodeError:
        return None
    found: dict[str, dict[str, Any] | None] = {}
    for one in listed if isinstance(listed, list) else [listed]:
        inner = one.get("function", one) if isinstance(one, dict) else None
        if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
            return None  # who declares in another form is not judged
        given = inner.get("parameters")
        found[inner["name"]] = given if isinstance(given, dict) and _describes(given) else None
    return found or None


def faults(calls: Iterable[str], declared: Mapping[str, dict[str, Any] | None]) -> set[str] | None:
    """Name what is wrong with calls (JSON as examples hold it) by what is declared; None where there is no call to judge."""
    found: set[str] = set()
    judged = False
    for call in calls:
        for name, arguments in _made(call):
            judged = True
            if name not in declared:
                found.add(UNKNOWN)
            elif (signature := declared[name]) is not None and isinstance(arguments, dict):
                found |= _against(signature, arguments)
    return found if judged else None


def _made(call: str) -> Iterable[tuple[str, Any]]:
    try:
        made = orjson.loads(call)
    except orjson.JSONDecodeError:
        return  # `invalid_call` says so
    for one in made if isinstance(made, list) else [made]:
        inner = one.get("function", one) if isinstance(one, dict) else None
        if not isinstance(inner, dict) or not isinstance(inner.get("name"), str):
            continue
        arguments = inner.get("arguments", {})
        if isinstance(arguments, str):
            try:
                arguments = orjson.loads(arguments or "{}")
            except orjson.JSONDecodeError:
                continue
        yield inner["name"], arguments


def _describes(signature: Mapping[str, Any]) -> bool:
    """Tell whether it is a schema of an object, and not a list of names in a form of somebody's own."""
    return isinstance(signature.get("properties", {}), dict) and signature.get("type", "object") == "object"


def _against(signature: Mapping[str, Any], arguments: Mapping[str, Any]) -> set[str]:
    properties = signature.get("properties", {})
    found = set()
    open_ended = signature.get("additionalProperties") or signature.get("patternProperties")
    if (
        properties
        and not open_ended
        and not any(name in signature for name in ("$ref", "allOf", "anyOf", "oneOf"))
    ):
        if arguments.keys() - properties.keys():
            found.add(EXTRA)
    for keyword, path in schema.faults(orjson.dumps(signature).decode(), arguments) or ():
        if keyword == "additionalProperties" and not path:
            found.add(EXTRA)
        else:
            found.add(MISSING if keyword == "required" and not path else WRONG)
    return found
