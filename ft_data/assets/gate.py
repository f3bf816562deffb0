"""What `release` asks before it publishes: did every blocking check pass, on the very version that is published?

A blocking check stops its own run only; a later run of `release` alone would sail past a failed gate.
"""

from __future__ import annotations

from typing import Any

import dagster as dg

from ft_data.assets.keys import key
from ft_data.recipe.schema import Recipe
from ft_data.stages import graph
from ft_data.warehouse import snapshots
from ft_data.warehouse.home import Warehouse


def objections(instance: dg.DagsterInstance, warehouse: Warehouse, name: str, recipe: Recipe) -> list[str]:
    """Return what speaks against publishing: blocking checks that failed, never ran, or judged another version."""
    found = []
    for asset in graph.assets(recipe):
        if asset == "release":
            continue
        current = snapshots.current(warehouse, asset)
        for expectation in graph.expectations(asset, recipe):
            if not expectation.blocking:
                continue
            label = f"{asset}.{expectation.name}"
            check = dg.AssetCheckKey(key(name, asset), expectation.name)
            evaluation = _latest(instance, check)
            if evaluation is None:
                found.append(f"{label} has not been checked")
            elif not evaluation.passed:
                found.append(f"{label} failed: {evaluation.description}")
            elif current is None or evaluation.metadata["version"].value != current.version:
                found.append(f"{label} checked another version than the current one")
    return found


def _latest(instance: dg.DagsterInstance, check: dg.AssetCheckKey) -> Any:
    """Return the newest finished evaluation; another run may have planned one that has not happened yet."""
    for record in instance.event_log_storage.get_asset_check_execution_history(check, limit=10):
        if record.evaluation is not None and hasattr(record.evaluation, "passed"):
            return record.evaluation
    return None
