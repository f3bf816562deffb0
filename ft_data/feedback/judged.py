"""Whether an answer was right: what scores, words, corrections and right answers come to together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ft_data.feedback.said import Exchange, Score

RIGHT, WRONG = "right", "wrong"
_RIGHT = frozenset(
    "right correct good true yes pass passed positive up thumbsup thumbup like liked upvote accepted helpful approved ok".split()
)
_WRONG = frozenset(
    "wrong incorrect bad false no fail failed negative down thumbsdown thumbdown dislike disliked downvote rejected unhelpful "
    "hallucinated hallucination".split()
)
_SHORT = 5  # words of an answer that is a label: another one is another answer


class Judged(NamedTuple):
    """``verdict`` is RIGHT, WRONG or None (not known); ``right`` the right answer or ""; ``rating`` the number given, if any."""

    verdict: str | None
    right: str
    rating: float | None


def judged(one: Exchange, score: str | None = None, right_from: float | None = None) -> Judged:
    """Say what was found of an exchange. Of several scores that differ, one that says wrong decides."""
    scores = [
        found
        for found in one.scores
        if score is None
        or not found.name
        or found.right
        or score in (found.name, found.name.partition(",")[0])
    ]
    right = next((found.right for found in scores if found.right), "") or one.right
    rating = next((found.value for found in scores if found.value is not None), None)
    said = set(_said(scores, right_from))
    if WRONG in said:
        verdict: str | None = WRONG
    elif any(found.right for found in scores):
        verdict = RIGHT if same(one.answer, right) else WRONG  # who corrects an answer calls it wrong
    elif said:
        verdict = RIGHT
    else:
        verdict = _compared(one.answer, right)
    if verdict == RIGHT and not right:
        right = one.answer
    return Judged(verdict, right, rating)


def same(one: str, other: str) -> bool:
    """Tell whether two answers say the same, white space and case aside."""
    return one.split() == other.split() or one.casefold().split() == other.casefold().split()


def _compared(answer: str, right: str) -> str | None:
    """Compare an answer with the right one: long ones that differ may both be right."""
    if not answer or not right:
        return None
    if same(answer, right):
        return RIGHT
    return WRONG if max(len(answer.split()), len(right.split())) <= _SHORT else None


def _said(scores: Iterable[Score], right_from: float | None) -> Iterable[str]:
    for one in scores:
        word = "".join(letter for letter in one.label.casefold() if letter.isalpha())
        if word in _RIGHT or word in _WRONG:
            yield RIGHT if word in _RIGHT else WRONG
        elif one.label.strip() in ("\U0001f44d", "\U0001f44e"):
            yield RIGHT if one.label.strip() == "\U0001f44d" else WRONG
        elif one.value is not None and right_from is not None:
            yield RIGHT if one.value >= right_from else WRONG
        elif one.value in (-1.0, 0.0, 1.0):
            yield RIGHT if one.value == 1.0 else WRONG
