"""Definitions of tools in the JSON of OpenAI, whoever's form they have."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ft_data.sources.shapes.values import json_text, unpacked

_SCHEMA = ("parameters", "inputSchema", "input_schema", "parametersJsonSchema")
_NAMES = frozenset(
    ("tools", "functions", "name", "function", "toolSpec", "functionDeclarations", "function_declarations")
)
_MAY_BE_NULL = ("default", "const", "enum", "example", "examples")


def tools_of(value: Any) -> str | None:
    """Return the definitions of tools as JSON text.

    Text that is a list in JSON stays as it is. Members that are null are left out: a table has a column for every
    property of every tool, and a property without a schema is none.
    """
    if value is None or value == "" or value == [] or value == {}:
        return None
    found = unpacked(value)
    if isinstance(found, Mapping) and not _NAMES & found.keys():
        return None  # settings of a template that say nothing of tools
    if isinstance(value, str) and not _foreign(found):
        return value
    made = [_openai(one) for one in _listed(found)]
    return json_text(made or None)


def allows_null(tools: str | None, tool: str, argument: str) -> bool:
    """Tell whether the definition of a tool says that an argument may be null."""
    for one in _listed(unpacked(tools)) if tools else ():
        function = one.get("function", one) if isinstance(one, Mapping) else {}
        if isinstance(function, Mapping) and function.get("name") == tool:
            schema = function.get("parameters")
            properties = schema.get("properties") if isinstance(schema, Mapping) else None
            found = properties.get(argument) if isinstance(properties, Mapping) else None
            return isinstance(found, Mapping) and _nullable(found)
    return False


def _nullable(schema: Mapping[str, Any]) -> bool:
    kinds = schema.get("type")
    if schema.get("nullable") is True or kinds == "null" or (isinstance(kinds, list) and "null" in kinds):
        return True
    if isinstance(schema.get("enum"), list) and None in schema["enum"]:
        return True
    parts = [one for name in ("anyOf", "oneOf") if isinstance(schema.get(name), list) for one in schema[name]]
    return any(isinstance(one, Mapping) and _nullable(one) for one in parts)


def in_text(text: str) -> tuple[str, list[Any]]:
    """Return a system text without the functions that it lists as JSON objects, and these (Glaive)."""
    found: list[Any] = []
    at, start = text.find("{"), len(text)
    decode = json.JSONDecoder().raw_decode
    while at >= 0:
        try:
            value, end = decode(text, at)
        except (ValueError, RecursionError):
            break
        if not isinstance(value, dict) or not isinstance(value.get("name"), str):
            break
        start = min(start, at)
        found.append(value)
        at = text.find("{", end)
        if text[end : at if at >= 0 else None].strip(" \t\r\n,"):
            break
    return (text[:start].rstrip(" \n-:") if found else text), found


def _listed(found: Any) -> list[Any]:
    """Return one entry a tool: Bedrock has them in `tools`, Gemini several in one `functionDeclarations`."""
    if isinstance(found, Mapping):
        inner = next(
            (found[name] for name in ("tools", "functions") if isinstance(found.get(name), list)), None
        )
        found = [found] if inner is None else inner
    made: list[Any] = []
    for one in found if isinstance(found, list) else ():
        one = unpacked(one)
        inner = (
            next(
                (
                    one[k]
                    for k in ("functionDeclarations", "function_declarations")
                    if isinstance(one.get(k), list)
                ),
                None,
            )
            if isinstance(one, Mapping)
            else None
        )
        made += [one] if inner is None else inner
    return made


def _foreign(found: Any) -> bool:
    """Tell whether definitions are not in OpenAI's form."""
    if not isinstance(found, list):
        return isinstance(found, Mapping) and ("tools" in found or "functions" in found)
    if any(map(_schema_is_text, found)):
        return True
    keys = {"functionDeclarations", "function_declarations", "toolSpec", "inputSchema", "input_schema"}
    return any(isinstance(one, Mapping) and keys & one.keys() for one in found)


def _schema_is_text(one: Any) -> bool:
    """Tell whether a tool's parameters are JSON text, as tables have them in which tools differ."""
    inner = one.get("function", one) if isinstance(one, Mapping) else None
    return (
        isinstance(inner, Mapping)
        and isinstance(unpacked(inner.get("parameters")), Mapping)
        and isinstance(inner["parameters"], str)
    )


def _openai(one: Any) -> Any:
    if not isinstance(one, Mapping):
        return one
    if _schema_is_text(one):
        inner = one.get("function", one)
        inner = {**inner, "parameters": unpacked(inner["parameters"])}
        one = {**one, "function": inner} if "function" in one else inner
    inner = one.get("toolSpec")
    if isinstance(inner, Mapping):
        one = inner
    name = next((key for key in _SCHEMA if key in one and key != "parameters"), None)
    if name is not None:
        schema = one[name]
        if isinstance(schema, Mapping) and set(schema) == {"json"}:
            schema = schema["json"]
        kept = {key: value for key, value in one.items() if key in ("name", "description", "strict")}
        one = {**kept, "parameters": unpacked(schema)}
    return _bare(one)


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            key: item if key in _MAY_BE_NULL else _bare(item)
            for key, item in value.items()
            if item is not None or key in _MAY_BE_NULL[1:3]
        }
    return [_bare(one) for one in value] if isinstance(value, list) else value
