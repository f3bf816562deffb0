"""``axolotl``: messages as JSON lines for ``type: chat_template``, pairs for its DPO.

Reasoning is ``reasoning_content``, which Axolotl hands to the template. Turns that must not be trained carry ``train: false``, which Axolotl reads with
``message_field_training: train``. Tool arguments stay JSON strings; Axolotl parses them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.formatting import conversation as c
from ft_data.formatting.exporter import Exporter, block
from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row

# Axolotl finds a turn by rendering it with these in its place; a turn that is one of them is not found, or not by
# every version.
_SENTINELS = ("[[dummy_message]]", "zzdummymessagezz")


def variant(row: Mapping[str, Any]) -> str:
    """Pairs go to a file of their own."""
    return "preference" if "chosen" in row else ""


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write a conversation with its mask, or a pair."""
    tools = c.tools(example)
    if example.get("kind") == "preference":
        return _pair(example, tools)
    c.refuse_weight(example)
    found = c.conversation(example)
    found = c.marked(example, found, "train", bool)
    row: Row = {"messages": found, **({"tools": tools} if tools else {})}
    predicted = check(row)
    if predicted.outcome != "accepted":
        raise Refusal(predicted.reason)
    return [row]


def check(row: Mapping[str, Any]) -> Prediction:
    """Say what the chat_template strategy does with a row."""
    if "chosen" in row:
        return ACCEPTED if row["messages"] else Prediction("raises", "empty_prompt")
    if not row["messages"]:
        return Prediction("raises", "no_turns")
    for turn in row["messages"]:
        for call in turn.get("tool_calls") or ():
            if isinstance(c.arguments(call), str):
                return Prediction("raises", "bad_arguments")
    trained = [turn for turn in row["messages"] if turn["role"] == "assistant" and turn.get("train", True)]
    blank = [
        not any(turn.get(key) for key in ("content", "tool_calls", "reasoning_content")) for turn in trained
    ]
    unfound = [turn["content"] in _SENTINELS and not turn.get("tool_calls") for turn in trained]
    if all(one or other for one, other in zip(blank, unfound, strict=True)):
        return Prediction("dropped", "no_trained_token")
    if any(blank):
        return Prediction("altered", "blank_answer")
    if any(unfound):
        return Prediction("altered", "reads_as_placeholder")
    return ACCEPTED


def _pair(example: Mapping[str, Any], tools: list[Any]) -> list[Row]:
    found = c.pair(example)
    c.refuse_mask_and_weight(example, pair=True)
    c.refuse_reasoning([turn for side in found for turn in side])
    prompt, chosen, rejected = found
    if tools or any(turn.get("tool_calls") or turn["role"] == "tool" for side in found for turn in side):
        raise Refusal("tools_not_carried", "Axolotl's preference format reads only role and content")
    if len(chosen) != 1 or len(rejected) != 1:
        raise Refusal("long_answer", "chosen and rejected hold one turn each in this format")
    if any(turn["role"] == "developer" for turn in prompt):
        raise Refusal("developer_role", "there is no developer role in this format")
    return [
        {
            "messages": [{"role": t["role"], "content": t["content"]} for t in prompt],
            "chosen": chosen[0],
            "rejected": rejected[0],
        }
    ]


EXPORTER = Exporter(
    export,
    check,
    variant=variant,
    loading=block(
        "Axolotl",
        "yaml",
        """
datasets:
  - path: {path}/exports/axolotl/train.jsonl
    ds_type: json
    type: chat_template
    field_messages: messages
    message_field_training: train
    roles_to_train: [assistant]
    train_on_eos: turn
""",
    ),
)
