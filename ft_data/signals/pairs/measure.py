"""Measure preferences: length, markup and score of the chosen answer beside the rejected one, and the pair turned round."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from ft_data.example import said

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
    some = table.take(pa.array(rows)) if len(rows) else None
    for place, row in zip(rows.tolist(), some.to_pylist() if some else (), strict=True):
        chosen, rejected = _spoken(row["chosen"] or ()), _spoken(row["rejected"] or ())
        if chosen and rejected:
            values["pair_length"][place] = math.log2(len(chosen) / len(rejected))
        values["pair_markup"][place] = _lines(chosen) - _lines(rejected)
        values["pair_margin"][place] = margin(row["extra"])
        values["pair_key"][place] = _key(row["prompt_text"], chosen, rejected)
        values["pair_turned"][place] = _key(row["prompt_text"], rejected, chosen)
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
    if isinstance(worth, list) and worth and all(_number(one) is not None for one in worth):
        return float(max(worth) - min(worth))
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


def _spoken(turns: Sequence[Mapping[str, Any]]) -> str:
    texts = (f"{said(one)}\n{one.get('tool_calls_json') or ''}".strip() for one in turns)
    return "\n\n".join(text for text in texts if text)


def _lines(text: str) -> int:
    return len(_MARKUP.findall(text))


def _key(*texts: str | None) -> int:
    plain = "\x1f".join(" ".join((text or "").split()) for text in texts)
    return xxhash.xxh64_intdigest(plain.encode("utf-8", "surrogatepass")) - (1 << 63)
