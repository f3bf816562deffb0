"""Values as other programs write them: JSON in strings, typed attributes, messages in the words of several services."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from ft_data.text.moments import moment as moment

_DEPTH = 12
# Parts of a message that are no words of it: what a model thought, calls of tools and what they brought, files.
_UNSAID = frozenset(
    "reasoning thinking redacted_thinking tool_call tool_use tool_call_response tool_result tool_response function_call "
    "function_call_output server_tool_call server_tool_call_response blob uri file image image_url input_image input_file audio "
    "input_audio video document".split()
)
_TEXTS = (
    "parts", "content", "contents", "text", "message", "message_content", "message_content.text", "output_text", "value",
    "completion", "generations", "refusal",
)  # fmt: skip
_USER, _MODEL = ("user", "human", "customer"), ("assistant", "model", "ai", "bot", "gpt")


def loaded(value: Any) -> Any:
    """Return what a string of JSON holds (an object or a list), anything else as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


def attributes(value: Any) -> dict[str, Any]:
    """Return attributes by dotted name: typed pairs (OTLP), nested objects, or a flat object; JSON strings stay.

    Lists of messages in dotted parts (``llm.input_messages.0.message.role``) stay flat: `messages_below` reads them.
    """
    value = loaded(value)
    if isinstance(value, list):
        value = {
            one["key"]: typed(one.get("value")) for one in value if isinstance(one, Mapping) and "key" in one
        }
    return dict(_flat(value, "", 0)) if isinstance(value, Mapping) else {}


def typed(value: Any) -> Any:
    """Return the value of an attribute as OTLP JSON writes it, such as ``{"stringValue": "x"}``; kinds that are null are none."""
    if not isinstance(value, Mapping):
        return value
    kinds = [(name, one) for name, one in value.items() if one is not None]
    if len(kinds) != 1:
        return value
    ((kind, held),) = kinds
    kind = kind.replace("_value", "Value")
    if kind == "arrayValue":
        return [typed(one) for one in (held or {}).get("values", ())]
    if kind == "kvlistValue":
        return {one["key"]: typed(one.get("value")) for one in (held or {}).get("values", ())}
    if kind == "intValue":
        return int(held)
    return held if kind in ("stringValue", "boolValue", "doubleValue") else value


def _flat(value: Mapping[str, Any], under: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, one in value.items():
        name = f"{under}.{key}" if under else str(key)
        if isinstance(one, Mapping) and one and depth < _DEPTH:
            yield from _flat(one, name, depth + 1)
        elif (
            isinstance(one, list)
            and one
            and all(isinstance(part, Mapping) for part in one)
            and depth < _DEPTH
        ):
            yield name, one
            for number, part in enumerate(one):
                yield from _flat(part, f"{name}.{number}", depth + 1)
        else:
            yield name, one


def first(value: Mapping[str, Any], *names: str) -> Any:
    """Return the first of some fields that says anything."""
    return next((value[name] for name in names if value.get(name) not in (None, "", [], {})), None)


def text(value: Any) -> str:
    """Return what a value says: text, the text of its parts, a message's content, a choice's message; "" for nothing."""
    value = loaded(value)
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        if isinstance(value.get("choices"), list):
            return text(value["choices"][:1])
        if value.get("type") in _UNSAID or value.get("message_content.type") in _UNSAID:
            return ""
        return next((found for name in _TEXTS if (found := text(value.get(name)))), "")
    return "\n".join(found for one in value if (found := text(one))) if isinstance(value, Sequence) else ""


def conversation(value: Any) -> list[tuple[str, str]] | None:
    """Return roles and texts of a list of messages (or of what holds one), None where it is none."""
    value = loaded(value)
    if isinstance(value, Mapping):
        value = next(
            (value[name] for name in ("messages", "input", "turns") if isinstance(value.get(name), list)),
            None,
        )
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list):
        value = value[0]  # a batch of one conversation
    if not isinstance(value, list) or not value:
        return None
    turns = []
    for one in value:
        if isinstance(one, Mapping):
            one = next(
                (one[name] for name in ("message", "kwargs") if isinstance(one.get(name), Mapping)), one
            )
        if not isinstance(one, Mapping) or not isinstance(role := first(one, "role", "from", "type"), str):
            return None
        turns.append(
            (role.lower(), text(first(one, "parts", "content", "contents", "value", "text", "refusal")))
        )
    return turns


def asked(value: Any) -> str:
    """Return the question of an input: the last thing its user said, or all of it where it is no conversation."""
    turns = conversation(value)
    if turns is None:
        return (
            text(first(held, "question", "prompt", "input", "query"))
            if isinstance(held := loaded(value), Mapping)
            and first(held, "question", "prompt", "input", "query")
            else text(value)
        )
    return next((said for role, said in reversed(turns) if role in _USER and said), "")


def answered(value: Any) -> str:
    """Return the answer of an output: the last thing the model said, or all of it where it is no conversation."""
    turns = conversation(value)
    if turns is None:
        return (
            text(first(held, "answer", "output", "response"))
            if isinstance(held := loaded(value), Mapping) and first(held, "answer", "output", "response")
            else text(value)
        )
    return next((said for role, said in reversed(turns) if role in _MODEL and said), "")


def messages_below(found: Mapping[str, Any], prefix: str) -> list[dict[str, str]]:
    """Return the messages of flattened attributes such as ``<prefix>.0.message.content``, in order."""
    shape = re.compile(
        re.escape(prefix) + r"\.(\d+)\.(?:message\.)?(role|content|contents\.\d+\.message_content\.text)\Z"
    )
    turns: dict[int, dict[str, str]] = {}
    for name, value in found.items():
        if hit := shape.match(name):
            turn = turns.setdefault(int(hit[1]), {"role": "user", "content": ""})
            if hit[2] == "role":
                turn["role"] = str(value)
            else:
                turn["content"] = f"{turn['content']}\n{text(value)}".strip()
    return [turns[number] for number in sorted(turns)]


def number(value: Any) -> float | None:
    """Return a number or a truth value as a number, None where it is neither, or not finite."""
    try:
        found = float(value) if isinstance(value, bool | int | float | str) else math.nan
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def ids(*values: Any) -> tuple[str, ...]:
    """Return those values that name something, as text."""
    return tuple(
        str(one) for one in values if isinstance(one, str | int) and not isinstance(one, bool) and one != ""
    )
