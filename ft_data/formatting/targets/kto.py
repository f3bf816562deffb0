"""``kto``: one answer and whether it is wanted, for TRL's KTO trainer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pyarrow as pa

from ft_data.formatting import conversation as c
from ft_data.formatting import features
from ft_data.formatting.exporter import Exporter, trl
from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row, Uses

WANTED = {"true": True, "false": False}


def schema(uses: Uses) -> pa.Schema:
    """Prompt and completion as messages, and a boolean label."""
    return features.conversational(["prompt", "completion"], uses, [("label", pa.bool_())])


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write a pair as two rows, or a conversation whose label ``label`` says ``true`` or ``false``."""
    tools = c.tools(example)
    c.refuse_mask_and_weight(example, pair=example.get("kind") == "preference")
    extra = {"tools": orjson.dumps(tools).decode()} if tools else {}
    if example.get("kind") == "preference":
        found = c.pair(example)
        prompt, chosen, rejected = found
        sides = ((chosen, True), (rejected, False))
        return [{"prompt": prompt, "completion": side, "label": label, **extra} for side, label in sides]
    label = WANTED.get(str((example.get("labels") or {}).get("label")).lower())
    if label is None:
        raise Refusal("no_label", "neither a preference nor a row whose label `label` is true or false")
    turns, prompt_only = c.conversation(example), c.asks(example)
    if not c.answers(turns[-1]):
        raise Refusal("ends_without_answer", "the conversation ends without the answer that is judged")
    return [{"prompt": prompt_only, "completion": turns[len(prompt_only) :], "label": label, **extra}]


def check(row: Mapping[str, Any]) -> Prediction:
    """TRL stops at an empty side."""
    if not row["prompt"] or not row["completion"]:
        return Prediction("raises", "empty_side")
    if any(turn["role"] != "assistant" for side in ("completion",) for turn in row[side]):
        return Prediction("altered", "trains_on_other_turns")
    return ACCEPTED


EXPORTER = Exporter(
    export,
    check,
    schema=schema,
    loading=trl("KTOTrainer", "KTOConfig()", "single answers with a label"),
)
