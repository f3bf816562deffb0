"""Break a home of 300 rows at random and count what is lost.

python -m bench.chaos [--seed S] --forget N --flips N --kills N --restarts N --fits N --pushes N --runs N
                      --collections N --reviews N --faults N --clocks N --changes N

Homes lie in memory (/dev/shm) where there is room: what is waited for is then the work, and not the disk. Calls to the system
that fail and a clock that jumps need a C compiler (`cc`) and Linux, and are left out, by name, without. Exit status 1 if
anything was lost, wrong or left.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path

from bench.chaos import home as small
from bench.chaos import shim, warm
from bench.chaos.disturb import CASES, NEED_SHIM, disturb
from bench.chaos.flips import flips
from bench.chaos.forget import forget


def main() -> int:
    """Run what is asked for and print one line of figures each."""
    parser = argparse.ArgumentParser(prog="bench.chaos")
    for what in ("forget", "flips", *CASES):
        parser.add_argument(f"--{what}", type=int, default=0)
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    asked = vars(parser.parse_args())
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    if any(asked[which] for which in NEED_SHIM):
        shim.begin()
    with tempfile.TemporaryDirectory(prefix="chaos-", dir=memory) as folder:
        print(f"seed {asked['seed']}", flush=True)
        base, chance, well = Path(folder), random.Random(asked["seed"]), True
        warm.up()
        whole = small.make(base / "whole", chance)
        if asked["forget"]:
            line, good = forget(base, whole, asked["forget"], chance)
            well &= good
            print(line, flush=True)
        if asked["flips"]:
            line, good = flips(whole, asked["flips"], chance)
            well &= good
            print(line, flush=True)
        for which in CASES:
            if asked[which] and which in NEED_SHIM and not shim.ready():
                print(f"{which}: left out: there is no C compiler", flush=True)
            elif asked[which]:
                line, good = disturb(base, whole, asked[which], which, chance)
                well &= good
                print(line, flush=True)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
