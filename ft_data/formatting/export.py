"""Exporting a part of canonical examples to one target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import orjson
import pyarrow as pa

from ft_data.formatting import targets
from ft_data.formatting.outcome import Refused, Row

LINE = pa.schema([("line", pa.string())])
ROWS = pa.schema([("record_id", pa.string()), ("ordinal", pa.int32())])
OUTCOME = pa.schema(
    [
        ("record_id", pa.string()),
        ("target", pa.string()),
        ("outcome", pa.string()),  # accepted | altered | dropped | raises | refused
        ("reason", pa.string()),
        ("rows", pa.int32()),
    ]
)
_NEEDED = (
    "record_id",
    "kind",
    "messages",
    "chosen",
    "rejected",
    "tools_json",
    "labels",
    "train_mask",
    "weight",
)


@dataclass(frozen=True)
class Export:
    """``rows``: record_id, ordinal and the target's columns; ``outcomes``: one row per example."""

    rows: pa.Table
    outcomes: pa.Table


def uses_tools(examples: pa.Table) -> bool:
    """Tell whether any row has tools or calls. It decides the schema, so ask it of the whole version."""
    if examples["tools_json"].null_count < examples.num_rows:
        return True
    for name in ("messages", "chosen", "rejected"):
        for chunk in examples[name].chunks:
            flat = chunk.flatten()
            if not pa.types.is_struct(flat.type):
                continue
            for field in ("tool_calls_json", "tool_call_id", "name"):
                if flat.field(field).null_count < len(flat):
                    return True
    return False


def schema(target: str, tools: bool) -> pa.Schema:
    """Return the columns a target writes; JSON lines have the one column ``line``."""
    return targets.get(target).schema(tools) or LINE


def export(examples: pa.Table, target: str, *, tools: bool) -> Export:
    """Write canonical examples (``EXAMPLE``, optionally ``weight`` and ``train_mask``) for one target.

    Depends on nothing but its rows. Row order is kept; ``ordinal`` numbers the rows of one example.
    """
    module = targets.get(target)
    columns = module.schema(tools)
    ids: list[str] = []
    ordinals: list[int] = []
    rows: list[Row] = []
    outcomes: list[tuple[str, str, str, str, int]] = []
    for example in _examples(examples):
        record_id = example["record_id"]
        made = module.export(example)
        if isinstance(made, Refused):
            outcomes.append((record_id, target, "refused", made.reason, 0))
            continue
        worst = max((module.check(row) for row in made), key=lambda p: _RANK[p.outcome])
        outcomes.append((record_id, target, worst.outcome, worst.reason, len(made)))
        ids.extend([record_id] * len(made))
        ordinals.extend(range(len(made)))
        rows.extend(made if columns is not None else ({"line": orjson.dumps(row).decode()} for row in made))
    body = pa.Table.from_pylist(rows, schema=columns or LINE)
    head = [pa.array(ids, pa.string()), pa.array(ordinals, pa.int32())]
    table = pa.table([*head, *body.columns], schema=pa.schema([*ROWS, *body.schema]))
    return Export(
        table,
        pa.table([list(col) for col in zip(*outcomes, strict=True)] or None, schema=OUTCOME)
        if outcomes
        else OUTCOME.empty_table(),
    )


_RANK = {"accepted": 0, "altered": 1, "dropped": 2, "raises": 3}


def _examples(table: pa.Table) -> Iterator[Row]:
    wanted = table.select([name for name in _NEEDED if name in table.column_names])
    for batch in wanted.to_batches(max_chunksize=4096):
        yield from batch.to_pylist(maps_as_pydicts="lossy")
