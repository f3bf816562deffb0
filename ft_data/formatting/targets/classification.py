"""``classification``: a label that people gave becomes the answer (intent, sentiment, topic ...)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from ft_data.formatting import conversation as c
from ft_data.formatting import features
from ft_data.formatting.exporter import Exporter, trl
from ft_data.formatting.outcome import Prediction, Refusal, Row, Uses
from ft_data.formatting.targets import prompt_completion

LISTED = 100  # a longer list of values would fill the context


def schema(uses: Uses) -> pa.Schema:
    """Prompt and completion as messages, like ``prompt_completion``."""
    return features.conversational(["prompt", "completion"], Uses())


def export(example: Mapping[str, Any]) -> list[Row]:
    """Ask for the label ``example["label_name"]``; ``label_values`` are offered when given."""
    name = example.get("label_name")
    if not name:
        raise Refusal("no_label_chosen", "name the label in format.label")
    value = (example.get("labels") or {}).get(name)
    if value is None or not str(value).strip():
        raise Refusal("no_label", f"the example has no label {name}")
    c.refuse_mask_and_weight(example)
    if example.get("kind") == "preference":
        raise Refusal("is_a_preference", "a pair of answers has no single text to classify")
    found = c.turns(example.get("messages"))
    asked = [turn["content"] for turn in found if turn["role"] == "user"] or [
        turn["content"] for turn in found
    ]
    text = "\n\n".join(part for part in asked if part.strip())
    if not text:
        raise Refusal("no_text", "there is no text to classify")
    values = example.get("label_values") or ()
    offer = f" Answer with one of: {', '.join(values)}." if 0 < len(values) <= LISTED else ""
    system = {"role": "system", "content": f"Give the {name.replace('_', ' ')} of the text.{offer}"}
    answer = {"role": "assistant", "content": str(value)}
    return [{"prompt": [system, {"role": "user", "content": text}], "completion": [answer]}]


def check(row: Mapping[str, Any]) -> Prediction:
    """As ``prompt_completion``."""
    return prompt_completion.check(row)


EXPORTER = Exporter(
    export,
    check,
    schema=schema,
    needs_label=True,
    holds_texts=True,  # their label answers
    loading=trl("SFTTrainer", "SFTConfig()", "trains the label"),
)
