"""Clean conversations, made of clean pairs: what the conversation classes are planted into and told from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

from bench.defects.model import Row, Turn

SYSTEMS = (
    "You are a helpful assistant.", "You answer questions of users of our manuals. Be brief and exact.",
    "Answer in English. If you do not know, say so.", "You are a patient tutor.",
)  # fmt: skip
CLOSINGS = (
    ("Thanks!", "You're welcome!"), ("great, that helps", "Glad to hear it."), ("ok", "Anything else?"),
    ("Thank you, that is all for today.", "Have a nice day!"), ("👍", "🙂"),
)  # fmt: skip
CITIES = (
    "Leeds",
    "Porto",
    "Osaka",
    "Lagos",
    "Quito",
    "Turku",
    "Cardiff",
    "Hanoi",
    "Windhoek",
    "Tartu",
    "Cusco",
    "Bergen",
)


def conversation(pairs: Sequence[Row], rng: Random) -> Row:
    """Chain pairs into a session; some open with a system message, call a tool or close with thanks."""
    turns: list[Turn] = []
    if rng.random() < 0.3:
        turns.append(("system", rng.choice(SYSTEMS)))
    for row in pairs:
        turns += [("user", row.instruction), ("assistant", row.response)]
    if rng.random() < 0.2:
        turns += _tool_call(rng)
    if rng.random() < 0.35:
        ask, answer = rng.choice(CLOSINGS)
        turns += [("user", ask), ("assistant", answer)]
    return Row("", "", pairs[0].source, "conversation", tuple(turns))


def _tool_call(rng: Random) -> list[Turn]:
    """A call has no content of its own, which is right and must not be taken for an empty turn."""
    city, degrees = rng.choice(CITIES), rng.randint(-8, 35)
    return [
        ("user", f"By the way, how warm is it in {city} now?"),
        ("assistant", "", "weather", json.dumps({"city": city})),
        ("tool", json.dumps({"city": city, "celsius": degrees})),
        ("assistant", f"It is {degrees} degrees in {city}."),
    ]


def as_messages(turns: Sequence[Turn]) -> list[dict[str, object]]:
    """Write turns in the layout of chat APIs."""
    messages: list[dict[str, object]] = []
    call = 0
    for turn in turns:
        message: dict[str, object] = {"role": turn[0], "content": turn[1]}
        if len(turn) == 4:
            call += 1
            function = {"name": turn[2], "arguments": turn[3]}
            message["tool_calls"] = [{"id": f"call_{call}", "type": "function", "function": function}]
        if turn[0] == "tool":
            message["tool_call_id"] = f"call_{call}"
        messages.append(message)
    return messages
