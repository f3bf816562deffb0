"""What the recipe says of the largest share of sources, as expectations of `selected`."""

from __future__ import annotations

from ft_data.evaluation.expectation import Expectation
from ft_data.recipe.schema import Recipe
from ft_data.warehouse import sql


def shares(recipe: Recipe) -> tuple[Expectation, ...]:
    """Return an expectation for each source that has a limit; where a budget counts tokens the draw alone keeps it."""
    limits = recipe.select.most_of if recipe.select.tokens is None else {}
    return tuple(
        Expectation(
            f"share_of_{source}",
            f"At most {share:.0%} of the rows are of `{source}`.",
            f"SELECT count(*) FILTER (source = {sql.text(source)}) / greatest(1, count(*)) FROM selected",
            0,
            share + 1e-9,
        )
        for source, share in sorted(limits.items())
    )
