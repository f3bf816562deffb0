"""Drawing towards the targets, and across topics.

Likeness: importance resampling (DSIR, Xie et al. 2023) draws with weights that grow exponentially with a row's
importance; here importance is in standard deviations over the rows that are there, so that ``strength`` means the
same for every dataset. Diversity: rows of all topics are dealt out in turn, each topic at a rate of its size to the
power ``1 - balance``, so that every beginning of the draw has about these shares.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

AHEAD = 0.25  # how much a row's influence brings its turn forward
FAR = 3.0  # standard deviations beyond which a row is not drawn sooner or later still


class Like(NamedTuple):
    """Factors on the weights in the draw, and the rows left out: id to importance and the least that stays."""

    factors: Mapping[str, float]
    left_out: Mapping[str, tuple[float, float]]


def like(importance: Mapping[str, float | None], strength: float, keep: float) -> Like:
    """Weigh rows by their importance. A row without one (a person wrote it) counts as average and stays.

    ``keep`` is the share of the measured rows that stays; of equals the smaller id.
    """
    known = {name: value for name, value in importance.items() if value is not None and math.isfinite(value)}
    if not known:
        return Like(dict.fromkeys(importance, 1.0), {})
    mean = math.fsum(known.values()) / len(known)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in known.values()) / len(known))
    factors = {}
    for name in importance:
        z = (known[name] - mean) / spread if name in known and spread > 1e-9 else 0.0
        factors[name] = round(math.exp(strength * min(max(z, -FAR), FAR)), 9)
    ordered = sorted(known, key=lambda name: (-known[name], name))
    stays = math.ceil(keep * len(ordered) - 1e-9)
    if stays >= len(ordered):
        return Like(factors, {})
    least = known[ordered[stays - 1]] if stays else math.inf
    return Like(factors, {name: (known[name], least) for name in ordered[stays:]})


def dealt(ordered: Sequence[str], topics: Mapping[str, int | None], balance: float) -> list[str]:
    """Deal out rows, given in draw order, so that topics take turns.

    The k-th row of a topic of n rows comes at ``(k - 1/2) / n ** (1 - balance)``; rows without a topic are one.
    """
    sizes: dict[int, int] = {}
    for name in ordered:
        topic = _topic(topics, name)
        sizes[topic] = sizes.get(topic, 0) + 1
    seen = dict.fromkeys(sizes, 0)
    turns = []
    for place, name in enumerate(ordered):
        topic = _topic(topics, name)
        seen[topic] += 1
        turns.append((round((seen[topic] - 0.5) / sizes[topic] ** (1.0 - balance), 9), place, name))
    return [name for _, _, name in sorted(turns)]


def in_turns(influence: Mapping[str, float], target: Mapping[str, int | None], turns: float) -> list[str]:
    """Order rows so that the targets they help take turns, the smaller id first of equals.

    The k-th row of a target that n rows help comes at ``(k - 1/2) / n ** (1 - turns)``, sooner the more it helps
    (by influence to the power ``AHEAD``): a turn is no reason to take a row of little use before one of great use.
    Rows of no influence take no turns and are not counted as help. Those that help no single target are last.
    """
    ordered = sorted(influence, key=lambda name: (-influence[name], name))
    helping = {name: found for name, found in target.items() if found is not None and found >= 0}
    sizes = Counter(helping[name] for name in ordered if name in helping and influence[name] > 0)
    seen: Counter[int] = Counter()
    dealt: list[tuple[float, int, str]] = []
    for place, name in enumerate(ordered):
        if name in helping and influence[name] > 0:
            seen[helping[name]] += 1
            pace = sizes[helping[name]] ** (1.0 - turns) * influence[name] ** AHEAD
            dealt.append((round((seen[helping[name]] - 0.5) / pace, 9), place, name))
    rest = [name for name in ordered if name in helping and influence[name] <= 0]
    return [name for _, _, name in sorted(dealt)] + rest + [name for name in ordered if name not in helping]


def _topic(topics: Mapping[str, int | None], name: str) -> int:
    found = topics.get(name)
    return -1 if found is None else found
