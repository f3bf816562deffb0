"""Novelty: not the question of a row that was accepted before it."""

from __future__ import annotations

from ft_data.synthesis.checks.words import content, words
from ft_data.synthesis.replies import Finding, Pair

ALIKE = 0.8  # Jaccard of the telling words and pairs of words


class Known:
    """The questions that were accepted, to compare with: by their words, and those about one passage by likeness."""

    def __init__(self) -> None:
        self._exact: dict[tuple[str, ...], str] = {}
        self._by_row: dict[str, list[tuple[frozenset[object], str]]] = {}

    def add(self, pair: Pair, parent: str, name: str) -> None:
        """Remember a row by its name."""
        self._exact.setdefault(tuple(words(pair.question)), name)
        self._by_row.setdefault(parent, []).append((_grams(pair.question), name))

    def find(self, pair: Pair, parent: str) -> Finding | None:
        """Find a row that asks the same: the same words anywhere, or nearly the same about the same row."""
        if witness := self._exact.get(tuple(words(pair.question))):
            return Finding("not_new", f"the question of {witness}")
        mine = _grams(pair.question)
        for theirs, witness in self._by_row.get(parent, ()):
            if mine and len(mine & theirs) >= ALIKE * len(mine | theirs):
                return Finding("not_new", f"nearly the question of {witness}")
        return None


def _grams(text: str) -> frozenset[object]:
    heard = content(text) + [word for word in words(text) if word.isdigit()]
    return frozenset(heard) | frozenset(zip(heard, heard[1:], strict=False))
