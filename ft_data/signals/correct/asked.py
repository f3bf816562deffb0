"""The JSON Schema that a prompt holds, and the JSON that an answer is."""

from __future__ import annotations

import json
from typing import Any

import orjson

from ft_data.signals.correct.schema import LARGEST
from ft_data.text.fence import unfenced

_STARTS = 12  # braces that may begin a schema


def schema_of(prompt: str) -> str | None:
    """Return the one JSON Schema that a prompt holds; None where there is none, or several."""
    found = []
    at, decode = prompt.find("{"), json.JSONDecoder().raw_decode
    for _ in range(_STARTS):
        if at < 0:
            break
        try:
            value, end = decode(prompt, at)
        except (ValueError, RecursionError):
            at = prompt.find("{", at + 1)
            continue
        if is_schema(value):
            found.append(prompt[at:end])
        at = prompt.find("{", end)
    return found[0] if len(found) == 1 and len(found[0]) <= LARGEST else None


def is_schema(value: Any) -> bool:
    """Tell whether a value describes other values: an object with properties, or a list of items, by the keywords of JSON Schema."""
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    parts = value.get("properties") if kind == "object" else value.get("items") if kind == "array" else None
    return isinstance(parts, dict) and all(
        isinstance(one, (dict, bool)) for one in (parts.values() if kind == "object" else [parts])
    )


def json_of(answer: str) -> tuple[bool, Any]:
    """Return whether an answer is JSON, in a fence or bare, and its value."""
    text = unfenced(answer)
    if text[:1] not in ("{", "[") or len(text) > LARGEST:
        return False, None
    try:
        return True, orjson.loads(text)
    except orjson.JSONDecodeError:
        return False, None
