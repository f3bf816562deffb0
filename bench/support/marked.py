"""Conversations whose answers carry marks, so that what a trainer learns can be told by looking for them."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Mapping
from typing import Any

from ft_data.example import message

MARK = re.compile(r"[at]\d+x\d+")  # a12x3: an answer; t12x3: what is thought before it
_ORDER = {"type": "object", "properties": {"mark": {"type": "string"}}, "required": ["mark"]}
_TOOLS = ({"name": "f", "description": "Find it.", "parameters": _ORDER}, {"name": "f", "parameters": _ORDER})
_AS_CHAT = ("messages", "prompt_completion", "alpaca", "sharegpt")  # of a pair they teach the chosen answer


def talk(rng: random.Random, number: int) -> dict[str, Any]:
    """Return a conversation of marked turns with weights, reasoning and calls, or a pair."""
    turns, at = [message("system", "Be kind.")] if rng.random() < 0.3 else [], 0
    tools = None

    def answer(**more: Any) -> dict[str, Any]:
        nonlocal at
        at += 1
        thought = f"t{number}x{at}" if rng.random() < 0.3 else None
        weight = rng.choice([None, None, 1.0, 0.0, 0.0, 0.5 if rng.random() < 0.1 else None])
        optional = {"reasoning": thought, "weight": weight}
        return message(
            "assistant", f"a{number}x{at}", **{k: v for k, v in optional.items() if v is not None}, **more
        )

    for _ in range(rng.randint(1, 3)):
        turns.append(message("user", "ask"))
        if rng.random() < 0.2:
            called = answer()
            call = [{"id": "c", "function": {"name": "f", "arguments": {"mark": called["content"]}}}]
            turns.append(called | {"content": "", "tool_calls_json": json.dumps(call)})
            turns.append(message("tool", "found", tool_call_id="c"))
            tools = tools or (json.dumps([rng.choice(_TOOLS)]) if rng.random() < 0.6 else None)
        turns.append(answer())
    made = {"record_id": f"{number:024x}", "chosen": [], "rejected": [], "tools_json": tools, "labels": {}}
    if rng.random() < 0.25:
        pair = {"chosen": [turns.pop()], "rejected": [answer()]}
        return {**made, "kind": "preference", "messages": turns, **pair}
    labels = {"label": rng.choice(["true", "false"])} if rng.random() < 0.3 else {}
    return {**made, "kind": "conversation", "messages": turns, "labels": labels}


def of(turn: Mapping[str, Any], *keys: str) -> list[str]:
    """Return the marks in some fields of a turn."""
    return MARK.findall(" ".join(str(turn.get(key) or "") for key in keys))


def answers(one: Mapping[str, Any], target: str) -> list[dict[str, Any]]:
    """Return the answers of an example that a format speaks of, whatever their weights."""
    if target == "prompt_only":
        return []
    if one["kind"] == "preference":
        turns = (
            [*one["messages"], *one["chosen"]] if target in _AS_CHAT else [*one["chosen"], *one["rejected"]]
        )
    else:
        turns = one["messages"][-1:] if target == "kto" else one["messages"]
    return [turn for turn in turns if turn["role"] == "assistant"]


def owed(one: Mapping[str, Any], target: str) -> list[str]:
    """Return the marks that a format which takes this example must teach, each as often as it is taught.

    Raises:
        AssertionError: an answer weighs neither one nor nothing, which no format can say.
    """
    said = answers(one, target)
    assert all(turn.get("weight") in (None, 0, 1) for turn in said)
    return [
        mark
        for turn in said
        if turn.get("weight") != 0
        for mark in of(turn, "reasoning", "content", "tool_calls_json")
    ]
