"""A real HTTP server on this machine that speaks the chat-completions shape, and does what a test tells it to."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from bench.support import endpoint as support
from bench.support.endpoint import Answer, Endpoint, served
from ft_data.recipe.fitted import Judge

Behave = Callable[[int, dict[str, Any]], Answer]


def completion(content: Any, tokens: tuple[int, int] | None = (100, 20)) -> Answer:
    return support.completion(content, None, tokens)


def good(number: int, request: dict[str, Any]) -> Answer:
    """Rate longer answers higher."""
    row = json.loads(request["messages"][-1]["content"])
    score = 1 + min(4, len(row["answer"]) // 10)
    return completion(json.dumps({"scores": {"useful": score}, "reason": "It is as long as it is."}))


class Judged(Endpoint):
    def __init__(self, behave: Behave, delay: float = 0.0):
        super().__init__()
        self.behave, self.delay = behave, delay
        self.headers: list[dict[str, str]] = []

    def answered(self, path: str, headers: Mapping[str, str], raw: bytes) -> Answer:
        body = json.loads(raw)
        with self.lock:
            number = len(self.requests)
            self.requests.append({"path": path, **body})
            self.headers.append(dict(headers))
        time.sleep(self.delay)
        return self.behave(number, body)


def serving(behave: Behave = good, delay: float = 0.0) -> AbstractContextManager[Judged]:
    return served(Judged(behave, delay))


def judge(endpoint: Judged, **more: Any) -> Judge:
    given = {
        "name": "helpful", "endpoint": endpoint.address, "model": "tiny", "rubric": {"useful": "5 solves the problem"},
        "timeout": 5, "parallel": 2,
    }  # fmt: skip
    return Judge.model_validate(given | more)
