"""One asset graph per recipe: keys ``[dataset, "raw", source]`` and ``[dataset, stage]``."""

from typing import Any

import dagster as dg

from ft_data.assets import history
from ft_data.assets.gate import objections
from ft_data.assets.keys import key
from ft_data.assets.metadata import describe
from ft_data.assets.resource import WarehouseResource
from ft_data.engine.usage import measured
from ft_data.errors import Blocked, WrongInput
from ft_data.recipe.base import span
from ft_data.recipe.schema import Recipe
from ft_data.stages import graph
from ft_data.stages.build import Build, Finished, Stopwatch, tell
from ft_data.stages.release import NotPublished
from ft_data.stages.stage import Stage
from ft_data.upkeep import forgetting
from ft_data.warehouse.snapshots import Snapshot


def assets(name: str, recipe: Recipe) -> list[dg.AssetsDefinition]:
    """Return every asset of one dataset."""
    return [
        _define(name, recipe, asset, stage, item) for asset, (stage, item) in graph.assets(recipe).items()
    ]


def _about(stage: Stage, item: str, recipe: Recipe) -> str:
    if stage.each != "sources":
        return stage.description
    spec = recipe.sources[item]
    why = f"\n\n*Why this source:* {spec.why}" if spec.why else ""
    return (
        f"{stage.description}\n\nFrom `{spec.path}`, origin {spec.origin}, licence {spec.license or 'not declared'}."
        f"{why}"
    )


def _freshness(refresh: str | None) -> dg.FreshnessPolicy | None:
    return dg.FreshnessPolicy.time_window(fail_window=span(refresh)) if refresh else None


def _define(name: str, recipe: Recipe, asset: str, stage: Stage, item: str) -> dg.AssetsDefinition:
    freshness = _freshness(recipe.sources[item].refresh) if stage.each == "sources" else None
    extra: dict[str, Any] = {"freshness_policy": freshness} if freshness else {}
    known = graph.stages()

    @dg.asset(
        key=key(name, asset),
        deps=[key(name, found) for before in stage.inputs for found in known[before].assets(recipe)],
        description=_about(stage, item, recipe),
        group_name=name,
        kinds=set(stage.kinds),
        owners=[owner for owner in recipe.owners if owner.startswith("team:") or "@" in owner],
        code_version=stage.version(recipe, item),
        metadata={"dagster/table_name": f"{name}.{asset.replace('/', '.')}"},
        **extra,
    )
    def materialize(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> dg.MaterializeResult[Any]:
        watch = Stopwatch()
        try:
            with measured(asset), forgetting.holding(warehouse.at(), name, history.purge):
                opened, snapshot = _make(context, warehouse)
                seconds = watch.seconds
                metadata = describe(opened, snapshot, seconds)  # it shows rows: they are still there
        except (Blocked, WrongInput) as error:
            refused = {"refused": True} if isinstance(error, Blocked) else {}
            raise dg.Failure(str(error), metadata=refused, allow_retries=False) from None
        tell(Finished(asset, snapshot.rows, seconds, metadata["rows_per_second"]))
        context.log.info(f"{name}/{asset}: {snapshot.rows} rows, version {snapshot.version}, {seconds:.1f} s")
        return dg.MaterializeResult(metadata=metadata, data_version=dg.DataVersion(snapshot.content_hash))

    def _make(context: dg.AssetExecutionContext, warehouse: WarehouseResource) -> tuple[Build, Snapshot]:
        opened = Build.open(warehouse.at(), name, context.run.run_id)
        if asset == "release":
            against = objections(context.instance, opened.warehouse, name, opened.recipe)
            if against:
                raise NotPublished("checks stand against a release: " + "; ".join(against))
        return opened, graph.make(opened, asset)

    return materialize
