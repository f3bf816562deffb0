"""Arrow schemas of the exported columns.

Columns for tools and reasoning exist only in a release that has such rows; an all-null column would change what templates
see. Tool arguments stay JSON strings: Parquet has one type per column, arguments do not.
"""

from __future__ import annotations

import pyarrow as pa

from ft_data.formatting.outcome import Uses

CALLS = pa.list_(
    pa.struct(
        [
            ("id", pa.string()),
            ("type", pa.string()),
            ("function", pa.struct([("name", pa.string()), ("arguments", pa.string())])),
        ]
    )
)
_TOOLS = [("tool_calls", CALLS), ("tool_call_id", pa.string()), ("name", pa.string())]


def messages(uses: Uses) -> pa.DataType:
    """Return the type of a list of messages."""
    reasoning = [("reasoning_content", pa.string())] if uses.reasoning else []
    fields = [("role", pa.string()), ("content", pa.string()), *reasoning, *(_TOOLS if uses.tools else [])]
    return pa.list_(pa.struct(fields))


def conversational(
    columns: list[str], uses: Uses, extra: list[tuple[str, pa.DataType]] | None = None
) -> pa.Schema:
    """Return a schema of message columns, with the ``tools`` column (a JSON string) where tools are used."""
    fields = [(name, messages(uses)) for name in columns] + (extra or [])
    return pa.schema(fields + ([("tools", pa.string())] if uses.tools else []))
