"""A sensor that says how a dataset fares: in Dagster when it changes, and by webhook where an address is given."""

from __future__ import annotations

import dagster as dg

from ft_data.assets.keys import key
from ft_data.assets.resource import WarehouseResource
from ft_data.checks.results import passed
from ft_data.inspection.health import look, webhook

_EVERY = 900  # seconds


def health_sensor(name: str) -> dg.SensorDefinition:
    """Return the sensor of one dataset. What it says is noted on `eval_report`, once a change."""

    @dg.sensor(
        name=f"{name}_health",
        minimum_interval_seconds=_EVERY,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Notes on `eval_report` how the dataset fares when that changes, and posts it to $FT_DATA_WEBHOOK where that is set.",
    )
    def health(
        context: dg.SensorEvaluationContext, warehouse: WarehouseResource
    ) -> dg.SensorResult | dg.SkipReason:
        found = look.health(warehouse.at(), name, passed)
        now = " ".join(f"{one.topic}:{one.level}" for one in found.findings)
        if now == context.cursor:
            return dg.SkipReason(f"{found.level}, as before")
        if where := webhook.address():
            try:
                webhook.post(found, where)
            except webhook.NotTold as why:
                return dg.SkipReason(str(why))  # the cursor stays, so that it is told later
        told = {one.topic: f"{one.level}: {one.said}" for one in found.findings if one.level != "unknown"}
        noted = dg.AssetObservation(
            asset_key=key(name, "eval_report"),
            description=f"health: {found.level}",
            metadata={"level": found.level, **told},
        )
        return dg.SensorResult(asset_events=[noted], cursor=now)

    return health
