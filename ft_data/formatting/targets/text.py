"""``text``: plain text for continued pretraining. Never a rendered chat: that would double BOS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from ft_data.formatting import conversation as c
from ft_data.formatting.exporter import Exporter, trl
from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row, Uses

SCHEMA = pa.schema([("text", pa.string())])


def schema(uses: Uses) -> pa.Schema:
    """One string."""
    return SCHEMA


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write a plain text; conversations are refused, their template belongs to the trainer."""
    if example.get("kind") != "text":
        raise Refusal("not_plain_text", "a conversation needs a chat template; use messages")
    c.refuse_mask_and_weight(example)
    text = "\n\n".join(message.get("content") or "" for message in example.get("messages") or ())
    if not text.strip():
        raise Refusal("no_text", "the text is empty")
    return [{"text": text}]


def check(row: Mapping[str, Any]) -> Prediction:
    """TRL takes any text and adds the end token."""
    return ACCEPTED


EXPORTER = Exporter(
    export,
    check,
    schema=schema,
    holds_texts=True,
    loading=trl("SFTTrainer", "SFTConfig()", "plain text; the end token is added"),
)
