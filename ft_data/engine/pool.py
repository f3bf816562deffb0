"""Worker processes for row work.

Processes rather than threads: text repair and language models are Python that holds the GIL. They are forked
from a clean server that has the heavy modules loaded, so a worker starts in milliseconds and never inherits a
lock of the main process. A handful of small tasks run in the caller: no process is worth starting for them.
"""

from __future__ import annotations

import atexit
import multiprocessing
import multiprocessing.forkserver
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ft_data.engine.preload import AWAKE
from ft_data.errors import FtDataError

SMALL_ROWS = 4_000
_PATIENCE = 15.0  # seconds

DIED = "a worker process died; finished parts are kept: run again, with FT_DATA_WORKERS=1 if memory is short"
Result = TypeVar("Result")

_pool: ProcessPoolExecutor | None = None
_warm = False
_started = 0.0


class WorkerDied(FtDataError, RuntimeError):
    """A worker process was killed (out of memory is the usual cause); finished parts are kept, run again."""


def workers() -> int:
    """Return how many processes to use: $FT_DATA_WORKERS, else the cores this process may run on."""
    asked = os.environ.get("FT_DATA_WORKERS", "")
    return max(1, int(asked)) if asked.isdigit() else len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Call:
    """A function of a module and what to call it with; ``rows`` is how much work that is."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    rows: int = 0

    def here(self) -> Any:
        """Call it in this process."""
        return self.function(*self.arguments)


def each(
    calls: Sequence[Call], server: str, done: Callable[[int, Any], None] = lambda number, found: None
) -> list[Any]:
    """Make calls on all cores and return what they return, in their order; ``done`` hears of each as it finishes."""
    if workers() == 1 or len(calls) <= 1 or sum(call.rows for call in calls) <= SMALL_ROWS:
        results = []
        for number, call in enumerate(calls):
            results.append(call.here())
            done(number, results[-1])
        return results
    return _in_pool(calls, server, done)


def alone(work: Callable[..., Result], *arguments: Any) -> Result:
    """Call a function of a module in a worker, where compiled code is loaded; without workers, here."""
    if workers() == 1 or not (_pool or _warm):
        return work(*arguments)
    try:
        with _without_main():
            future = start().submit(work, *arguments)
        return future.result()
    except BrokenProcessPool:
        stop()
        raise WorkerDied(DIED) from None


def _in_pool(calls: Sequence[Call], server: str, done: Callable[[int, Any], None]) -> list[Any]:
    results: dict[int, Any] = {}
    # The largest first: what is done last decides how long cores stand idle at the end.
    queue = iter(sorted(enumerate(calls), key=lambda item: -item[1].rows))
    running: dict[Future[Any], int] = {}
    try:
        pool = start(server)
        # The server still loads what workers need: this core does not wait for it.
        while not _awake() and (following := next(queue, None)):
            index, call = following
            results[index] = call.here()
            done(index, results[index])
        while True:
            # Few in flight: a cancelled run stops soon, and big tasks at the end do not wait behind each other.
            while len(running) < 2 * workers() and (following := next(queue, None)):
                with _without_main():
                    running[pool.submit(following[1].function, *following[1].arguments)] = following[0]
            if not running:
                return [results[index] for index in range(len(calls))]
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                index = running.pop(future)
                results[index] = future.result()
                done(index, results[index])
    except BrokenProcessPool:
        stop()
        raise WorkerDied(DIED) from None
    except BaseException:
        for future in running:
            future.cancel()
        raise


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide ``__main__`` while a worker may start: it would import Dagster's command line into every worker."""
    main = sys.modules["__main__"]
    hidden: dict[str, object] = {
        name: main.__dict__.pop(name) for name in ("__file__", "__spec__") if name in main.__dict__
    }
    main.__spec__ = None
    try:
        yield
    finally:
        main.__dict__.update(hidden)


def warm_up(server: str) -> None:
    """Start the server that workers come from, which takes some seconds, and do not wait for it.

    ``server`` is the module whose import loads what workers need (see `ft_data.engine.preload`).
    """
    global _warm, _started
    if workers() > 1 and not _warm:
        said = Path(tempfile.gettempdir(), f"ft_data-{os.getpid()}-{secrets.token_hex(8)}")
        os.environ[AWAKE] = str(said)
        atexit.register(said.unlink, missing_ok=True)
        multiprocessing.set_forkserver_preload([server])
        multiprocessing.forkserver.ensure_running()
        _warm, _started = True, time.monotonic()


def _awake() -> bool:
    """Whether the server has loaded what workers need; it says so by a file. One that never does is not waited for."""
    said = Path(os.environ.get(AWAKE, os.curdir))
    if not said.exists() and time.monotonic() < _started + _PATIENCE:
        return False
    os.environ[AWAKE] = os.curdir
    return True


def start(server: str = "") -> ProcessPoolExecutor:
    """Start the workers (once per process); ``server`` where none may be awake yet."""
    global _pool
    if _pool is None:
        warm_up(server)
        _pool = ProcessPoolExecutor(workers(), mp_context=multiprocessing.get_context("forkserver"))
        atexit.register(stop)
    return _pool


def stop() -> None:
    """Stop the workers."""
    global _pool
    if _pool is not None:
        _pool.shutdown(wait=False, cancel_futures=True)
        _pool = None
