"""The exchanges after the decision: verdicts of all rows in the order of their ids, and kept rows that share a side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.dedup.exchanges.pieces import joined, pieces, split, within
from ft_data.dedup.exchanges.steps import GROUPS
from ft_data.dedup.tables import groups, meeting
from ft_data.engine.work import Work, makes
from ft_data.example import VERDICT
from ft_data.warehouse import verdicts

Ints = npt.NDArray[np.int64]

_DIGITS = 8  # of an id, by which verdicts are cut into ranges
_IDS = pa.schema([("record_id", pa.string())])
_SIDES = pa.schema(
    [
        ("kind", pa.int8()),
        ("shared", pa.uint64()),
        ("differing", pa.uint64()),
        ("record_id", pa.string()),
    ]
)


def untouched(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Mapping[int, pa.Table]:
    """Hand out the ids of rows that share nothing with others, by range of ids (a map)."""
    positions = pq.read_table(inputs["rows"], columns=["row"])["row"].to_numpy()
    found = []
    for piece in pieces(inputs):
        alone = np.ones(piece.rows, bool)
        alone[within(positions, piece)] = False
        found.append(piece.read(["record_id"]).filter(pa.array(alone)))
    table = joined(found, _IDS)
    return split(table, _range(table["record_id"], params["partitions"]), params["partitions"])


def judged(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Mapping[int, pa.Table]:
    """Hand out the verdicts of a bin, by range of ids (a map)."""
    table = pq.read_table(inputs["verdicts"])
    return split(table, _range(table["record_id"], params["partitions"]), params["partitions"])


@makes(verdicts=VERDICT)
def settle(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Put the verdicts of a range of ids in order (a reduce)."""
    tables = inputs["tables"]
    ids = joined((table for table in tables if table.num_columns == 1), _IDS)["record_id"].combine_chunks()
    decided = joined((table for table in tables if table.num_columns > 1), VERDICT)
    cut, counts = verdicts.in_parts(pa.concat_tables([verdicts.keeps(ids), decided]))
    return Work({"verdicts": cut}, counts)


def kept(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Mapping[int, pa.Table]:
    """Hand out the sides of rows that stay, by their keys (a map); ``rows`` are those that go."""
    positions = pq.read_table(inputs["rows"])["row"].to_numpy()
    found = []
    for piece in pieces(inputs):
        table = piece.read(["record_id", "prompt_key", "response_key"])
        stays = np.ones(piece.rows, bool)
        stays[within(positions, piece)] = False
        stays &= (table["prompt_key"].to_numpy() != 0) & (table["response_key"].to_numpy() != 0)
        table = table.filter(pa.array(stays))
        for kind, (_, shared, differing, _) in enumerate(GROUPS):
            columns = [pa.array(np.full(len(table), kind, np.int8)), table[shared], table[differing]]
            found.append(pa.table([*columns, table["record_id"]], schema=_SIDES))
    table = joined(found, _SIDES)
    number = (table["shared"].to_numpy() >> np.uint64(32)) % np.uint64(params["partitions"])
    return split(table, number.astype(np.int64), params["partitions"])


def group(inputs: Mapping[str, Any], params: Mapping[str, Any]) -> Work:
    """Find the rows that share one side and differ in the other (a reduce)."""
    table = joined(inputs["tables"], _SIDES)
    kinds, made = table["kind"].to_numpy(), {}
    for kind, (name, _, _, group_name) in enumerate(GROUPS):
        some = table.filter(pa.array(kinds == kind))
        shared = some["shared"].to_numpy()
        member, sizes = meeting(shared, some["differing"].to_numpy())
        made[name] = groups(group_name, shared[member], some["record_id"].take(pa.array(member)), sizes)
    return Work(made)


def _range(ids: pa.ChunkedArray, partitions: int) -> Ints:
    """Return the number of the range of each id: ids begin with hexadecimal digits, all equally likely."""
    prefixes = np.array([name.encode()[:_DIGITS] for name in ids.to_pylist()], f"S{_DIGITS}")
    codes = np.frombuffer(prefixes.tobytes(), np.uint8).reshape(len(prefixes), _DIGITS).astype(np.int64)
    digits = np.clip(codes - ord("0"), 0, 9) + np.clip(codes - ord("a") + 1, 0, 6)
    value = digits @ (16 ** np.arange(_DIGITS - 1, -1, -1, dtype=np.int64))
    return value * partitions >> 4 * _DIGITS
