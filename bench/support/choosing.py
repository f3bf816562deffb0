"""What is chosen of a pool of real rows: by influence, and what could have been chosen instead."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.support import pools
from ft_data.proof import arms
from ft_data.selection import influence
from ft_data.selection.likeness import in_turns
from ft_data.signals.fitted import importance, retrieval
from ft_data.signals.fitted.stop import function_words
from ft_data.signals.fitted.words import Words, words_of

SIZE, TARGETS, HELD, SHARE, DRAWS = 4_000, 100, 150, 0.1, 5
TURNS = 0.5  # the recipe's default


def texts(rows: list[pools.Pair]) -> Words:
    return words_of([f"{row.prompt}\n{row.response}" for row in rows])


def ordered(pool: Words, wanted: Words, turns: float) -> Any:
    """Return the places of the pool's rows as `selected` takes them."""
    made = influence.proxy(importance.counts(pool), wanted)
    summed, features, _ = importance.importance(pool, made.weights, function_words())
    names = [f"{n:07d}" for n in range(len(pool))]
    score = dict(zip(names, influence.per_feature(summed, features).tolist(), strict=True))
    target = dict(zip(names, influence.helped(pool, made).tolist(), strict=True))
    return np.array([int(name) for name in in_turns(score, target, turns)], np.int64)


def drawn(
    pool: Words, wanted: Words, rows: list[pools.Pair], seed: int, draws: int = DRAWS
) -> dict[str, list[Any]]:
    """Return every arm: a tenth of the pool's words each."""
    sizes = np.diff(pool.at)
    order = ordered(pool, wanted, TURNS)
    chosen = order[: max(1, int(np.searchsorted(np.cumsum(sizes[order]), SHARE * sizes.sum(), "right")))]
    selected = np.zeros(len(rows), bool)
    selected[chosen] = True
    nearest, score = retrieval.nearest(pool, retrieval.index(wanted, "cosine", function_words()), "cosine")
    return arms.arms(
        arms.Pool(
            [f"{seed}-{n}" for n in range(len(rows))],
            np.concatenate([sizes, np.diff(wanted.at)]),
            [row.kind for row in rows],
            nearest[:, 0],
            score[:, 0],
            selected,
        ),
        draws,
        seed,
    )
