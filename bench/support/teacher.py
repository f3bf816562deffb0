"""A real HTTP server on this machine that answers like a teacher, well or badly, and counts what it was paid for."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], bytes]
Behave = Callable[[dict[str, Any], int], Answer]  # the request, and how often it came before
TOKENS = (100, 40)


def completion(content: Any, finish: str = "stop", tokens: tuple[int, int] | None = TOKENS) -> Answer:
    """Answer with a text."""
    choice = {"message": {"role": "assistant", "content": content}, "finish_reason": finish}
    body: dict[str, Any] = {"choices": [choice]}
    if tokens:
        body["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
    return 200, {}, json.dumps(body).encode()


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


class Teacher:
    """What was asked, and how often each request was answered with success: that is what is paid for."""

    def __init__(self, behave: Behave):
        self.requests: list[dict[str, Any]] = []
        self.paid: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        lock = threading.Lock()
        teacher = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                request, name = json.loads(raw), hashlib.sha256(raw).hexdigest()
                with lock:
                    teacher.requests.append(request)
                    before = seen[name]
                    seen[name] += 1
                status, headers, content = behave(request, before)
                with lock:
                    teacher.paid[name] += status == 200
                try:
                    self.send_response(status)
                    for key, value in {"Content-Length": str(len(content)), **headers}.items():
                        self.send_header(key, value)
                    self.end_headers()
                    self.wfile.write(content)
                except OSError:  # the client was killed or gave up
                    pass

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"


@contextmanager
def serving(behave: Behave = good) -> Iterator[Teacher]:
    """Serve for as long as the block runs."""
    teacher = Teacher(behave)
    thread = threading.Thread(
        target=teacher.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    try:
        yield teacher
    finally:
        teacher.server.shutdown()
        teacher.server.server_close()
