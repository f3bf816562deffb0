"""The funnel: how many rows came into each stage, what became of them, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.warehouse import views
from ft_data.warehouse.home import Warehouse
from ft_data.warehouse.snapshots import Snapshot

SPLIT = (
    "split"  # the reason of a record that was cut into examples: it left as one row and goes on as several
)


def funnel(warehouse: Warehouse, found: Mapping[str, Snapshot] | None = None) -> list[dict[str, Any]]:
    """Return one row per stage: rows in, keep, drop, review, merge, new, and the reasons with their counts.

    ``split`` of ``drop`` are records that were cut into the examples among ``new``. ``earlier_run`` marks stages whose
    version was made from older rows than those shown above it. ``found``: the versions to show, else the current ones.
    """
    resolver = views.Resolver(warehouse)
    current = dict(found) if found is not None else resolver.current()
    rows: list[dict[str, Any]] = []
    raws = _read(current)
    if raws:
        read, rejected = sum(raw.rows for raw in raws), sum(raw.count("rejects") for raw in raws)
        reasons = {"unreadable": rejected} if rejected else {}
        rows.append(_row("raw", read + rejected, {"keep": read, "drop": rejected}, reasons, False))
    for snapshot in views.deciding(current.values()):
        verdicts = dict(snapshot.stats.get("verdicts", {}))
        arrived = sum(count for name, count in verdicts.items() if name != "new")
        counted: dict[str, int] = {}
        for verdict, given in snapshot.stats.get("reasons", {}).items():
            if verdict in ("drop", "review", "merge"):
                for reason, count in given.items():
                    counted[reason] = counted.get(reason, 0) + count
        rows.append(_row(snapshot.asset, arrived, verdicts, counted, _earlier(snapshot, current, resolver)))
    return rows


def _read(current: Mapping[str, Snapshot]) -> list[Snapshot]:
    """Return what was read of the sources that the examples are made of; a source that was taken out is not."""
    raws = {asset: snapshot for asset, snapshot in current.items() if asset.startswith("raw/")}
    cleaned = current.get("cleaned")
    used = [raws[asset] for asset in cleaned.inputs if asset in raws] if cleaned else []
    return used or list(raws.values())


def _earlier(snapshot: Snapshot, current: Mapping[str, Snapshot], resolver: views.Resolver) -> bool:
    """Tell whether something a version was made from has a newer version with other rows."""
    unread = (
        one for asset, one in current.items() if asset.startswith("raw/") and asset not in snapshot.inputs
    )
    if snapshot.asset == "cleaned" and any(one.created_at > snapshot.created_at for one in unread):
        return True  # a source that was read after
    return not _used_as_they_are(snapshot, current, resolver) or any(
        _earlier(current[asset], current, resolver) for asset in snapshot.inputs if asset in current
    )


def _used_as_they_are(snapshot: Snapshot, current: Mapping[str, Snapshot], resolver: views.Resolver) -> bool:
    for asset, version in snapshot.inputs.items():
        now, then = current.get(asset), resolver.snapshot(asset, version)
        if now and now.version != version and (then is None or then.content_hash != now.content_hash):
            return False
    return True


def _row(
    stage: str, arrived: int, verdicts: dict[str, int], reasons: dict[str, int], earlier: bool
) -> dict[str, Any]:
    return {
        "stage": stage,
        "rows_in": arrived,
        **{name: verdicts.get(name, 0) for name in ("keep", "drop", "review", "merge", "new")},
        "split": reasons.get(SPLIT, 0),
        "rows_out": verdicts.get("keep", 0) + verdicts.get("new", 0),
        "reasons": dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        "earlier_run": earlier,
    }
