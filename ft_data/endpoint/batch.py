"""An endpoint's batch interface: a file of requests goes up, answers come down within a day, at a lower price.

`POST /files`, `POST /batches`, `GET /batches/ID`, `GET /files/ID/content`, as OpenAI has them. A batch carries a token of ours, so that
one whose creation was cut short is found again and never made twice.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ft_data.endpoint import client
from ft_data.endpoint.client import Busy, EndpointRefused, Line

TOKEN = "ft_data"  # among the metadata of a batch
_OVER = frozenset({"completed", "failed", "expired", "cancelled"})
_LISTED = 100  # at a time


class Batch(NamedTuple):
    """A batch as the endpoint tells it: its id, whether it is over, and the files that hold what came of it."""

    id: str
    over: bool
    files: tuple[str, ...]


def create(line: Line, requests: Mapping[str, bytes], token: str) -> Batch:
    """Send requests (bodies of chat completions, by name) as one batch. Raises EndpointRefused or Busy."""
    rows = [
        b'{"custom_id": %s, "method": "POST", "url": "/v1/chat/completions", "body": %s}'
        % (json.dumps(name).encode(), body)
        for name, body in requests.items()
    ]
    border = secrets.token_hex(16)
    fields = f'--{border}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--{border}\r\n'
    fields += 'Content-Disposition: form-data; name="file"; filename="requests.jsonl"\r\nContent-Type: application/jsonl\r\n\r\n'
    body = fields.encode() + b"\n".join(rows) + f"\r\n--{border}--\r\n".encode()
    file = _json(client.send(line, "files", body, f"multipart/form-data; boundary={border}"))
    asked = {"input_file_id": _text(file, "id"), "endpoint": "/v1/chat/completions", "completion_window": "24h"}  # fmt: skip
    made = json.dumps(asked | {"metadata": {TOKEN: token}}).encode()
    return _batch(_json(client.send(line, "batches", made)))


def look(line: Line, name: str) -> Batch:
    """Return how a batch stands. Raises EndpointRefused or Busy."""
    return _batch(_json(client.send(line, f"batches/{name}")))


def find(line: Line, token: str) -> Batch | None:
    """Return the batch that carries a token, None only where all were seen. Raises EndpointRefused or Busy."""
    after, seen = "", set[str]()
    while True:
        page = _json(client.send(line, f"batches?limit={_LISTED}{after}"))
        listed = page.get("data")
        found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        for one in found:
            if isinstance(said := one.get("metadata"), dict) and said.get(TOKEN) == token:
                return _batch(one)
        if not found or page.get("has_more") is not True:
            return None
        last = _text(found[-1], "id")
        if last in seen:
            raise Busy("a list of batches that comes to no end")
        seen.add(last)
        after = f"&after={last}"


def answers(line: Line, batch: Batch) -> Iterator[tuple[str, client.Reply | str]]:
    """Yield what came of the requests of a batch that is over: an answer, or why there is none.

    A request that the batch does not name was not made, and cost nothing. Raises EndpointRefused or Busy.
    """
    for file in batch.files:
        for row in client.send(line, f"files/{file}/content").splitlines():
            if row.strip():
                one = _json(row)
                response = one.get("response")
                if isinstance(response, dict) and isinstance(one.get("custom_id"), str):
                    yield one["custom_id"], _came(response)


def _came(response: Mapping[str, Any]) -> client.Reply | str:
    body = json.dumps(response.get("body")).encode()
    if response.get("status_code") != 200:
        return "context_exceeded" if client.too_long(body) else "no_completion"
    try:
        return client.reply(body)
    except Busy as busy:
        return busy.state


def _batch(value: Mapping[str, Any]) -> Batch:
    files = (value.get(key) for key in ("output_file_id", "error_file_id"))
    named = tuple(one for one in files if isinstance(one, str) and one)
    return Batch(_text(value, "id"), value.get("status") in _OVER, named)


def _json(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        raise Busy("an answer that is no JSON") from None
    if not isinstance(value, dict):
        raise Busy("an answer that is no object")
    return value


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    if not isinstance(found, str) or not found.replace("-", "").replace("_", "").isalnum():
        raise EndpointRefused(f"the endpoint's batch interface answers without `{key}`")
    return found
