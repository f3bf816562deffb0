"""A real HTTP server on this machine that answers as an endpoint of language models: what, a subclass says."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

Answer = tuple[int, dict[str, str], bytes]  # status, headers, body


def completion(content: Any, finish: str | None = None, tokens: tuple[int, int] | None = None) -> Answer:
    """Answer with a text, as chat completions do."""
    choice: dict[str, Any] = {"message": {"role": "assistant", "content": content}}
    if finish:
        choice["finish_reason"] = finish
    body: dict[str, Any] = {"choices": [choice]}
    if tokens:
        body["usage"] = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
    return 200, {}, json.dumps(body).encode()


class Endpoint:
    """A server whose ``answered`` is asked for each request, in threads; ``lock`` guards what it counts."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.lock = threading.Lock()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, content = endpoint.answered(self.path, dict(self.headers), raw)
                try:
                    self.send_response(status)
                    for name, value in {"Content-Length": str(len(content)), **headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(content)
                except OSError:  # the client was killed or gave up
                    pass

            do_GET = do_POST

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"

    def answered(self, path: str, headers: Mapping[str, str], raw: bytes) -> Answer:
        """Note the request and return what is answered."""
        raise NotImplementedError


Served = TypeVar("Served", bound=Endpoint)


@contextmanager
def served(endpoint: Served) -> Iterator[Served]:
    """Serve for as long as the block runs."""
    thread = threading.Thread(
        target=endpoint.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    )
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.server.shutdown()
        endpoint.server.server_close()
