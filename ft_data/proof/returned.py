"""What a rule is worth: what the loss would be if the rows that this rule alone removed were there.

Both sides are as many words, drawn in one order from the pool and from the pool with those rows, so that they differ
in nothing but the rows that come back and those that make room for them. Draws are paired, and hence precise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ft_data.proof.arms import Rows, keys, within
from ft_data.proof.compare import Change, change

if TYPE_CHECKING:
    from ft_data.proof.proxy import Proxy

MOST_RULES, MOST_WORDS = 10, 150_000  # those that remove most; words of a draw
EVERY = "every rule"

RETURNED = pa.schema(
    [
        ("rule", pa.string()),
        *((name, pa.int64()) for name in ("rows", "words", "texts")),
        *((name, pa.float64()) for name in ("change", "low", "high")),
        ("said", pa.string()),
    ]
)


def largest(alone: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the rules that alone remove most rows, the most first."""
    return sorted((rule for rule in alone if alone[rule]), key=lambda rule: (-len(alone[rule]), rule))[
        :MOST_RULES
    ]


def worth(
    proxy: Proxy,
    ids: Sequence[str],
    words: npt.NDArray[np.int64],
    pool: npt.NDArray[np.bool_],
    removed: Mapping[str, npt.NDArray[np.bool_]],
    draws: int,
) -> pa.Table:
    """Return `RETURNED`: by rule, by how many percent the loss changes when its rows come back.

    ``ids`` and ``words`` of all rows, which the proxy was made with; ``pool``: those that arrived; ``removed``: those that
    a rule removed.
    """
    room = min(int(words[pool].sum()), MOST_WORDS)
    orders = [keys(ids, 0, draw) for draw in range(draws)]
    without = [proxy.losses(_drawn(order, pool, words, room)) for order in orders]
    rows = []
    for rule, mask in removed.items():
        back = [proxy.losses(_drawn(order, pool | mask, words, room)) for order in orders]
        found = change(back, without, paired=True)
        rows.append(
            {
                "rule": rule, "rows": int(mask.sum()), "words": int(words[mask].sum()), "texts": len(without[0]),
                **({"change": found.percent, "low": found.low, "high": found.high} if found else {}), "said": said(found),
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, RETURNED)


def said(found: Change | None) -> str:
    """Say what a rule is worth."""
    if found is None:
        return "too few held-out texts to tell"
    size = f"{found.percent:+.2f}% ({found.low:+.2f} to {found.high:+.2f})"
    word = {1: "worth it", -1: "costs: its rows would help", 0: "cannot be told"}[found.sign]
    return f"{word}: loss {size} with its rows"


def _drawn(order: npt.NDArray[np.uint64], rows: Any, words: npt.NDArray[np.int64], room: int) -> Rows:
    places = np.flatnonzero(rows)
    return within(places[np.argsort(order[places], kind="stable")], words, room)
