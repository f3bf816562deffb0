"""What no bin knows alone, made of what each found: the pairs nearest to the threshold, samples, counts of sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ft_data.dedup.exchanges.known import best_order
from ft_data.dedup.exchanges.packing import ranges
from ft_data.dedup.meaning.edges import SHOWN
from ft_data.dedup.overlap import SIBLINGS
from ft_data.dedup.survivors import REASONS
from ft_data.dedup.tables import AUDITED, CHECKED, lots
from ft_data.dedup.verify import BORDERLINE
from ft_data.engine.work import Work
from ft_data.recipe.schema import Dedupe

Ints = npt.NDArray[np.int64]


def gather(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Join what all bins found: ``pairs``, ``meanings``, ``audit``, ``overlap``, and ``gone``, cut as `packing.ranges` does."""
    settings = Dedupe.model_validate(params["dedupe"])
    standing = _read(inputs["standing"])
    position = standing["row"].to_numpy()
    place = np.empty(len(position), np.int64)
    place[best_order(standing, settings.keep)] = np.arange(len(position))
    by_position = np.argsort(position)

    def order(table: pa.Table) -> list[Ints]:
        names = [name for name in table.column_names if name.startswith("row_")]
        found = (np.searchsorted(position[by_position], table[name].to_numpy()) for name in names)
        return [place[by_position[at]] for at in found]

    def chosen(table: pa.Table, rows: Ints) -> pa.Table:
        names = [name for name in table.column_names if not name.startswith("row_")]
        return table.select(names).take(pa.array(rows))

    pairs, meanings = _read(inputs["some_pairs"]), _read(inputs["some_meanings"])
    drawn, removed = _drawn([pq.read_table(path) for path in inputs["some_audit"]], order)
    audit = chosen(drawn, np.arange(len(drawn)))
    counts = pa.array([removed[reason] for reason in audit["reason"].to_pylist()], pa.int64())
    gone = _read(inputs["gone"]).sort_by("row")
    return Work(
        {
            "pairs": chosen(pairs, _nearest(pairs, settings.near.threshold, *order(pairs))),
            "meanings": chosen(meanings, _shown(meanings, *order(meanings))),
            "audit": audit.set_column(audit.column_names.index("removed"), "removed", counts),
            "overlap": _counted(_read(inputs["some_overlap"])),
            "gone": ranges(gone, params["starts"]),
            "siblings": SIBLINGS.empty_table(),  # the table is there, whether or not other datasets are asked about
        }
    )


def _read(paths: Sequence[str]) -> pa.Table:
    return pa.concat_tables([pq.read_table(path) for path in paths])


def _nearest(pairs: pa.Table, threshold: float, better: Ints, worse: Ints) -> Ints:
    """Choose as `verify.borderline` does, and put the most alike first."""
    jaccard = pairs["jaccard"].to_numpy()
    order = np.lexsort((worse, better, np.abs(jaccard - threshold)))
    above = jaccard[order] >= threshold
    rows = np.concatenate([order[above][:BORDERLINE], order[~above][:BORDERLINE]])
    return rows[np.lexsort((worse[rows], better[rows], -jaccard[rows]))]


def _shown(meanings: pa.Table, better: Ints, worse: Ints) -> Ints:
    """Choose as `Meant.shown` does."""
    order = np.lexsort((worse, better, meanings["cosine"].to_numpy()))
    same = pc.is_null(meanings["guard"]).to_numpy()[order]
    return np.concatenate([order[same][:SHOWN], order[~same][::-1][:SHOWN]])


def _drawn(tables: Sequence[pa.Table], order: Any) -> tuple[pa.Table, dict[str, int]]:
    """Draw among what bins drew: reason by reason in their order. Returns also how many rows went for each reason."""
    removed: dict[str, int] = {}
    for table in tables:
        found = dict(zip(table["reason"].to_pylist(), table["removed"].to_pylist(), strict=True))
        for reason, count in found.items():
            removed[reason] = removed.get(reason, 0) + count
    whole = pa.concat_tables(tables)
    (place,) = order(whole)
    number, reasons = lots(whole["record_id"]), np.array(whole["reason"].to_pylist(), object)
    rows = [np.empty(0, np.int64)]
    for reason in CHECKED:
        some = np.flatnonzero(reasons == REASONS[reason])
        rows.append(some[np.lexsort((place[some], number[some]))][:AUDITED])
    return whole.take(pa.array(np.concatenate(rows))), removed


def _counted(overlap: pa.Table) -> pa.Table:
    counted = overlap.group_by(["source", "other"]).aggregate([("rows", "sum")])
    ordered = counted.sort_by([("source", "ascending"), ("other", "ascending")])
    return pa.table({"source": ordered["source"], "other": ordered["other"], "rows": ordered["rows_sum"]})
