"""A recipe with problems stays visible: one asset that says what is wrong, instead of a code location that fails."""

from __future__ import annotations

import dagster as dg

from ft_data.recipe.problems import RecipeError


def broken(name: str, error: RecipeError) -> dg.AssetSpec:
    """Return a spec whose description lists the recipe's problems."""
    listed = "\n".join(f"- `{problem}`" for problem in error.problems)
    folder = "".join(letter if letter.isalnum() or letter == "_" else "_" for letter in name)
    return dg.AssetSpec(
        dg.AssetKey([folder, "recipe_has_problems"]),
        description=f"This dataset cannot be built until its recipe is mended:\n\n{listed}",
        group_name=folder,
    )
