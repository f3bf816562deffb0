"""One asset graph per recipe: keys ``[dataset, "raw", source]`` and ``[dataset, stage]``."""

import datetime
from collections.abc import Callable
from typing import Any

import dagster as dg

from ft_data.assets.gate import objections
from ft_data.assets.keys import key
from ft_data.assets.metadata import describe
from ft_data.assets.resource import WarehouseResource
from ft_data.recipe.problems import RecipeError
from ft_data.recipe.schema import Recipe
from ft_data.stages import graph, raw
from ft_data.stages.build import Build, Finished, Missing, Stopwatch, tell
from ft_data.stages.release import Refused
from ft_data.stages.settings import settings_version
from ft_data.warehouse.key import KeyProblem
from ft_data.warehouse.snapshots import Snapshot


def assets(name: str, recipe: Recipe) -> list[dg.AssetsDefinition]:
    """Return every asset of one dataset."""
    raws = [_raw(name, source, recipe) for source in sorted(recipe.sources)]
    return raws + [_stage(name, stage, recipe) for stage in graph.STAGES]


def _raw(name: str, source: str, recipe: Recipe) -> dg.AssetsDefinition:
    spec, asset = recipe.sources[source], f"raw/{source}"
    why = f"\n\n*Why this source:* {spec.why}" if spec.why else ""
    return _define(
        name,
        recipe,
        asset,
        deps=[],
        description=f"{graph.RAW}\n\nFrom `{spec.path}`, origin {spec.origin}, licence {spec.license or 'not declared'}.{why}",
        kinds=("duckdb", "python"),
        build=lambda build: raw.build(build, source),
        freshness=_freshness(spec.refresh),
    )


def _stage(name: str, stage: graph.Stage, recipe: Recipe) -> dg.AssetsDefinition:
    deps = [
        key(name, asset)
        for upstream in stage.inputs
        for asset in (
            [f"raw/{source}" for source in sorted(recipe.sources)] if upstream == "raw" else [upstream]
        )
    ]
    return _define(name, recipe, stage.name, deps, stage.description, stage.kinds, stage.build)


def _freshness(refresh: str | None) -> dg.FreshnessPolicy | None:
    if refresh is None:
        return None
    unit = {"d": "days", "h": "hours"}[refresh[-1]]
    return dg.FreshnessPolicy.time_window(fail_window=datetime.timedelta(**{unit: int(refresh[:-1])}))


def _define(
    name: str,
    recipe: Recipe,
    asset: str,
    deps: list[dg.AssetKey],
    description: str,
    kinds: tuple[str, ...],
    build: Callable[[Build], Snapshot],
    freshness: dg.FreshnessPolicy | None = None,
) -> dg.AssetsDefinition:
    extra: dict[str, Any] = {"freshness_policy": freshness} if freshness else {}

    @dg.asset(
        key=key(name, asset),
        deps=deps,
        description=description,
        group_name=name,
        kinds=set(kinds),
        owners=[owner for owner in recipe.owners if owner.startswith("team:") or "@" in owner],
        code_version=settings_version(recipe, asset),
        metadata={
            "dagster/table_name": f"{name}.{'raw.' if asset.startswith('raw/') else ''}{asset.removeprefix('raw/')}"
        },
        **extra,
    )
    def materialize(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> dg.MaterializeResult[Any]:
        watch = Stopwatch()
        try:
            opened = Build.open(warehouse.at(), name, context.run.run_id)
            if asset == "release":
                against = objections(context.instance, opened.warehouse, name, opened.recipe)
                if against:
                    raise Refused("checks stand against a release: " + "; ".join(against))
            snapshot = build(opened)
        except Refused as error:
            raise dg.Failure(str(error), metadata={"refused": True}, allow_retries=False) from None
        except (RecipeError, Missing, KeyProblem) as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        seconds = watch.seconds
        metadata = describe(opened, snapshot, seconds)
        tell(Finished(asset, snapshot.rows, seconds, metadata["rows_per_second"]))
        context.log.info(f"{name}/{asset}: {snapshot.rows} rows, version {snapshot.version}, {seconds:.1f} s")
        return dg.MaterializeResult(metadata=metadata, data_version=dg.DataVersion(snapshot.content_hash))

    return materialize
