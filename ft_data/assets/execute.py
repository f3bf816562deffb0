"""Runs a dataset's assets through Dagster in this process, on the instance that the UI shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from ft_data.assets import history
from ft_data.assets.factory import assets
from ft_data.assets.instance import fail_dead_runs, instance, this_process
from ft_data.assets.keys import key
from ft_data.assets.resource import WarehouseResource
from ft_data.recipe.problems import problem
from ft_data.recipe.schema import Recipe
from ft_data.stages import graph
from ft_data.upkeep import forgetting
from ft_data.warehouse.home import Home


@dataclass
class Outcome:
    """What a run came to."""

    run_id: str
    succeeded: bool
    release: str | None = None
    refused: str | None = None  # a gate said no
    wrong_input: str | None = None
    broke: str | None = None
    blocking: list[str] = field(
        default_factory=list
    )  # the blocking checks that failed, each with what is wrong
    failed_checks: list[str] = field(default_factory=list)


def execute(
    home: Home,
    name: str,
    recipe: Recipe,
    select: list[str],
    *,
    release: bool,
    waiting: Callable[[], None] = lambda: None,
) -> Outcome:
    """Materialize assets and run their checks; return what happened. Raises RecipeError for a wrong selection.

    The dataset is held meanwhile; ``waiting`` is called if another process holds it.
    """
    from ft_data.checks import results, validator
    from ft_data.checks.factory import checks

    wanted = _selection(name, recipe, select, release)
    if not all(results.are_kept(home.warehouse(name), asset) for asset in wanted):
        validator.warm_up()
    with forgetting.holding(home, name, history.purge, waiting), instance(home) as opened:
        fail_dead_runs(opened)
        definitions = dg.Definitions(
            assets=assets(name, recipe),
            asset_checks=checks(name, recipe),
            resources={"warehouse": WarehouseResource(home=str(home.root))},
            executor=dg.in_process_executor,
        )
        job = definitions.resolve_implicit_global_asset_job_def()
        result = job.execute_in_process(
            instance=opened,
            asset_selection=[key(name, asset) for asset in wanted],
            tags={**this_process(), "ft_data/dataset": name},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            raise_on_error=False,
        )
        return _outcome(result)


def _selection(name: str, recipe: Recipe, select: list[str], release: bool) -> list[str]:
    """Resolve what was asked for: names, ``name+`` for all below, ``raw`` for all sources."""
    everything = list(graph.assets(recipe))
    raws = [asset for asset in everything if asset.startswith("raw/")]
    asked: list[str] = []
    for item in [part for text in select for part in text.split(",") if part] or everything:
        base, below = item.rstrip("+"), item.endswith("+")
        if base == "raw":
            asked += everything if below else raws
        elif base in everything:
            position = len(raws) if base in raws else everything.index(base)
            asked += [base, *everything[position:]] if below else [base]
        else:
            raise problem(
                f"`--select {item}`: {name} has no such asset; it has {', '.join(everything)}", "command line"
            )
    return [asset for asset in everything if asset in asked and (release or asset != "release")]


def _outcome(result: dg.ExecuteInProcessResult) -> Outcome:
    outcome = Outcome(result.run_id, result.success)
    for event in result.get_asset_materialization_events():
        materialization = event.step_materialization_data.materialization
        if event.asset_key and event.asset_key.path[-1] == "release":
            outcome.release = str(materialization.metadata["path"].value)
    for found in result.get_asset_check_evaluations():
        if not found.passed:
            said = f"{'/'.join(found.asset_key.path[1:])}.{found.check_name}: {found.description}"
            blocks = found.severity == dg.AssetCheckSeverity.ERROR
            outcome.failed_checks.append(f"{said} ({'stops the run' if blocks else 'stops nothing'})")
            if blocks:
                outcome.blocking.append(said)
    for event in result.all_events:
        if event.is_step_failure:
            _blame(outcome, event.step_failure_data)
    return outcome


def _blame(outcome: Outcome, failure: Any) -> None:
    """Tell apart a gate that said no, wrong input, a failed blocking check, and our own error."""
    data = failure.user_failure_data
    description = data.description if data else None
    if data and data.metadata and "refused" in data.metadata:
        outcome.refused = description
    elif description:
        outcome.wrong_input = description
    elif failure.error and "DagsterAssetCheckFailedError" not in str(failure.error.cls_name):
        cause = failure.error.cause or failure.error
        outcome.broke = re.sub(r"\s+", " ", f"{cause.cls_name}: {cause.message}")[:500]
