"""The straight road for plain conversations: whole columns at once, no Python per row.

Plain is: an optional system turn, then user and assistant in turn, ending with the assistant, no turn blank,
no tools, no reasoning, no weight. Every trainer takes such a row as written, so only its columns have to be cut.
All other rows go through the exporters one by one; a test holds the two roads to the same result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.example import MESSAGE

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
_ABSENT = tuple(field.name for field in MESSAGE if field.name not in ("role", "content"))
# Something that is neither a separator nor a control or unassigned character.
_VISIBLE = r"[^\p{Z}\p{C}]"


@dataclass(frozen=True)
class Turns:
    """The turns of all rows in one struct array and where each row starts (``n + 1`` positions)."""

    values: pa.StructArray
    starts: Ints
    plain: Flags


def turns(examples: pa.Table) -> Turns:
    """Find the plain rows of a part."""
    n = examples.num_rows
    column = examples["messages"].combine_chunks()
    lists = column if isinstance(column, pa.Array) else pa.concat_arrays(column.chunks)
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy().astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    values = lists.flatten()
    plain = pc.is_in(examples["kind"], pa.array(["instruction", "conversation"])).to_numpy()
    plain = plain & examples["tools_json"].is_null().to_numpy()
    if not len(values):
        return Turns(values, starts, np.zeros(n, bool))
    row = np.repeat(np.arange(n), lengths)
    role = values.field("role")
    system = _flags(pc.equal(role, "system"))
    first_system = np.zeros(n, bool)
    filled = lengths > 0
    first_system[filled] = system[starts[:-1][filled]]
    place = np.arange(len(values)) - starts[:-1][row] - first_system[row]
    expected = np.where(place % 2 == 0, _flags(pc.equal(role, "user")), _flags(pc.equal(role, "assistant")))
    fine = np.where(place < 0, system, expected) & _flags(
        pc.match_substring_regex(values.field("content"), _VISIBLE)
    )
    for name in _ABSENT:
        fine &= values.field(name).is_null().to_numpy(zero_copy_only=False)
    spoken = lengths - first_system
    plain &= (spoken >= 2) & (spoken % 2 == 0)
    plain &= np.bincount(row, weights=~fine, minlength=n) == 0
    return Turns(values, starts, plain)


def messages(found: Turns, rows: Ints) -> tuple[Ints, list[pa.Array]]:
    """Cut the ``messages`` column of the given plain rows: (index of the row, columns)."""
    return np.arange(len(rows)), [_lists(found, found.starts[rows], found.starts[rows + 1])]


def prompt_completion(found: Turns, rows: Ints) -> tuple[Ints, list[pa.Array]]:
    """Cut ``prompt`` and ``completion``: one row per answer."""
    start, end = found.starts[rows], found.starts[rows + 1]
    answers = (end - start) // 2
    of = np.repeat(np.arange(len(rows)), answers)
    ordinal = np.arange(len(of)) - np.repeat(np.cumsum(answers) - answers, answers)
    at = (end - 2 * answers)[of] + 2 * ordinal + 1  # position of the answer
    return of, [_lists(found, start[of], at), _lists(found, at, at + 1)]


def alpaca(found: Turns, rows: Ints) -> tuple[Ints, list[pa.Array]]:
    """Cut ``instruction, input, output`` of the rows that are one exchange without a system turn."""
    content = found.values.field("content")
    start = found.starts[rows]
    blank = pa.array([""] * len(rows), pa.string())
    return np.arange(len(rows)), [content.take(pa.array(start)), blank, content.take(pa.array(start + 1))]


def one_exchange(found: Turns) -> Flags:
    """Tell which plain rows are a single question and answer without a system turn."""
    only: Flags = found.plain & (np.diff(found.starts) == 2)
    return only


def widened(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Return a column of plain turns in the type of a version that uses tools: absent keys are null."""
    if column.type == kind or not pa.types.is_list(kind):
        return column
    turns = column.flatten()
    fields = list(kind.value_type)
    have = [f.name for f in turns.type]
    parts = [turns.field(f.name) if f.name in have else pa.nulls(len(turns), f.type) for f in fields]
    return pa.ListArray.from_arrays(column.offsets, pa.StructArray.from_arrays(parts, fields=fields))


Cut = Callable[[Turns, Ints], tuple[Ints, list[pa.Array]]]


def _lists(found: Turns, start: Ints, end: Ints) -> pa.Array:
    lengths = end - start
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    index = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths) + np.repeat(start, lengths)
    whole = len(index) == len(found.values) and bool((index == np.arange(len(index))).all())
    turns = found.values if whole else found.values.take(pa.array(index))
    body = pa.StructArray.from_arrays([turns.field("role"), turns.field("content")], ["role", "content"])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), body)


def _flags(found: pa.Array) -> Flags:
    flags: Flags = pc.fill_null(found, False).to_numpy(zero_copy_only=False)
    return flags
