"""``vertex``: Gemini supervised tuning on Vertex AI, and its preference format, JSON lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.formatting import conversation as c
from ft_data.formatting.exporter import UPLOAD, Exporter
from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row
from ft_data.formatting.targets import bedrock

_ROLE = {"user": "user", "assistant": "model"}


def variant(row: Mapping[str, Any]) -> str:
    """Pairs go to a file of their own."""
    return "preference" if "completions" in row else ""


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write a conversation that alternates, or a pair."""
    if example.get("kind") == "preference":
        return _pair(example)
    found = bedrock.plain(example)
    system, spoken = found
    head = {} if system is None else {"systemInstruction": {"parts": [{"text": system}]}}
    return [{**head, "contents": [_content(turn) for turn in spoken]}]


def check(row: Mapping[str, Any]) -> Prediction:
    """The service takes turns that alternate from user to model; a pair's contents end on the user."""
    roles = [turn["role"] for turn in row["contents"]]
    wrong = any(role != ("user", "model")[i % 2] for i, role in enumerate(roles))
    if not roles or wrong or len(roles) % 2 != ("completions" in row):
        return Prediction("raises", "turns_do_not_alternate")
    return ACCEPTED


def _content(turn: c.Message) -> Row:
    return {"role": _ROLE[turn["role"]], "parts": [{"text": turn["content"]}]}


def _pair(example: Mapping[str, Any]) -> list[Row]:
    found = c.pair(example)
    c.refuse_mask_and_weight(example, pair=True)
    c.refuse_reasoning([turn for side in found for turn in side])
    prompt, chosen, rejected = found
    if len(chosen) != 1 or len(rejected) != 1:
        raise Refusal("long_answer", "each completion holds one turn in this format")
    if any(side[0].get("tool_calls") for side in (chosen, rejected)):
        raise Refusal("tools_not_carried", "tools are left out of this format")
    split = bedrock.ordered(example, prompt, last="user")
    system, spoken = split
    head = {} if system is None else {"system_instruction": {"parts": [{"text": system}]}}
    completions = [
        {"score": score, "completion": _content(side[0])} for side, score in ((chosen, 1), (rejected, 0))
    ]
    return [{**head, "contents": [_content(turn) for turn in spoken], "completions": completions}]


EXPORTER = Exporter(
    export,
    check,
    variant=variant,
    loading=UPLOAD,
)
