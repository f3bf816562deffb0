"""Whose turn it is: locks that order all that changes a dataset. The kernel frees them however a process dies.

``holding`` is the dataset as a whole: runs, `forget`, `gc`, `push`, `rollback` and `fit` follow each other. ``working`` is
held by each unit of work, since workers may outlive a run that was killed; ``quiet`` waits for the last of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ft_data.warehouse import files
from ft_data.warehouse.home import Warehouse

_DATASET, _WORK = ".run", ".work"
_threads: dict[Path, threading.RLock] = {}
_held: set[Path] = set()


@contextmanager
def holding(warehouse: Warehouse, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold a dataset; ``waiting`` is called if another process has it. Within one thread it may be held again."""
    path = warehouse.root / _DATASET
    with _threads.setdefault(path, threading.RLock()):
        if path in _held:  # by this thread, further up
            yield
            return
        with files.locked(path, waiting=waiting):
            _held.add(path)
            try:
                yield
            finally:
                _held.discard(path)


@contextmanager
def working(root: Path) -> Iterator[None]:
    """Do a unit of work below a warehouse's folder."""
    with files.locked(root / _WORK, shared=True):
        yield


@contextmanager
def quiet(warehouse: Warehouse) -> Iterator[None]:
    """Wait until no worker works, and let none begin."""
    with files.locked(warehouse.root / _WORK):
        yield
