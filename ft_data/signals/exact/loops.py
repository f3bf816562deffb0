"""A text that says one thing over and over."""

from __future__ import annotations

import re
from typing import NamedTuple

PERIOD = 40  # words of the longest unit that is looked for
REPEATS, SHARE, WORDS = 8, 0.6, 30
LIMIT = 20_000  # characters of a text that are looked at
# A character of a script without spaces is a word of its own.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+"
)


class Loop(NamedTuple):
    """The longest stretch of a text that repeats one unit: its words, how often it is said, its share of all words."""

    unit: tuple[str, ...]
    repeats: int
    share: float


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def loop(said: list[str]) -> Loop | None:
    """Return the loop that covers most words, None when no unit of at most PERIOD words comes twice in a row."""
    best, where, unit = 0, 0, 0
    for period in range(1, min(PERIOD, len(said) // 2) + 1):
        run = 0
        for at in range(period, len(said)):
            run = run + 1 if said[at] == said[at - period] else 0
            if run >= period and run + period > best:
                best, where, unit = run + period, at - run - period + 1, period
    if not unit:
        return None
    return Loop(tuple(said[where : where + unit]), best // unit, best / len(said))


def strict(answer: str, prompt: str) -> bool:
    """Whether an answer is a loop (REPEATS, SHARE, WORDS) that its prompt does not hold; units without letters are series."""
    said = words(answer[:LIMIT])
    if len(said) < WORDS:
        return False
    found = loop(said)
    if found is None or found.repeats < REPEATS or found.share < SHARE:
        return False
    if sum(any(c.isalpha() for c in word) for word in found.unit) * 2 < len(found.unit):
        return False
    return not set(found.unit) <= set(words(prompt[:LIMIT]))
