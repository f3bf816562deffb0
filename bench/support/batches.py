"""A real HTTP server on this machine that answers batches as OpenAI's does, and counts what it was paid for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qsl

from bench.support.endpoint import Answer, served
from bench.support.teacher import Behave, Teacher, good

Lines = list[dict[str, Any]]


class Batches(Teacher):
    """A batch is over once it was looked at ``looks`` times; ``left`` picks the requests of one that are never made."""

    def __init__(self, behave: Behave, looks: int, left: Callable[[int], bool]):
        super().__init__(behave)
        self.looks, self.left = looks, left
        self.files: dict[str, Lines] = {}
        self.batches: dict[str, dict[str, Any]] = {}

    def answered(self, path: str, headers: Mapping[str, str], raw: bytes) -> Answer:
        """Keep files, make batches, tell how they stand."""
        with self.lock:
            self.requests.append({"path": path})
            found = self._found(*path.removeprefix("/v1/").partition("?")[::2], raw)
        if found is None:
            return 404, {}, b"{}"
        return 200, {}, found if isinstance(found, bytes) else json.dumps(found).encode()

    def _found(self, name: str, query: str, raw: bytes) -> dict[str, Any] | bytes | None:
        path = name.split("/")
        if path == ["files"]:
            lines = [json.loads(line) for line in raw.splitlines() if line.startswith(b'{"custom_id"')]
            return {"id": self._keep(lines)}
        if path == ["batches"] and raw:
            asked = json.loads(raw)
            name = f"batch_{len(self.batches)}"
            self.batches[name] = {"id": name, "status": "validating", "looked": 0, **asked}
            return self.batches[name]
        if path == ["batches"]:
            return self._listed(dict(parse_qsl(query)))
        if path[0] == "batches":
            return self._looked(self.batches[path[1]])
        if path[0] == "files" and path[2:] == ["content"]:
            return b"\n".join(json.dumps(line).encode() for line in self.files[path[1]])
        return None

    def _listed(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """The newest come first."""
        names = [*self.batches][::-1]
        start = names.index(asked["after"]) + 1 if "after" in asked else 0
        end = start + int(asked["limit"])
        return {"data": [self.batches[one] for one in names[start:end]], "has_more": end < len(names)}

    def _looked(self, batch: dict[str, Any]) -> dict[str, Any]:
        batch["looked"] += 1
        if batch["looked"] >= self.looks and batch["status"] != "completed":
            made = []
            for number, line in enumerate(self.files[batch["input_file_id"]]):
                if self.left(number):
                    continue
                raw = json.dumps(line["body"]).encode()
                status, _, content = self.behave(line["body"], 0)
                self.paid[hashlib.sha256(raw).hexdigest()] += status == 200
                answer = {"status_code": status, "body": json.loads(content)}
                made.append({"custom_id": line["custom_id"], "response": answer, "error": None})
            batch |= {"status": "completed", "output_file_id": self._keep(made)}
        return batch

    def _keep(self, lines: Lines) -> str:
        name = f"file-{len(self.files)}"
        self.files[name] = lines
        return name


def serving_batches(
    behave: Behave = good, looks: int = 3, left: Callable[[int], bool] = lambda number: False
) -> AbstractContextManager[Batches]:
    """Serve for as long as the block runs."""
    return served(Batches(behave, looks, left))
