"""A home that is disturbed at random moments; `python -m bench.chaos` does it longer. The seed is printed."""

import random
import re
import subprocess
import sys

import pytest

from bench.support.homes import ROOT


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    [("--forget", "15"), ("--kills", "15", "--restarts", "5", "--fits", "3", "--pushes", "5"),
     ("--runs", "5", "--collections", "5", "--reviews", "5"), ("--faults", "15", "--clocks", "5", "--changes", "3")],
    ids=lambda asked: asked[0],
)  # fmt: skip
def test_nothing_is_lost_and_nothing_is_left(asked):
    seed = str(random.randrange(10_000))
    line = [sys.executable, "-m", "bench.chaos", "--seed", seed, *asked]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True)
    print(done.stdout)
    assert done.returncode == 0, f"{' '.join(line[1:])}\n{done.stdout}\n{done.stderr[-2000:]}"
    assert len(re.findall(r": 0 (?:wrong|with text left)|left out", done.stdout)) == len(asked) // 2
