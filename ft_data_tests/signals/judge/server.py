"""A real HTTP server on this machine that speaks the chat-completions shape, and does what a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ft_data.recipe.fitted import Judge

Behave = Callable[[int, dict[str, Any]], tuple[int, dict[str, str], bytes]]


def completion(content: Any, tokens: tuple[int, int] | None = (100, 20)) -> tuple[int, dict[str, str], bytes]:
    body: dict[str, Any] = {"choices": [{"message": {"role": "assistant", "content": content}}]}
    if tokens:
        body["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
    return 200, {}, json.dumps(body).encode()


def good(number: int, request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Rate longer answers higher."""
    row = json.loads(request["messages"][-1]["content"])
    score = 1 + min(4, len(row["answer"]) // 10)
    return completion(json.dumps({"scores": {"useful": score}, "reason": "It is as long as it is."}))


class Endpoint:
    def __init__(self, behave: Behave, delay: float = 0.0):
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        lock = threading.Lock()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with lock:
                    number = len(endpoint.requests)
                    endpoint.requests.append({"path": self.path, **body})
                    endpoint.headers.append(dict(self.headers))
                time.sleep(delay)
                status, headers, content = behave(number, body)
                try:
                    self.send_response(status)
                    for name, value in {"Content-Length": str(len(content)), **headers}.items():
                        self.send_header(name, value)
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
def serving(behave: Behave = good, delay: float = 0.0) -> Iterator[Endpoint]:
    endpoint = Endpoint(behave, delay)
    thread = threading.Thread(
        target=endpoint.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.server.shutdown()
        endpoint.server.server_close()


def judge(endpoint: Endpoint, **more: Any) -> Judge:
    given = {
        "name": "helpful", "endpoint": endpoint.address, "model": "tiny", "rubric": {"useful": "5 solves the problem"},
        "timeout": 5, "parallel": 2,
    }  # fmt: skip
    return Judge.model_validate(given | more)
