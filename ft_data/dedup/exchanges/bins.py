"""The second exchange: the rows of a bin come together, and the decision of one process is made over them alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.dedup.exchanges import held
from ft_data.dedup.exchanges.pieces import ORDERED, joined, pieces, split, within
from ft_data.dedup.exchanges.steps import WHOLE
from ft_data.dedup.overlap import SIBLINGS, overlapping
from ft_data.dedup.resolve import decide
from ft_data.dedup.tables import audited, shown_pairs, tabulate
from ft_data.dedup.verdicts import Decision
from ft_data.engine.work import Work
from ft_data.recipe.schema import Dedupe

Ints = npt.NDArray[np.int64]


def deal(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Mapping[int, pa.Table]:
    """Hand out the rows of some parts that share something, to their bins (a map)."""
    settings = Dedupe.model_validate(params["dedupe"])
    binned = pq.read_table(inputs["rows"])
    positions, bins = binned["row"].to_numpy(), binned["bin"].to_numpy()
    compared = binned["compared"].to_numpy()
    tables, numbers = [], []
    for piece in pieces(inputs):
        places = within(positions, piece)
        if len(places):
            some = slice(*np.searchsorted(positions, [places[0] + piece.start, places[-1] + piece.start + 1]))
            tables.append(held.rows(piece, places, compared[some], settings, params["ranked"]))
            numbers.append(bins[some].astype(np.int64))
    if not tables:
        return {}
    return split(pa.concat_tables(tables), np.concatenate(numbers), params["partitions"])


def judge(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Deduplicate the rows of a bin (a reduce): verdicts, its share of every other table, and which rows go."""
    settings = Dedupe.model_validate(params["dedupe"])
    decision = decide(_rows(inputs, params, settings), settings)
    result = tabulate(decision)
    tables: dict[str, Any] = {"verdicts": result.verdicts, **{name: getattr(result, name) for name in WHOLE}}
    meant, shown = decision.meant.pairs, decision.meant.shown()
    pairs, overlaps = shown_pairs(decision), decision.overlaps
    drawn, _ = audited(decision)
    tables["some_pairs"] = _placed(decision, result.pairs, overlaps.better[pairs], overlaps.worse[pairs])
    tables["some_meanings"] = _placed(decision, result.meanings, meant.better[shown], meant.worse[shown])
    tables["some_audit"] = _placed(decision, result.audit, drawn)
    tables["some_overlap"] = result.overlap
    named = [overlaps.better[pairs], overlaps.worse[pairs], meant.better[shown], meant.worse[shown], drawn]
    standing = np.unique(np.concatenate(named))
    tables["standing"] = decision.facts.table.select(["row", *ORDERED]).take(pa.array(standing))
    own = decision.own
    gone = np.sort(_positions(decision, own[~decision.kept(own)]))
    tables["gone"] = pa.table({"row": gone})
    return Work(tables, {"rows": len(decision.facts), "pairs": len(overlaps.pairs)})


def compare(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Find the rows of a bin that have a duplicate in another dataset (a reduce)."""
    settings = Dedupe.model_validate(params["dedupe"])
    table = overlapping(_rows(inputs, params, settings), settings)
    named = pa.array([params["names"][1]] * len(table), pa.string())
    return Work({"siblings": table.add_column(0, SIBLINGS.field(0), named).cast(SIBLINGS)})


def _rows(inputs: Mapping[str, Any], params: Mapping[str, Any], settings: Dedupe) -> held.Held:
    table = joined(inputs["tables"], held.schema(settings))
    return held.Held(params["names"], table, settings.keep)


def _positions(decision: Decision, rows: Ints) -> Ints:
    found: Ints = decision.facts.column("row")[rows]
    return found


def _placed(decision: Decision, table: pa.Table, *sides: Ints) -> pa.Table:
    for number, rows in enumerate(sides):
        table = table.append_column(f"row_{number}", pa.array(_positions(decision, rows), pa.int64()))
    return table
