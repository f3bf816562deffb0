"""``preference``: prompt, chosen and rejected turns, for TRL's DPO and reward trainers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pyarrow as pa

from ft_data.formatting import conversation as c
from ft_data.formatting import features
from ft_data.formatting.exporter import Exporter, trl
from ft_data.formatting.outcome import ACCEPTED, Prediction, Row, Uses


def schema(uses: Uses) -> pa.Schema:
    """Three lists of messages."""
    return features.conversational(["prompt", "chosen", "rejected"], uses)


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write a pair of answers to one prompt."""
    found, tools = c.pair(example), c.tools(example)
    c.refuse_mask_and_weight(example, pair=True)
    row = dict(zip(("prompt", "chosen", "rejected"), found, strict=True))
    return [row | ({"tools": orjson.dumps(tools).decode()} if tools else {})]


def check(row: Mapping[str, Any]) -> Prediction:
    """TRL stops at an empty side, since it looks at the first message of each."""
    if not all(row[name] for name in ("prompt", "chosen", "rejected")):
        return Prediction("raises", "empty_side")
    if any(turn["role"] != "assistant" for side in ("chosen", "rejected") for turn in row[side]):
        return Prediction("altered", "trains_on_other_turns")
    return ACCEPTED


EXPORTER = Exporter(
    export,
    check,
    schema=schema,
    loading=trl("DPOTrainer", "DPOConfig()", "answers in pairs"),
)
