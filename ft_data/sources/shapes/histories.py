"""What was said so far, and the answer to it: a list of texts or of turns that ends on who asks, with the answer in another field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.sources.shapes import names
from ft_data.sources.shapes.content import string_of
from ft_data.sources.shapes.draft import Core, Message, NoExample, kind_of, turn
from ft_data.sources.shapes.layout import Layout, Route, shared
from ft_data.sources.shapes.pairs import before
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.training import must_train
from ft_data.sources.shapes.turns import (
    are_turns,
    counted,
    greeted,
    keys_of,
    merged,
    read_turns,
    role_of,
    trimmed,
)
from ft_data.sources.shapes.values import first, unpacked

FAMILY = "histories"
_SAID = (
    "history", "dialogue_history", "dialog_history", "chat_history", "conversation_history", "dialogue_context", "dialog_context",
    "previous_turns", "past_turns", "prior_turns", "previous_utterances", "context",
)  # fmt: skip
_LEAST = 2  # texts that take turns without an answer beside them


def route(layout: Layout) -> Route | None:
    """Return the route of what was said so far: with its answer beside it, or all that there is."""
    if layout.find(names.PROMPT, str, list):
        return None
    said = layout.find((*_SAID, *names.TURNS), list)
    answer = layout.find((one for one in names.RESPONSE if layout.plain.get(one) != said), str, list, dict)
    if said is None or (answer is None and names.normal(said) in (*names.TURNS, "context")):
        return None
    texts = names.normal(said) in _SAID

    def check(record: Mapping[str, Any]) -> bool:
        value = record[said]
        if are_turns(value):
            keys = keys_of(value[-1])
            return answer is not None and keys is not None and role_of(value[-1].get(keys[0])) == "user"
        told = texts and bool(value) and all(isinstance(one, str) for one in value)
        return told and (answer is not None or len(value) >= _LEAST)

    return layout.route(FAMILY, {"said": said, "response": answer, **shared(layout)}, check=check)


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build a talk: what was said takes turns, the last of it asks where an answer stands beside it.

    :raises NoExample: when nobody asks or the answer is empty.
    """
    said = record[fields["said"]]
    system = string_of(record.get(fields["system"])) if "system" in fields else ""
    messages: list[Message] = [turn("system", system)] if system.strip() else []
    if "response" in fields:
        answer = first(unpacked(record[fields["response"]]))
        if not answer.strip():
            raise NoExample("empty_response", "the answer is empty")
        told = read_turns(said).messages if are_turns(said) else before([*said, answer])
        if are_turns(said):
            told = [*told, turn("assistant", answer)]
    else:
        told = before([*said, ""]) if len(said) % 2 else before(said)
    told, greeting = greeted(merged(told))
    told, trailing = trimmed(told)
    if not any(one["role"] == "user" for one in told):
        raise NoExample("no_response", "nobody asks, or nobody answers")
    messages += told
    must_train(messages)
    extra = counted(greeting=greeting, after_last_answer=trailing)
    return [Core(kind_of(messages), messages, extra=extra or None)]


SHAPES = (Shape(route, cores, FAMILY, ("messages",), 29),)
