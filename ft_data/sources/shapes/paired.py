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
        ("user_utterance", ("system_utterance", "agent_utterance", "bot_utterance")),
    )
    for answers in several
)


# Names that mean nothing else, so that a turn may lack the other of them.
_LEFT = frozenset({"user_utterance", "system_utterance", "agent_utterance", "bot_utterance"})


def pair_keys(first: Any) -> tuple[str, str] | None:
    """Return the fields of a question and its answer, or None if this is a turn of one speaker or no turn."""
    if not isinstance(first, dict) or {"role", "from", "speaker"} & first.keys():
        return None
    return next(
        (
            pair
            for pair in _KEYS
            if (pair[0] in first and pair[1] in first) or (_LEFT.issuperset(pair) and {*pair} & first.keys())
        ),
        None,
    )


def rows(value: Any) -> Any:
    """Return turns as objects that a table holds as an object of lists, a list a field; any other value as it is."""
    if not isinstance(value, dict):
        return value
    lists = {key: one for key, one in value.items() if isinstance(one, list)}
    told = any(name in lists for name in names.TURN_ROLE) and any(name in lists for name in names.TURN_TEXT)
    lengths = {len(one) for one in lists.values()}
    if not told or len(lengths) != 1:
        return value
    return [dict(zip(lists, one, strict=True)) for one in zip(*lists.values(), strict=True)]


def spread(value: Sequence[Any]) -> list[Any]:
    """Return pairs as turns of two sides, with what the objects hold besides; other turns stay what they are."""
    made: list[Any] = []
    replied = _replies_first(value)
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
        sides = [
            {"role": "user", "content": one.get(ask)},
            {**rest, "role": "assistant", "content": one.get(answer)},
        ]
        # Some sets begin with an answer, or let it go on.
        made += [
            side for side in (reversed(sides) if replied else sides) if side["content"] not in (None, "")
        ]
    return made


def _replies_first(value: Sequence[Any]) -> bool:
    """Tell whether a turn holds what the system says and what the user says to that: the first one has only what the user says."""
    keys = pair_keys(value[0]) if value else None
    if keys is None or not _LEFT.issuperset(keys):
        return False
    ask, answer = keys
    return (
        bool(value[0].get(ask))
        and not value[0].get(answer)
        and any(one.get(answer) for one in value if isinstance(one, dict))
    )
