"""Measure preferences: length, markup and score of the chosen answer beside the rejected one, and the pair turned round."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

NAMES = ("pair_length", "pair_markup", "pair_margin", "pair_key", "pair_turned")
_MARKUP = re.compile(r"^\s{0,3}(?:#{1,6} |[-*+] |\d+[.)] |```|\|)|\*\*[^*\n]+\*\*", re.MULTILINE)
_MARGIN = ("margin", "score_margin", "reward_margin", "score_diff", "preference_margin")
# Names of the two scores, normalised; the chosen one first.
_SCORES = tuple(
    (pattern.format("chosen"), pattern.format("rejected"))
    for what in ("score", "rating", "reward", "avg_rating")
    for pattern in (what + "_{}", "{}_" + what)
)


def pair_signals(table: pa.Table, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of the group `pairs`."""
    values: dict[str, list[Any]] = {name: [None] * table.num_rows for name in NAMES}
    kinds = table.column("kind")
    rows = np.flatnonzero(np.asarray(pc.fill_null(pc.equal(kinds, "preference"), False)))
    some = table.select(["chosen", "rejected", "prompt_text", "extra"]).take(pa.array(rows)).combine_chunks()
    answers = (_spoken(some.column(name)) for name in ("chosen", "rejected"))
    prompts, beside = some.column("prompt_text").to_pylist(), some.column("extra").to_pylist()
    for place, chosen, rejected, prompt, extra in zip(rows.tolist(), *answers, prompts, beside, strict=True):
        if chosen and rejected:
            values["pair_length"][place] = math.log2(len(chosen) / len(rejected))
        values["pair_markup"][place] = _lines(chosen) - _lines(rejected)
        values["pair_margin"][place] = margin(extra)
        asked, better, worse = _hash(prompt or ""), _hash(chosen), _hash(rejected)
        values["pair_key"][place] = _key(asked, better, worse)
        values["pair_turned"][place] = _key(asked, worse, better)
    types = (pa.float32(), pa.int32(), pa.float32(), pa.int64(), pa.int64())
    return {name: pa.array(values[name], kind) for name, kind in zip(NAMES, types, strict=True)}


def margin(extra: str | None) -> float | None:
    """Return the score of the chosen answer less that of the rejected one from the fields kept beside a pair."""
    if not extra or not any(
        word in extra.lower() for word in ("score", "rating", "reward", "margin", "worth")
    ):
        return None
    found = orjson.loads(extra)
    if not isinstance(found, dict):
        return None
    fields = {name.lower().replace("-", "_").replace(" ", "_"): value for name, value in found.items()}
    worth = fields.get("worth")  # of ranked answers: the best and the worst are the pair
    if isinstance(worth, list) and worth:
        numbers = [number for one in worth if (number := _number(one)) is not None]
        if len(numbers) == len(worth):
            return max(numbers) - min(numbers)
    for better, worse in _SCORES:
        a, b = _number(fields.get(better)), _number(fields.get(worse))
        if a is not None and b is not None:
            return a - b
    return next((value for name in _MARGIN if (value := _number(fields.get(name))) is not None), None)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _spoken(column: pa.ChunkedArray) -> list[str]:
    """Return what is said in each list of turns, as one text."""
    texts: list[list[str]] = [[] for _ in range(len(column))]
    turns, owners = pc.list_flatten(column), pc.list_parent_indices(column).to_pylist()
    fields = {field.name for field in column.type.value_type}
    parts = [
        pc.struct_field(turns, name).to_pylist()
        for name in ("reasoning", "content", "tool_calls_json")
        if name in fields
    ]
    for owner, *said in zip(owners, *parts, strict=True):
        texts[owner] += [text for text in said if text]
    return ["\n\n".join(found) for found in texts]


def _lines(text: str) -> int:
    return len(_MARKUP.findall(text))


def _hash(text: str) -> bytes:
    return xxhash.xxh64_digest(" ".join(text.split()).encode("utf-8", "surrogatepass"))


def _key(*hashes: bytes) -> int:
    return xxhash.xxh64_intdigest(b"".join(hashes)) - (1 << 63)
