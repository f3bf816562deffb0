"""The funnel: how many rows came into each stage, what became of them, and why."""

from __future__ import annotations

from typing import Any

from ft_data.warehouse import views
from ft_data.warehouse.home import Warehouse


def funnel(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Return one row per stage: rows in, keep, drop, review, merge, new, and the reasons with their counts."""
    current = views.Resolver(warehouse).current()
    raws = [snapshot for asset, snapshot in current.items() if asset.startswith("raw/")]
    rows: list[dict[str, Any]] = []
    if raws:
        read, rejected = sum(raw.rows for raw in raws), sum(raw.count("rejects") for raw in raws)
        rows.append(
            _row(
                "raw",
                read + rejected,
                {"keep": read, "drop": rejected},
                {"unreadable": rejected} if rejected else {},
            )
        )
    for snapshot in views.deciding(current.values()):
        verdicts = dict(snapshot.stats.get("verdicts", {}))
        arrived = sum(count for name, count in verdicts.items() if name != "new")
        reasons: dict[str, int] = {}
        for verdict, found in snapshot.stats.get("reasons", {}).items():
            if verdict in ("drop", "review", "merge"):
                for reason, count in found.items():
                    reasons[reason] = reasons.get(reason, 0) + count
        rows.append(_row(snapshot.asset, arrived, verdicts, reasons))
    return rows


def _row(stage: str, arrived: int, verdicts: dict[str, int], reasons: dict[str, int]) -> dict[str, Any]:
    return {
        "stage": stage,
        "rows_in": arrived,
        **{name: verdicts.get(name, 0) for name in ("keep", "drop", "review", "merge", "new")},
        "rows_out": verdicts.get("keep", 0) + verdicts.get("new", 0),
        "reasons": dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
    }
