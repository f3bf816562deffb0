"""Standing alone: who reads a question has not seen the passage, so it says what it is about and never speaks of a passage; its
answer comes to an end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from ft_data.synthesis.checks.words import content, words
from ft_data.synthesis.passages import Passage
from ft_data.synthesis.replies import ANSWER, QUESTION, Finding, Pair

_OPEN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # scripts that close no sentence with a mark
_SHOWN = re.compile(
    r"\b(?:the|this|that|above|given) (?:above |given |following )?(passage|paragraph|excerpt|text)\b", re.I
)


def standing(pair: Pair, passage: Passage) -> Finding | None:
    """Find a question of a teacher that is its title, or that nobody understands who sees it alone; a passage may itself be about texts."""
    if QUESTION not in pair.wrote:
        return None
    if pair.question.isascii() and not content(pair.question):
        return Finding("off_topic", "the question names nothing")
    if words(pair.question) == words(passage.title):
        return Finding("not_new", "the title of what was shown")
    spoken = _SHOWN.search(pair.question)
    if spoken and spoken[1].lower() not in passage.whole.lower():
        return Finding("off_topic", f"the question speaks of the {spoken[1].lower()}")
    return None


def ended(pair: Pair) -> Finding | None:
    """Find an answer of a teacher that stops within a sentence; whole ones are asked for."""
    last = pair.answer.rstrip()[-1:]
    if ANSWER in pair.wrote and unicodedata.category(last or " ")[0] in "LN" and not _OPEN.search(last):
        return Finding("truncated", "the answer stops within a sentence")
    return None


def alone(pairs: Iterable[Pair], passage: Passage) -> Finding | None:
    """Find the first question about a passage that does not stand alone, or answer that comes to no end."""
    faults = (standing(pair, passage) or ended(pair) for pair in pairs)
    return next(filter(None, faults), None)
