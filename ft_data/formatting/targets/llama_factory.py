"""``llama_factory``: ShareGPT JSON lines as LLaMA-Factory reads them, pairs in its ranking form.

Its converter skips conversations that do not alternate, with a warning only, so they are refused here. With
``dataset_dir`` set to the release folder, ``dataset_info.json`` names every file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from ft_data.formatting import conversation as c
from ft_data.formatting.exporter import Exporter, registered
from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row
from ft_data.formatting.targets import _sharegpt


def variant(row: Mapping[str, Any]) -> str:
    """Pairs go to a file of their own."""
    return "preference" if "chosen" in row else ""


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write a conversation or a pair; whatever the converter would skip is refused by name."""
    c.refuse_mask_and_weight(example, pair=example.get("kind") == "preference")
    tools = c.tools(example)
    row = _pair(example) if example.get("kind") == "preference" else _conversation(example)
    # Always there: the registry names the column, and a file without it stops the loader.
    row["tools"] = orjson.dumps([tool.get("function", tool) for tool in tools]).decode() if tools else ""
    predicted = check(row)
    if predicted.outcome in ("dropped", "raises"):
        raise Refusal(predicted.reason)
    return [row]


def check(row: Mapping[str, Any]) -> Prediction:
    """Say what the sharegpt converter and the processors do with a row."""
    turns = row["conversations"]
    pair = "chosen" in row
    answer = [{"from": "gpt", "value": ""}] if pair else []
    if reason := _sharegpt.unalternating([*turns, *answer]):
        return Prediction("dropped", reason)
    return ACCEPTED


def _conversation(example: Mapping[str, Any]) -> Row:
    found = c.conversation(example)
    return {"conversations": _sharegpt.said(found, thoughtful_calls=True)}


def _pair(example: Mapping[str, Any]) -> Row:
    found = c.pair(example)
    prompt, chosen, rejected = (_sharegpt.said(side, thoughtful_calls=True) for side in found)
    if len(chosen) != 1 or len(rejected) != 1:
        raise Refusal("long_answer", "chosen and rejected hold one turn each in this format")
    return {"conversations": prompt, "chosen": chosen[0], "rejected": rejected[0]}


EXPORTER = Exporter(
    export,
    check,
    variant=variant,
    loading=registered("llama_factory_train"),
    llama_factory={
        "": {"formatting": "sharegpt", "columns": {"messages": "conversations", "tools": "tools"}},
        "preference": {
            "formatting": "sharegpt",
            "ranking": True,
            "columns": {
                "messages": "conversations",
                "chosen": "chosen",
                "rejected": "rejected",
                "tools": "tools",
            },
        },
    },
)
