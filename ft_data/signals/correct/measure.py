"""Columns of the group `correct`: the few rows that declare tools or hold a schema are looked at, the others are null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ft_data.signals.correct import asked, calls, schema

_MAY_HOLD = r'"(?:properties|items)"\s*:\s*\{'


def correct_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `correct`."""
    count = table.num_rows
    called: list[list[str] | None] = [None] * count
    broken: list[int | None] = [None] * count
    declared = table.column("tools_json")
    for row in _rows(pc.is_valid(declared)):
        made = [
            turn["tool_calls_json"]
            for name in ("messages", "chosen")
            for turn in table.column(name)[row].as_py() or ()
            if turn["tool_calls_json"]
        ]
        signatures = calls.signatures(declared[row].as_py()) if made else None
        found = calls.faults(made, signatures) if signatures else None
        called[row] = None if found is None else sorted(found)
    prompts, answers = table.column("prompt_text"), table.column("response_text")
    for row in _rows(pc.match_substring_regex(prompts, _MAY_HOLD)):
        wanted = asked.schema_of(prompts[row].as_py())
        is_json, value = asked.json_of(answers[row].as_py() or "") if wanted else (False, None)
        if wanted and is_json and not asked.is_schema(value):
            faults = schema.faults(wanted, value)
            broken[row] = None if faults is None else len(faults)
    return {
        "call_faults": pa.array(called, pa.list_(pa.string())),
        "call_fault_count": pa.array([None if one is None else len(one) for one in called], pa.int32()),
        "schema_faults": pa.array(broken, pa.int32()),
    }


def _rows(mask: Any) -> list[int]:
    return [row for row, holds in enumerate(mask.to_pylist()) if holds]
