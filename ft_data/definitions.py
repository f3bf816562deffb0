"""Composition only: one asset graph per ``datasets/*/recipe.yaml``, in one code location."""

from __future__ import annotations

import dagster as dg

from ft_data.assets.broken import broken
from ft_data.assets.factory import assets
from ft_data.assets.resource import WarehouseResource
from ft_data.automation.factory import automation
from ft_data.checks.factory import checks
from ft_data.recipe.load import load
from ft_data.recipe.problems import RecipeError
from ft_data.warehouse.home import Home


def build(home: Home) -> dg.Definitions:
    """Compose the definitions of a home."""
    found = dg.Definitions(
        resources={"warehouse": WarehouseResource(home=str(home.root))}, executor=dg.in_process_executor
    )
    for name in home.datasets():
        try:
            recipe = load(home.recipe(name), name)
        except RecipeError as error:
            found = dg.Definitions.merge(found, dg.Definitions(assets=[broken(name, error)]))
            continue
        sensors, schedules, jobs = automation(name, recipe)
        found = dg.Definitions.merge(
            found,
            dg.Definitions(
                assets=assets(name, recipe),
                asset_checks=checks(name, recipe),
                sensors=sensors,
                schedules=schedules,
                jobs=jobs,
            ),
        )
    return found


defs = build(Home.find())
