"""Mailboxes and single mails: a conversation (messages that answer each other) is a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from ft_data.sources.model import Item, ReadSettings, Refused
from ft_data.sources.readers.message import HEADER, message, threading
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content

_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass
class _Entry:
    number: int
    start: int
    end: int = 0
    headers: bytearray = field(default_factory=bytearray)
    ids: tuple[str, ...] = field(default=())
    subject: str = ""


def read(content: Content) -> Iterator[Item]:
    """Yield ``{thread_id, subject, messages: [{from, to, date, body, ...}]}``.

    Messages of a mailbox belong together when they refer to one another, or are replies to the same subject.
    Positions are the 1-based number of a conversation's first message.
    """
    settings = content.settings
    if content.chunk.format == "eml":
        yield 1, _thread([content.whole()], settings)
        return
    file = content.file()
    entries = []
    for entry in _index(file):
        head, entry.headers = bytes(entry.headers), bytearray()
        entry.ids, entry.subject = threading(head)
        entries.append(entry)
    for thread in _threads(entries):
        if len(thread) > settings.messages:
            yield thread[0].number, f"a conversation of more than {settings.messages} mails (messages)"
            continue
        total = sum(entry.end - entry.start for entry in thread)
        if total > settings.document_bytes:
            yield (
                thread[0].number,
                f"a conversation of more than {settings.document_bytes} bytes (document_bytes)",
            )
            continue
        try:
            yield thread[0].number, _thread((_bytes(file, entry) for entry in thread), settings)
        except Refused as problem:
            yield thread[0].number, str(problem)


def _thread(raw: Iterable[bytes], settings: ReadSettings) -> bytes | str:
    messages, size = [], 0
    for data in raw:
        messages.append(message(data))
        size += sum(len(value) for value in messages[-1].values() if isinstance(value, str))
        if size > settings.row_bytes:
            return f"a conversation of more than {settings.row_bytes} bytes (row_bytes)"
    messages.sort(key=lambda one: one.get("date") or "")
    record: dict[str, Any] = {"messages": messages}
    first = messages[0]
    if first.get("message_id"):
        record["thread_id"] = first["message_id"]
    if first.get("subject"):
        record["subject"] = first["subject"]
    if not any(one.get("from") or one["body"] for one in messages):
        return "not a mail: it has neither a sender nor a text"
    return row(record, settings)


def _bytes(file: BinaryIO, entry: _Entry) -> bytes:
    file.seek(entry.start)
    data = file.read(entry.end - entry.start)
    return _ESCAPED.sub(rb"\1", data[data.find(b"\n") + 1 :]) if data.startswith(b"From ") else data


def _index(file: BinaryIO) -> Iterator[_Entry]:
    """Find where messages start: at a `From ` line that begins the file or follows an empty line."""
    buffered = _Lines(file)
    position, number = 0, 0
    blank, in_headers = True, False
    entry: _Entry | None = None
    for line in buffered:
        if blank and line.startswith(b"From "):
            if entry:
                entry.end = position
                yield entry
            number += 1
            entry, in_headers = _Entry(number, position), True
        elif entry is None and line.strip():
            number += 1
            entry, in_headers = _Entry(number, position), True
        if entry is not None and in_headers:
            if not line.strip(b"\r\n"):
                in_headers = False
            elif len(entry.headers) < HEADER and not line.startswith(b"From "):
                entry.headers += line
        blank = not line.strip(b"\r\n")
        position += len(line)
    if entry:
        entry.end = position
        yield entry


class _Lines:
    """Lines of a binary file, long ones in pieces, from its start."""

    def __init__(self, file: BinaryIO):
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(0)
        carry = b""
        while block := self.file.read(1 << 20):
            lines = (carry + block).split(b"\n")
            carry = lines.pop()
            for line in lines:
                yield line + b"\n"
            if len(carry) > 1 << 20:
                yield carry
                carry = b""
        if carry:
            yield carry


def _threads(entries: list[_Entry]) -> list[list[_Entry]]:
    """Join messages that share a message id or reference; a reply without references joins by its subject."""
    parent = list(range(len(entries)))

    def find(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    seen: dict[str, int] = {}
    for at, entry in enumerate(entries):
        keys = (
            entry.ids if len(entry.ids) > 1 or not entry.subject else (*entry.ids, f"subject:{entry.subject}")
        )
        for key in keys:
            other = seen.setdefault(key, at)
            low, high = sorted((find(at), find(other)))
            parent[high] = low
        if entry.subject and len(entry.ids) > 1:
            seen.setdefault(f"subject:{entry.subject}", at)
    groups: dict[int, list[_Entry]] = {}
    for at, entry in enumerate(entries):
        groups.setdefault(find(at), []).append(entry)
    return list(groups.values())


READERS = {"mbox": Reader(read, "mbox mbx", slow=2.0), "eml": Reader(read, "eml", slow=2.0)}
