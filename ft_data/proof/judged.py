"""What a proof comes to: where the selection beats what it must beat, where it lost, and where that cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from ft_data.proof.arms import PREVIOUS, RANDOM, WHOLE

# What a selection that helps must not fall behind; the other arms say how it could be made otherwise.
MUST = (RANDOM, WHOLE, PREVIOUS)
State = Literal["beats", "lost to", "cannot be told from"]
BEATS: State = "beats"
LOST: State = "lost to"
UNSURE: State = "cannot be told from"


class Judged(NamedTuple):
    """How the selection does against an arm, as one proxy says."""

    proxy: str
    arm: str
    state: State


def judges(arm: str, neural: bool) -> bool:
    """Tell whether a proxy may judge an arm: unrelated text dilutes an n-gram model more than it does a neural one."""
    return arm != WHOLE or neural


def judged(rows: Iterable[Mapping[str, Any]], neural: bool) -> list[Judged]:
    """Return how the selection does against each arm that it must not fall behind. ``rows`` of `table.PROOF` over all texts."""
    return [
        Judged(row["proxy"], row["arm"], _state(row["selection_low"], row["selection_high"]))
        for row in rows
        if row["arm"] in MUST and judges(row["arm"], neural)
    ]


def _state(low: float | None, high: float | None) -> State:
    if low is None or high is None:  # too few texts
        return UNSURE
    return BEATS if high < 0 else LOST if low > 0 else UNSURE
