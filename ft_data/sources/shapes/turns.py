"""A list of turns, in anybody's spelling, as messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from ft_data.sources.shapes import names
from ft_data.sources.shapes.draft import Message, NoExample, turn
from ft_data.sources.shapes.values import json_text, string, unpacked

_PLAIN = ({"role", "content"}, {"from", "value"})


class Turns(NamedTuple):
    """Messages, and what the turns held besides: fields without a place, one dict a turn."""

    messages: list[Message]
    rest: list[dict[str, Any]]


def keys_of(first: Any) -> tuple[str, str] | None:
    """Return the fields that hold who speaks and what is said, or None if this is no turn."""
    if not isinstance(first, dict):
        return None
    role = next((name for name in names.TURN_ROLE if name in first), None)
    text = next((name for name in names.TURN_TEXT if name in first and name != role), None)
    if role is None or (text is None and not {"tool_calls", "function_call", "api"} & first.keys()):
        return None
    return role, text or "content"


def role_of(value: Any) -> str | None:
    """Return the role that a speaker's name stands for: user, assistant, system, developer, tool or call."""
    return names.ROLES.get(value.strip().lower()) if isinstance(value, str) else None


def are_turns(value: Any) -> bool:
    """Tell whether a value is a list of turns."""
    return isinstance(value, list) and bool(value) and keys_of(value[0]) is not None


def has_roles(value: Sequence[Any]) -> bool:
    """Tell whether every turn says its role; in a chat export they say who spoke instead."""
    found = keys_of(value[0])
    return found is not None and all(
        isinstance(one, dict) and role_of(one.get(found[0], "")) is not None for one in value
    )


def read_turns(value: Sequence[Any]) -> Turns:
    """Turn a list whose entries name their roles into messages.

    :raises NoExample: for an unknown role, and for content that is not text.
    """
    messages: list[Message] = []
    rest: list[dict[str, Any]] = []
    left = False
    calls = 0
    for one in value:
        if type(one) is not dict:
            raise NoExample("unknown_shape", "a turn is not an object")
        if one.keys() in _PLAIN:
            said, text = (one["role"], one["content"]) if "role" in one else (one["from"], one["value"])
            role = role_of(said)
            if role not in (None, "call", "tool") and type(text) is str:
                messages.append(turn(role, text))
                rest.append({})
                continue
        message, others, calls = _turn(one, calls, messages)
        messages.append(message)
        rest.append(others)
        left = left or bool(others)
    return Turns(messages, rest if left else [])


def _turn(one: dict[str, Any], calls: int, before: list[Message]) -> tuple[Message, dict[str, Any], int]:
    found = keys_of(one)
    if found is None:
        raise NoExample("unknown_shape", "a turn has no role or no text")
    role_key, text_key = found
    role = role_of(one[role_key])
    if role is None:
        raise NoExample("unknown_role", "a turn's role is none of the known ones")
    used = {role_key, text_key, "tool_calls", "function_call", "tool_call_id"}
    content = _content(one.get(text_key))
    made = one.get("tool_calls") or one.get("function_call")
    if role == "call":
        made, content = unpacked(content), ""
    elif made is None and isinstance(one.get("api"), dict):
        made = [{"name": name, "arguments": arguments} for name, arguments in one["api"].items()]
        used.add("api")
    message = turn("assistant" if role == "call" else role, content)
    if made:
        packed, calls = _calls(made, calls)
        message["tool_calls_json"] = packed
    if role == "tool":
        given = one.get("tool_call_id")
        message["tool_call_id"] = str(given) if given is not None else _last_call(before)
        if not isinstance(one.get("name"), dict) and one.get("name") is not None and role_key != "name":
            message["name"] = str(one["name"])
            used.add("name")
    return (
        message,
        {key: item for key, item in one.items() if key not in used and item not in (None, [], {})},
        calls,
    )


def _content(value: Any) -> str:
    """Return the text of a message's content, which may be a list of parts.

    :raises NoExample: when a part is an image, a sound or a file.
    """
    if type(value) is str:
        return value
    if isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
        texts = []
        for part in value:
            if isinstance(part.get("text"), str):
                texts.append(part["text"])
            elif part.get("type", "text") != "text":
                raise NoExample("not_text", "a message holds something other than text")
        return "\n".join(texts)
    return string(value)


def _calls(made: Any, count: int) -> tuple[str, int]:
    """Return calls as the JSON of OpenAI's `tool_calls`: arguments are JSON text, every call has an id."""
    listed = made if isinstance(made, list) else [made]
    calls = []
    for one in listed:
        one = unpacked(one)
        count += 1
        if not isinstance(one, dict):
            calls.append(
                {
                    "id": f"call_{count}",
                    "type": "function",
                    "function": {"name": "", "arguments": string(one)},
                }
            )
            continue
        inner = one.get("function") if isinstance(one.get("function"), dict) else one
        arguments = inner.get("arguments", inner.get("parameters", inner.get("input", {})))  # type: ignore[union-attr]
        function = {"name": string(inner.get("name")), "arguments": json_text(arguments) or "{}"}  # type: ignore[union-attr]
        calls.append({"id": str(one.get("id") or f"call_{count}"), "type": "function", "function": function})
    return json_text(calls) or "[]", count


def _last_call(before: list[Message]) -> str | None:
    """Return the id of the call that a tool's answer without id belongs to: the oldest unanswered one."""
    answered = 0
    for message in reversed(before):
        if message["role"] == "tool":
            answered += 1
        elif message["tool_calls_json"]:
            calls = unpacked(message["tool_calls_json"])
            return str(calls[answered]["id"]) if answered < len(calls) else None
    return None


def strings(value: Any, all_asked: bool) -> list[Message]:
    """Return messages for a list of bare texts that take turns, the user first, or that all ask."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise NoExample("unknown_shape", "the turns are neither texts nor objects")
    return [turn("assistant" if at % 2 and not all_asked else "user", one) for at, one in enumerate(value)]


def merged(messages: Sequence[Message]) -> list[Message]:
    """Join neighbours of the same role, as people write in bursts; empty texts disappear."""
    joined: list[Message] = []
    for message in messages:
        if not message["content"].strip() and not message["tool_calls_json"]:
            continue
        if joined and joined[-1]["role"] == message["role"] in ("user", "assistant"):
            joined[-1] = {**joined[-1], "content": f"{joined[-1]['content']}\n{message['content']}"}
        else:
            joined.append(message)
    return joined


def by_speaker(speakers: Sequence[str], texts: Sequence[str]) -> list[Message]:
    """Give roles to people: who speaks first asks, everybody else answers, unless names say otherwise."""
    known = [role_of(who) for who in speakers]
    if all(role in ("user", "assistant", "system") for role in known):
        roles = [str(role) for role in known]
    else:
        asker = speakers[0] if speakers else ""
        roles = ["user" if who == asker else "assistant" for who in speakers]
    return merged([turn(role, text) for role, text in zip(roles, texts, strict=True)])


def trimmed(messages: list[Message]) -> tuple[list[Message], int]:
    """Drop what follows the last answer, such as thanks; return how many turns that was."""
    last = max((at for at, one in enumerate(messages) if one["role"] == "assistant"), default=-1)
    return messages[: last + 1], len(messages) - last - 1


def counted(**left_out: int) -> dict[str, Any]:
    """Return the `left_out` entry of extra: what was recognised and not used, and how often."""
    found = {name: count for name, count in Counter(left_out).items() if count}
    return {"left_out": found} if found else {}
