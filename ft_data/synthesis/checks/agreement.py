"""Self-consistency: asked the same again, a model that knows says the same. Lexical: figures, negations, opposites, telling words."""

from __future__ import annotations

from collections.abc import Sequence

from ft_data.signals.fitted import values
from ft_data.synthesis.checks.contradiction import contradiction
from ft_data.synthesis.checks.grounding import states
from ft_data.synthesis.checks.words import content, words
from ft_data.synthesis.replies import Finding, Pair

SHARED = 0.25  # of the telling words of the shorter answer, beyond those of the question
_YES_NO = frozenset({"yes", "no"})


def disagreement(pair: Pair, again: Sequence[str]) -> Finding | None:
    """Find an answer that half or more of the samples do not say as well. Raises ValueError without samples."""
    if not again:
        raise ValueError("no samples")
    against = [why for one in again if (why := differs(pair, one))]
    if 2 * len(against) >= len(again):
        return Finding(
            "not_consistent", f"{len(against)} of {len(again)} samples say otherwise: {against[0]}"
        )
    return None


def differs(pair: Pair, other: str) -> str:
    """Return in what an answer to the same question says something else, or nothing."""
    if not other.strip():
        return "no answer"
    mine, theirs = values.read(pair.answer), values.read(other)
    if not (_within(pair.answer, mine, pair.question, theirs) or _within(other, theirs, pair.question, mine)):
        return "another number or date"
    first, second = (words(text)[:1] for text in (pair.answer, other))
    if first != second and {*first, *second} <= _YES_NO and first and second:
        return "yes and no"
    if contradiction(pair, other):
        return "the opposite, or another name"
    asked = frozenset(content(pair.question))
    own, said = (frozenset(content(text)) - asked for text in (pair.answer, other))
    if min(len(own), len(said)) and len(own & said) < SHARED * min(len(own), len(said)):
        return "in other words"
    return ""


def _within(text: str, said: Sequence[values.Value], question: str, stated: Sequence[values.Value]) -> bool:
    """Tell whether every figure of a text stands in the question or is stated elsewhere."""
    known = [*stated, *values.read(question)]
    return all(states(text, one, known) for one in said)
