"""The kind of prompt, answer and row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.recipe.schema import RowKind
from ft_data.signals.kind.decide import CODE, DIALOGUE, KINDS, MATH, STRUCTURED, TABLE
from ft_data.signals.kind.text import Kinds, kinds
from ft_data.text.columns import text_of

ROW_KINDS: tuple[str, ...] = get_args(RowKind)  # those of texts first, as numbered in KINDS
_TOOL, _DOCUMENT = ROW_KINDS.index("tool"), ROW_KINDS.index("document")
_PAGE = 200  # characters from which a plain text is a document
_FROM_PROMPT = 0.8  # what a prompt's kind says about its row, against the answer's


def kind_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `kind`; ``row_kinds`` has the sources whose kind the recipe says."""
    prompt, answer = (kinds(text_of(table[f"{name}_text"])) for name in ("prompt", "response"))
    row, sure = _rows(prompt, answer, calling(table), _plain(table))
    for source, name in params.get("row_kinds", {}).items():
        said = np.asarray(pc.fill_null(pc.equal(table.column("source"), source), False))
        row[said], sure[said] = ROW_KINDS.index(name), 1.0
        if name in KINDS:  # what the rows are holds for their answers
            held = said & (answer.kind >= 0)
            answer.kind[held], answer.confidence[held] = KINDS.index(name), 1.0
    out: dict[str, Any] = {}
    for name, number, confidence in (
        ("row", row, sure),
        ("prompt", prompt.kind, prompt.confidence),
        ("answer", answer.kind, answer.confidence),
    ):
        names = np.array([*ROW_KINDS, ""], dtype=object)
        out[f"{name}_kind"] = pa.array(names[number], pa.string(), mask=number < 0)
        out[f"{name}_kind_confidence"] = np.where(number < 0, np.nan, confidence)
    return out


def _rows(prompt: Kinds, answer: Kinds, calls: Any, plain: Any) -> tuple[npt.NDArray[np.int64], Any]:
    """Return the kind of each row and its confidence, by what decides first."""
    row, sure = answer.kind.copy(), answer.confidence.copy()
    said = np.isin(answer.kind, (CODE, MATH, STRUCTURED, TABLE, DIALOGUE))
    # An answer in words may be about code, a formula or a talk that the prompt holds.
    asked = ~said & np.isin(prompt.kind, (CODE, MATH, STRUCTURED, TABLE, DIALOGUE))
    row[asked], sure[asked] = prompt.kind[asked], _FROM_PROMPT * prompt.confidence[asked]
    silent = (answer.kind < 0) & (prompt.kind >= 0) & ~asked
    row[silent], sure[silent] = prompt.kind[silent], _FROM_PROMPT * prompt.confidence[silent]
    page = plain & (answer.size >= _PAGE) & ~(said & (answer.confidence >= 0.7))
    row[page], sure[page] = _DOCUMENT, 0.9
    row[calls], sure[calls] = _TOOL, 1.0
    return row, sure


def _plain(table: pa.Table) -> Any:
    return np.asarray(pc.fill_null(pc.equal(table.column("kind"), "text"), False))


def calling(table: pa.Table) -> npt.NDArray[np.bool_]:
    """Return which rows declare tools, call one or hold what one returned."""
    tools = table.column("tools_json")
    found = np.asarray(pc.fill_null(pc.greater(pc.utf8_length(tools), 2), False)).copy()
    for name in ("messages", "chosen"):
        turns = table.column(name).combine_chunks()
        if isinstance(turns, pa.ChunkedArray):
            turns = pa.concat_arrays(turns.chunks)
        offsets, values = np.asarray(turns.offsets), turns.values
        result = np.asarray(pc.fill_null(pc.equal(values.field("role"), "tool"), False))
        at = np.concatenate([[0], np.cumsum(np.asarray(values.field("tool_calls_json").is_valid()) | result)])
        found |= np.asarray(turns.is_valid()) & (at[offsets[1:]] > at[offsets[:-1]])
    return found
