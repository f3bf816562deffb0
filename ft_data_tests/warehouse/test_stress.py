"""Four writers, two readers, random kills: nothing that was acknowledged is lost, nothing half-written is seen."""

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import pyarrow as pa
import pytest

from ft_data.warehouse import catalog, parts, snapshots
from ft_data.warehouse.home import Home

SCHEMA = pa.schema([("record_id", pa.string()), ("content_hash", pa.string())])
WRITERS, ENDS, READERS = 4, 40, 2


def write(root, writer, acknowledged):
    warehouse = Home(Path(root)).warehouse("demo")
    for number in range(ENDS):
        if f"{writer}:{number}" in set(acknowledged):
            continue
        name = f"w{writer}n{number}"
        table = pa.table({"record_id": [name], "content_hash": [name]}, schema=SCHEMA)
        receipt = parts.write_work(warehouse.parts / "raw.s", name, {"main": table}, {"main": SCHEMA})
        with catalog.lock(warehouse):
            before = snapshots.current(warehouse, "raw/s")
            merged = {file.file: file for file in (before.parts["main"] if before else ())}
            merged |= {file.file: file for file in receipt.tables["main"]}
            kept = tuple(merged[file] for file in sorted(merged))
            snapshots.commit(
                warehouse,
                "raw/s",
                {"main": kept},
                rows=len(kept),
                inputs={},
                code_version="1",
                settings={},
                stats={},
            )
            catalog.rebuild(warehouse)
        acknowledged.append(f"{writer}:{number}")


def read(root, stop, seen, errors):
    warehouse = Home(Path(root)).warehouse("demo")
    last = 0
    while not stop.is_set():
        try:
            if snapshots.current(warehouse, "raw/s"):
                count = catalog.query(warehouse, "SELECT count(*) FROM raw.s")[1][0][0]
                if count < last:
                    errors.append(f"went back from {last} to {count}")
                last = count
                seen.append(count)
            time.sleep(0.02)
        except Exception as error:
            errors.append(repr(error))


@pytest.mark.slow
def test_nothing_acknowledged_is_lost(tmp_path):
    context = multiprocessing.get_context("fork")
    manager = context.Manager()
    acknowledged, seen, errors, stop = manager.list(), manager.list(), manager.list(), manager.Event()
    start = lambda writer: context.Process(target=write, args=(str(tmp_path), writer, acknowledged))
    writers = {number: start(number) for number in range(WRITERS)}
    readers = [context.Process(target=read, args=(str(tmp_path), stop, seen, errors)) for _ in range(READERS)]
    for process in [*writers.values(), *readers]:
        process.start()
    chance = random.Random(7)
    kills = 0
    deadline = time.monotonic() + 240
    while any(process.is_alive() for process in writers.values()) and time.monotonic() < deadline:
        time.sleep(chance.uniform(0.02, 0.1))
        number = chance.randrange(WRITERS)
        if kills < 6 and writers[number].is_alive():
            os.kill(writers[number].pid, signal.SIGKILL)
            writers[number].join()
            kills += 1
            writers[number] = start(number)
            writers[number].start()
        for number, process in writers.items():
            if not process.is_alive() and process.exitcode != 0:
                writers[number] = start(number)
                writers[number].start()
    stop.set()
    for process in readers:
        process.join()
    warehouse = Home(tmp_path).warehouse("demo")
    stored = {row[0] for row in catalog.query(warehouse, "SELECT record_id FROM raw.s")[1]}
    expected = {f"w{writer}n{number}" for writer in range(WRITERS) for number in range(ENDS)}
    assert kills == 6
    assert stored == expected
    assert {f"w{i.replace(':', 'n')}" for i in acknowledged} <= stored
    assert list(errors) == []
    assert len(seen) > 0
