"""``prompt_only``: what is asked, for trainers that write the answers themselves (GRPO, RLOO)."""

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
    """One list of messages."""
    return features.conversational(["prompt"], uses)


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write the turns before the last answer."""
    found, tools = c.asks(example), c.tools(example)
    return [{"prompt": found, **({"tools": orjson.dumps(tools).decode()} if tools else {})}]


def check(row: Mapping[str, Any]) -> Prediction:
    """TRL stops at an empty prompt."""
    return ACCEPTED if row["prompt"] else Prediction("raises", "empty_prompt")


EXPORTER = Exporter(
    export,
    check,
    schema=schema,
    loading=trl("GRPOTrainer", "GRPOConfig()", "prompts; the trainer writes the answers"),
)
