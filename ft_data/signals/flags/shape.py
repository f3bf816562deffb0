"""The shape of a conversation: who speaks when, and whether anything is said."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from ft_data.example import said
from ft_data.signals.flags.whole import says_nothing


def _says(message: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    return message["role"], said(message), message.get("tool_calls_json")


def conversation_faults(
    kind: str,
    messages: Sequence[Mapping[str, Any]],
    chosen: Sequence[Mapping[str, Any]] | None,
    rejected: Sequence[Mapping[str, Any]] | None,
) -> list[str]:
    """Name what is wrong with the turns of one example.

    `no_messages`, `no_user`, `no_assistant`, `same_role` (two turns of one speaker in a row), `late_system`,
    `empty_turn`, `starts_with_assistant`, `ends_without_answer`, `orphan_tool` (a result nobody called for),
    `equal_pair` (a preference whose two answers are the same), `unknown_role`. Source: oumi data quality
    checks,
    FastChat clean_sharegpt.
    """
    if kind == "text":
        return []
    if not messages and kind != "preference":
        return ["no_messages"]
    faults: set[str] = set()
    roles = [m["role"] for m in messages]
    spoken = [role for role in roles if role not in ("system", "developer")]
    if "user" not in roles:
        faults.add("no_user")
    if kind == "preference":
        if not chosen or not rejected:
            faults.add("no_assistant")
        elif [_says(m) for m in chosen] == [_says(m) for m in rejected]:
            faults.add("equal_pair")
    elif "assistant" not in roles:
        faults.add("no_assistant")
    elif spoken and spoken[-1] != "assistant":
        faults.add("ends_without_answer")
    if any(a == b and a in ("user", "assistant") for a, b in itertools.pairwise(spoken)):
        faults.add("same_role")
    if (
        any(role in ("system", "developer") for role in roles[1:]) and roles[0] not in ("system", "developer")
    ) or any(role in ("system", "developer") for role in roles[2:]):
        faults.add("late_system")
    if spoken and spoken[0] in ("assistant", "tool"):
        faults.add("starts_with_assistant")
    called = False
    for turn in messages:
        if turn["role"] == "tool" and not called:
            faults.add("orphan_tool")
        called = (
            called
            or bool(turn["tool_calls_json"])
            or "tool_call" in (turn["content"] or "")
            or "functioncall" in (turn["content"] or "")
        )
        if (
            says_nothing(turn["content"] or "")
            and not turn["tool_calls_json"]
            and turn["role"] in ("user", "assistant")
            and len(messages) > 2
        ):
            faults.add("empty_turn")
    return sorted(faults)
