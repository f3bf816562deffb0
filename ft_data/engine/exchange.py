"""The two halves of an exchange, as any engine calls them: what a map hands out, and one partition that is reduced.

What travels between them is the number of a partition and the bytes of an Arrow stream, opaque to what carries them.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from ft_data.engine.work import Task, perform, planned, resolve
from ft_data.warehouse import files, hashing
from ft_data.warehouse.parts import Receipt

NUMBER = "partition"  # in the parameters of a reduce
COUNT = "partitions"  # in those of a map too
TABLES = "tables"  # among the inputs of a reduce


class Piece(NamedTuple):
    """Where in a file the rows are that a map handed to a partition."""

    path: str
    start: int
    size: int


def reduces(reduce: Task, partitions: int) -> list[Task]:
    """Return the task of each partition; how many there are is part of the name of each."""
    return [
        replace(
            reduce,
            key=hashing.digest(reduce.key, str(number), str(partitions)),
            params={**reduce.params, NUMBER: number, COUNT: partitions},
            rows=reduce.rows // partitions,
        )
        for number in range(partitions)
    ]


def handed(task: Task, partitions: int) -> Iterator[tuple[int, bytes]]:
    """Run a map: yield the number of a partition and its rows as bytes, in order. Raises Outdated as `perform` does."""
    with planned(task):
        found: Mapping[int, pa.Table] = resolve(task.function)(
            task.inputs, {**task.params, COUNT: partitions}
        )
        for number, table in sorted(found.items()):
            if not 0 <= number < partitions:
                raise ValueError(f"{task.function} handed rows to partition {number} of {partitions}")
            if table.num_rows:
                yield number, packed(table)


def over(task: Task, tables: Sequence[pa.Table]) -> Task:
    """Return the task of a partition with its rows among its inputs, ready to be performed."""
    return replace(task, inputs={**task.inputs, TABLES: tables})


def packed(table: pa.Table) -> bytes:
    """Return a table as the bytes of an Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def unpacked(content: bytes | pa.Buffer) -> pa.Table:
    """Return the table behind the bytes of an Arrow stream, which it keeps using."""
    return pa.ipc.open_stream(pa.py_buffer(content)).read_all()


def hand_out(task: Task, partitions: int, folder: str) -> dict[int, Piece]:
    """Run a map and write what it hands out to one temporary file; return where the rows of each partition are.

    The file is named like one that is being written: nothing reads it but who is told, and ``gc`` removes what a kill left.
    """
    path = Path(folder, f"{files.TEMPORARY}{os.getpid()}-{secrets.token_hex(4)}-{task.key}.arrows")
    path.parent.mkdir(parents=True, exist_ok=True)
    made: dict[int, Piece] = {}
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for number, content in handed(task, partitions):
                made[number] = Piece(str(path), file.tell(), file.write(content))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if not made:
        path.unlink()
    return made


def take_in(task: Task, pieces: Sequence[Piece]) -> Receipt:
    """Perform the task of a partition over rows in files, which are mapped into memory and not copied."""
    tables = []
    for piece in pieces:
        with pa.memory_map(piece.path) as mapped:
            mapped.seek(piece.start)
            tables.append(unpacked(mapped.read_buffer(piece.size)))
    return perform(over(task, tables))
