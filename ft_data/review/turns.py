"""Who is served when: everybody in turn, so that one person's hundred requests do not keep another waiting.

Of one person (and of all who are not signed in) a few requests are worked on at once and the others wait in line,
which costs no thread. What searches the whole dataset has threads of its own: a decision never waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import ParamSpec, TypeVar

import anyio
from anyio import to_thread

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")

EACH = 2
QUICK_THREADS = 6
SLOW_THREADS = 3
LARGE_BODIES = 2  # read at the same time; small ones wait for nothing


class Turns:
    """The lines of one running station."""

    def __init__(self) -> None:
        self.large_body = asyncio.Semaphore(LARGE_BODIES)
        self._quick = anyio.CapacityLimiter(QUICK_THREADS)
        self._slow = anyio.CapacityLimiter(SLOW_THREADS)
        self._lines: dict[str, tuple[asyncio.Semaphore, list[None]]] = {}

    async def run(
        self, who: str, slow: bool, work: Callable[_Given, _Made], *given: _Given.args, **more: _Given.kwargs
    ) -> _Made:
        """Call ``work`` in a thread when it is the turn of ``who`` (a session, or empty)."""
        async with self._turn(who):
            limiter = self._slow if slow else self._quick
            return await to_thread.run_sync(partial(work, *given, **more), limiter=limiter)

    @contextlib.asynccontextmanager
    async def _turn(self, who: str) -> AsyncIterator[None]:
        line, waiting = self._lines.setdefault(who, (asyncio.Semaphore(EACH), []))
        waiting.append(None)
        try:
            async with line:
                yield
        finally:
            waiting.pop()
            if not waiting:
                del self._lines[who]
