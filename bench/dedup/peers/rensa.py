"""rensa: MinHash in Rust and its LSH, shingles made in Python, rows kept in order of appearance."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

HERE = str(Path(__file__).parent)
sys.path = [path for path in sys.path if path != HERE]

from rensa import RMinHash, RMinHashLSH  # noqa: E402

sys.path.insert(0, HERE)
import common  # noqa: E402

BANDS = 16


def work() -> Iterable[str]:
    lsh = RMinHashLSH(threshold=common.threshold(), num_perm=common.PERMUTATIONS, num_bands=BANDS)
    sketches, names = [], []
    for record, text in common.rows():
        sketch = RMinHash(num_perm=common.PERMUTATIONS, seed=42)
        sketch.update(common.shingles(text))
        if any(sketch.jaccard(sketches[other]) >= common.threshold() for other in lsh.query(sketch)):
            yield record
        else:
            lsh.insert(len(sketches), sketch)
            sketches.append(sketch)
            names.append(record)


common.report(
    work, f"RMinHash(128) + RMinHashLSH({BANDS} bands), candidates checked by the estimated similarity"
)
