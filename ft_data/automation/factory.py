"""Sensors, schedule and job of one dataset. Sensors never open the warehouse; they look at files."""

from typing import Any

import dagster as dg

from ft_data.assets.keys import key
from ft_data.assets.resource import WarehouseResource
from ft_data.automation import watch
from ft_data.automation.drifted import drift_sensor
from ft_data.automation.health import health_sensor
from ft_data.recipe.load import load
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.schedule import OFF
from ft_data.recipe.schema import Recipe
from ft_data.stages import graph


def automation(
    name: str, recipe: Recipe
) -> tuple[list[dg.SensorDefinition], list[dg.ScheduleDefinition], list[Any]]:
    """Return sensors, schedules and jobs of one dataset."""
    # `release` waits for a person unless the recipe says otherwise.
    unattended = [asset for asset in graph.assets(recipe) if asset != "release" or recipe.release == "auto"]
    heard = {*graph.downstream("reviewed"), *graph.downstream("feedback")}
    after_people = [asset for asset in unattended if asset in heard]
    refresh = dg.define_asset_job(
        f"{name}_refresh",
        selection=dg.AssetSelection.assets(*(key(name, asset) for asset in unattended)),
        description="From the sources to the evaluation report"
        + (" and the release." if recipe.release == "auto" else "."),
    )
    decided = dg.define_asset_job(
        f"{name}_apply_decisions",
        selection=dg.AssetSelection.assets(*(key(name, asset) for asset in after_people)),
        description="Applies people's decisions, and takes up which answers they call wrong: from `reviewed` to the report.",
    )
    schedules = [] if recipe.schedule == OFF else [_schedule(name, recipe.schedule, refresh)]
    sensors = [_sources_sensor(name, refresh), _decisions_sensor(name, decided), health_sensor(name)]
    if recipe.drift is not None and recipe.drift.ask:
        sensors.append(drift_sensor(name, refresh))
    return sensors, schedules, [refresh, decided]


def _schedule(name: str, cron: str, job: Any) -> dg.ScheduleDefinition:
    return dg.ScheduleDefinition(
        name=f"{name}_reevaluate",
        job=job,
        cron_schedule=cron,
        execution_timezone="UTC",
        description="Re-evaluates as the recipe's `schedule` says; a run with nothing new writes nothing.",
    )


def _sources_sensor(name: str, job: Any) -> dg.SensorDefinition:
    @dg.sensor(
        name=f"{name}_new_source_data",
        job=job,
        minimum_interval_seconds=10,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Runs when the content of the source files, or of feedback, changed and the files stopped growing.",
    )
    def new_source_data(
        context: dg.SensorEvaluationContext, warehouse: WarehouseResource
    ) -> dg.SensorResult | dg.SkipReason:
        home = warehouse.at()
        try:
            recipe = load(home.recipe(name), name)
        except RecipeError as error:
            return dg.SkipReason(f"the recipe has {len(error.problems)} problems: {error.problems[0]}")
        folder = home.folder(name)
        heard = recipe.feedback.files.values() if recipe.feedback else ()
        patterns = [one.path for one in (*recipe.sources.values(), *heard) if one.path]
        found = watch.decide(
            context.cursor, watch.look(folder, patterns), lambda file: watch.digest(folder / file)
        )
        if found.run_key is None:
            context.update_cursor(found.cursor)
            return dg.SkipReason(found.message)
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=found.run_key)], cursor=found.cursor)

    return new_source_data


def _decisions_sensor(name: str, job: Any) -> dg.SensorDefinition:
    @dg.sensor(
        name=f"{name}_new_decisions",
        job=job,
        minimum_interval_seconds=10,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Runs when people decided rows.",
    )
    def new_decisions(
        context: dg.SensorEvaluationContext, warehouse: WarehouseResource
    ) -> dg.SensorResult | dg.SkipReason:
        from ft_data.review.store import fingerprint

        path = warehouse.at().warehouse(name).review
        if not path.exists():
            return dg.SkipReason("nobody has decided anything yet")
        now = fingerprint(path)
        if now == context.cursor:
            return dg.SkipReason("no new decisions")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=now)], cursor=now)

    return new_decisions
