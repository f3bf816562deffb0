"""Rules that follow from what a dataset is for: rows that none of its formats can hold."""

from __future__ import annotations

from ft_data.recipe.schema import Recipe, Rule


def rules(recipe: Recipe) -> list[Rule]:
    """Return the rules of a recipe's ``stage`` and targets.

    Pretraining takes any text. A tuning dataset takes texts only where a target writes them (``text``); a row no
    target can hold would take a place in the budget and then be in no file.
    """
    if recipe.stage == "pretraining" or "text" in recipe.format.targets:
        return []
    return [
        Rule(
            name="not_a_pair",
            signal="response_words",
            drop=">= 0",
            where="kind = 'text'",
            why="A plain text has no question and no answer, and no format of this dataset can hold it.",
        )
    ]
