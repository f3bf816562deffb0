"""Digests of files, and where to cut line formats so that appended lines leave the earlier cuts alone."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import xxhash

from ft_data.warehouse import files

_BLOCK = 1 << 20
_SETTLED_SECONDS = 2.0  # a younger file may change again within one tick of its clock


class Cut(NamedTuple):
    """Some whole lines of a file."""

    offset: int
    length: int
    first_row: int
    digest: str


def digest(*streams: BinaryIO) -> str:
    """Return xxh3_128 (32 hex digits) of the bytes of the streams, one after the other."""
    state = xxhash.xxh3_128()
    buffer = bytearray(_BLOCK)
    view = memoryview(buffer)
    for stream in streams:
        while count := stream.readinto(buffer):  # type: ignore[attr-defined]
            state.update(view[:count])
    return state.hexdigest()


def cuts(stream: BinaryIO, chunk_bytes: int) -> list[Cut]:
    """Cut a stream after the first line end at or past each multiple of ``chunk_bytes``.

    Where a cut falls depends only on the bytes before it, so appending never moves one.
    """
    found: list[Cut] = []
    state = xxhash.xxh3_128()
    buffer = bytearray(_BLOCK)
    view = memoryview(buffer)
    position, start, row, lines, goal = 0, 0, 1, 0, chunk_bytes
    while count := stream.readinto(buffer):  # type: ignore[attr-defined]
        done = 0
        while position + count > goal - 1:
            end = buffer.find(b"\n", max(done, goal - 1 - position), count) + 1
            if not end:
                break
            state.update(view[done:end])
            lines += buffer.count(b"\n", done, end)
            cut = position + end
            found.append(Cut(start, cut - start, row, state.hexdigest()))
            start, row, lines, done = cut, row + lines, 0, end
            goal = (cut // chunk_bytes + 1) * chunk_bytes
            state = xxhash.xxh3_128()
        state.update(view[done:count])
        lines += buffer.count(b"\n", done, count)
        position += count
    if position > start:
        found.append(Cut(start, position - start, row, state.hexdigest()))
    return found


class Cache:
    """Remembers what files of unchanged size and time were found to be: a speed-up, never a source of truth.

    One JSON file; losing it costs a rehash. Two processes that save at once keep one of the two, whole.
    """

    def __init__(self, path: Path):
        self.path = path
        self._entries: dict[str, Any] | None = None
        self._changed = False

    def get(self, key: str) -> Any:
        """Return what was put under the key, or None."""
        return self._load().get(key)

    def put(self, key: str, value: Any, mtime_ns: int = 0) -> None:
        """Remember a JSON-able value, unless the file is so young that it may change unnoticed."""
        if time.time() - mtime_ns / 1e9 > _SETTLED_SECONDS:
            self._load()[key] = value
            self._changed = True

    def save(self) -> None:
        """Write the entries beside their place and move them there."""
        if not self._changed:
            return
        files.write_bytes(self.path, json.dumps(self._load()).encode())
        self._changed = False

    def _load(self) -> dict[str, Any]:
        if self._entries is None:
            try:
                found = json.loads(self.path.read_text("utf-8"))
            except (OSError, ValueError):
                found = {}
            self._entries = found if isinstance(found, dict) else {}
        return self._entries
