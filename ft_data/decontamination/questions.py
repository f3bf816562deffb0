"""Questions of benchmark items that a text holds nearly word for word, however short they are and however little they weigh.

`scan` asks whether a match can be chance: right for what people wrote. Of rows that are made, another can be asked for; so
these are held to more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from ft_data.decontamination.benchmarks import BenchmarkItem

_WORD = re.compile(r"\w+")
GRAM = 3  # words
SHORT = 7  # words: a shorter question stands whole, and as it is
TINY = 4  # words: a shorter one is the whole text
NEARLY = 0.85  # share of a longer question's words, in order
_CANDIDATES = 5


class Held(NamedTuple):
    """An item whose question a text holds, and the words of the text that do."""

    item: BenchmarkItem
    words: str


class Questions:
    """The questions of benchmarks, to look texts up in."""

    def __init__(self, items: Iterable[BenchmarkItem]):
        self._items = [item for item in items if item.split != "train"]
        self._words = [_words(" ".join(item.question)) for item in self._items]
        self._whole = {words: at for at, words in enumerate(self._words) if words}
        self._grams: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for at, words in enumerate(self._words):
            for place in range(len(words) - GRAM + 1 if len(words) >= TINY else 0):
                self._grams.setdefault(words[place : place + GRAM], []).append((at, place))

    def find(self, text: str) -> Held | None:
        """Return an item whose question a text is, or holds nearly word for word."""
        words = _words(text)
        if (at := self._whole.get(words)) is not None:
            return Held(self._items[at], " ".join(words))
        shifts: dict[int, Counter[int]] = {}
        for place in range(len(words) - GRAM + 1):
            for at, own in self._grams.get(words[place : place + GRAM], ()):
                shifts.setdefault(at, Counter())[place - own] += 1
        ranked = sorted(shifts, key=lambda at: (-shifts[at].total() / len(self._words[at]), at))
        for at in ranked[:_CANDIDATES]:
            shift = max(shifts[at], key=lambda one: (shifts[at][one], -one))
            if window := _held(self._words[at], words, shift):
                return Held(self._items[at], " ".join(window))
        return None


def _held(question: Sequence[str], words: Sequence[str], shift: int) -> Sequence[str]:
    """Return the words of a text that are a question which begins about at ``shift``, or none."""
    size = len(question)
    if size < SHORT:
        window = words[max(shift, 0) : max(shift, 0) + size]
        return window if window == question else ()
    slack = 2 + size // 10
    window = words[max(shift - slack, 0) : shift + size + slack]
    blocks = SequenceMatcher(None, question, window, autojunk=False).get_matching_blocks()
    return window if sum(one.size for one in blocks) >= NEARLY * size else ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))
