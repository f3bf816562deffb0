"""Killing a publisher at any moment leaves the old state or the complete new one."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest

from ft_data.release import verify, versions
from ft_data_tests.realdata import ROOT

PUBLISHER = """
import sys, tempfile, time
import duckdb
from pathlib import Path
from ft_data.release import publish, versions
from ft_data_tests.formatting.examples import many
from ft_data_tests.release.building import World

base = Path(sys.argv[1])
con = duckdb.connect()

def one(base):
    rows = many(40 + len(versions.names(base)))
    assert publish.publish(base, con, World(rows=rows, targets=("messages",)).spec(con)).new

with tempfile.TemporaryDirectory() as scratch:
    one(Path(scratch))
    started = time.perf_counter()
    one(Path(scratch))
    print(time.perf_counter() - started, flush=True)
while True:
    one(base)
"""


@pytest.mark.parametrize("kills", [4, pytest.param(50, marks=pytest.mark.slow)])
def test_a_killed_publisher_leaves_whole_versions_only(tmp_path, kills):
    rng = random.Random(5)
    seen: set[str] = set()
    for _ in range(kills):
        child = subprocess.Popen(
            [sys.executable, "-c", PUBLISHER, str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        took = float(child.stdout.readline())
        time.sleep(rng.uniform(0, 3 * took))
        assert child.poll() is None, child.stderr.read().decode()[-2000:]
        child.kill()
        child.wait()
        child.stdout.close()
        child.stderr.close()
        names = set(versions.names(tmp_path))
        assert seen <= names
        for name in names - seen:
            assert verify.verify(tmp_path / name) == []
        current = versions.current(tmp_path)
        assert current is None or current.version == versions.names(tmp_path)[-1]
        seen = names
    assert seen
    # The next publisher clears what the killed ones left, and the lock is free.
    with versions.locked(tmp_path):
        assert len(list(tmp_path.glob(".building-*"))) <= 1
