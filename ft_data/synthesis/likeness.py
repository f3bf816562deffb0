"""How much two texts have in common, by words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ft_data.synthesis.checks.words import content, words


def rouge_l(one: str, other: str) -> float:
    """Return the F-measure of the longest common subsequence of words: 0 to 1."""
    a, b = words(one), words(other)
    common = _common(a, b)
    return 2 * common / (len(a) + len(b)) if common else 0.0


def shared(one: str, other: str) -> float:
    """Return the F-measure of the telling words that two texts share: 0 to 1."""
    a, b = Counter(content(one)), Counter(content(other))
    common = (a & b).total()
    return 2 * common / (a.total() + b.total()) if common else 0.0


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    row = [0] * (len(b) + 1)
    for word in a:
        left = 0
        for at, other in enumerate(b, 1):
            above = row[at]
            row[at] = left + 1 if word == other else max(above, row[at - 1])
            left = above
    return row[-1]
