"""One Dagster asset check per expectation; one step per asset runs them all."""

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

from ft_data.assets.keys import key
from ft_data.assets.resource import WarehouseResource
from ft_data.checks import validator
from ft_data.checks.measure import lines, measure, offenders
from ft_data.checks.results import Results
from ft_data.engine.usage import measured
from ft_data.errors import WrongInput
from ft_data.evaluation.expectation import Expectation
from ft_data.recipe.schema import Recipe
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse.snapshots import Snapshot


def checks(name: str, recipe: Recipe) -> list[dg.AssetChecksDefinition]:
    """Return the checks of one dataset."""
    return [_check(name, asset, graph.expectations(asset, recipe)) for asset in graph.assets(recipe)]


def _check(name: str, asset: str, expectations: tuple[Expectation, ...]) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(e.name, asset=key(name, asset), description=e.description, blocking=e.blocking)
        for e in expectations
    ]

    @dg.multi_asset_check(name=f"{name}__{asset.replace('/', '__')}__checks", specs=specs, can_subset=True)
    def check(
        context: dg.AssetCheckExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.AssetCheckResult]:
        wanted = {found.name for found in context.selected_asset_check_keys}
        try:
            build = Build.open(warehouse.at(), name)
            snapshot = build.current(asset)
        except WrongInput as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        # The recipe is read now: a gate that was edited a minute ago is judged by its new value.
        asked = [e for e in graph.expectations(asset, build.recipe) if e.name in wanted]
        with measured("checks"):
            judgements = _judgements(build, snapshot, asked)
        for found in judgements:
            yield _result(build, snapshot, found, name, asset)

    return check


def _judgements(build: Build, snapshot: Snapshot, asked: Sequence[Expectation]) -> list[validator.Judgement]:
    """Judge what the version is like now; what cannot have changed is neither measured nor judged again."""
    results = Results(build, snapshot)
    values = {e.name: value for e in asked if (value := results.value(e)) is not None}
    values |= measure(build, snapshot, [e for e in asked if e.name not in values])
    new = [e for e in asked if not results.passes(e, values[e.name])]
    judged = {
        found.expectation.name: found
        for found in validator.judge(f"{build.name}/{snapshot.asset}", new, values)
    }
    found = [judged.get(e.name) or validator.Judgement(e, values[e.name], True) for e in asked]
    results.keep(found)
    return found


def _result(
    build: Build, snapshot: Snapshot, found: validator.Judgement, name: str, asset: str
) -> dg.AssetCheckResult:
    e = found.expectation
    metadata: dict[str, Any] = {"value": found.value, "version": snapshot.version}
    rows, told = ([], []) if found.passed else (offenders(build, snapshot, e), lines(build, snapshot, e))
    if rows:
        metadata["examples"] = dg.MetadataValue.table(
            [dg.TableRecord({k: _plain(v) for k, v in row.items()}) for row in rows]
        )
    return dg.AssetCheckResult(
        passed=found.passed,
        check_name=e.name,
        asset_key=key(name, asset),
        severity=dg.AssetCheckSeverity.ERROR if e.blocking else dg.AssetCheckSeverity.WARN,
        description="; ".join(told) or f"{found.value:g} (expected {_range(e)})",
        metadata=metadata,
    )


def _range(e: Expectation) -> str:
    if e.low == e.high:
        return f"{e.low:g}"
    low = "-∞" if e.low is None else f"{e.low:g}"
    return f"{low} to {'∞' if e.high is None else f'{e.high:g}'}"


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)
