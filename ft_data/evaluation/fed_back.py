"""What must be true of feedback and of what is made of it (see `expectations`)."""

from __future__ import annotations

from ft_data.evaluation.expectation import Expectation
from ft_data.recipe.schema import Recipe


def feedback(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `feedback`."""
    return (
        Expectation(
            "no_personal_data",
            "A scan of every string finds no e-mail address, telephone, card, account, address, key or token.",
            measure="ft_data.stages.feedback:residual",
        ),
        Expectation(
            "every_row_once",
            "Rows that say the same are one row, which counts them; each has a prompt and is wrong, right or not known.",
            """
            SELECT (SELECT count(*) - count(DISTINCT feedback_id) FROM feedback)
                 + (SELECT count(*) FROM feedback WHERE coalesce(prompt, '') = '' OR times < 1 OR verdict NOT IN ('right', 'wrong'))
            """,
            examples="SELECT feedback_id, source_uri, source_row FROM feedback WHERE coalesce(prompt, '') = ''",
        ),
        Expectation(
            "feedback_could_be_read",
            "No record of feedback is left out.",
            "SELECT count(*) FROM feedback_rejects",
            blocking=False,
            examples="SELECT * FROM feedback_rejects ORDER BY ALL",
        ),
        Expectation(
            "right_answers_are_known",
            "Share of failures whose right answer is known: without it no wrong row can be named.",
            "SELECT coalesce(avg((right_answer IS NOT NULL)::INT), 1) FROM feedback WHERE verdict = 'wrong'",
            0.5,
            1,
            blocking=False,
        ),
    )
