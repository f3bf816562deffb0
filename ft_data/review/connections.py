"""The server's side of a connection, which waits for no client for long.

uvicorn by itself waits without end for a first byte, for the rest of a request and for somebody to take an answer.
Here each of these has a deadline, connections and answers that nobody takes have a limit, and what goes first when
a limit is met is what has been waited for longest: a client that asks and reads is never that one.
"""

from __future__ import annotations

import asyncio
import math
import socket
import time
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


@dataclass(frozen=True)
class Limits:
    """What clients may cost, all together."""

    connections: int = 256
    request_seconds: float = 30.0  # from connecting, or from its first byte, until a request is here whole
    answer_seconds: float = 60.0  # until the next 48 KB of an answer are taken
    idle_seconds: int = 75  # between requests: a person reads for longer than the usual five seconds
    header_bytes: int = 16 * 2**10
    unread_bytes: int = 32 * 2**20  # of answers, beyond what the system holds for each connection:
    system_bytes: int = 64 * 2**10  # otherwise it would grow to megabytes


LIMITS = Limits()


def limited(limits: Limits) -> type[asyncio.Protocol]:
    """Make the protocol for uvicorn's ``http`` setting."""
    return type("LimitedProtocol", (_Limited,), {"limits": limits})


class _Limited(H11Protocol):
    limits: ClassVar[Limits]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        # When the client's turn began; infinite while the server is at work. Not by the loop's clock, which may stand still
        # for all that one turn of the loop brings: the newest of a crowd would be dropped as well as the longest waiting.
        self.waiting_since = math.inf
        self._request: asyncio.TimerHandle | None = None
        self._answer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        handle = transport.get_extra_info("socket")
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self.limits.system_bytes)
        self.waiting_since = time.monotonic()
        self._expect_rest()
        if len(self.connections) > self.limits.connections:
            self._drop(_longest_waiting(self._peers()))

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._request, self._answer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._expect_rest()
        else:
            self._have_all()
        if self.transport.is_closing():
            self._watch_answer()

    def on_response_complete(self) -> None:
        self.waiting_since = time.monotonic()
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY or self.conn.trailing_data[0]:
            self._expect_rest()  # of a body that the answer did not wait for, or of a request sent early
        self._watch_answer()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.waiting_since = min(self.waiting_since, time.monotonic())
        self._watch_answer()
        unread = [one for one in self._peers() if one.flow.write_paused]
        while len(unread) > 1 and sum(map(_unread, unread)) > self.limits.unread_bytes:
            worst = _longest_waiting(unread)
            unread.remove(worst)
            self._drop(worst)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.cycle is not None and not self.cycle.response_complete:
            self.waiting_since = math.inf
        self._watch_answer()

    def _expect_rest(self) -> None:
        if self._request is None:
            self._request = self.loop.call_later(self.limits.request_seconds, self._too_slow)

    def _have_all(self) -> None:
        if self._request is not None:
            self._request.cancel()
            self._request = None
        if self.cycle is not None and not self.cycle.response_complete:
            self.waiting_since = math.inf

    def _watch_answer(self) -> None:
        if self._answer is not None:
            self._answer.cancel()
        waits = _unread(self) > 0
        self._answer = self.loop.call_later(self.limits.answer_seconds, self._not_taken) if waits else None

    def _too_slow(self) -> None:
        answering = (
            self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        )
        if answering or _unread(self):
            self.transport.abort()
        else:
            self.transport.write(_TIMED_OUT)
            self.transport.close()

    def _not_taken(self) -> None:
        if _unread(self):
            self.transport.abort()

    def _drop(self, one: _Limited) -> None:
        self.connections.discard(one)  # now, not when the loop comes round: the next of a crowd counts again
        one.transport.abort()

    def _peers(self) -> list[_Limited]:
        return [cast(_Limited, one) for one in self.connections]


def _longest_waiting(some: list[_Limited]) -> _Limited:
    return min(some, key=lambda one: one.waiting_since)


def _unread(one: _Limited) -> int:
    """Bytes of answers that the client has not taken, beyond what the system holds for it."""
    return one.transport.get_write_buffer_size()
