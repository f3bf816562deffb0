"""Signatures: the narrow facts of a row by which duplicates are found. Row-local, no text.

One signature table per part; global stages read only the columns they need, one band at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.dedup.bands import band_column, signature_params
from ft_data.dedup.letter_case import case_keys
from ft_data.dedup.normal import TextKeys, combine, keys, normalised, text_keys
from ft_data.dedup.shingles import Rows, Sketch, sketch
from ft_data.recipe.schema import Dedupe
from ft_data.text.columns import Text, text_of
from ft_data.text.words import Scratch

VERSION = "2"
CHUNK = 1024  # rows a kernel call works on: its word arrays stay in the processor's cache

_FIXED = [
    pa.field("record_id", pa.string()),
    pa.field(
        "exact_a", pa.uint64()
    ),  # normalised prompt + response (+ tool calls, rejected answer): 128 bits
    pa.field("exact_b", pa.uint64()),
    pa.field("prompt_key", pa.uint64()),  # normalised prompt; 0 = empty
    pa.field("response_key", pa.uint64()),  # normalised response; 0 = empty
    pa.field("variant_key", pa.uint64()),  # tool calls, both answers of a pair, case that matters; 0 = none
    pa.field("words_key", pa.uint64()),  # the sequence of words
    pa.field("template_key", pa.uint64()),  # the same, numbers and capitalised words blanked
    pa.field("literals", pa.int32()),  # words that are not blanked
    pa.field("words", pa.int32()),
    pa.field("response_words", pa.int32()),
    pa.field("shingles", pa.int32()),
    pa.field("unit", pa.uint8()),  # 0 nothing, 1 words, 2 characters
]


def signature_schema(params: Mapping[str, Any] | None = None) -> pa.Schema:
    """Return the schema of a signature table: the fixed columns, then one ``uint64`` column per band."""
    bands = _params(params)["bands"]
    return pa.schema([*_FIXED, *(pa.field(band_column(band), pa.uint64()) for band in range(bands))])


def signatures(table: pa.Table, params: Mapping[str, Any] | None = None) -> pa.Table:
    """Return the signature of every row of ``table``, in its order.

    ``table`` needs ``record_id, prompt_text, response_text``; ``messages``, ``chosen`` and ``rejected`` are
    read when present (whole or only the fields named in `variant_keys`), so that rows which differ only in
    tool calls or in the rejected answer are not equal, nor pairs that prefer another answer. ``params``:
    ``bands``, ``rows`` and ``seed`` (see `bands.signature_params`).
    """
    settings = _params(params)
    prompt, response = text_of(table["prompt_text"]), text_of(table["response_text"])
    variant = variant_keys(table)
    paired = _paired(table)
    scratch = Scratch(), Scratch()
    keys_parts, sketches = [], []
    for start in range(0, max(len(prompt), 1), CHUNK):
        some = slice(start, start + CHUNK)
        asked, answered = _rows(prompt, some), _rows(response, some)
        rows = Rows(
            scratch[0].words(asked), scratch[1].words(answered), normalised(asked), normalised(answered)
        )
        spelled = case_keys(asked, answered, rows.prompt_text, rows.response_text)
        cased = np.flatnonzero(spelled)
        variant[start + cased] = combine(variant[start + cased], spelled[cased])
        # A pair teaches what its two answers differ in: another preferred answer is another pair, however alike.
        compared = np.flatnonzero(paired[some])
        if len(compared):
            answers = keys(rows.response_text)[0]
            variant[start + compared] = combine(variant[start + compared], answers[compared])
        keys_parts.append(text_keys(rows.prompt_text, rows.response_text, variant[some]))
        sketches.append(sketch(rows, settings["bands"], settings["rows"], settings["seed"]))
    exact = TextKeys(*map(np.concatenate, zip(*keys_parts, strict=True)))
    found = Sketch(*(np.concatenate(parts, axis=-1) for parts in zip(*sketches, strict=True)))
    columns = {
        "record_id": table["record_id"].cast(pa.string()),
        "exact_a": exact.exact_a,
        "exact_b": exact.exact_b,
        "prompt_key": exact.prompt,
        "response_key": exact.response,
        "variant_key": variant,
        "words_key": found.words_key,
        "template_key": found.template_key,
        "literals": found.literals,
        "words": found.words,
        "response_words": found.response_words,
        "shingles": found.shingles,
        "unit": found.unit,
        **{band_column(band): found.bands[band] for band in range(settings["bands"])},
    }
    return pa.table(columns, schema=signature_schema(settings))


def _paired(table: pa.Table) -> npt.NDArray[np.bool_]:
    if "rejected" not in table.column_names:
        return np.zeros(len(table), np.bool_)
    found: npt.NDArray[np.bool_] = pc.is_valid(table["rejected"]).to_numpy()
    return found


def variant_keys(table: pa.Table) -> npt.NDArray[np.uint64]:
    """Hash what the two texts leave out: tool calls, weights and rejected answers. 0 where there is neither."""
    total = np.zeros(len(table), np.uint64)
    for name, field in (
        ("messages", "tool_calls_json"),
        ("messages", "weight"),
        ("chosen", "tool_calls_json"),
        ("rejected", "content"),
        ("rejected", "tool_calls_json"),
    ):
        if name in table.column_names and _has_field(table.schema.field(name).type, field):
            total = _with_field(total, table[name], field)
    return total


def _has_field(messages: pa.DataType, field: str) -> bool:
    return bool(pa.types.is_list(messages) and messages.value_type.get_field_index(field) >= 0)


def _with_field(total: npt.NDArray[np.uint64], column: pa.ChunkedArray, field: str) -> npt.NDArray[np.uint64]:
    parents = pc.list_parent_indices(column)
    values = pc.struct_field(pc.list_flatten(column), field)
    present = pc.is_valid(values)
    if not pc.any(present).as_py():
        return total
    texts: dict[int, list[str]] = {}
    rows = parents.filter(present).to_pylist()
    for row, value in zip(rows, values.filter(present).to_pylist(), strict=True):
        texts.setdefault(row, []).append(str(value))
    where = np.array(list(texts), np.int64)
    merged = text_of(pa.array(["\x1f".join(parts) for parts in texts.values()], pa.large_string()))
    total = total.copy()
    total[where] = combine(total[where], keys(normalised(merged))[0])
    return total


def _rows(text: Text, some: slice) -> Text:
    return Text(text.data, text.offsets[some.start : some.stop + 1])


def _params(params: Mapping[str, Any] | None) -> dict[str, int]:
    return signature_params(Dedupe()) | dict(params or {})
