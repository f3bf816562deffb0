"""What should be true of drift (see `expectations`): nothing of it holds a release."""

from __future__ import annotations

from ft_data.evaluation.expectation import Expectation
from ft_data.recipe.schema import Recipe


def shifts(asset: str, before: str, recipe: Recipe) -> tuple[Expectation, ...]:
    """Return what should be true of `shifts`."""
    return (
        Expectation(
            "nothing_drifted",
            "No source and no topic is said differently from the release before, and the mixture of them is what it was.",
            "SELECT count(*) FROM shifts WHERE drifted",
            blocking=False,
            examples="SELECT kind, slice, what, p, said FROM shifts WHERE drifted ORDER BY p, kind, slice",
            told="SELECT said FROM shifts WHERE drifted ORDER BY p, kind, slice",
        ),
    )
