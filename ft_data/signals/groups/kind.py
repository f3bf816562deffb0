"""Signals of the group `kind`."""

from __future__ import annotations

import pyarrow as pa

from ft_data.signals.api import Field, Group, Signal

_SIGNS = "by tokens, signs, lines, fences and parsers, no words of any language"
_FIELDS: tuple[tuple[str, Field, str], ...] = (
    (
        "row", "row",
        "What the row is: prose, code, math, structured, table, tool, dialogue, document or label. Tool calls decide first, then "
        "what the answer is, then what the prompt holds; null for an empty row. A source's `row_kind` in the recipe comes before all.",
    ),
    ("prompt", "prompt", f"What the prompt is: prose, code (shell included), math, structured, table, dialogue or label; {_SIGNS}. Null when empty."),
    ("answer", "response", f"What the answer is, as prompt_kind; {_SIGNS}."),
)  # fmt: skip
_SIGNALS: tuple[Signal, ...] = tuple(
    signal
    for name, field, definition in _FIELDS
    for signal in (
        Signal(f"{name}_kind", pa.string(), field, "name", definition),
        Signal(
            f"{name}_kind_confidence", pa.float32(), field, "ratio 0..1",
            f"Score of {name}_kind / scores of it and the next likely one: 0.5 where both are as likely.",
        ),
    )
)  # fmt: skip

GROUP = Group(
    name="kind",
    signals=_SIGNALS,
    columns=(
        "record_id",
        "source",
        "kind",
        "messages",
        "chosen",
        "tools_json",
        "prompt_text",
        "response_text",
    ),
    measure="ft_data.signals.kind.measure:kind_signals",
    needs=("row_kinds",),
)
