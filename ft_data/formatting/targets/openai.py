"""``openai``: fine-tuning JSON lines of OpenAI and Azure, read by Together, Fireworks and many others.

Answers that must not be trained carry ``weight: 0``. Pairs are written as ``input``, ``preferred_output`` and
``non_preferred_output``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.formatting import calls
from ft_data.formatting import conversation as c
from ft_data.formatting.exporter import UPLOAD, Exporter
from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row


def variant(row: Mapping[str, Any]) -> str:
    """Pairs go to a file of their own."""
    return "preference" if "preferred_output" in row else ""


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write a conversation with its mask as message weights, or a pair."""
    tools = c.tools(example)
    extra: Row = {"tools": tools} if tools else {}
    if example.get("kind") == "preference":
        return _pair(example, extra)
    found = c.conversation(example)
    c.refuse_weight(example)
    c.refuse_reasoning(found)
    found = c.marked(example, found, "weight", int)
    return _checked(found, extra)


def _checked(found: list[c.Message], extra: Row) -> list[Row]:
    named = calls.named(found)
    row: Row = {"messages": named, **extra}
    predicted = check(row)
    if predicted.outcome != "accepted":
        raise Refusal(predicted.reason)
    return [row]


def check(row: Mapping[str, Any]) -> Prediction:
    """Say what the published rules of the format do with a row."""
    if "preferred_output" in row:
        return ACCEPTED
    if not row["messages"] or row["messages"][-1]["role"] != "assistant":
        return Prediction("raises", "ends_without_answer")
    trained = [t for t in row["messages"] if t["role"] == "assistant" and t.get("weight", 1)]
    return ACCEPTED if trained else Prediction("raises", "nothing_trained")


def _pair(example: Mapping[str, Any], extra: Row) -> list[Row]:
    found = c.pair(example)
    c.refuse_mask_and_weight(example, pair=True)
    c.refuse_reasoning([turn for side in found for turn in side])
    prompt, chosen, rejected = found
    if len(chosen) != 1 or len(rejected) != 1:
        raise Refusal("long_answer", "each output holds one message in this format")
    named = calls.named(prompt)
    return [
        {"input": {"messages": named, **extra}, "preferred_output": chosen, "non_preferred_output": rejected}
    ]


EXPORTER = Exporter(
    export,
    check,
    variant=variant,
    loading=UPLOAD,
)
