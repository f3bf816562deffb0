"""What every peer script shares: the standard library only, for each runs in its own environment."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable

PERMUTATIONS = 128


def rows() -> list[tuple[str, str]]:
    """Return (id, text) of the rows of the file named on the command line."""
    with open(sys.argv[1], encoding="utf-8") as file:
        found = [json.loads(line) for line in file]
    return [(row["id"], f"{row['prompt']} {row['response']}") for row in found]


def threshold() -> float:
    return float(sys.argv[3])


def shingles(text: str) -> list[str]:
    words = re.findall(r"\w+", text.lower())
    return [" ".join(words[i : i + 5]) for i in range(max(len(words) - 4, 1))]


def report(work: Callable[[], Iterable[str]], note: str) -> None:
    """Run ``work``, which returns the removed ids, and write what the runner reads."""
    started = time.perf_counter()
    removed = sorted(set(work()))
    seconds = time.perf_counter() - started
    with open(sys.argv[2], "w") as file:
        json.dump({"removed": removed, "note": note, "seconds": seconds}, file)
