"""The engine of one machine: worker processes on all its cores. What an exchange carries lies in temporary files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ft_data.engine import exchange, pool
from ft_data.engine.api import Done, Hear, through, unheard
from ft_data.engine.exchange import Piece
from ft_data.engine.pool import Call
from ft_data.engine.work import Task, perform
from ft_data.warehouse import parts
from ft_data.warehouse.parts import Receipt


@dataclass(frozen=True)
class Local:
    """``server`` is the module whose import loads what workers need (see `ft_data.engine.preload`)."""

    server: str

    def run(self, tasks: Sequence[Task], done: Done = unheard) -> list[Receipt]:
        """Perform row work on all cores; a handful of small tasks here."""

        def perform_all(waiting: Sequence[Task], hear: Hear) -> list[Receipt]:
            return pool.each([Call(perform, (task,), task.rows) for task in waiting], self.server, hear)

        return through(tasks, done, perform_all)

    def one(self, task: Task) -> Receipt:
        """Perform a task in a worker, where compiled code is loaded; without workers, here."""
        return parts.finished(Path(task.folder), task.key) or pool.alone(perform, task)

    def exchange(
        self, maps: Sequence[Task], reduce: Task, partitions: int, done: Done = unheard
    ) -> list[Receipt]:
        """Write what maps hand out to files beside the parts, reduce each partition from them, and remove them."""
        handed: dict[int, Mapping[int, Piece]] = {}  # by the number of the map

        def reduce_all(waiting: Sequence[Task], hear: Hear) -> list[Receipt]:
            mapping = [Call(exchange.hand_out, (task, partitions, reduce.folder), task.rows) for task in maps]
            pool.each(mapping, self.server, handed.__setitem__)
            calls = []
            for task in waiting:
                number = task.params[exchange.NUMBER]
                pieces = [handed[at][number] for at in sorted(handed) if number in handed[at]]
                calls.append(Call(exchange.take_in, (task, pieces), task.rows))
            return pool.each(calls, self.server, hear)

        try:
            return through(exchange.reduces(reduce, partitions), done, reduce_all)
        finally:
            for path in {piece.path for found in handed.values() for piece in found.values()}:
                Path(path).unlink(missing_ok=True)

    def close(self) -> None:
        """Stop the workers."""
        pool.stop()
