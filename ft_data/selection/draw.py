"""A weighted draw without replacement that depends on nothing but the rows and the seed.

Efraimidis and Spirakis (2006): give each row the key ``u ** (1 / w)`` with ``u`` uniform in (0, 1) and take the
largest keys. ``u`` is a hash of seed and record_id, so the same rows always draw the same, adding rows only
displaces rows of lower keys, and no order of input matters.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ft_data.selection.likeness import dealt


@dataclass(frozen=True)
class Row:
    """What the draw knows of a row. ``quality`` in [0, 1] is its weight in the draw, times ``factor``; a row with a
    ``place`` is not drawn but comes in that turn, before those that are."""

    record_id: str
    source: str
    synthetic: bool
    quality: float
    factor: float = 1.0
    topic: int | None = None
    place: int | None = None
    size: int = 1  # of the unit in which a budget counts: rows or tokens


@dataclass(frozen=True)
class Selection:
    """The kept ids in draw order, and why each of the others was left out: rule, value, threshold."""

    kept: tuple[str, ...]
    left_out: Mapping[str, tuple[str, float, float]]


def draw_key(seed: int, row: Row) -> float:
    """Return the row's key: larger is drawn earlier. log(u) / w orders as u ** (1 / w) does, without underflow."""
    raw = hashlib.sha256(f"select/v1\0{seed}\0{row.record_id}".encode()).digest()[:8]
    u = (int.from_bytes(raw, "big") + 0.5) / 2**64
    return round(math.log(u) / (max(row.quality, 0.05) * row.factor), 9)


def select(
    rows: Sequence[Row],
    budget: int | None,
    mixture: Mapping[str, float],
    max_synthetic: float | None,
    seed: int = 0,
    balance: float | None = None,
) -> Selection:
    """Choose rows: mixture first, then the cap on synthetic rows, then the budget.

    With a mixture and a budget, each source gets ``share * budget``; what a source cannot fill is offered to
    the others in proportion. With a mixture alone, the largest set in these proportions is taken. Sources that
    the mixture does not name have share 0. With a ``balance``, topics take turns (see ``likeness.dealt``).
    Budget and shares count the rows' ``size``: a row is taken while all up to it fit; one that never could is passed over.
    """
    ordered = sorted(rows, key=lambda row: (*_turn(row), -draw_key(seed, row), row.record_id))
    if balance is not None:
        by_id = {row.record_id: row for row in ordered}
        topics = {row.record_id: row.topic for row in ordered}
        ordered = [by_id[name] for name in dealt([row.record_id for row in ordered], topics, balance)]
    quotas = _quotas(ordered, budget, mixture)
    taken: list[Row] = []
    left_out: dict[str, tuple[str, float, float]] = {}
    seen: dict[str, int] = {}
    for row in ordered:
        quota = math.inf if quotas is None else quotas.get(row.source, 0)
        rank = seen.get(row.source, 0) + row.size
        if row.size <= max(quota, 1):
            seen[row.source] = rank
        if rank > quota:
            left_out[row.record_id] = ("over_mixture", rank, quota)
        else:
            taken.append(row)
    if max_synthetic is not None:
        taken = _cap_synthetic(taken, max_synthetic, budget, left_out)
    if budget is not None:
        taken = _within(taken, budget, left_out)
    return Selection(tuple(row.record_id for row in taken), left_out)


def _turn(row: Row) -> tuple[int, int]:
    return (1, 0) if row.place is None else (0, row.place)


def _within(rows: list[Row], budget: int, left_out: dict[str, tuple[str, float, float]]) -> list[Row]:
    kept, seen = [], 0
    for row in rows:
        rank = seen + row.size
        if row.size <= budget:
            seen = rank
        if rank > budget:
            left_out[row.record_id] = ("over_budget", rank, budget)
        else:
            kept.append(row)
    return kept


def _quotas(rows: Sequence[Row], budget: int | None, mixture: Mapping[str, float]) -> dict[str, int] | None:
    if not mixture:
        return None
    available: dict[str, int] = {}
    for row in rows:
        available[row.source] = available.get(row.source, 0) + row.size
    whole = sum(mixture.values())
    shares = {source: share / whole for source, share in mixture.items() if share > 0}
    if budget is None:
        most = min((available.get(source, 0) / share for source, share in shares.items()), default=0)
        return {source: math.floor(most * share + 1e-9) for source, share in shares.items()}
    quotas = dict.fromkeys(shares, 0)
    left, open_sources = min(budget, sum(available.get(source, 0) for source in shares)), dict(shares)
    while left > 0 and open_sources:
        total = sum(open_sources.values())
        wanted = {source: left * share / total for source, share in open_sources.items()}
        given = {
            source: min(math.floor(wanted[source]), available.get(source, 0) - quotas[source])
            for source in wanted
        }
        if not any(given.values()):  # less than one row each: the largest remainders first, names break ties
            for source in sorted(wanted, key=lambda name: (-wanted[name], name))[:left]:
                given[source] = min(1, available.get(source, 0) - quotas[source])
        for source, count in given.items():
            quotas[source] += count
            left -= count
        open_sources = {s: share for s, share in open_sources.items() if quotas[s] < available.get(s, 0)}
    return quotas


def _cap_synthetic(
    rows: list[Row], most: float, budget: int | None, left_out: dict[str, tuple[str, float, float]]
) -> list[Row]:
    """Take synthetic rows in draw order while their share of the outcome stays within the cap."""
    human = sum(row.size for row in rows if not row.synthetic)
    if most >= 1:
        return rows
    allowed = math.floor(human * most / (1 - most) + 1e-9)
    if budget is not None:
        allowed = min(allowed, math.floor(budget * most + 1e-9))
    kept, synthetic = [], 0
    for row in rows:
        synthetic += row.synthetic * row.size
        if row.synthetic and synthetic > allowed:
            left_out[row.record_id] = ("over_synthetic_share", synthetic, allowed)
        else:
            kept.append(row)
    return kept
