"""What an engine is: whoever performs tasks, here or on other machines. Stages plan them and know nothing of it.

Names travel, not rows: a task is the name of a function, a key, paths and parameters, so whoever sees the home's files can
perform it, and what it makes has the same name and bytes wherever it is made. Only an exchange sends rows between tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from ft_data.engine.work import Task
from ft_data.warehouse import parts
from ft_data.warehouse.parts import Receipt

Done = Callable[[Receipt, Task], None]
Hear = Callable[[int, Receipt], None]


def unheard(receipt: Receipt, task: Task) -> None:
    """Tell nobody that a task is finished."""


class Engine(Protocol):
    """Performs tasks. Finished work, by its receipt, is never done again; a task may be tried twice and run anywhere."""

    def run(self, tasks: Sequence[Task], done: Done = unheard) -> list[Receipt]:
        """Perform row work, in any order; return the receipts in the order of the tasks. ``done`` hears of each."""

    def one(self, task: Task) -> Receipt:
        """Perform a decision over all rows, on one worker."""

    def exchange(
        self, maps: Sequence[Task], reduce: Task, partitions: int, done: Done = unheard
    ) -> list[Receipt]:
        """Bring together what belongs together: each map hands out rows by partition, each partition is reduced once.

        The function of a map is ``(inputs, params) -> Mapping[int, pa.Table]``: tables by number of a partition, from 0, those
        without a row left out; ``params`` has ``partitions``, how many there are. It writes nothing. The function of ``reduce``
        is ``(inputs, params) -> Work`` as that of any task; ``inputs`` has ``tables``, what the maps handed to this partition in the
        order of the maps (none, where they handed it nothing), ``params`` has ``partition`` and ``partitions``. Returns a receipt
        for each partition, in order; where all are there, no map is run. The key of ``reduce`` has to name the maps
        (`Build.exchange` sees to it).
        """

    def close(self) -> None:
        """Let go of workers and connections."""


def through(
    tasks: Sequence[Task], done: Done, work: Callable[[Sequence[Task], Hear], Sequence[Receipt]]
) -> list[Receipt]:
    """Have those of some tasks done that are not finished; return the receipts of all, in order. ``done`` hears of each.

    ``work`` gets the tasks that wait, and whom to tell of the receipt of each, by its place among them.
    """
    finished = {task.key: found for task in tasks if (found := parts.finished(Path(task.folder), task.key))}
    for task in tasks:
        if task.key in finished:
            done(finished[task.key], task)
    waiting = [task for task in tasks if task.key not in finished]
    made = iter(work(waiting, lambda number, receipt: done(receipt, waiting[number])) if waiting else ())
    return [finished.get(task.key) or next(made) for task in tasks]
