"""Verdict tables: one row per input row of a stage, and the arithmetic that must close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.example import VERDICT
from ft_data.warehouse import parts
from ft_data.warehouse.detail import Detail

_DETAIL = frozenset(Detail.__dataclass_fields__)


def verdict(
    record_id: str,
    verdict: str,
    reasons: Sequence[str] = (),
    witness_id: str | None = None,
    score: float | None = None,
    **evidence: Any,
) -> dict[str, Any]:
    """Build one verdict row; ``evidence`` are fields of `Detail` and facts of the stage."""
    own = {key: evidence.pop(key) for key in list(evidence) if key in _DETAIL and evidence[key] is not None}
    facts = {key: value for key, value in evidence.items() if value is not None}
    return {
        "record_id": record_id,
        "verdict": verdict,
        "reasons": list(reasons),
        "witness_id": witness_id,
        "score": score,
        "detail": Detail(**own, facts=facts).text() if own or facts else None,
    }


def split(record_id: str, pieces: int, left_out: Mapping[str, int]) -> dict[str, Any]:
    """Build the verdict of a record that was cut into ``pieces``, of which ``left_out`` (by reason) were not made.

    Where none was, it goes by their reasons.
    """
    reasons = ["split"] if pieces > sum(left_out.values()) else sorted(left_out)
    return verdict(record_id, "drop", reasons, pieces=pieces, left_out=left_out or None)


def table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Build a verdict table."""
    return pa.Table.from_pylist(list(rows), VERDICT)


def kept_and(ids: pa.Array, decided: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Complete the decided rows with a plain ``keep`` for every other id."""
    return completed(ids, table(decided))


def completed(ids: pa.Array | pa.ChunkedArray, decided: pa.Table) -> pa.Table:
    """Complete a verdict table with a plain ``keep`` for every other id."""
    known = pc.is_in(ids, value_set=decided.column("record_id").combine_chunks())
    rest = ids.filter(pc.invert(known))
    kept = rest.combine_chunks() if isinstance(rest, pa.ChunkedArray) else rest
    return pa.concat_tables([keeps(kept.cast(pa.string())), decided])


def keeps(ids: pa.Array) -> pa.Table:
    """Build the verdicts of rows that are kept and about which there is nothing to say."""
    rows = len(ids)
    starts = pa.array(np.zeros(rows + 1, np.int32))
    return pa.table(
        {
            "record_id": ids,
            "verdict": pa.repeat(pa.scalar("keep"), rows),
            "reasons": pa.ListArray.from_arrays(starts, pa.array([], pa.string())),
            "witness_id": pa.nulls(rows, pa.string()),
            "score": pa.nulls(rows, pa.float64()),
            "detail": pa.nulls(rows, pa.string()),
        },
        schema=VERDICT,
    )


def in_parts(verdicts: pa.Table) -> tuple[list[pa.Table], dict[str, Any]]:
    """Sort verdicts by id (so that looking one up reads one row group), cut them into parts, and count them."""
    ids = verdicts.column("record_id").combine_chunks()
    sorted_already = len(ids) < 2 or pc.all(pc.less_equal(ids[:-1], ids[1:])).as_py()
    ordered = verdicts if sorted_already else verdicts.sort_by("record_id")
    return list(parts.sliced(ordered, 50_000)), counts(ordered)


def counts(verdicts: pa.Table) -> dict[str, Any]:
    """Count verdicts, and reasons by verdict: ``{"verdicts": {"drop": 3}, "reasons": {"drop": {"too_short": 3}}}``.

    A reason goes by what its own rule says: one that only asks is no ``drop``, though another rule drops the row.
    """
    found: dict[str, Any] = {"verdicts": {}, "reasons": {}}
    for value in verdicts.column("verdict").value_counts().to_pylist():
        found["verdicts"][value["values"]] = value["counts"]
    reasons = verdicts.column("reasons").combine_chunks()
    rows = pc.list_parent_indices(reasons)
    verdict = _own(verdicts, rows, pc.list_flatten(reasons))
    pairs = pa.table({"verdict": verdict, "reason": pc.list_flatten(reasons)})
    counted = (
        pairs.group_by(["verdict", "reason"])
        .aggregate([([], "count_all")])
        .sort_by([("verdict", "ascending"), ("reason", "ascending")])
    )
    for row in counted.to_pylist():
        found["reasons"].setdefault(row["verdict"], {})[row["reason"]] = row["count_all"]
    return found


def dropping(verdicts: pa.Table) -> pa.Table:
    """Return ``record_id, verdict, reasons`` in which a dropped row names only what drops it, not what would ask."""
    reasons = verdicts.column("reasons").combine_chunks()
    rows, flat = pc.list_parent_indices(reasons), pc.list_flatten(reasons)
    own = _own(verdicts, rows, flat)
    given = verdicts.column("verdict").combine_chunks().take(rows)
    stays = pc.or_(pc.not_equal(given, "drop"), pc.equal(own, "drop"))
    kept = rows.filter(stays).to_numpy()
    starts = np.concatenate([[0], np.cumsum(np.bincount(kept, minlength=len(reasons)))])
    lists = pa.ListArray.from_arrays(pa.array(starts, pa.int32()), flat.filter(stays))
    return verdicts.select(["record_id", "verdict"]).append_column("reasons", lists)


def _own(verdicts: pa.Table, rows: pa.Array, reasons: pa.Array) -> pa.Array:
    """Return the verdict of each reason: that of the rule of this name in the row's detail, else that of the row."""
    given = verdicts.column("verdict").combine_chunks().take(rows)
    details = verdicts.column("detail").combine_chunks()
    ruled = (
        pc.fill_null(pc.match_substring(details, '"rules"'), False).take(rows).to_numpy(zero_copy_only=False)
    )
    if not ruled.any():
        return given
    own = given.to_numpy(zero_copy_only=False).copy()
    read: dict[int, dict[str, str | None]] = {}
    for at in np.flatnonzero(ruled).tolist():
        row = rows[at].as_py()
        if row not in read:
            said = orjson.loads(details[row].as_py())  # of a hundred thousand rows: no object for each rule
            asks: dict[str, str | None] = dict.fromkeys(
                said.get("flags", ()), "review"
            )  # a doubt never drops
            read[row] = asks | {one["rule"]: one.get("verdict") for one in said.get("rules", ())}
        own[at] = read[row].get(reasons[at].as_py()) or own[at]
    return pa.array(own, pa.string())
