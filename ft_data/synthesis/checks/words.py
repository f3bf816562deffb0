"""Words as the checks compare them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_ENDINGS = ("ingly", "edly", "ing", "ies", "ied", "ed", "es", "ly", "s", "e", "y")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.lower())


def stem(word: str) -> str:
    """Cut an English ending off, if enough is left; what is compared, never shown."""
    word = word.removesuffix("'s").removesuffix("’s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@cache
def tells(word: str) -> bool:
    """Tell whether a word says what a text is about; function words do not."""
    from ft_data.signals.fitted.words import hash_of

    try:
        return int(hash_of(word)) not in _function()
    except ValueError:  # several words to the index, such as don't
        return False


@cache
def _function() -> frozenset[int]:
    from ft_data.signals.fitted.stop import function_words

    return frozenset(function_words().tolist())


def content(text: str) -> list[str]:
    """Return the stems of the telling words of a text, as often as they stand there."""
    return [stem(word) for word in words(text) if not word.isdigit() and tells(word)]


def in_runs(said: Sequence[str], source: Sequence[str], least: int) -> int:
    """Count the words of ``said`` that lie in runs of ``least`` words and more which ``source`` has too."""
    known = {tuple(source[at : at + least]) for at in range(len(source) - least + 1)}
    covered = [False] * len(said)
    for at in range(len(said) - least + 1):
        if tuple(said[at : at + least]) in known:
            covered[at : at + least] = [True] * least
    return sum(covered)
