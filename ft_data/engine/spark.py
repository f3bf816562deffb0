"""The engine on Spark, by its DataFrame API alone: so it is Spark itself, its Connect servers, and others that speak that.

A row is a task, or what a map hands to a partition: a few numbers and opaque bytes, so no row of data passes through the JVM
as such. Spark tries again what died, and its shuffle lies on disks.
"""

from __future__ import annotations

import logging
import os
import pickle
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from ft_data.engine import exchange, pool, remote, spark_daemon
from ft_data.engine.api import Done, Hear, through, unheard
from ft_data.engine.remote import Plan
from ft_data.engine.work import Task
from ft_data.warehouse import parts
from ft_data.warehouse.parts import Receipt

_TASK = pa.schema([("number", pa.int32()), ("bytes", pa.binary())])
_PIECE = pa.schema(
    [("partition", pa.int32()), ("map", pa.int32()), ("place", pa.int32()), ("bytes", pa.binary())]
)
_SEED, _RAISED = -1, -2  # in place of a place: an empty row for each partition, what a map raised
_LARGEST = 32 << 20  # bytes of a row: a batch of them has to fit beside others
_EVERY = 1.0  # seconds between two looks at which receipts are there
Batches = Iterable[pa.RecordBatch]


class Spark:
    """``address`` is that of a master, ``spark://HOST:PORT``, of a Connect server, ``sc://HOST:PORT``, or empty: then one is started here."""

    def __init__(self, address: str, server: str) -> None:
        self._session = _session(address, server)
        self._plan = Plan.here(server)
        self._by_number = self._takes_numbers()

    def run(self, tasks: Sequence[Task], done: Done = unheard) -> list[Receipt]:
        """Perform row work on all executors."""

        def perform_all(waiting: Sequence[Task], hear: Hear) -> list[Receipt]:
            asked = self._tasks(waiting).mapInArrow(partial(_perform, self._plan), _ddl(_TASK))
            return self._gathered(asked, waiting, hear)

        return through(tasks, done, perform_all)

    def one(self, task: Task) -> Receipt:
        """Perform a task on one executor."""
        (receipt,) = self.run([task])
        return receipt

    def exchange(
        self, maps: Sequence[Task], reduce: Task, partitions: int, done: Done = unheard
    ) -> list[Receipt]:
        """Shuffle what maps hand out by the number of its partition, which is ours and never Spark's hash of it."""

        def reduce_all(waiting: Sequence[Task], hear: Hear) -> list[Receipt]:
            wanted = {task.params[exchange.NUMBER]: (at, task) for at, task in enumerate(waiting)}
            mapped = self._tasks(maps).mapInArrow(
                partial(_hand, self._plan, partitions, frozenset(wanted)), _ddl(_PIECE)
            )
            placed = self._placed(mapped, partitions, "partition")
            asked = placed.mapInArrow(partial(_reduce, self._plan, wanted), _ddl(_TASK))
            return self._gathered(asked, waiting, hear)

        reduces = exchange.reduces(reduce, partitions)
        if not maps:
            return self.run([exchange.over(task, []) for task in reduces], done)
        return through(reduces, done, reduce_all)

    def close(self) -> None:
        """Leave Spark; one that was started here ends."""
        self._session.stop()

    def _tasks(self, tasks: Sequence[Task]) -> Any:
        """Return tasks as a table, each in a partition of its own, the largest first."""
        order = sorted(range(len(tasks)), key=lambda at: -tasks[at].rows)
        content = [pickle.dumps(tasks[at]) for at in order]
        table = pa.table([pa.array(order, pa.int32()), pa.array(content, pa.binary())], schema=_TASK)
        return self._placed(self._session.createDataFrame(table), max(1, len(tasks)), "number")

    def _placed(self, table: Any, count: int, column: str) -> Any:
        return table.repartitionById(count, column) if self._by_number else table.repartition(count, column)

    def _takes_numbers(self) -> bool:
        """Tell whether partitions may be named by their numbers; by hash several may fall together, which is slower alone."""
        log = logging.getLogger("pyspark.sql.connect.logging")
        level = log.level
        log.setLevel(logging.CRITICAL)  # a "no" is an answer
        try:
            self._session.range(1).selectExpr("int(id) AS id").repartitionById(1, "id").toArrow()
            return True
        except Exception:  # each server has errors of its own for what it does not know
            return False
        finally:
            log.setLevel(level)

    def _gathered(self, asked: Any, tasks: Sequence[Task], hear: Hear) -> list[Receipt]:
        """Run a query whose rows are what workers said; tell of receipts as they appear, since rows come at the end alone."""
        waiting = dict(enumerate(tasks))
        with ThreadPoolExecutor(1) as running:
            query = running.submit(asked.toArrow)
            while True:
                try:
                    rows = query.result(_EVERY)
                    break
                except NotYet:
                    for at, task in list(waiting.items()):
                        if found := parts.read_receipt(Path(task.folder), task.key):
                            hear(at, found)
                            del waiting[at]
                except Exception as error:
                    if type(error).__module__.partition(".")[0] in ("pyspark", "py4j", "grpc"):
                        raise pool.WorkerDied(f"{pool.DIED}: {type(error).__name__}") from error
                    raise
                except BaseException:  # whoever stops the run does not wait for the query
                    with suppress(Exception):
                        self._session.interruptAll()
                    raise
        said = dict(zip(rows["number"].to_pylist(), rows["bytes"].to_pylist(), strict=True))
        receipts: list[Receipt] = [remote.opened(said[at]) for at in range(len(tasks))]
        for at in waiting:
            hear(at, receipts[at])
        return receipts


def _perform(plan: Plan, batches: Batches) -> Iterator[pa.RecordBatch]:
    for number, content in _rows(batches):
        yield _row(_TASK, number, remote.performed(plan, pickle.loads(content)))


def _hand(plan: Plan, partitions: int, wanted: frozenset[int], batches: Batches) -> Iterator[pa.RecordBatch]:
    """Yield what each map hands to the partitions that are wanted; the first of them names each of these once, so all are reduced."""
    for number, content in _rows(batches):
        if number == 0:
            for partition in sorted(wanted):
                yield _row(_PIECE, partition, number, _SEED, b"")
        found = remote.handed(plan, pickle.loads(content), partitions)
        if isinstance(found, bytes):
            yield _row(_PIECE, min(wanted), number, _RAISED, found)
            continue
        for partition in sorted(wanted & found.keys()):
            for place, start in enumerate(range(0, len(found[partition]), _LARGEST)):
                piece = found[partition][start : start + _LARGEST]
                yield _row(_PIECE, partition, number, place, piece)


def _reduce(plan: Plan, wanted: Mapping[int, tuple[int, Task]], batches: Batches) -> Iterator[pa.RecordBatch]:
    """Reduce the partitions whose rows come here, each as a whole."""
    found: dict[int, dict[tuple[int, int], bytes]] = {}
    for partition, number, place, content in _rows(batches):
        found.setdefault(partition, {})[number, place] = content
    for partition in sorted(found):
        at, task = wanted[partition]
        pieces = found.pop(partition)
        raised = [content for (_, place), content in pieces.items() if place == _RAISED]
        said = raised[0] if raised else remote.reduced(plan, task, _joined(pieces))
        yield _row(_TASK, at, said)


def _joined(pieces: Mapping[tuple[int, int], bytes]) -> Iterator[bytes]:
    """Yield what each map handed out, in the order of the maps."""
    whole: dict[int, list[bytes]] = {}
    for (number, place), content in sorted(pieces.items()):
        if place != _SEED:
            whole.setdefault(number, []).append(content)
    return (b"".join(found) for found in whole.values())


def _rows(batches: Batches) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _row(schema: pa.Schema, *values: Any) -> pa.RecordBatch:
    arrays = [pa.array([value], field.type) for value, field in zip(values, schema, strict=True)]
    return pa.record_batch(arrays, schema=schema)


def _ddl(schema: pa.Schema) -> str:
    kinds = {pa.int32(): "int", pa.binary(): "binary"}
    return ", ".join(f"{field.name} {kinds[field.type]}" for field in schema)


def _session(address: str, server: str) -> Any:
    # PySpark says at every step that it does not know this version of pandas, which is not used here.
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    if not address:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    if address.startswith("sc://"):
        return builder.remote(address).getOrCreate()
    builder = builder.master(address or f"local[{pool.workers()},{remote.TRIES}]").appName("ft_data")
    for name, value in _settings(server, local=not address).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _settings(server: str, local: bool) -> dict[str, str]:
    """Return what a session of Spark itself needs beyond what its own files say (``SPARK_CONF_DIR``)."""
    found = {
        "spark.python.daemon.module": spark_daemon.__name__,
        f"spark.executorEnv.{spark_daemon.LOADS}": server,
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
    }
    if local:
        found |= {
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
    return found
