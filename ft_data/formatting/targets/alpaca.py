"""``alpaca``: one question, one answer, in three plain columns (Axolotl, LLaMA-Factory, Unsloth)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from ft_data.formatting import conversation as c
from ft_data.formatting import plain
from ft_data.formatting.exporter import Exporter, block, registered
from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row, Uses

SCHEMA = pa.schema([("instruction", pa.string()), ("input", pa.string()), ("output", pa.string())])


def schema(uses: Uses) -> pa.Schema:
    """Three strings."""
    return SCHEMA


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write a single exchange; a system turn has no column and is refused rather than folded in."""
    found = c.conversation(example)
    c.refuse_mask_and_weight(example)
    if example.get("tools_json") or any(turn["role"] == "tool" or turn.get("tool_calls") for turn in found):
        raise Refusal("tools_not_carried", "alpaca has no tools; use messages")
    roles = [turn["role"] for turn in found]
    if roles[0] in ("system", "developer"):
        raise Refusal("system_not_carried", "alpaca has no system column; use messages")
    if roles != ["user", "assistant"]:
        raise Refusal("not_one_exchange", "alpaca holds one question and one answer; use messages")
    if not found[0]["content"].strip():
        raise Refusal("empty_prompt", "the question is empty")
    output = c.with_thought(found[1])
    return [{"instruction": found[0]["content"], "input": "", "output": output}]


def check(row: Mapping[str, Any], keeps_empty: bool = False) -> Prediction:
    """LLaMA-Factory takes any row; Axolotl drops one without output, since nothing of it is trained."""
    if not row["output"] and not keeps_empty:
        return Prediction("dropped", "empty_output")
    return ACCEPTED


EXPORTER = Exporter(
    export,
    check,
    schema=schema,
    loading=block(
        "Axolotl, `{name}`",
        "yaml",
        "datasets:\n  - path: {path}\n    name: alpaca\n    split: train\n    type: alpaca",
    )
    + "\n\n"
    + registered("alpaca_train"),
    cut=plain.alpaca,
    short=plain.one_exchange,
    llama_factory={"": {"columns": {"prompt": "instruction", "query": "input", "response": "output"}}},
)
