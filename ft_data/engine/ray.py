"""The engine on Ray: a task of ours is a task of Ray's, and what an exchange carries lies in its object store.

Ray tries again what died with its worker or its node, and moves objects that do not fit in memory to its disks.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from ft_data.engine import exchange, pool, remote
from ft_data.engine.api import Done, Hear, through, unheard
from ft_data.engine.remote import Plan
from ft_data.engine.work import Task
from ft_data.warehouse.parts import Receipt


class Ray:
    """``address`` is ``ray://HOST:PORT``, or empty: then one is started here, on as many cores as we may use."""

    def __init__(self, address: str, server: str) -> None:
        import ray

        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        # Said even where it is ours: without an address Ray joins whatever cluster it finds on the machine.
        settings: dict[str, Any] = {
            "address": address or "local",
            "logging_level": "ERROR",
            "log_to_driver": False,
        }
        if not address:
            settings |= {"num_cpus": pool.workers(), "include_dashboard": False}
        ray.init(**settings)
        self._ray = ray
        self._plan = ray.put(Plan.here(server))

    def run(self, tasks: Sequence[Task], done: Done = unheard) -> list[Receipt]:
        """Perform row work on all workers, the largest first."""
        performed = self._remote(remote.performed)

        def perform_all(waiting: Sequence[Task], hear: Hear) -> list[Receipt]:
            order = sorted(range(len(waiting)), key=lambda at: -waiting[at].rows)
            return self._gathered({performed.remote(self._plan, waiting[at]): at for at in order}, hear)

        return through(tasks, done, perform_all)

    def one(self, task: Task) -> Receipt:
        """Perform a task on one worker."""
        (receipt,) = self.run([task])
        return receipt

    def exchange(
        self, maps: Sequence[Task], reduce: Task, partitions: int, done: Done = unheard
    ) -> list[Receipt]:
        """Run maps whose results are an object for each partition; hand each partition's to the task that reduces it."""
        mapped, reduced = self._remote(_handed, num_returns=partitions), self._remote(_reduced)

        def reduce_all(waiting: Sequence[Task], hear: Hear) -> list[Receipt]:
            made = [mapped.remote(self._plan, task, partitions) for task in maps]
            made = made if partitions > 1 else [[only] for only in made]
            asked = {}
            for at, task in enumerate(waiting):
                own = [handed[task.params[exchange.NUMBER]] for handed in made]
                asked[reduced.remote(self._plan, task, *own)] = at
            del made  # what is reduced may be let go of
            return self._gathered(asked, hear)

        return through(exchange.reduces(reduce, partitions), done, reduce_all)

    def close(self) -> None:
        """Leave Ray; one that was started here ends."""
        self._ray.shutdown()

    def _remote(self, function: Any, **more: Any) -> Any:
        return self._ray.remote(max_retries=remote.TRIES, **more)(function)

    def _gathered(self, asked: dict[Any, int], hear: Hear) -> list[Receipt]:
        found: dict[int, Receipt] = {}
        left = list(asked)
        try:
            while left:
                ready, left = self._ray.wait(left)
                for one in ready:
                    found[asked[one]] = remote.opened(self._ray.get(one))
                    hear(asked[one], found[asked[one]])
        except self._ray.exceptions.RayError as error:
            raise pool.WorkerDied(f"{pool.DIED}: {type(error).__name__}") from error
        except BaseException:
            for one in left:
                self._ray.cancel(one, force=False)
            raise
        return [found[at] for at in range(len(found))]


def _handed(plan: Plan, task: Task, partitions: int) -> Any:
    """Return for each partition the bytes handed to it, None, or what was raised."""
    found = remote.handed(plan, task, partitions)
    pieces = (
        [_Raised(found)] * partitions
        if isinstance(found, bytes)
        else [found.get(number) for number in range(partitions)]
    )
    return pieces if partitions > 1 else pieces[0]


def _reduced(plan: Plan, task: Task, *pieces: Any) -> bytes:
    for piece in pieces:
        if isinstance(piece, _Raised):
            return piece.said
    return remote.reduced(plan, task, [piece for piece in pieces if piece is not None])


class _Raised:
    def __init__(self, said: bytes) -> None:
        self.said = said
