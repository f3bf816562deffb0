"""``sharegpt``: ``conversations`` of ``from`` and ``value``, for tools that grew up with ShareGPT."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pyarrow as pa

from ft_data.formatting import conversation as c
from ft_data.formatting.exporter import Exporter
from ft_data.formatting.outcome import ACCEPTED, Prediction, Row, Uses
from ft_data.formatting.targets import _sharegpt

TURNS = pa.list_(pa.struct([("from", pa.string()), ("value", pa.string())]))


def schema(uses: Uses) -> pa.Schema:
    """One list of turns; ``tools`` as a JSON string where tools are used."""
    return pa.schema([("conversations", TURNS), *([("tools", pa.string())] if uses.tools else [])])


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write the conversation turn by turn."""
    found, tools = c.conversation(example), c.tools(example)
    c.refuse_mask_and_weight(example)
    said = _sharegpt.said(found)
    return [{"conversations": said, **({"tools": orjson.dumps(tools).decode()} if tools else {})}]


def check(row: Mapping[str, Any]) -> Prediction:
    """Readers skip conversations that do not alternate."""
    if reason := _sharegpt.unalternating(row["conversations"]):
        return Prediction("dropped", reason)
    return ACCEPTED


EXPORTER = Exporter(
    export,
    check,
    schema=schema,
    loading="**`{name}`** is ShareGPT's layout (LLaMA-Factory: `formatting: sharegpt`). Other readers may not train its `function_call` turns: "
    "give them calls in their own format.",
)
