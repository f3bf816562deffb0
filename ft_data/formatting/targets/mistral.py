"""``mistral``: JSON lines for Mistral's fine-tuning, by the rules of mistral-common's validator (V3).

Tool call ids become nine letters and digits, the same on both sides; ``weight: 0`` masks an answer. Where tools are
defined, mistral-finetune trains the last message alone, whatever the weights say: such a conversation becomes a row for
each of its answers, the earlier ones with weight 0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from ft_data.formatting import calls
from ft_data.formatting import conversation as c
from ft_data.formatting.exporter import UPLOAD, Exporter
from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row

_NEXT = {
    "system": ("user", "assistant", "system"),
    "user": ("assistant", "system", "user"),
    "assistant": ("assistant", "user", "tool"),
    "tool": ("assistant", "tool", "user"),
}
_ID = re.compile(r"[a-zA-Z0-9]{9}\Z")


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write a conversation that the validator accepts, else say its reason."""
    c.refuse_weight(example)
    if example.get("kind") == "preference":
        raise Refusal("is_a_preference", "Mistral's fine-tuning takes no pairs")
    found, tools = c.conversation(example), c.tools(example)
    c.refuse_reasoning(found)
    mask = c.train_mask(example, found)
    named = calls.named(found, calls.nine)
    if sum(turn["role"] == "system" for turn in named) > 1:
        raise Refusal("system_not_first", "only one system turn has a place")
    if not tools:
        masked = c.masked(example)
        return [_checked([_message(t, masked and not on) for t, on in zip(named, mask, strict=True)], {})]
    extra = {"tools": [_tool(tool) for tool in tools]}
    ends = [at for at, on in enumerate(mask) if on]
    _checked([_message(turn, False) for turn in named], extra)  # what the whole breaks, a part may hide
    return [
        _checked([_message(turn, at < end) for at, turn in enumerate(named[: end + 1])], extra)
        for end in ends
    ]


def _checked(messages: list[Row], extra: Row) -> Row:
    row: Row = {"messages": messages, **extra}
    predicted = check(row)
    if predicted.outcome != "accepted":
        raise Refusal(predicted.reason)
    return row


def check(row: Mapping[str, Any]) -> Prediction:
    """Say what ``MistralRequestValidatorV3(ValidationMode.finetuning)`` does with a row."""
    messages = row["messages"]
    for tool in row.get("tools") or ():
        function = tool.get("function") or {}
        if not calls.FUNCTION_NAME.match(function.get("name") or "") or not isinstance(
            function.get("parameters"), dict
        ):
            return Prediction("raises", "bad_tool")
    if any(turn["role"] not in _NEXT for turn in messages):
        return Prediction("raises", "unknown_role")
    if len(messages) < 2 or messages[-1]["role"] != "assistant":
        return Prediction("raises", "ends_without_answer")
    for before, after in pairwise(messages):
        if after["role"] not in _NEXT[before["role"]]:
            return Prediction("raises", f"{after['role']}_after_{before['role']}")
    if reason := _unbalanced(messages) or next(filter(None, map(_content, messages)), ""):
        return Prediction("raises", reason)
    return ACCEPTED


def _unbalanced(messages: list[Row]) -> str:
    expected = 0
    for turn in messages[1:]:  # the validator does not count the calls of the first message
        if turn["role"] == "tool":
            expected -= 1
        elif turn["role"] == "assistant":
            if expected:
                return "calls_and_results_differ"
            expected = len(turn.get("tool_calls") or ())
    return "calls_and_results_differ" if expected < 0 else ""


def _content(turn: Row) -> str:
    made = turn.get("tool_calls")
    if turn["role"] == "assistant" and bool(turn.get("content")) == bool(made):
        return "content_with_tool_calls" if made else "blank_answer"
    for call in made or ():
        if not _ID.match(call.get("id") or "") or not calls.FUNCTION_NAME.match(call["function"]["name"]):
            return "bad_tool_call"
    if turn["role"] == "tool":
        if not _ID.match(turn.get("tool_call_id") or ""):
            return "bad_tool_call"
        if turn.get("name") is not None and not calls.FUNCTION_NAME.match(turn["name"]):
            return "bad_function_name"
    return ""


def _message(turn: c.Message, off: bool) -> Row:
    keys = {
        "assistant": ("role", "content", "tool_calls"),
        "tool": ("role", "content", "tool_call_id", "name"),
    }.get(turn["role"], ("role", "content"))
    made = {key: turn[key] for key in keys if key in turn}
    if turn.get("tool_calls") and not turn["content"]:
        del made["content"]
    return made | ({"weight": 0} if off and turn["role"] == "assistant" else {})


def _tool(tool: Row) -> Row:
    function = {
        k: v for k, v in tool["function"].items() if k in ("name", "description", "parameters", "strict")
    }
    needed = {"description": "", "parameters": {"type": "object", "properties": {}}}
    return {"type": "function", "function": {**needed, **function}}


EXPORTER = Exporter(
    export,
    check,
    loading=UPLOAD,
)
