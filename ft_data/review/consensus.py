"""What is probably true when many people with different habits answered (Dawid and Skene 1979).

Expectation-maximisation over each person's confusion matrix. Optional: agreement and adjudication come first.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np

    from ft_data.review.agreement import Opinions

    Array = np.ndarray[Any, np.dtype[np.float64]]


class Consensus(NamedTuple):
    """``truth``: item to value to probability. ``accuracy``: person to the share they get right."""

    truth: dict[Hashable, dict[Hashable, float]]
    accuracy: dict[str, float]
    rounds: int


def dawid_skene(
    opinions: Opinions, *, rounds: int = 100, tolerance: float = 1e-6, smoothing: float = 0.01
) -> Consensus:
    """Estimate each item's true value and each person's accuracy from who said what.

    Starts from the vote shares; ``smoothing`` pseudo-counts keep a person with few opinions from being
    certain. Stops when no probability moves by more than ``tolerance``.
    """
    import numpy as np

    items, people = list(opinions), sorted({name for one in opinions.values() for name in one})
    values = sorted({value for one in opinions.values() for value in one.values()}, key=str)
    if not items:
        return Consensus({}, {}, 0)
    said = np.zeros((len(people), len(items), len(values)))
    where = {name: position for position, name in enumerate(people)}
    at = {value: position for position, value in enumerate(values)}
    for row, item in enumerate(items):
        for name, value in opinions[item].items():
            said[where[name], row, at[value]] = 1.0
    truth: Array = said.sum(axis=0)
    truth = truth / truth.sum(axis=1, keepdims=True)
    confusion, done, moved = np.zeros(0), 0, np.inf
    while done < rounds and moved >= tolerance:
        done += 1
        prior = truth.mean(axis=0)
        confusion = np.einsum("it,piv->ptv", truth, said) + smoothing
        confusion /= confusion.sum(axis=2, keepdims=True)
        log = np.log(np.maximum(prior, 1e-300))[None] + np.einsum("piv,ptv->it", said, np.log(confusion))
        fresh = np.exp(log - log.max(axis=1, keepdims=True))
        fresh /= fresh.sum(axis=1, keepdims=True)
        moved = float(np.abs(fresh - truth).max())
        truth = fresh
    prior = truth.mean(axis=0)
    right = {name: float((np.diagonal(confusion[n]) * prior).sum()) for n, name in enumerate(people)}
    found = {
        item: {value: float(truth[row, column]) for value, column in at.items()}
        for row, item in enumerate(items)
    }
    return Consensus(found, right, done)
