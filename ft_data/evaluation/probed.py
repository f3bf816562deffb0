"""What must be true of a probe (see `expectations`)."""

from __future__ import annotations

from ft_data.evaluation.expectation import Expectation
from ft_data.recipe.schema import Recipe


def probe(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `probe`."""
    return (
        Expectation(
            "questions_are_answered",
            "Share of the questions that have an answer: what is left open makes gaps harder to see.",
            "SELECT count(answer) / greatest(1, count(*)) FROM probe_answers",
            0.95,
            1,
            blocking=False,
            examples="SELECT number, question FROM probe_answers WHERE answer IS NULL",
        ),
        Expectation(
            "groups_get_the_same_answers",
            "No group of people gets other answers to the same questions.",
            "SELECT count(*) FROM probe WHERE verdict = 'differs'",
            blocking=False,
            examples="SELECT kind, \"group\", measure, question, answer, other_question, other_answer FROM probe WHERE verdict = 'differs' ORDER BY p",
            told="SELECT said FROM probe WHERE verdict = 'differs' ORDER BY p, said",
        ),
    )
