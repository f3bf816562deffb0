"""The arms: what one could have trained on instead, each of as many words as the selection where the pool has them.

An arm is a list of draws, each an array of places in the pool (targets lie behind it). Draws follow a hash of seed,
draw and row, so that they depend on nothing but the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xxhash

Rows = npt.NDArray[np.int64]
SELECTION, RANDOM, BALANCED, LIKENESS, TARGETS, WHOLE, PREVIOUS = (
    "selection", "random", "balanced random", "likeness", "targets alone", "whole pool", "previous release",
)  # fmt: skip


UNTUNED = "no tuning"  # the base of a neural proxy


@dataclass(frozen=True)
class Pool:
    """The rows that could be chosen from, in the order of their ids, and the targets behind them.

    ``words`` of each row and of each target, ``sources`` of the rows, ``nearest`` target of each row by TF-IDF (-1: none)
    and its ``score``; what was ``selected``, and what the ``previous`` release had.
    """

    ids: Sequence[str]
    words: npt.NDArray[np.int64]
    sources: Sequence[str]
    nearest: Rows
    score: npt.NDArray[np.float64]
    selected: npt.NDArray[np.bool_]
    previous: npt.NDArray[np.bool_] | None = None


def arms(pool: Pool, draws: int, seed: int = 0) -> dict[str, list[Rows]]:
    """Return every arm's draws. Raises ValueError when nothing is selected."""
    count = len(pool.ids)
    chosen = np.flatnonzero(pool.selected)
    if not len(chosen):
        raise ValueError("nothing is selected")
    room = int(pool.words[chosen].sum())
    orders = shuffled(pool.ids, draws, seed)
    names, source = np.unique(np.array(pool.sources, dtype=object).astype(str), return_inverse=True)
    found = {
        SELECTION: [chosen],
        RANDOM: [within(order, pool.words, room) for order in orders],
        LIKENESS: [
            within(in_turns(np.lexsort((np.arange(count), -pool.score)), pool.nearest), pool.words, room)
        ],
        TARGETS: [within(np.arange(count, len(pool.words)), pool.words, room)],
        WHOLE: [np.arange(count)],
    }
    if len(names) > 1:
        found[BALANCED] = [within(in_turns(order, source), pool.words, room) for order in orders]
    if pool.previous is not None and pool.previous.any():
        order = orders[0][pool.previous[orders[0]]]
        found[PREVIOUS] = [within(order, pool.words, room)]
    return found


def in_turns(order: Rows, group: Rows) -> Rows:
    """Deal rows given in order so that groups strictly take turns; those without a group (below 0) come last."""
    groups = group[order]
    by_group = np.argsort(groups, kind="stable")
    sizes = np.diff(np.flatnonzero(np.r_[True, np.diff(groups[by_group]) != 0, True]))
    turn = np.empty(len(order), np.int64)
    turn[by_group] = np.concatenate([np.arange(size) for size in sizes]) if len(sizes) else by_group
    return order[np.lexsort((np.arange(len(order)), turn, groups < 0))]


def within(order: Rows, words: npt.NDArray[np.int64], room: int) -> Rows:
    """Return the beginning that fits the room, sorted: a row more would be too many."""
    kept = int(np.searchsorted(np.cumsum(words[order]), room, "right"))
    return np.sort(order[: max(kept, 1)])


def keys(ids: Sequence[str], seed: int, draw: int) -> npt.NDArray[np.uint64]:
    """Return what a draw sorts rows by: each row's key depends on nothing but its id."""
    found = [xxhash.xxh3_64_intdigest(f"proof/v1\0{seed}\0{draw}\0{name}".encode()) for name in ids]
    return np.array(found, np.uint64)


def shuffled(ids: Sequence[str], draws: int, seed: int = 0) -> list[Rows]:
    """Return the order of the rows in every draw."""
    return [np.argsort(keys(ids, seed, draw), kind="stable").astype(np.int64) for draw in range(draws)]
