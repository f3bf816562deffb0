"""selected: likeness to targets, coverage of topics, budget, mixture and the cap on synthetic rows."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ft_data.engine.code import code_version
from ft_data.example import VERDICT
from ft_data.selection.draw import Row, select
from ft_data.selection.likeness import like
from ft_data.stages import verdicts
from ft_data.stages.build import Build, Missing, names
from ft_data.stages.reading import Versions
from ft_data.warehouse import views
from ft_data.warehouse.snapshots import Snapshot

WEIGHTS = pa.schema([("record_id", pa.string()), ("weight", pa.float64()), ("quality", pa.float64())])
_PLAIN = 0.5  # the quality of a row that was never measured, such as one a person wrote


def build(build: Build) -> Snapshot:
    """Choose the rows that are trained on."""
    reviewed, filtered = build.current("reviewed"), build.current("filtered")
    wanted = build.recipe.select
    settings = wanted.model_dump(include={"budget", "mixture", "max_synthetic", "seed"})
    settings |= wanted.model_dump(include={"similarity", "diversity"}, exclude_none=True)
    code = code_version("ft_data.selection", "ft_data.stages.selected")
    made_of = [
        code,
        settings,
        names(reviewed.parts["verdicts"]),
        names(reviewed.parts["made"]),
        names(filtered.parts["quality"]),
        *_measured_by(build, filtered, settings),
    ]

    def make() -> Any:
        with Versions(build, reviewed, filtered) as versions:
            return _choose(versions, settings)

    receipt = build.once("selected", made_of, {"main": WEIGHTS, "verdicts": VERDICT}, make)
    return build.commit(
        "selected",
        dict(receipt.tables),
        rows=receipt.rows("main"),
        inputs=[reviewed, filtered],
        code=code,
        settings=settings,
        stats=receipt.stats,
    )


def _measured_by(build: Build, filtered: Snapshot, settings: dict[str, Any]) -> list[list[str]]:
    """Name the parts of the fitted signals that selection reads."""
    wanted = [group for key, group in (("similarity", "targets"), ("diversity", "topics")) if key in settings]
    if not wanted:
        return []
    measured = views.lineage(build.warehouse, filtered)["signals"]
    for group in wanted:
        if group not in measured.parts:
            raise Missing(f"signals has no `{group}` yet: run `ft-data run {build.name}` from `signals` on")
    return [names(measured.parts[group]) for group in wanted]


def _choose(versions: Versions, settings: dict[str, Any]) -> Any:
    similarity, diversity = settings.get("similarity"), settings.get("diversity")
    added = ", s.target_importance" if similarity else ", NULL"
    added += ", s.topic" if diversity else ", NULL"
    measured = "LEFT JOIN signals s USING (record_id)" if similarity or diversity else ""
    found = versions.con.execute(
        f"""
        SELECT r.record_id, r.source, r.origin = 'synthetic', coalesce(q.quality, {_PLAIN}) {added}
        FROM reviewed r LEFT JOIN filtered_quality q USING (record_id) {measured}
        """
    ).fetchall()
    near = like({row[0]: row[4] for row in found}, **similarity) if similarity else None
    rows = [
        Row(row[0], row[1], row[2], row[3], factor=near.factors[row[0]] if near else 1.0, topic=row[5])
        for row in found
        if near is None or row[0] not in near.left_out
    ]
    chosen = select(
        rows,
        settings["budget"],
        settings["mixture"],
        settings["max_synthetic"],
        settings["seed"],
        diversity["balance"] if diversity else None,
    )
    quality = {row.record_id: row.quality for row in rows}
    kept = sorted(chosen.kept)
    weights = pa.table(
        {"record_id": kept, "weight": [1.0] * len(kept), "quality": [quality[name] for name in kept]},
        schema=WEIGHTS,
    )
    left_out = [
        verdicts.verdict(name, "drop", [rule], signal="draw_rank", value=value, threshold=threshold)
        for name, (rule, value, threshold) in chosen.left_out.items()
    ]
    left_out += [
        verdicts.verdict(
            name, "drop", ["unlike_targets"], signal="target_importance", value=value, threshold=least
        )
        for name, (value, least) in (near.left_out if near else {}).items()
    ]
    arrived = pa.chunked_array([pa.array([row[0] for row in found], pa.string())])
    pieces, stats = verdicts.in_parts(verdicts.kept_and(arrived, left_out))
    return {"main": weights, "verdicts": pieces}, stats | {"rows_in": len(found)}
