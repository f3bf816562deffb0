"""The advice of the proof on the mixture of sources; nothing is changed by it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from ft_data.proof import mixture


def advised(rows: pa.Table, pool: Any, selected: Any, wanted: Any, held: Any) -> tuple[pa.Table, list[str]]:
    """Return `mixture.MIXTURE` and what it says; empty where there is one source. ``pool``: the words of the rows."""
    names, source = np.unique(
        np.array(rows["source"].to_pylist(), dtype=object).astype(str), return_inverse=True
    )
    if len(names) < 2:
        return mixture.MIXTURE.empty_table(), []
    words = np.diff(pool.at)
    now = np.bincount(source[selected], weights=words[selected], minlength=len(names)).astype(np.float64)
    if not now.sum() or not len(held.hashes) or not len(wanted.hashes):
        return mixture.MIXTURE.empty_table(), []
    made, said = mixture.advice(pool, source, names.tolist(), now, int(now.sum()), wanted, held)
    return made, [said]
