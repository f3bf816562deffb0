"""Where a run's time goes: CPU, clock and memory of this process and all it started, step by step.

Looked up in `/proc`, so elsewhere than on Linux only this process and its finished children are seen, without memory.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

_PROC = Path("/proc")
_TICK = os.sysconf("SC_CLK_TCK")
_EVERY = 2.0  # seconds between two looks at memory: adding it up takes the kernel hundredths of one
BETWEEN = "between"
TOTAL = "total"


class Reading(NamedTuple):
    """Seconds so far: by the clock, of CPU in all processes, and of CPU in this one."""

    clock: float
    cpu: float
    main: float


@dataclass(frozen=True)
class Spent:
    """What a step took: seconds of CPU, of the clock, and of them those in which this process waited; peak memory in MB.

    Memory is what all processes hold at once, shared pages counted once, looked at every two seconds and where a step ends.
    """

    step: str
    cpu: float
    clock: float
    waiting: float
    memory: int


class Meter:
    """Measures steps that do not overlap; what lies between them is a step of its own."""

    def __init__(self) -> None:
        self._begin = reading()
        self._spent: dict[str, Reading] = {}
        self._peaks: dict[str, int] = {}
        self._step = BETWEEN
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Meter:
        self._token = _meter.set(self)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()
        _meter.reset(self._token)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Charge what is done inside the block to a step; several blocks of one name add up."""
        before, self._step = reading(), name
        try:
            yield
        finally:
            self._note_memory()  # a short step is seen at its end at least
            taken = map(float.__sub__, reading(), before)
            known = self._spent.get(name, Reading(0.0, 0.0, 0.0))
            self._spent[name] = Reading(*map(float.__add__, known, taken))
            self._step = BETWEEN

    def spent(self) -> list[Spent]:
        """Return what each step took, in order, then what lay between them, then all of it."""
        whole = Reading(*map(float.__sub__, reading(), self._begin))
        inside = (
            Reading(*(sum(column) for column in zip(*self._spent.values(), strict=True)))
            if self._spent
            else Reading(0.0, 0.0, 0.0)
        )
        rest = Reading(*map(float.__sub__, whole, inside))
        rows = [*self._spent.items(), (BETWEEN, rest), (TOTAL, whole)]
        self._peaks[TOTAL] = max(self._peaks.values(), default=0)
        return [self._row(name, taken) for name, taken in rows]

    def _row(self, name: str, taken: Reading) -> Spent:
        waiting = max(0.0, taken.clock - taken.main)
        numbers = (round(taken.cpu, 2), round(taken.clock, 2), round(waiting, 2))
        return Spent(name, *numbers, self._peaks.get(name, 0) >> 20)

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            self._note_memory()

    def _note_memory(self) -> None:
        self._peaks[self._step] = max(self._peaks.get(self._step, 0), memory())


_meter: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def measured(step: str) -> Iterator[None]:
    """Charge what is done inside the block to a step, if anybody measures."""
    meter = _meter.get()
    if meter is None:
        yield
        return
    with meter.step(step):
        yield


def reading() -> Reading:
    """Return the seconds so far."""
    own = os.times()
    cpu = own.user + own.system + own.children_user + own.children_system
    for pid in family()[1:]:
        fields = _stat(pid)
        cpu += sum(map(int, fields[11:15])) / _TICK if fields else 0.0
    return Reading(time.perf_counter(), cpu, own.user + own.system)


def memory() -> int:
    """Return the bytes that all processes hold at once; pages that several share are counted once."""
    total = 0
    for pid in family():
        try:
            listed = (_PROC / str(pid) / "smaps_rollup").read_text()
        except OSError:
            continue  # it has ended
        total += sum(int(line.split()[1]) << 10 for line in listed.split("\n") if line.startswith("Pss:"))
    return total


def family() -> list[int]:
    """Return the process ids of this process and of all that it started, and those did, while they run."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir() if _PROC.is_dir() else ():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [os.getpid()]
    for pid in found:
        found += children.get(pid, [])
    return found


def _stat(pid: int) -> list[str]:
    """Return the fields of a process behind its name; none where it has ended."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
