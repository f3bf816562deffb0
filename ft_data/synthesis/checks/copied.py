"""Copied: the answer is the passage, or the question is a sentence of it, or either repeats what the model was told."""

from __future__ import annotations

from collections.abc import Sequence

from ft_data.synthesis.checks.words import in_runs, words
from ft_data.synthesis.replies import Finding, Pair

RUN = 8  # words in a row that nobody writes by chance
ECHO = 40  # words: so long a quotation is no answer in one's own words
MOSTLY = 0.9
OF_PASSAGE = 0.6


def copied(pair: Pair, passage: Sequence[str], told: Sequence[str]) -> Finding | None:
    """Find an echo; ``passage`` and ``told`` are the words of the passage and of the instruction."""
    question, answer = words(pair.question), words(pair.answer)
    for name, said in pair.sides():
        if in_runs(words(said), told, RUN):
            return Finding("copied", f"the {name} repeats the instruction")
    taken = in_runs(answer, passage, RUN)
    long = len(answer) >= ECHO or len(answer) >= OF_PASSAGE * len(passage)
    if "answer" in pair.wrote and long and taken >= MOSTLY * len(answer):
        return Finding("copied", f"{taken} of {len(answer)} words of the answer stand so in the passage")
    taken = in_runs(question, passage, RUN)
    if "question" in pair.wrote and taken >= MOSTLY * len(question) and "?" not in pair.question:
        return Finding("copied", f"{taken} of {len(question)} words of the question stand so in the passage")
    if question == answer:
        return Finding("copied", "question and answer are the same")
    return None
