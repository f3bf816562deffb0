"""Canonical examples as Python dicts, read leaf by leaf: several times faster than ``Table.to_pylist``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from ft_data.example import MESSAGE

_TURN = tuple(field.name for field in MESSAGE)
_SCALARS = ("record_id", "kind", "tools_json")


def examples(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield one dict per row with what exporters read; absent columns are absent keys.

    Messages hold only keys that have a value, besides ``role`` and ``content``.
    """
    columns: dict[str, list[Any]] = {}
    for name in _SCALARS:
        if name in table.column_names:
            columns[name] = table[name].to_pylist()
    for name in ("messages", "chosen", "rejected"):
        columns[name] = _messages(_array(table, name))
    if "labels" in table.column_names:
        columns["labels"] = [dict(pairs or ()) for pairs in table["labels"].to_pylist()]
    names = list(columns)
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(names, values, strict=True))


def _messages(lists: pa.ListArray) -> list[list[dict[str, Any]]]:
    if pa.types.is_null(lists.type) or lists.null_count == len(lists):
        return [[] for _ in range(len(lists))]
    turns = lists.flatten()
    used = [
        name for name in _TURN if name in ("role", "content") or turns.field(name).null_count < len(turns)
    ]
    leaves = [turns.field(name).to_pylist() for name in used]
    if len(used) == 2:
        made = [{"role": role, "content": content} for role, content in zip(*leaves, strict=True)]
    else:
        made = [
            {k: v for k, v in zip(used, values, strict=True) if v is not None or k in ("role", "content")}
            for values in zip(*leaves, strict=True)
        ]
    lengths = lists.value_lengths().to_pylist()
    out, at = [], 0
    for length in lengths:
        end = at + (length or 0)
        out.append(made[at:end])
        at = end
    return out


def _array(table: pa.Table, name: str) -> Any:
    column = table[name].combine_chunks()
    return column if isinstance(column, pa.Array) else pa.concat_arrays(column.chunks)
