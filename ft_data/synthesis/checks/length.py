"""Length: a question asks, an answer says something, neither goes on and on."""

from __future__ import annotations

from ft_data.synthesis.checks.words import words
from ft_data.synthesis.replies import Finding, Pair

QUESTION = (3, 60)  # words
ANSWER = (3, 250)


def length(pair: Pair) -> Finding | None:
    """Find a side that is too short or too long."""
    for name, text in pair.sides():
        least, most = QUESTION if name == "question" else ANSWER
        count = len(words(text))
        if not least <= count <= most:
            return Finding("length", f"the {name} has {count} words, not {least} to {most}")
    return None
