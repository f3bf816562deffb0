"""What an engine on other machines calls in a worker there, and what comes back: names and bytes, whichever engine it is.

A worker is one of as many as there are cores, so it starts no threads of its own. It refuses work that was planned with other
code or libraries. What a task raises comes back as a result: it would be raised again, and engines try again only what died.
"""

from __future__ import annotations

import functools
import importlib
import os
import pickle
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from ft_data.engine import exchange, fingerprint
from ft_data.engine.work import Task, perform
from ft_data.warehouse import cores
from ft_data.warehouse.parts import Receipt

TRIES = 5  # of a task whose worker dies, before the run does


@dataclass(frozen=True)
class Plan:
    """What every worker has to have: the module whose import loads what tasks need, and the planner's fingerprint."""

    server: str
    made_with: Mapping[str, str]

    @staticmethod
    def here(server: str) -> Plan:
        """Return the plan of this process."""
        return Plan(server, fingerprint.fingerprint())


def performed(plan: Plan, task: Task) -> bytes:
    """Perform a task; return the receipt, or what was raised, as bytes for `opened`."""

    def run() -> Receipt:
        _ready(plan)
        return perform(task)

    return _told(run)


def handed(plan: Plan, task: Task, partitions: int) -> dict[int, bytes] | bytes:
    """Run a map of an exchange; return the bytes for each partition, or what was raised as bytes for `opened`."""
    found: dict[int, bytes] = {}

    def run() -> None:
        _ready(plan)
        found.update(exchange.handed(task, partitions))

    said = _told(run)
    return found if pickle.loads(said)[0] else said


def reduced(plan: Plan, task: Task, pieces: Iterable[bytes]) -> bytes:
    """Reduce one partition, given what the maps handed to it in their order; return as `performed` does."""
    tables = [exchange.unpacked(piece) for piece in pieces]
    return performed(plan, exchange.over(task, tables))


def opened(said: bytes) -> Any:
    """Return what a worker made, or raise what was raised there."""
    made, found = pickle.loads(said)
    if not made:
        raise found
    return found


def _told(work: Callable[[], Any]) -> bytes:
    try:
        return pickle.dumps((True, work()))
    except Exception as error:
        error.add_note("in a worker:\n" + "".join(traceback.format_tb(error.__traceback__)))
        try:
            said = pickle.dumps((False, error))
            pickle.loads(said)
        except Exception:  # one that does not travel is told by its words
            said = pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
        return said


def _ready(plan: Plan) -> None:
    _settle(plan.server, tuple(sorted(plan.made_with.items())))


@functools.cache
def _settle(server: str, made_with: Sequence[tuple[str, str]]) -> None:
    """Make this process a worker, once: one thread, the planner's libraries, everything loaded."""
    fingerprint.require(dict(made_with))
    os.environ.setdefault(cores.VARIABLE, "1")
    pa.set_cpu_count(1)
    importlib.import_module(server)
