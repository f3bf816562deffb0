"""Arrow schemas of the exported columns.

Columns for tools exist only in a release that has tool rows; an all-null column would change what templates
see. Tool arguments stay JSON strings: Parquet has one type per column, arguments do not.
"""

from __future__ import annotations

import pyarrow as pa

CALLS = pa.list_(
    pa.struct(
        [
            ("id", pa.string()),
            ("type", pa.string()),
            ("function", pa.struct([("name", pa.string()), ("arguments", pa.string())])),
        ]
    )
)
PLAIN_MESSAGES = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
TOOL_MESSAGES = pa.list_(
    pa.struct(
        [
            ("role", pa.string()),
            ("content", pa.string()),
            ("tool_calls", CALLS),
            ("tool_call_id", pa.string()),
            ("name", pa.string()),
        ]
    )
)


def messages(tools: bool) -> pa.DataType:
    """Return the type of a list of messages."""
    return TOOL_MESSAGES if tools else PLAIN_MESSAGES


def conversational(
    columns: list[str], tools: bool, extra: list[tuple[str, pa.DataType]] | None = None
) -> pa.Schema:
    """Return a schema of message columns, with the ``tools`` column (a JSON string) where tools are used."""
    fields = [(name, messages(tools)) for name in columns] + (extra or [])
    return pa.schema(fields + ([("tools", pa.string())] if tools else []))
