"""What becomes of contaminated rows, and the report per benchmark."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.decontamination.index import Index
from ft_data.example import VERDICT

REASON = "contaminated"


def verdicts(record_ids: pa.ChunkedArray | pa.Array, hits: pa.Table) -> pa.Table:
    """Return one verdict (`ft_data.example.VERDICT`) per row: ``drop`` if it hits a test item.

    Hits on items of a train split are noted in ``detail`` of a row that is kept: training data may overlap
    the training part of a benchmark.
    """
    ids = record_ids.combine_chunks() if isinstance(record_ids, pa.ChunkedArray) else record_ids
    best: dict[str, dict[str, object]] = {}
    for hit in hits.to_pylist():
        strength = hit["split"] != "train", hit["score"], hit["benchmark"], hit["item_id"], hit["where"]
        if hit["record_id"] not in best or strength > best[hit["record_id"]]["strength"]:  # type: ignore[operator]
            best[hit["record_id"]] = {**hit, "strength": strength}
    count = len(ids)
    dropped, score, detail = np.zeros(count, bool), np.full(count, np.nan), np.full(count, None, object)
    where = pc.index_in(pa.array(list(best), pa.string()), value_set=ids.cast(pa.string())).to_pylist()
    for row, hit in zip(where, best.values(), strict=True):
        if row is None:
            raise ValueError(f"hits name the record {hit['record_id']!r}, which is not among the rows")
        dropped[row] = hit["split"] != "train"
        score[row] = hit["score"]
        detail[row] = orjson.dumps(_detail(hit)).decode()
    offsets = np.concatenate([[0], np.cumsum(dropped)]).astype(np.int32)
    return pa.table(
        {
            "record_id": ids.cast(pa.string()),
            "verdict": pa.array(["keep", "drop"]).take(pa.array(dropped.astype(np.int8))),
            "reasons": pa.ListArray.from_arrays(
                pa.array(offsets), pa.array([REASON] * int(dropped.sum()), pa.string())
            ),
            "witness_id": pa.nulls(count, pa.string()),
            "score": pa.array(score, mask=np.isnan(score)),
            "detail": pa.array(detail, pa.string()),
        },
        schema=VERDICT,
    )


def benchmark_report(index: Index, hits: pa.Table) -> pa.Table:
    """Count per benchmark: items, items no text of which can be recognised, items hit, rows hit by method."""
    methods = ("verbatim", "embedded", "edited", "answer_leak")
    rows = hits.to_pylist()
    unsearchable = [item.benchmark for item in index.unsearchable]
    return pa.Table.from_pylist(
        [
            {
                "benchmark": name,
                "items": sum(item.benchmark == name for item in index.items),
                "unsearchable": unsearchable.count(name),
                "items_hit": len({hit["item_id"] for hit in rows if hit["benchmark"] == name}),
                "rows_hit": len({hit["record_id"] for hit in rows if hit["benchmark"] == name}),
                **{
                    method: len(
                        {h["record_id"] for h in rows if h["benchmark"] == name and h["method"] == method}
                    )
                    for method in methods
                },
            }
            for name in _names(index)
        ]
    )


def _names(index: Index) -> Sequence[str]:
    return list(dict.fromkeys(item.benchmark for item in index.items))


def _detail(hit: dict[str, object]) -> dict[str, object]:
    fields = ("benchmark", "item_id", "field", "method", "where", "start", "end", "evidence")
    detail: dict[str, object] = {
        "signal": hit["signal"],
        "value": hit["score"],
        "threshold": hit["threshold"],
    }
    detail |= {name: hit[name] for name in fields}
    if hit["split"] == "train":
        detail["allowed"] = "train split"
    return detail
