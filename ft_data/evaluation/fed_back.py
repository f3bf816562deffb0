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


def weaknesses(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what must be true of `weaknesses`."""
    return (
        Expectation(
            "what_is_held_back_stays_back",
            "No example of a weakness is a prompt on which it is measured whether the gap closed.",
            "SELECT count(*) FROM weaknesses_examples JOIN feedback USING (feedback_id) WHERE held_back",
            examples="SELECT * FROM weaknesses_examples JOIN feedback USING (feedback_id) WHERE held_back",
        ),
        Expectation(
            "rows_named_are_rows",
            "Every row that a weakness names is a row of the dataset.",
            "SELECT count(*) FROM weaknesses_rows WHERE record_id NOT IN (SELECT record_id FROM cleaned UNION SELECT record_id FROM formatted)",
            examples="SELECT * FROM weaknesses_rows",
        ),
        Expectation(
            "no_slice_fails_more_than_the_rest",
            "No slice of the tries fails more often than the rest for a reason that lies in the data.",
            "SELECT count(*) FROM weaknesses WHERE cause <> 'data_is_fine'",
            blocking=False,
            examples="SELECT gap, said FROM weaknesses ORDER BY weight DESC",
            told="SELECT said FROM weaknesses WHERE cause <> 'data_is_fine' ORDER BY weight DESC",
        ),
    )
