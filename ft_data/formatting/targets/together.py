"""``together``: OpenAI-like JSON lines under Together's stricter order of turns."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from ft_data.formatting.exporter import UPLOAD, Exporter
from ft_data.formatting.outcome import ACCEPTED, Prediction, Refusal, Row
from ft_data.formatting.targets import openai


def export(example: Mapping[str, Any]) -> list[Row]:
    """Write as for OpenAI, refusing what Together does not take."""
    rows = openai.export(example)
    predicted = check(rows[0])
    if predicted.outcome != "accepted":
        raise Refusal(predicted.reason)
    return rows


def check(row: Mapping[str, Any]) -> Prediction:
    """The first turn is of system or user; then user and assistant alternate, tools aside."""
    messages = row["input"]["messages"] if "input" in row else row["messages"]
    roles = [turn["role"] for turn in messages]
    if "developer" in roles:
        return Prediction("raises", "developer_role")
    if not roles or roles[0] not in ("system", "user"):
        return Prediction("raises", "starts_with_answer")
    if "system" in roles[1:]:
        return Prediction("raises", "system_not_first")
    spoken = [role for role in roles if role != "system"]
    for before, after in pairwise(spoken):
        if before == after and before != "tool":
            return Prediction("raises", "turns_do_not_alternate")
    return openai.check(row) if "input" not in row else ACCEPTED


EXPORTER = Exporter(
    export,
    check,
    variant=openai.variant,
    loading=UPLOAD,
)
