"""Messages as LangChain writes them into files: the class stands for the role, the text lies beside it or one object deeper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool", "function": "tool"}
_KEPT = ("content", "tool_calls", "tool_call_id", "name")


def plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record whose fields hold such messages, alone or in lists, as turns with role and content; others as they are."""
    return {name: _said(value) for name, value in record.items()}


def _said(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _turn(value) or value
    if isinstance(value, list) and value:
        if len(value) == 1 and isinstance(value[0], list):  # one batch of one talk
            inner = _said(value[0])
            return inner if inner is not value[0] else value
        turns = [_turn(one) if isinstance(one, Mapping) else None for one in value]
        return turns if all(turns) else value
    return value


def _turn(one: Mapping[str, Any]) -> dict[str, Any] | None:
    kind, inner = one.get("type"), one
    if kind == "constructor" and isinstance(one.get("kwargs"), Mapping) and isinstance(one.get("id"), list):
        inner = one["kwargs"]
        name = str(one["id"][-1]) if one["id"] else ""
        kind = name.removesuffix("Message").removesuffix("Chunk").removesuffix("Message").lower()
    elif isinstance(one.get("data"), Mapping):
        inner = one["data"]
    role = _ROLES.get(kind) if isinstance(kind, str) and "role" not in one else None
    if role is None or "content" not in inner:
        return None
    beside = inner.get("additional_kwargs")  # where older versions keep the calls as the service wrote them
    calls = beside.get("tool_calls") if isinstance(beside, Mapping) else None
    found = {name: inner[name] for name in _KEPT if inner.get(name) not in (None, [], {})}
    return {**({"tool_calls": calls} if calls else {}), "content": "", **found, "role": role}
