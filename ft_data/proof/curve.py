"""The budget curve: what the best rows by influence are worth against as many words drawn at random, at six budgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.proof.arms import Rows, shuffled, within
from ft_data.proof.compare import change

if TYPE_CHECKING:
    from ft_data.proof.proxy import Proxy

SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)  # of the pool's words

# `loss` and `random`: nats a word; `change`: percent, 95% interval.
CURVE = pa.schema(
    [
        ("share", pa.float64()),
        *((name, pa.int64()) for name in ("rows", "words")),
        *((name, pa.float64()) for name in ("loss", "random", "change", "low", "high")),
    ]
)


def curve(
    proxy: Proxy, ids: Sequence[str], words: npt.NDArray[np.int64], order: Rows, held: int, draws: int
) -> pa.Table:
    """Return `CURVE`. ``words`` of each row, ``order``: rows as influence takes them; ``held``: words that are tried."""
    orders = shuffled(ids, draws)
    rows = []
    for share in SHARES:
        room = int(words.sum() * share)
        best = within(order, words, room)
        ours = [proxy.losses(best)]
        random = [proxy.losses(within(one, words, room)) for one in orders]
        found = change(ours, random)
        rows.append(
            {
                "share": share, "rows": len(best), "words": int(words[best].sum()),
                "loss": round(float(ours[0].sum()) / held, 6), "random": round(float(np.mean(random, axis=0).sum()) / held, 6),
                **({"change": found.percent, "low": found.low, "high": found.high} if found else {}),
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, CURVE)
