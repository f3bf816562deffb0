"""Rules on fitted signals. In force only where the recipe asks for what they read; they ask people, and never drop."""

from __future__ import annotations

from ft_data.recipe.schema import Recipe, Rule

CONTRADICTION = Rule(
    name="contradicts_reference",
    signal="contradicts_reference",
    review="> 0",
    why="A number, date or name differs from the nearest passage of `references`; either may be right.",
)
RULES = (CONTRADICTION,)


def rules(recipe: Recipe) -> list[Rule]:
    """Return the rules that what a recipe has fitted brings with it."""
    return [CONTRADICTION] if recipe.references is not None else []
