"""Feedback as one table, whatever it was read from: what was asked, answered and found, and how often."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import xxhash

FEEDBACK = pa.schema(
    [
        ("feedback_id", pa.string()),
        *(
            (name, pa.string())
            for name in (
                "prompt", "answer", "right_answer", "verdict", "slice", "model", "release", "language", "files",
            )
        ),
        ("rating", pa.float64()),
        ("times", pa.int32()),
        ("held_back", pa.bool_()),
        ("at", pa.timestamp("us", "UTC")),
        ("source_uri", pa.string()),
        ("source_row", pa.int64()),
    ]
)  # fmt: skip
REJECTS = pa.schema(
    [("files", pa.string()), ("file", pa.string()), ("position", pa.int64()), ("error", pa.string())]
)
# What makes a row: not when and where it was said, so that the same said twice is one row that counts twice.
_IDENTITY = ("prompt", "answer", "right_answer", "verdict", "rating", "slice", "model", "release", "files")


def name(row: Mapping[str, Any]) -> str:
    """Name a row by what it says."""
    state = xxhash.xxh3_128()
    for field in _IDENTITY:
        encoded = repr(row[field]).encode("utf-8", "surrogatepass")
        state.update(len(encoded).to_bytes(8, "little") + encoded)
    return state.hexdigest()


def folded(prompt: str) -> str:
    """Return what prompts have in common that ask the same: their words, without case, numbers and punctuation."""
    return " ".join("".join(c if c.isalpha() else " " for c in prompt.casefold()).split())


def held_back(prompt: str, share: float) -> bool:
    """Tell whether a prompt is held back. Those that ask the same are held back together, in every release alike."""
    return xxhash.xxh3_64_intdigest(folded(prompt).encode("utf-8", "surrogatepass")) % 10_000 < share * 10_000


def rows(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row for all that say the same, by id: ``times`` counts them, the first place and the last time stay."""
    by_name: dict[str, dict[str, Any]] = {}
    for row in found:
        row = {**row, "feedback_id": name(row), "times": 1}
        known = by_name.setdefault(row["feedback_id"], row)
        if known is not row:
            known["times"] += 1
            known["at"] = _later(known["at"], row["at"])
            place = min((one["source_uri"], one["source_row"]) for one in (known, row))
            known["source_uri"], known["source_row"] = place
    return [by_name[one] for one in sorted(by_name)]


def _later(one: datetime.datetime | None, other: datetime.datetime | None) -> datetime.datetime | None:
    return max(filter(None, (one, other)), default=None)
