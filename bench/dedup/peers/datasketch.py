"""datasketch: MinHash and its LSH, rows kept in order of appearance."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

HERE = str(Path(__file__).parent)
sys.path = [path for path in sys.path if path != HERE]  # this file's own name must not shadow the library

from datasketch import MinHash, MinHashLSH  # noqa: E402

sys.path.insert(0, HERE)
import common  # noqa: E402


def work() -> Iterable[str]:
    lsh = MinHashLSH(threshold=common.threshold(), num_perm=common.PERMUTATIONS)
    for record, text in common.rows():
        sketch = MinHash(num_perm=common.PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in common.shingles(text)])
        if any(sketch.jaccard(sketches[other]) >= common.threshold() for other in lsh.query(sketch)):
            yield record
        else:
            sketches[record] = sketch
            lsh.insert(record, sketch)


sketches: dict[str, MinHash] = {}
common.report(work, "MinHash(128) + MinHashLSH, candidates checked by the estimated similarity")
