"""Turns and tools of an example: who speaks when, which calls are made, and whether they can be read."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.signals.flags import shape, structure
from ft_data.signals.flags.view import LIMIT
from ft_data.text.columns import text_of


def measure(table: pa.Table, marked: npt.NDArray[np.bool_], columns: dict[str, Any]) -> npt.NDArray[np.bool_]:
    """Fill in `invalid_tools`, `invalid_call` and `conversation_faults`; return which rows answer with a tool call.

    ``marked``: the answers with a `<`.
    """
    described = table.column("tools_json")
    for row in _rows(pc.and_(pc.is_valid(described), pc.not_equal(described, ""))):
        columns["invalid_tools"][row] = not _is_json(described[row].as_py())
    kinds = table.column("kind").to_numpy(zero_copy_only=False)
    turns, offsets, ends = _turns(table, "messages")
    responses = text_of(table["response_text"])
    answered = np.zeros(table.num_rows, np.bool_)
    for name in ("messages", "chosen"):
        spoken, starts, stops = _turns(table, name)
        called = np.asarray(spoken.field("tool_calls_json").is_valid())
        calling = np.concatenate([[0], np.cumsum(called)])
        calls = calling[stops] > calling[starts]
        answered |= calls
        for row in np.flatnonzero(calls | (marked & (name == "messages"))).tolist():
            made = spoken.field("tool_calls_json")[starts[row] : stops[row]].to_pylist() if calls[row] else []
            said = responses.data[responses.offsets[row] : responses.offsets[row + 1]][:LIMIT].tobytes()
            columns["invalid_call"][row] |= structure.invalid_call(
                said.decode("utf-8", "ignore"), [c for c in made if c]
            )
    plain = (kinds == "text") | ((kinds != "preference") & _plain(turns.field("role"), offsets, ends))
    for row in np.flatnonzero(~plain).tolist():
        pair = [
            table.column(name)[row].as_py() if kinds[row] == "preference" else None
            for name in ("chosen", "rejected")
        ]
        faults = shape.conversation_faults(kinds[row], turns[offsets[row] : ends[row]].to_pylist(), *pair)
        columns["conversation_faults"][row] = faults
        columns["conversation_fault_count"][row] = len(faults)
    return answered


def _turns(table: pa.Table, name: str) -> tuple[pa.StructArray, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return all turns of a column, and per row the first one and the one after the last."""
    turns = table.column(name).combine_chunks()
    if isinstance(turns, pa.ChunkedArray):
        turns = pa.concat_arrays(turns.chunks)
    offsets = np.asarray(turns.offsets)
    return turns.values, offsets[:-1], np.where(np.asarray(turns.is_valid()), offsets[1:], offsets[:-1])


def _plain(roles: pa.Array, starts: Any, ends: Any) -> Any:
    """Return which rows are one question and one answer, perhaps after a system message."""
    codes = np.zeros(len(roles) + 3, np.int8)
    for code, role in enumerate(("system", "user", "assistant"), start=1):
        codes[: len(roles)][np.asarray(pc.fill_null(pc.equal(roles, role), False))] = code
    size = ends - starts
    led = (size == 3) & (codes[starts] == 1)
    first = starts + led
    return ((size == 2) | led) & (codes[first] == 2) & (codes[first + 1] == 3)


def _rows(mask: Any) -> list[int]:
    found: list[int] = np.flatnonzero(np.asarray(pc.fill_null(mask, False))).tolist()
    return found


def _is_json(text: str) -> bool:
    try:
        orjson.loads(text)
        return True
    except orjson.JSONDecodeError:
        return False
