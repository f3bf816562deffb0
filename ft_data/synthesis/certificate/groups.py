"""Which rows hang together: folds and counts go by these groups, else copies of a row judge each other.

Each row twice, folded by row, makes a test call two halves of one source different every time (area .90 where .50 is true).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt
import xxhash

from ft_data.synthesis.checks.words import words

SHINGLE = 4  # words
SKETCH = 6  # smallest hashes of a text that name its candidates
ALIKE = 0.4  # Jaccard of shingles from which two texts are of one family

Groups = npt.NDArray[np.int64]


def groups(texts: Sequence[str], ties: Sequence[Sequence[Hashable]] = ()) -> Groups:
    """Number the groups of texts: near copies, and those that share a tie (a parent, a prompt). Ties are one list per text."""
    root = list(range(len(texts)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    def join(a: int, b: int) -> None:
        a, b = find(a), find(b)
        root[max(a, b)] = min(a, b)

    first: dict[Hashable, int] = {}
    for at, own in enumerate(ties):
        for tie in own:
            join(first.setdefault(tie, at), at)
    shingled = [shingles(text) for text in texts]
    seen: dict[int, list[int]] = {}
    for at, mine in enumerate(shingled):
        sketch = sorted(mine)[:SKETCH]
        near = {other for key in sketch for other in seen.get(key, ())}
        for other in sorted(near):
            theirs = shingled[other]
            if find(other) != find(at) and len(mine & theirs) >= ALIKE * len(mine | theirs):
                join(other, at)
        for key in sketch:
            seen.setdefault(key, []).append(at)
    _, numbered = np.unique([find(at) for at in range(len(texts))], return_inverse=True)
    return np.asarray(numbered, np.int64)


def shingles(text: str) -> frozenset[int]:
    """Return the hashes of the runs of words of a text."""
    heard = words(text)
    runs = range(max(1, len(heard) - SHINGLE + 1))
    return frozenset(xxhash.xxh3_64_intdigest(" ".join(heard[at : at + SHINGLE]).encode()) for at in runs)


def folds(group: Groups, count: int, seed: int = 0) -> Groups:
    """Deal groups to folds, the largest first, each to the fold with the fewest rows."""
    names, sizes = np.unique(group, return_counts=True)
    draw = np.random.default_rng(seed).permutation(len(names))
    dealt = np.zeros(count, np.int64)
    of = np.zeros(len(names), np.int64)
    for at in sorted(draw.tolist(), key=lambda at: -int(sizes[at])):
        of[at] = int(np.argmin(dealt))
        dealt[of[at]] += sizes[at]
    return of[np.searchsorted(names, group)]
