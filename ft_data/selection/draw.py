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
    most_of: Mapping[str, float] | None = None,
) -> Selection:
    """Choose rows: mixture first, then the caps on sources (``most_of``: largest shares) and on synthetic rows, then the budget.

    With a mixture and a budget, each source gets ``share * budget``; what a source cannot fill is offered to
    the others in proportion. With a mixture alone, the largest set in these proportions is taken. Sources that
    the mixture does not name have share 0. With a ``balance``, topics take turns (see ``likeness.dealt``).
    Budget, shares and cap count the rows' ``size``: a row is taken while all up to it fit; one that never could is passed over.
    """
    ordered = sorted(rows, key=lambda row: (*_turn(row), -draw_key(seed, row), row.record_id))
    if balance is not None:
        by_id = {row.record_id: row for row in ordered}
        topics = {row.record_id: row.topic for row in ordered}
        ordered = [by_id[name] for name in dealt([row.record_id for row in ordered], topics, balance)]
    quotas = _quotas(ordered, budget, mixture)
    left_out: dict[str, tuple[str, float, float]] = {}
    if quotas is not None:
        by_source: dict[str, list[Row]] = {}
        for row in ordered:
            by_source.setdefault(row.source, []).append(row)
        for source, own in by_source.items():
            left_out |= _over("over_mixture", own, quotas.get(source, 0))
    taken = [row for row in ordered if row.record_id not in left_out]
    caps: list[tuple[str, float, str | None]] = [
        ("over_share", most, source) for source, most in sorted((most_of or {}).items())
    ]
    caps += [("over_synthetic_share", max_synthetic, None)] if max_synthetic is not None else []
    capped = True
    while capped:  # what one cap leaves out is missing from the whole of which another is a share
        capped = False
        for rule, most, of in caps:
            own = [row for row in taken if (row.synthetic if of is None else row.source == of)]
            over = _over(rule, own, _allowed(taken, own, most, budget)) if most < 1 else {}
            left_out |= over
            taken = [row for row in taken if row.record_id not in over]
            capped = capped or bool(over)
    if budget is not None:
        left_out |= _over("over_budget", taken, budget)
    return Selection(tuple(row.record_id for row in taken if row.record_id not in left_out), left_out)


def _turn(row: Row) -> tuple[int, int]:
    return (1, 0) if row.place is None else (0, row.place)


def _over(rule: str, rows: Sequence[Row], limit: int) -> dict[str, tuple[str, float, float]]:
    """Return the rows that do not fit a limit when they come in this order. One that never could takes no room of it."""
    left_out: dict[str, tuple[str, float, float]] = {}
    used = 0
    for row in rows:
        rank = used + row.size
        if row.size <= max(limit, 1):
            used = rank
        if rank > limit:
            left_out[row.record_id] = (rule, rank, limit)
    return left_out


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


def _allowed(rows: Sequence[Row], own: Sequence[Row], most: float, budget: int | None) -> int:
    """Return how much of ``own`` may be among rows for its share of the outcome to stay within the cap."""
    others = sum(row.size for row in rows) - sum(row.size for row in own)
    allowed = math.floor(others * most / (1 - most) + 1e-9)
    return allowed if budget is None else min(allowed, math.floor(budget * most + 1e-9))
