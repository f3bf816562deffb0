"""Drift: how often a release that is made as before raises an alarm, and how often planted changes are found and named.

    python -m bench.drift [--nulls 100] [--seeds 20]

Rows are invented: two or three sources, eight topics, families of near copies that lie in both releases, releases of unequal sizes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from bench.support import shifting
from ft_data.drift.compare import Tested, compare
from ft_data.intervals import wilson


def share(found: list[bool]) -> str:
    """Say how many, with the interval."""
    told = wilson(sum(found), len(found))
    return f"{sum(found)} of {len(found)} ({told.low:.2f} to {told.high:.2f})"


def named(found: list[Tested], kind: str, slice: str) -> bool:
    """Tell whether a slice is said to have drifted, in its words or texts."""
    return any(one.drifted and (one.kind, one.slice) == (kind, slice) for one in found)


def run(
    name: str,
    count: int,
    make: Callable[[np.random.Generator], object],
    holds: Callable[[list[Tested]], bool],
) -> None:
    """Print how often something holds of releases that are made from seeds."""
    start = time.process_time()
    found = [holds(compare(make(np.random.default_rng(seed)))) for seed in range(count)]  # type: ignore[arg-type]
    print(
        f"{name}: {share(found)}, {(time.process_time() - start) / max(count, 1):.1f} CPU seconds each",
        flush=True,
    )


def main() -> None:
    """Run all parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nulls", type=int, default=100)
    parser.add_argument("--seeds", type=int, default=20)
    given = parser.parse_args()
    run(
        "null releases that raise an alarm",
        given.nulls,
        shifting.null,
        lambda found: any(one.drifted for one in found),
    )
    run(
        "10% foreign rows among 1,000 found",
        given.seeds,
        shifting.foreign,
        lambda found: any(one.drifted for one in found),
    )
    run(
        "words changed in a source of 5%, the source named", given.seeds, shifting.renamed,
        lambda found: named(found, "source", shifting.SMALL),
    )  # fmt: skip
    run(
        "one source doubled: the mixture named, no slice", given.seeds, shifting.mixed,
        lambda found: {one.kind for one in found if one.drifted} == {"mixture"},
    )  # fmt: skip


if __name__ == "__main__":
    main()
