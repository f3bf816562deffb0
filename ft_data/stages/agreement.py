"""Do people agree? Measured on overlap items of the review store, and held against the recipe only when it can be told."""

from __future__ import annotations

import math

from ft_data.recipe.schema import Recipe
from ft_data.review.reliability import Agreement
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.snapshots import Snapshot

LEAST_ITEMS = 20  # fewer say nothing: two of three alike is an alpha anywhere between -1 and 1


def alpha_at_best(build: Build, snapshot: Snapshot, versions: Versions) -> float:
    """Return the upper end of the 95% interval of Krippendorff's alpha on items that two or more people decided.

    1.0 while nothing can be told: fewer than ``LEAST_ITEMS`` items, or everybody gave every item one answer. So
    what lies below a limit lies below it beyond doubt.
    """
    found = _decisions(build.warehouse)
    if found is None or found.items < LEAST_ITEMS or not math.isfinite(found.alpha.high):
        return 1.0
    return min(1.0, found.alpha.high)


def remarks(warehouse: Warehouse, recipe: Recipe) -> list[str]:
    """Say how far people agree where it is less than the recipe asks for, and what to do about it."""
    found = _decisions(warehouse)
    if (
        found is None
        or not math.isfinite(found.alpha.value)
        or found.alpha.value >= recipe.review.min_agreement
    ):
        return []
    items = f"{found.items} {'item' if found.items == 1 else 'items'}"
    said = f"people agree on {found.percent:.0%} of the answers to {items} that several decided (alpha {found.alpha.value:.2f}"
    asked = f"the recipe asks for {recipe.review.min_agreement:g}"
    if found.items < LEAST_ITEMS:
        return [f"{said}; {asked}): too few to judge by, {LEAST_ITEMS} are needed"]
    advice = "talk about the items they differ on, write down what decides, and let a lead settle them in the station"
    return [f"{said}, at best {found.alpha.high:.2f}; {asked}): {advice}"]


def _decisions(warehouse: Warehouse) -> Agreement | None:
    from ft_data.review.reliability import agreement

    return next((one for one in agreement(warehouse.review) if one.question == "decision"), None)
