"""What a turn says about its own training: its weight in the loss, and what was thought before it was said."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ft_data.sources.shapes.draft import Core, Message, NoExample
from ft_data.sources.shapes.values import truth

# Numbers: OpenAI, Mistral, LLaMA-Factory. Truth values: Axolotl (`train`), ms-swift and XTuner (`loss`), slime.
_WEIGHTS = ("weight", "loss_weight", "loss_scale")
_MASKS = ("train", "trainable", "is_trainable", "training", "loss", "loss_mask", "step_loss_mask")
_MASKED = ("masked", "is_masked")  # torchtune: true is what `train: false` is
_LISTS = ("train_mask", "loss_mask", "loss_masks", "weights", "turn_weights", "train_on")
_DETAILS = ("train_detail", "training_detail", "reasoning_training_detail")
REASONING = (
    "reasoning_content", "reasoning", "thinking", "thinking_content", "thought", "thoughts", "think", "chain_of_thought",
    "cot", "complex_cot", "analysis",
)  # fmt: skip
ROW_WEIGHT = ("weight", "sample_weight", "example_weight", "loss_weight", "row_weight", "training_weight")


def weight_of(one: Mapping[str, Any], answers: bool) -> tuple[float | None, set[str]]:
    """Return the weight of a turn (None is 1) and the fields that say it.

    Only answers are trained: what another turn says is used if it says so too, else it is left where it is.

    :raises NoExample: for a weight that is none, and where only some of an answer's words are to be trained.
    """
    found: list[float] = []
    used: set[str] = set()
    for name in _WEIGHTS:
        if one.get(name) is not None:
            value = number(one[name])
            if value is None and name == "weight" and answers:
                raise NoExample("bad_weight", "the weight of a turn is not a number of at least 0")
            if value is not None:
                found.append(value)
                used.add(name)
    for name in _MASKS:
        wanted = truth(one[name]) if name in one else None
        if wanted is not None:
            found.append(float(wanted))
            used.add(name)
    for name in _MASKED:
        masked = truth(one[name]) if name in one else None
        if masked is not None:
            found.append(float(not masked))
            used.add(name)
    if not answers:
        return None, used if found and not any(found) else set()
    if any(one.get(name) for name in _DETAILS):
        raise NoExample(
            "partly_masked", "only some words of an answer are to be trained, which no format here can say"
        )
    weight = 0.0 if 0 in found else math.prod(found)
    return (None if weight == 1 else weight), used


def with_masks(turns: Sequence[Any], record: Mapping[str, Any]) -> Sequence[Any]:
    """Return turns with what a list beside them says of each: one weight or mask a turn."""
    for name in _LISTS:
        given = record.get(name)
        if isinstance(given, list) and len(given) == len(turns):
            read = [number(one) for one in given]
            if None not in read and all(isinstance(one, dict) for one in turns):
                return [{"weight": weight, **one} for one, weight in zip(turns, read, strict=True)]
    return turns


def number(value: Any) -> float | None:
    """Return a weight as a number of at least 0, else None; texts of numbers and truth values count."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            value = truth(value)
    if value is None or not isinstance(value, (bool, int, float)):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None


def reasoning_of(one: Mapping[str, Any]) -> tuple[str, set[str]]:
    """Return what a turn thinks before it speaks, and the fields that hold it; each thought once."""
    found: dict[str, None] = {}
    used = set()
    for name in REASONING:
        text = thought(one[name]) if name in one else ""
        if text.strip():
            found[text.strip()] = None
            used.add(name)
    return "\n\n".join(found), used


def thought(value: Any) -> str:
    """Return the text of a field of reasoning: a text, or texts and objects of texts in a list."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return next(
            (thought(value[name]) for name in ("text", "content", "thinking", "summary") if name in value), ""
        )
    if isinstance(value, list):
        return "\n\n".join(text for one in value if (text := thought(one)).strip())
    return ""


def with_reasoning(message: Message, reasoning: str) -> Message:
    """Return a message with its reasoning, unless the text says it already."""
    reasoning = reasoning.strip()
    if not reasoning or reasoning in message["content"]:
        return message
    before = message.get("reasoning")
    return {**message, "reasoning": f"{before}\n\n{reasoning}" if before else reasoning}


def weighed(core: Core, weight: float | None) -> Core:
    """Return an example whose answers weigh what its record says.

    :raises NoExample: where nothing of it is to be trained.
    """
    if weight == 0:
        raise NoExample("untrained", "the record has the weight 0")
    if weight in (None, 1):
        return core
    return core._replace(
        messages=core.messages if core.kind == "preference" else _times(core.messages, weight),
        chosen=_times(core.chosen, weight) if core.chosen else core.chosen,
        rejected=_times(core.rejected, weight) if core.rejected else core.rejected,
    )


def _times(messages: Sequence[Message], weight: Any) -> list[Message]:
    made = []
    for one in messages:
        if one["role"] == "assistant":
            product = weight * (1.0 if one.get("weight") is None else one["weight"])
            one = {
                **{k: v for k, v in one.items() if k != "weight"},
                **({} if product == 1 else {"weight": product}),
            }
        made.append(one)
    return made


def must_train(messages: Sequence[Message]) -> None:
    """Refuse a conversation whose every answer has the weight 0.

    :raises NoExample: if so.
    """
    weights = [one.get("weight") for one in messages if one["role"] == "assistant"]
    if weights and all(weight == 0 for weight in weights):
        raise NoExample("untrained", "every answer is marked as not to be trained")
