"""The part of JSON Schema that requests use and answers are held to: types, fields, choices, lengths of lists.

What a schema says beyond it is refused by name (`unchecked`), never passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,), "integer": (int,), "number": (int, float),
    "null": (type(None),),
}  # fmt: skip
_HELD = frozenset(
    "type properties required additionalProperties items enum minItems maxItems minimum maximum".split()
)
_SAID = frozenset("title description default examples $schema".split())  # decide nothing

TEXT = {"type": "string"}


def fields(**named: Any) -> dict[str, Any]:
    """Describe an object that has exactly these fields."""
    return {
        "type": "object",
        "properties": named,
        "required": [*named],
        "additionalProperties": False,
    }


def one_of(words: Sequence[str]) -> dict[str, Any]:
    """Describe one of some words."""
    return {"type": "string", "enum": [*words]}


def unchecked(schema: Any, at: str = "") -> Iterator[str]:
    """Yield what a schema says that `wrong` does not look at."""
    if not isinstance(schema, dict):
        yield at or "the schema"
        return
    yield from (f"{at}{key}" for key in schema if key not in _HELD | _SAID)
    if not isinstance(kind := schema.get("type"), str) or kind not in _TYPES:
        yield f"{at}type"
    if schema.get("additionalProperties", False) not in (True, False):
        yield f"{at}additionalProperties"
    if not isinstance(schema.get("properties", {}), dict):
        yield f"{at}properties"
        return
    for name, inner in schema.get("properties", {}).items():
        yield from unchecked(inner, f"{at}{name}.")
    if "items" in schema:
        yield from unchecked(schema["items"], f"{at}items.")


def wrong(value: Any, schema: Mapping[str, Any], at: str = "it") -> str:
    """Say what is wrong with a value, without quoting it; empty where nothing is."""
    kind = schema["type"]
    if type(value) not in _TYPES[kind]:
        return f"{at} is no {kind}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{at} is none of the choices"
    if kind == "object":
        return _object(value, schema, at)
    if kind == "array":
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            return f"{at} has {len(value)} items"
        found = (wrong(one, schema["items"], f"an item of {at}") for one in value if "items" in schema)
        return next(filter(None, found), "")
    if kind in ("integer", "number") and not (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
    ):
        return f"{at} is out of its range"
    return ""


def _object(value: Mapping[str, Any], schema: Mapping[str, Any], at: str) -> str:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            return f"{at} has no `{name}`"
    if not schema.get("additionalProperties", True) and value.keys() - known.keys():
        return f"{at} has fields that are not declared"
    found = (wrong(value[name], known[name], f"`{name}`") for name in value if name in known)
    return next(filter(None, found), "")
