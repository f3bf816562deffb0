"""Who stays: one pass over the rows, best first; every decision is final when it is made.

A row goes if a row that already stays is its duplicate, or if its family is full. So every row that goes has
a witness that stays, directly similar to it; similarity is never passed on along a chain. The kept set is the
lexicographically first maximal independent set of the duplicate graph in rank order, which does not depend on
the order in which rows or edges arrive.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
import numpy.typing as npt

KEPT, EXACT, NEAR, CONTAINED, SEMANTIC, TEMPLATE_CAP, CANNED_CAP = 0, 1, 2, 3, 4, 5, 6
REASONS = {
    EXACT: "exact_duplicate",
    NEAR: "near_duplicate",
    CONTAINED: "contained",
    SEMANTIC: "semantic_duplicate",
    TEMPLATE_CAP: "template_cap",
    CANNED_CAP: "canned_cap",
}

Ints = npt.NDArray[np.int64]


class Edges(NamedTuple):
    """Verified duplicates: ``worse[i]`` may go if ``better[i]`` stays (see `REASONS` for ``kind``)."""

    better: Ints
    worse: Ints
    score: npt.NDArray[np.float64]
    kind: npt.NDArray[np.int8]

    @classmethod
    def join(cls, *parts: Edges) -> Edges:
        """Concatenate edge lists."""
        return cls(*map(np.concatenate, zip(*parts, strict=True)))


class Fate(NamedTuple):
    """Per row: why it goes (KEPT: it stays), its witness (-1: none) and the score against it."""

    reason: npt.NDArray[np.int8]
    witness: Ints
    score: npt.NDArray[np.float64]


class Cap(NamedTuple):
    """At most ``limit`` rows of each group stay; ``group`` is -1 for rows that are not in one."""

    group: Ints
    limit: int
    reason: int


def settle(rows: int, protected: npt.NDArray[np.bool_], edges: Edges, caps: list[Cap]) -> Fate:
    """Decide for every row, in rank order. ``protected`` rows always stay."""
    order = np.lexsort((edges.better, -edges.score, edges.kind, edges.worse))
    ptr = np.searchsorted(edges.worse[order], np.arange(rows + 1))
    groups = np.full((len(caps), rows), -1, np.int64)
    for i, cap in enumerate(caps):
        groups[i] = cap.group
    limits = np.array([cap.limit for cap in caps], np.int64)
    reasons = np.array([cap.reason for cap in caps], np.int8)
    return Fate(
        *_settle(
            rows,
            protected,
            ptr,
            edges.better[order],
            edges.score[order],
            edges.kind[order],
            groups,
            limits,
            reasons,
        )
    )


def components(rows: int, a: Ints, b: Ints) -> Ints:
    """Return for every row the smallest row it is connected to."""
    labels: Ints = _components(rows, a, b)
    return labels


@nb.njit(nogil=True, cache=True)
def _settle(rows, protected, ptr, better, score, kind, groups, limits, reasons):  # type: ignore[no-untyped-def]
    reason = np.zeros(rows, np.int8)
    witness = np.full(rows, -1, np.int64)
    scores = np.full(rows, np.nan)
    most = 0
    for g in range(len(groups)):
        for group in groups[g]:
            most = max(most, group + 1)
    kept = np.zeros((len(groups), most), np.int64)
    best = np.full((len(groups), most), -1, np.int64)
    for row in range(rows):
        if not protected[row]:
            for e in range(ptr[row], ptr[row + 1]):
                if reason[better[e]] == KEPT:
                    reason[row] = kind[e]
                    witness[row] = better[e]
                    scores[row] = score[e]
                    break
            if reason[row] == KEPT:
                for g in range(len(groups)):
                    group = groups[g, row]
                    if group >= 0 and kept[g, group] >= limits[g]:
                        reason[row] = reasons[g]
                        witness[row] = best[g, group]
                        break
        if reason[row] == KEPT:
            for g in range(len(groups)):
                group = groups[g, row]
                if group >= 0:
                    if kept[g, group] == 0:
                        best[g, group] = row
                    kept[g, group] += 1
    return reason, witness, scores


@nb.njit(nogil=True, cache=True)
def _components(rows, a, b):  # type: ignore[no-untyped-def]
    parent = np.arange(rows)
    for e in range(len(a)):
        x = a[e]
        y = b[e]
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        while parent[y] != y:
            parent[y] = parent[parent[y]]
            y = parent[y]
        if x < y:
            parent[y] = x
        else:
            parent[x] = y
    for row in range(rows):
        x = row
        while parent[x] != x:
            x = parent[x]
        parent[row] = x
    return parent
