"""A real HTTP server on this machine that answers like a teacher, well or badly, and counts what it was paid for."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from bench.support import endpoint
from bench.support.endpoint import Answer, Endpoint, served

Behave = Callable[[dict[str, Any], int], Answer]  # the request, and how often it came before
TOKENS = (100, 40)


def completion(content: Any, finish: str = "stop", tokens: tuple[int, int] | None = TOKENS) -> Answer:
    """Answer with a text, finished and billed as it is by default."""
    return endpoint.completion(content, finish, tokens)


def passage_of(request: dict[str, Any]) -> str:
    """Return the passage that a request shows."""
    shown: str = json.loads(request["messages"][-1]["content"])["passage"]
    return shown


def good(request: dict[str, Any], before: int = 0) -> Answer:
    """Ask about one sentence of the passage, another for each seed, and answer with what it says."""
    sentences = [part.strip() for part in passage_of(request).split(". ") if len(part.split()) > 5]
    said = sentences[request.get("seed", 0) % len(sentences)].rstrip(".")
    words = said.split()
    row = {"question": f"What is known about {' '.join(words[:10])}?", "answer": f"It is known that {said}."}
    return completion(json.dumps(row))


def draw(request: dict[str, Any]) -> int:
    """Return a number that this request alone decides."""
    return int(hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()[:8], 16)


def troubled(hang: float) -> Behave:
    """Behave as endpoints do on a bad day: busy, broken, slow, malformed, cut off, too long; the rest is good."""

    def behave(request: dict[str, Any], before: int) -> Answer:
        kind = draw(request) % 20
        if kind == 0 and before == 0:
            return 429, {"Retry-After": "0"}, b"{}"
        if kind == 1 and before < 2:
            return 500, {}, b"oops"
        if kind == 2:
            time.sleep(hang)
        if kind == 3:
            return 200, {}, b"<html>not a completion</html>"
        if kind == 4:
            return completion('{"question": "What is cut', finish="length")
        if kind == 5:
            return 400, {}, json.dumps({"error": {"code": "context_length_exceeded"}}).encode()
        if kind == 6:
            return completion("Sure! Here is a nice question.")
        return good(request)

    return behave


class Teacher(Endpoint):
    """What was asked, and how often each request was answered with success: that is what is paid for."""

    def __init__(self, behave: Behave):
        super().__init__()
        self.behave = behave
        self.paid: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()

    def answered(self, path: str, headers: Mapping[str, str], raw: bytes) -> Answer:
        """Behave by the request and how often it came."""
        request, name = json.loads(raw), hashlib.sha256(raw).hexdigest()
        with self.lock:
            self.requests.append(request)
            before = self._seen[name]
            self._seen[name] += 1
        answer = self.behave(request, before)
        with self.lock:
            self.paid[name] += answer[0] == 200
        return answer


def serving(behave: Behave = good) -> AbstractContextManager[Teacher]:
    """Serve for as long as the block runs."""
    return served(Teacher(behave))
