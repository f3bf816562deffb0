"""Killing a publisher at any moment leaves the old state or the complete new one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from ft_data.release import verify, versions
from ft_data_tests.realdata import ROOT

# One process imports everything and forks a publisher whenever it is told to: a real process to kill, without the
# seconds that imports take. It runs nothing itself, so there are no threads for a fork to lose.
NURSERY = """
import os, sys, tempfile, time
import duckdb, pandas, pyarrow.compute, pyarrow.dataset, pyarrow.parquet, scipy.sparse, charset_normalizer
from pathlib import Path
from ft_data.release import versions
from ft_data_tests.formatting.examples import many
from ft_data_tests.release.building import World, publish

def one(base, con):
    rows = many(40 + len(versions.names(base)))
    assert publish(base, con, World(rows=rows, targets=("messages",)).spec(con)).new

def work(base):
    con = duckdb.connect()
    if base:
        while True:
            one(base, con)
    with tempfile.TemporaryDirectory() as scratch:
        one(Path(scratch), con)
        started = time.perf_counter()
        one(Path(scratch), con)
        print(time.perf_counter() - started, flush=True)

for line in sys.stdin:
    child = os.fork()
    if not child:
        try:
            work(Path(line.strip()) if line.strip() else None)
        finally:
            os._exit(1)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


class Nursery:
    """Starts publishers, each a process of its own."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def start(self, base="") -> int:
        self._process.stdin.write(f"{base}\n")
        self._process.stdin.flush()
        return int(self.line())

    def line(self) -> str:
        return self._process.stdout.readline().strip()

    def close(self):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@pytest.fixture(scope="module")
def nursery():
    made = Nursery()
    yield made
    made.close()


@pytest.mark.parametrize("kills", [4, pytest.param(50, marks=pytest.mark.slow)])
def test_a_killed_publisher_leaves_whole_versions_only(nursery, tmp_path, kills):
    rng = random.Random(5)
    seen: set[str] = set()
    nursery.start()
    took = float(nursery.line())
    assert nursery.line() == "gone"
    killed = 0
    while killed < kills or not seen:  # a busy machine lets a publisher do less before it is killed
        child, killed = nursery.start(tmp_path), killed + 1
        time.sleep(rng.uniform(0, 3 * took))
        took *= 1.1 if not seen else 1
        os.kill(child, signal.SIGKILL)
        assert nursery.line() == "gone"
        names = set(versions.names(tmp_path))
        assert seen <= names
        for name in names - seen:
            assert verify.verify(tmp_path / name) == []
        current = versions.current(tmp_path)
        assert current is None or current.version == versions.names(tmp_path)[-1]
        seen = names
    # The next publisher clears what the killed ones left, and the lock is free.
    with versions.locked(tmp_path):
        assert len(list(tmp_path.glob(".building-*"))) <= 1
