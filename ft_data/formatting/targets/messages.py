"""``messages``: whole conversations, for TRL with ``assistant_only_loss=True`` and similar trainers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pyarrow as pa

from ft_data.formatting import conversation as c
from ft_data.formatting import features, plain
from ft_data.formatting.exporter import Exporter, trl
from ft_data.formatting.outcome import ACCEPTED, Prediction, Row, Uses


def schema(uses: Uses) -> pa.Schema:
    """One column of messages; ``tools`` beside it where tools are used."""
    return features.conversational(["messages"], uses)


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write the conversation as it is."""
    found, tools = c.conversation(example), c.tools(example)
    c.refuse_mask_and_weight(example)
    row: Row = {"messages": found}
    return [row | {"tools": orjson.dumps(tools).decode()}] if tools else [row]


def check(row: Mapping[str, Any]) -> Prediction:
    """TRL stops at a conversation without an assistant turn; any other it trains as written."""
    if not any(turn["role"] == "assistant" for turn in row["messages"]):
        return Prediction("raises", "no_answer")
    return ACCEPTED


EXPORTER = Exporter(
    export,
    check,
    schema=schema,
    loading=trl("SFTTrainer", "SFTConfig(assistant_only_loss=True)", "trains every answer and nothing else"),
    cut=plain.messages,
)
