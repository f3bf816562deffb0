"""The requests of a generator in their order, a function of its passages and settings alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ft_data.endpoint import client
from ft_data.recipe.endpoint import Endpoint
from ft_data.recipe.generate import Generate
from ft_data.synthesis.passages import Passage
from ft_data.synthesis.prompts import ANGLES, Prompt

_FORMAT = 1
SCHEMA = {
    "type": "object",
    "properties": {"question": {"type": "string"}, "answer": {"type": "string"}},
    "required": ["question", "answer"],
    "additionalProperties": False,
}


class Request(NamedTuple):
    """One request: its name, the bytes that are sent, and what it is about."""

    key: str
    body: bytes
    passage: Passage
    angle: int


def plan(
    generate: Generate, prompt: Prompt, passages: Iterable[Passage], language: str | None
) -> list[Request]:
    """Return the requests: every passage once before any is asked about again. Equal requests are one."""
    found: dict[str, Request] = {}
    listed: Sequence[Passage] = sorted(passages)
    for angle in range(generate.each):
        for passage in listed:
            if len(found) >= generate.most:
                return list(found.values())
            body = body_of(generate, prompt, passage, angle, language)
            key = key_of(generate.teacher, body)
            found.setdefault(key, Request(key, body, passage, angle))
    return list(found.values())


def body_of(generate: Generate, prompt: Prompt, passage: Passage, angle: int, language: str | None) -> bytes:
    """Return the bytes of one request."""
    teacher = generate.teacher
    messages = [
        {"role": "system", "content": prompt.render(ANGLES[angle], language)},
        {"role": "user", "content": json.dumps(passage.shown(), ensure_ascii=False)},
    ]
    wanted = {"type": "json_schema", "json_schema": {"name": "row", "strict": True, "schema": SCHEMA}}
    return client.body_of(
        teacher, messages, temperature=teacher.temperature, seed=teacher.seed + angle, response_format=wanted
    )


def key_of(to: Endpoint, body: bytes) -> str:
    """Name a request by where it goes and what it says; the key of the endpoint is no part of it."""
    return hashlib.sha256(json.dumps([_FORMAT, to.endpoint.rstrip("/")]).encode() + body).hexdigest()[:32]


def parameters(generate: Generate, angle: int) -> dict[str, Any]:
    """Return what was asked of the model beside the text."""
    teacher = generate.teacher
    return {
        "temperature": teacher.temperature,
        "seed": teacher.seed + angle,
        "max_tokens": teacher.max_tokens,
        "angle": angle,
    }
