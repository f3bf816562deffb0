"""One module per trainer format.

A target module has ``NAME``, ``WRITES`` (``parquet``: a Hub config, or ``jsonl``: a file under ``exports/``),
``schema(uses)`` for Parquet targets, ``export(example) -> list of rows | Refused`` and
``check(row) -> Prediction`` for what the trainer's own data code does with such a row (what a chat template
does to it is another question, see :mod:`ft_data.formatting.templates`). JSON-lines targets with two kinds of
rows have ``variant(row)``, which names the file; two formats never share one.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Protocol, cast

import pyarrow as pa

from ft_data.formatting.outcome import Prediction, Refused, Row, Uses


class Target(Protocol):
    """The shape of a target module."""

    NAME: str
    WRITES: str

    def schema(self, uses: Uses) -> pa.Schema | None:
        """Return the Arrow schema of the rows; ``None`` for JSON lines."""
        ...

    def export(self, example: Mapping[str, Any]) -> list[Row] | Refused:
        """Return the rows an example becomes, or why it cannot."""
        ...

    def check(self, row: Mapping[str, Any]) -> Prediction:
        """Return what the trainer does with a row."""
        ...


NAMES = (
    "messages", "prompt_completion", "alpaca", "text", "preference", "kto", "prompt_only", "sharegpt",
    "axolotl", "llama_factory", "openai", "mistral", "together", "bedrock", "vertex", "classification",
)  # fmt: skip


def get(name: str) -> Target:
    """Return the target of that name; raises ``ValueError`` for an unknown one."""
    if name not in NAMES:
        raise ValueError(f"unknown target {name!r}; known are {', '.join(NAMES)}")
    return cast(Target, importlib.import_module(f"{__name__}.{name}"))
