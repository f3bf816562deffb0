"""decontaminated: rows that overlap a benchmark are removed, each with the item, the method and the span."""
from __future__ import annotations
from typing import Any
import pyarrow as pa
from ft_data.example import VERDICT
from ft_data.stages import verdicts
from ft_data.stages.build import Build, code_version, names
from ft_data.stages.reading import Versions
def build(build: Build) -> Any:
    deduped = build.current("deduped")
    def make() -> Any:
        with Versions(build, deduped) as v:
            ids = v.con.sql("SELECT record_id FROM deduped_verdicts WHERE verdict IN ('keep','new')").to_arrow_table().column(0)
        pieces, stats = verdicts.in_parts(verdicts.kept_and(ids, []))
        return {"verdicts": pieces, "benchmarks": pa.table({"benchmark": pa.array([], pa.string()), "items": pa.array([], pa.int64())})}, stats | {"rows_in": len(ids)}
    r = build.once("decontaminated", [names(deduped.parts["verdicts"])], {"verdicts": VERDICT}, make)
    return build.commit("decontaminated", dict(r.tables), rows=r.stats["verdicts"].get("keep", 0), inputs=[deduped], code="x", settings={}, stats=r.stats)
