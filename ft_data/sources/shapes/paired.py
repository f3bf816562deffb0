"""Turns that hold a question and its answer in one object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ft_data.sources.shapes import names

_KEYS = tuple(
    (asks, answers)
    for asks, several in (
        ("input", ("output", "response")),
        ("human", ("assistant", "gpt", "bot", "ai")),
        ("user", ("assistant", "bot", "system", "ai", "model")),
        ("prompt", ("response", "completion", "answer", "output")),
        ("question", ("answer", "response")),
        ("query", ("response", "answer", "reply")),
        ("instruction", ("output", "response")),
        ("q", ("a",)),
        ("customer", ("agent",)),
        ("user_input", ("model_output", "output", "response", "bot_response")),
        ("user_message", ("assistant_message", "bot_message", "response")),
    )
    for answers in several
)


def pair_keys(first: Any) -> tuple[str, str] | None:
    """Return the fields of a question and its answer, or None if this is a turn of one speaker or no turn."""
    if not isinstance(first, dict) or {"role", "from", "speaker"} & first.keys():
        return None
    return next((pair for pair in _KEYS if pair[0] in first and pair[1] in first), None)


def spread(value: Sequence[Any]) -> list[Any]:
    """Return pairs as turns of two sides, with what the objects hold besides; other turns stay what they are."""
    made: list[Any] = []
    for one in value:
        keys = pair_keys(one)
        if keys is None:
            made.append(one)
            continue
        ask, answer = keys
        system = one.get("system")
        if isinstance(system, str) and system.strip() and ask != "system" and answer != "system":
            made.append({"role": "system", "content": system})
        rest = {
            key: item
            for key, item in one.items()
            if key not in (ask, answer, "system") and key not in names.TURN_TEXT
        }
        if one[ask] not in (None, ""):  # some sets begin with an answer, or let it go on
            made.append({"role": "user", "content": one[ask]})
        if one[answer] not in (None, ""):
            made.append({**rest, "role": "assistant", "content": one[answer]})
    return made
