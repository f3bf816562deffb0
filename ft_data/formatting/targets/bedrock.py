"""``bedrock``: Amazon Nova's conversation schema (bedrock-conversation-2024), JSON lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.formatting import conversation as c
from ft_data.formatting.exporter import UPLOAD, Exporter
from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row

VERSION = "bedrock-conversation-2024"


def plain(example: Mapping[str, Any]) -> tuple[str | None, list[c.Message]]:
    """Return the system text and turns that alternate from user to assistant, as cloud formats want."""
    c.refuse_mask_and_weight(example)
    if example.get("kind") == "preference":
        raise Refusal("is_a_preference", "this format holds one answer")
    found = c.conversation(example)
    c.refuse_reasoning(found)
    return ordered(example, found)


def ordered(
    example: Mapping[str, Any], found: list[c.Message], last: str = "assistant"
) -> tuple[str | None, list[c.Message]]:
    """Split off the system turn and hold the rest to strict alternation ending on ``last``."""
    if example.get("tools_json") or any(t["role"] == "tool" or t.get("tool_calls") for t in found):
        raise Refusal("tools_not_carried", "tools are left out of this format")
    system = found[0]["content"] if found and found[0]["role"] == "system" else None
    spoken = found if system is None else found[1:]
    if any(turn["role"] not in ("user", "assistant") for turn in spoken):
        raise Refusal("system_not_first", "only one system turn, the first, has a place")
    if any(turn["role"] != ("user", "assistant")[at % 2] for at, turn in enumerate(spoken)):
        raise Refusal("turns_do_not_alternate", "user and assistant must alternate, the user first")
    if not spoken or spoken[-1]["role"] != last:
        raise Refusal("ends_without_answer" if last == "assistant" else "ends_without_question")
    if any(not turn["content"].strip() for turn in spoken) or (system is not None and not system.strip()):
        raise Refusal("blank_turn", "a turn is empty")
    return system, spoken


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write a conversation that alternates."""
    found = plain(example)
    system, spoken = found
    row: Row = {"schemaVersion": VERSION}
    if system is not None:
        row["system"] = [{"text": system}]
    row["messages"] = [{"role": t["role"], "content": [{"text": t["content"]}]} for t in spoken]
    return [row]


def check(row: Mapping[str, Any]) -> Prediction:
    """The service rejects files whose rows do not alternate from user to assistant."""
    roles = [turn["role"] for turn in row["messages"]]
    if (
        not roles
        or len(roles) % 2
        or any(role != ("user", "assistant")[i % 2] for i, role in enumerate(roles))
    ):
        return Prediction("raises", "turns_do_not_alternate")
    return ACCEPTED


EXPORTER = Exporter(
    export,
    check,
    loading=UPLOAD,
)
