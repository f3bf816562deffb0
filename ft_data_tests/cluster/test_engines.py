"""The same on every engine: names and bytes of all that a run makes, also where a worker or the run itself is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.support import homes
from ft_data.engine.local import Local
from ft_data.stages.build import SERVER
from ft_data.warehouse import snapshots
from ft_data_tests.engine import counting
from ft_data_tests.pipeline import helpers

pytestmark = pytest.mark.slow


def same(one, other) -> int:
    """Assert that two homes hold the same versions: content hashes, names of parts and their bytes. Return how many parts."""
    ours, theirs = one.warehouse("demo"), other.warehouse("demo")
    assert snapshots.assets(ours) == snapshots.assets(theirs)
    seen = 0
    for asset in snapshots.assets(ours):
        made, again = snapshots.current(ours, asset), snapshots.current(theirs, asset)
        assert made.content_hash == again.content_hash, asset
        assert made.parts == again.parts, asset
        for part in (part for found in made.parts.values() for part in found):
            assert (ours.parts / part.file).read_bytes() == (theirs.parts / part.file).read_bytes(), part.file
            seen += 1
    return seen


def fresh(here, root: Path):
    return homes.copy(here, root, fresh=True)


def try_exchange(folder: Path, *more: str) -> None:
    command = [sys.executable, "-m", "ft_data_tests.cluster.trial", str(folder), *more]
    environment = {**os.environ, "PYTHONPATH": str(homes.ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]


def locally(folder: Path, partitions: int) -> dict[str, bytes]:
    maps, reduce = counting.tasks(folder)
    Local(SERVER).exchange(maps, reduce, partitions)
    return counting.bytes_of(folder)


@pytest.mark.parametrize("partitions", [1, 5])
def test_an_exchange_makes_the_bytes_of_one_process(engine, tmp_path, partitions):
    try_exchange(tmp_path / "there" / "counted", str(partitions))
    assert counting.bytes_of(tmp_path / "there" / "counted") == locally(
        tmp_path / "here" / "counted", partitions
    )


@pytest.mark.parametrize("half", ["map", "reduce"])
@pytest.mark.parametrize("engine", ["ray", "spark"], indirect=True)
def test_a_worker_killed_in_an_exchange_changes_nothing(engine, tmp_path, half):
    """Sail runs tasks in its own process: who kills one there kills the server."""
    folder = tmp_path / "there" / "counted"
    try_exchange(folder, "3", half)
    assert counting.bytes_of(folder) == locally(tmp_path / "here" / "counted", 3)


def test_a_run_makes_the_same_on_every_engine_and_nothing_the_second_time(engine, here, tmp_path):
    home = fresh(here, tmp_path / "there")
    done = helpers.command(home, "run", "demo", timeout=500)
    assert done.returncode == 0, done.stderr
    assert same(here, home) > 20
    known = helpers.parts(home)
    stamps = {path: (home.root / path).stat().st_mtime_ns for path in known}
    assert helpers.command(home, "run", "demo", timeout=500).returncode == 0
    assert {path: (home.root / path).stat().st_mtime_ns for path in helpers.parts(home)} == stamps


@pytest.mark.parametrize("engine", ["ray"], indirect=True)
def test_a_worker_killed_in_row_work_changes_nothing(engine, here, tmp_path):
    home = fresh(here, tmp_path / "there")
    running = homes.start(home, "run", "demo")
    killed = kill_worker(running, lambda: snapshots.current(home.warehouse("demo"), "raw/notes"))
    assert running.wait(500) == 0 and killed
    same(here, home)


@pytest.mark.parametrize("engine", ["ray", "sail"], indirect=True)
def test_a_run_that_is_killed_goes_on_where_it_was(engine, here, tmp_path):
    home = fresh(here, tmp_path / "there")
    running = homes.start(home, "run", "demo")
    wait_for(running, lambda: list((home.warehouse("demo").parts / "cleaned").glob("*.json")))
    assert running.poll() is None
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    receipts = {path for path in helpers.parts(home) if path.endswith(".json")}
    stamps = {path: (home.root / path).stat().st_mtime_ns for path in receipts}
    done = helpers.command(home, "run", "demo", timeout=500)
    assert done.returncode == 0, done.stderr
    assert receipts and {path: (home.root / path).stat().st_mtime_ns for path in receipts} == stamps
    same(here, home)


def wait_for(running: subprocess.Popen, seen) -> None:
    while running.poll() is None and not seen():
        time.sleep(0.01)


def kill_worker(running: subprocess.Popen, seen) -> int:
    """Kill one worker of Ray's that is at work, once something is seen; return its process."""
    wait_for(running, seen)
    while running.poll() is None:
        for process in below(running.pid):
            try:
                at_work = Path(f"/proc/{process}/cmdline").read_bytes().startswith(b"ray::performed")
            except OSError:
                continue
            if at_work:
                os.kill(process, signal.SIGKILL)
                return process
        time.sleep(0.002)
    return 0


def below(root: int) -> list[int]:
    """Return the processes that a process started, and those that they did."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, more = [], {root}
    while more := {process for process, parent in parents.items() if parent in more}:
        found += more
    return found
