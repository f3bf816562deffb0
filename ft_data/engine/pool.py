"""Worker processes for row work.

Processes rather than threads: text repair and language models are Python that holds the GIL. They are forked
from a clean server that has the heavy modules loaded, so a worker starts in milliseconds and never inherits a
lock of the main process. A handful of small tasks run in the caller: no process is worth starting for them.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

from ft_data.engine.work import Task, perform
from ft_data.warehouse.parts import Receipt

PRELOAD = ["ft_data.engine.server"]
SMALL_ROWS = 4_000

_pool: ProcessPoolExecutor | None = None


class WorkerDied(RuntimeError):
    """A worker process was killed (out of memory is the usual cause); finished parts are kept, run again."""


def workers() -> int:
    """Return how many processes to use: $FT_DATA_WORKERS, else the cores this process may run on."""
    asked = os.environ.get("FT_DATA_WORKERS", "")
    return max(1, int(asked)) if asked.isdigit() else len(os.sched_getaffinity(0))


def run(
    tasks: Sequence[Task], done: Callable[[Receipt, Task], None] = lambda receipt, task: None
) -> list[Receipt]:
    """Perform tasks and return their receipts in the order of the tasks; ``done`` hears of each as it finishes."""
    if workers() == 1 or len(tasks) == 1 or sum(task.rows for task in tasks) <= SMALL_ROWS:
        receipts = []
        for task in tasks:
            receipts.append(perform(task))
            done(receipts[-1], task)
        return receipts
    return _run_in_pool(tasks, done)


def _run_in_pool(tasks: Sequence[Task], done: Callable[[Receipt, Task], None]) -> list[Receipt]:
    results: dict[int, Receipt] = {}
    # The largest first: what is done last decides how long cores stand idle at the end.
    queue = iter(sorted(enumerate(tasks), key=lambda item: -item[1].rows))
    running: dict[Future[Receipt], int] = {}
    try:
        pool = start()
        while True:
            # Few in flight: a cancelled run stops soon, and big tasks at the end do not wait behind each other.
            while len(running) < 2 * workers() and (following := next(queue, None)):
                with _without_main():
                    running[pool.submit(perform, following[1])] = following[0]
            if not running:
                return [results[index] for index in range(len(tasks))]
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                index = running.pop(future)
                results[index] = future.result()
                done(results[index], tasks[index])
    except BrokenProcessPool:
        stop()
        raise WorkerDied(
            "a worker process died; finished parts are kept: run again, with FT_DATA_WORKERS=1 if memory is short"
        ) from None
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


def warm() -> None:
    """Start the server of the workers, and do not wait for it: it loads its modules while the caller goes on."""
    if workers() > 1:
        _context()
        forkserver.ensure_running()


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    return context


def start() -> ProcessPoolExecutor:
    """Start the workers (once per process)."""
    global _pool
    if _pool is None:
        context = _context()
        _pool = ProcessPoolExecutor(workers(), mp_context=context)
        atexit.register(stop)
    return _pool


def stop() -> None:
    """Stop the workers."""
    global _pool
    if _pool is not None:
        _pool.shutdown(wait=False, cancel_futures=True)
        _pool = None
