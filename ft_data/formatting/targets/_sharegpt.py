"""Turns in ShareGPT's words, with the roles LLaMA-Factory gives to tools."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from ft_data.formatting import conversation as c
from ft_data.formatting.conversation import Message
from ft_data.formatting.outcome import Refusal, Row

FROM = {"system": "system", "user": "human", "assistant": "gpt", "tool": "observation"}


def said(found: Sequence[Message], thoughtful_calls: bool = False) -> list[Row]:
    """Return ``{"from", "value"}`` turns; calls become a ``function_call`` turn with JSON.

    Reasoning stands in ``<think>`` tags before an answer, and before calls if ``thoughtful_calls`` says that the
    reader takes them apart.
    """
    out: list[Row] = []
    for turn in found:
        if turn["role"] not in FROM:
            raise Refusal("developer_role", "there is no developer role in this format")
        text = c.with_thought(turn)
        if calls := turn.get("tool_calls"):
            if "reasoning_content" in turn and not thoughtful_calls:
                raise Refusal(
                    "reasoning_with_tool_calls", "a turn of calls is nothing but JSON in this format"
                )
            if turn["content"].strip():
                raise Refusal("content_with_tool_calls", "a turn is either text or calls in this format")
            made = []
            for call in calls:
                arguments = c.arguments(call)
                if not isinstance(arguments, dict):
                    raise Refusal("bad_arguments", "the arguments of a tool call are not a JSON object")
                made.append({"name": call["function"]["name"], "arguments": arguments})
            out.append({"from": "function_call", "value": text + orjson.dumps(made).decode()})
        else:
            out.append({"from": FROM[turn["role"]], "value": text})
    return out


def unalternating(turns: Sequence[Row]) -> str:
    """Return why LLaMA-Factory would skip these turns, an empty string if it takes them."""
    spoken = turns[1:] if turns and turns[0]["from"] == "system" else turns
    sides = (("human", "observation"), ("gpt", "function_call"))
    if any(turn["from"] not in sides[at % 2] for at, turn in enumerate(spoken)):
        return "turns_do_not_alternate"
    if len(spoken) % 2 or not spoken:
        return "ends_without_answer"
    return ""
