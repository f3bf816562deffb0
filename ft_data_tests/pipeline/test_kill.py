"""kill -9 in the middle of a run, then run again: it resumes and ends where an undisturbed run ends."""

import os
import random
import signal
import time

import pytest

from bench.support.homes import start
from ft_data_tests.pipeline import helpers
from ft_data_tests.pipeline.helpers import give_key, hashes, make, query


@pytest.mark.slow
def test_killed_runs_resume_to_the_same_hash(finished, tmp_path):
    whole, _ = finished
    home = make(tmp_path)
    give_key(whole, home.root)
    chance = random.Random(5)
    killed = 0
    for number in range(3):
        process = start(home, "run", "demo")
        deadline = time.monotonic() + 120
        wanted = ("cleaned", "deduped", "formatted")[number]
        while process.poll() is None and time.monotonic() < deadline:
            if (home.warehouse("demo").parts / wanted).exists():
                time.sleep(chance.uniform(0, 0.2))
                break
            time.sleep(0.01)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
        if home.warehouse("demo").catalog.exists():  # what is visible is whole
            assert query(home, "SELECT count(*) FROM raw_rejects") == [(0,)]
    assert killed >= 2
    done = helpers.command(home, "run", "demo", timeout=280)
    assert done.returncode == 0, done.stderr
    assert hashes(home) == hashes(whole)
    assert helpers.released(home) == helpers.released(whole)
    from ft_data.assets.instance import instance

    with instance(home) as opened:
        statuses = [run.status.value for run in opened.get_runs()]
    assert statuses.count("SUCCESS") == 1 and set(statuses) <= {"SUCCESS", "FAILURE"}
