"""selected: budget, mixture and the cap on synthetic rows; a weight per example."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ft_data.engine.code import code_version
from ft_data.example import VERDICT
from ft_data.selection.draw import Row, select
from ft_data.stages import verdicts
from ft_data.stages.build import Build, names
from ft_data.stages.reading import Versions
from ft_data.warehouse.snapshots import Snapshot

WEIGHTS = pa.schema([("record_id", pa.string()), ("weight", pa.float64()), ("quality", pa.float64())])
_PLAIN = 0.5  # the quality of a row that was never measured, such as one a person wrote


def build(build: Build) -> Snapshot:
    """Choose the rows that are trained on."""
    reviewed, filtered = build.current("reviewed"), build.current("filtered")
    wanted = build.recipe.select
    settings = wanted.model_dump(include={"budget", "mixture", "max_synthetic", "seed"})
    code = code_version("ft_data.selection", "ft_data.stages.selected")
    made_of = [
        code,
        settings,
        names(reviewed.parts["verdicts"]),
        names(reviewed.parts["made"]),
        names(filtered.parts["quality"]),
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


def _choose(versions: Versions, settings: dict[str, Any]) -> Any:
    found = versions.con.execute(
        f"""
        SELECT r.record_id, r.source, r.origin = 'synthetic' AS synthetic, coalesce(q.quality, {_PLAIN}) AS quality
        FROM reviewed r LEFT JOIN filtered_quality q USING (record_id)
        """
    ).fetchall()
    rows = [Row(*row) for row in found]
    chosen = select(
        rows, settings["budget"], settings["mixture"], settings["max_synthetic"], settings["seed"]
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
    arrived = pa.chunked_array([pa.array([row.record_id for row in rows], pa.string())])
    pieces, stats = verdicts.in_parts(verdicts.kept_and(arrived, left_out))
    return {"main": weights, "verdicts": pieces}, stats | {"rows_in": len(rows)}
