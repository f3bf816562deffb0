"""Rows in which the second look finds what masking left are withheld, and the run goes on without them.

Masking and the look after it are made apart, so that a fault of one is no fault of the other; where they disagree about a row,
the row goes. A share of the rows is a fault of masking itself, or of the recipe: then none is withheld, and the blocking check
stops the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.engine.work import Work, makes
from ft_data.evaluation.expectation import masks
from ft_data.example import EDIT, EXAMPLE, VERDICT
from ft_data.stages import privacy
from ft_data.stages.build import Build
from ft_data.warehouse import verdicts
from ft_data.warehouse.detail import Detail
from ft_data.warehouse.parts import Receipt

REASON = "mask_missed"
FEW, SHARE = 3, 0.01  # of a version's rows: more than both is no accident


def sifted(build: Build, receipts: Sequence[Receipt]) -> list[Receipt]:
    """Return the receipts of cleaned parts; of those with rows that masking failed, of the same parts without these rows."""
    if not masks(build.recipe.clean.pii):
        return list(receipts)
    looks = privacy.looked(build, [_only(receipt, "main") for receipt in receipts])
    failed = [_failed(build.path(_only(look, "residual"))) if look.rows("residual") else [] for look in looks]
    rows = sum(receipt.rows() for receipt in receipts)
    if not any(failed) or sum(map(len, failed)) > max(FEW, SHARE * rows):
        return list(receipts)
    tasks = {
        at: build.task(
            withhold_part,
            {name: _only(receipt, name) for name in ("main", "verdicts", "edits")}
            | {"residual": _only(looks[at], "residual")},
            {"rows_in": receipt.stats.get("rows_in", 0)},
            rows=receipt.rows(),
        )
        for at, receipt in enumerate(receipts)
        if failed[at]
    }
    made = dict(zip(tasks, build.run(list(tasks.values())), strict=True))
    return [made.get(at, receipt) for at, receipt in enumerate(receipts)]


def _only(receipt: Receipt, table: str) -> Any:
    (part,) = receipt.tables[table]
    return part


def _failed(path: str) -> list[str]:
    return sorted(set(pq.read_table(path, columns=["record_id"])["record_id"].to_pylist()))


@makes(main=EXAMPLE, verdicts=VERDICT, edits=EDIT)
def withhold_part(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Drop the rows of a cleaned part in which something personal is left; the kinds of it are the evidence."""
    found: dict[str, list[str]] = {}
    for row in pq.read_table(inputs["residual"]).to_pylist():
        found.setdefault(row["record_id"], []).append(row["kind"])
    failed = pa.array(sorted(found), pa.string())
    main, edits = pq.read_table(inputs["main"]), pq.read_table(inputs["edits"])
    parents = {
        row["record_id"]: row["parents"][0]
        for row in main.filter(pc.is_in(main["record_id"], failed))
        .select(["record_id", "parents"])
        .to_pylist()
        if row["parents"]
    }
    decided = verdicts.table(_decided(pq.read_table(inputs["verdicts"]).to_pylist(), found, parents))
    edits = _without_texts(edits, failed)
    counts = pa.TableGroupBy(edits, "rule").aggregate([("count", "sum")]).to_pylist()
    stats = {
        **verdicts.counts(decided),
        "edits": {one["rule"]: one["count_sum"] for one in counts},
        "rows_in": params["rows_in"],
    }
    kept = main.filter(pc.invert(pc.is_in(main["record_id"], failed)))
    return Work({"main": kept, "verdicts": decided, "edits": edits}, stats)


def _decided(
    rows: Sequence[dict[str, Any]], found: Mapping[str, Sequence[str]], parents: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the verdicts with those of failed rows changed. A piece was made here: it is not made, and its record counts it."""
    lost: dict[str, int] = {}
    for piece in parents:
        lost[parents[piece]] = lost.get(parents[piece], 0) + 1
    made = []
    for row in rows:
        name = row["record_id"]
        if name in parents:
            continue
        if name in found:
            made.append(verdicts.verdict(name, "drop", [REASON], evidence=", ".join(sorted(found[name]))))
        elif name in lost:
            made.append(_short_of(row, lost[name]))
        else:
            made.append(row)
    return made


def _short_of(row: Mapping[str, Any], pieces: int) -> dict[str, Any]:
    """Return the verdict of a record that was split, with ``pieces`` fewer."""
    facts = Detail.read(row["detail"]).facts
    left_out = {**(facts.get("left_out") or {}), REASON: pieces}
    return verdicts.split(row["record_id"], facts["pieces"], left_out)


def _without_texts(edits: pa.Table, failed: pa.Array) -> pa.Table:
    """Return the edits, without what was before and after in rows that hold what masking did not see."""
    theirs = pc.is_in(edits["record_id"], failed)
    for name in ("before", "after"):
        blank = pc.if_else(theirs, pa.scalar(None, pa.string()), edits[name].cast(pa.string()))
        edits = edits.set_column(edits.schema.get_field_index(name), name, blank)
    return edits
