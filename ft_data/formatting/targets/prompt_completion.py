"""``prompt_completion``: one row per answer, everything before it as the prompt.

TRL trains on the completion alone by default, so this is the export that cannot be trained on the wrong
tokens. A conversation with three answers gives three rows; each answer is trained exactly once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pyarrow as pa

from ft_data.formatting import conversation as c
from ft_data.formatting import features, plain
from ft_data.formatting.exporter import Exporter, trl
from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row, Uses


def schema(uses: Uses) -> pa.Schema:
    """The prompt and the completion are both lists of messages."""
    return features.conversational(["prompt", "completion"], uses)


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write one row per run of trained assistant turns."""
    found, tools = c.conversation(example), c.tools(example)
    mask = c.train_mask(example, found)
    c.refuse_weight(example)
    rows: list[Row] = []
    at = 0
    while at < len(found):
        end = at + 1
        if mask[at]:
            while end < len(found) and mask[end]:
                end += 1
            if at == 0:
                raise Refusal(
                    "no_prompt", "the conversation starts with an answer: there is no prompt for it"
                )
            rows.append({"prompt": found[:at], "completion": found[at:end]})
        at = end
    extra = {"tools": orjson.dumps(tools).decode()} if tools else {}
    return [row | extra for row in rows]


def check(row: Mapping[str, Any]) -> Prediction:
    """TRL looks at the first message of each side and stops if there is none."""
    if not row["prompt"] or not row["completion"]:
        return Prediction("raises", "empty_side")
    if any(turn["role"] != "assistant" for turn in row["completion"]):
        return Prediction("altered", "trains_on_other_turns")
    return ACCEPTED


EXPORTER = Exporter(
    export,
    check,
    schema=schema,
    loading=trl("SFTTrainer", "SFTConfig()", "trains the completion by default"),
    cut=plain.prompt_completion,
)
