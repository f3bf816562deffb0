"""The JSON Schemas that requests carry, and whether an answer is as its request's says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ft_data.signals.correct.schema import faults

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


def usable(schema: Mapping[str, Any]) -> bool:
    """Tell whether answers can be held against a schema: it is one, of a size that is looked at, and refers to no other."""
    text = json.dumps(schema, sort_keys=True)
    return '"$ref"' not in text and faults(text, None) is not None


def wrong(value: Any, schema: Mapping[str, Any]) -> str:
    """Say which keyword of a schema a value breaks, and where, without quoting it; empty where it breaks none."""
    found = faults(json.dumps(schema, sort_keys=True), value)
    if found is None:
        return "more than is looked at"
    return "; ".join(f"`{keyword}` of {path or 'the object'}" for keyword, path in found[:1])
