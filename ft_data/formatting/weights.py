"""Weights that a record gives its answers: those that they share become copies of the row, and leave the answers.

A format says of an answer that it is trained or that it is not. Where all answers that are trained weigh the same, that is
a weight of the row; where they differ, copies of the row cannot say it, and formats refuse the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

SIDES = ("messages", "chosen", "rejected")
# Whether any answer of a row weighs other than one or nothing, in SQL.
ANY = (
    "len(list_filter(flatten([messages, coalesce(chosen, []), coalesce(rejected, [])]), "
    "lambda m: m.weight IS NOT NULL AND m.weight NOT IN (0, 1))) > 0"
)


def of_row(example: Mapping[str, Any]) -> float:
    """Return the weight that all trained answers share; 1 where they share none."""
    learned = SIDES[1:] if example["kind"] == "preference" else SIDES[:1]
    found = {
        1.0 if turn.get("weight") is None else float(turn["weight"])
        for side in learned
        for turn in example.get(side) or ()
        if turn.get("role") == "assistant"
    } - {0.0}
    return found.pop() if len(found) == 1 else 1.0


def evened(examples: pa.Table) -> pa.Table:
    """Return canonical examples without the weights that rows were copied for."""
    touched = np.zeros(examples.num_rows, bool)
    for side in SIDES:
        for at, turns in _weighing(examples[side]):
            touched[at] |= turns
    rows = [row for row in np.flatnonzero(touched).tolist() if of_row(_sides(examples, row)) != 1.0]
    if not rows:
        return examples
    made = [_without(row) for row in examples.take(pa.array(rows)).to_pylist()]
    others = np.setdiff1d(np.arange(examples.num_rows), rows)
    joined = pa.concat_tables([examples.take(pa.array(others)), pa.Table.from_pylist(made, examples.schema)])
    return joined.take(pa.array(np.argsort(np.concatenate([others, rows]), kind="stable")))


def _weighing(column: pa.ChunkedArray) -> list[tuple[int, bool]]:
    """Return the rows with a turn that weighs other than one or nothing."""
    found, first = [], 0
    for chunk in column.chunks:
        lengths = np.array([0 if n is None else n for n in chunk.value_lengths().to_pylist()], np.int64)
        flat = chunk.flatten()
        if len(flat):
            weights = flat.field("weight").to_numpy(zero_copy_only=False).astype(np.float64)
            odd = ~(np.isnan(weights) | (weights == 0) | (weights == 1))
            rows = np.unique(np.repeat(np.arange(len(chunk)), lengths)[odd])
            found += [(first + int(row), True) for row in rows]
        first += len(chunk)
    return found


def _sides(examples: pa.Table, row: int) -> dict[str, Any]:
    return {name: examples[name][row].as_py() for name in ("kind", *SIDES)}


def _without(example: dict[str, Any]) -> dict[str, Any]:
    for side in SIDES:
        for turn in example[side] or ():
            if turn["weight"] != 0:
                turn["weight"] = None
    return example
