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
    """Return the loop over the middle of a text that covers most words, None without one (a unit of at most PERIOD words)."""
    best, where, unit = 0, 0, 0
    middle, count = len(said) // 2, len(said)
    for period in range(1, min(PERIOD, count // 2) + 1):
        if said[middle] not in (said[middle - period], said[min(middle + period, count - 1)]):
            continue
        # The stretch of words that equal the one a period before them, on both sides of the middle.
        first = last = middle if said[middle] == said[middle - period] else min(middle + period, count - 1)
        while first > period and said[first - 1] == said[first - 1 - period]:
            first -= 1
        while last + 1 < count and said[last + 1] == said[last + 1 - period]:
            last += 1
        run = last - first + 1
        if run >= period and run + period > best:
            best, where, unit = run + period, first - period, period
    if not unit:
        return None
    return Loop(tuple(said[where : where + unit]), best // unit, best / count)


def strict(answer: str, prompt: str) -> bool:
    """Whether an answer is a loop (REPEATS, SHARE, WORDS) that its prompt does not hold; units without letters are series."""
    said = words(answer[:LIMIT])
    if len(said) < WORDS:
        return False
    # What is said eight times is few words.
    if len(set(said)) > (1 - SHARE + SHARE / REPEATS) * len(said) + 1:
        return False
    found = loop(said)
    if found is None or found.repeats < REPEATS or found.share < SHARE:
        return False
    if sum(any(c.isalpha() for c in word) for word in found.unit) * 2 < len(found.unit):
        return False
    return not set(found.unit) <= set(words(prompt[:LIMIT]))
