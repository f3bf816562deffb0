"""Signals of the group `correct`: what a row itself says how to recompute."""

from __future__ import annotations

from ft_data.signals.api import PAIR, Group, count, names

_SIGNALS = (
    names(
        "call_faults",
        "What is wrong with the tool calls by the tools that the row declares: unknown_tool, unknown_argument, missing_argument, wrong_value; null without both.",
        "JSON Schema 2020-12", "row",
    ),
    count("call_fault_count", "Number of call_faults.", "JSON Schema 2020-12", "row"),
    count(
        "schema_faults",
        "Places, 20 at most, where the JSON that the answer is breaks the one JSON Schema that the prompt holds; null without both. References elsewhere, formats and unevaluated* are not followed.",
        "JSON Schema 2020-12", "both",
    ),
)  # fmt: skip

GROUP = Group(
    name="correct",
    signals=_SIGNALS,
    columns=(*PAIR, "messages", "chosen", "tools_json"),
    measure="ft_data.signals.correct.measure:correct_signals",
)
