"""Whose records feedback is: a module for each, which tells its records and reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ft_data.feedback.formats import langfuse, lm_eval, openai_logs, openinference, otel, plain
from ft_data.feedback.said import Asked, Record, Said, Unread


class Format(NamedTuple):
    """``mine`` tells whether a record is of this kind; ``read`` returns what it says, or raises Unread."""

    mine: Callable[[Record], bool]
    read: Callable[[Record, Asked], Said]


# In the order in which they are tried: those that are told by names of their own come first.
FORMATS: Mapping[str, Format] = {
    name: Format(module.mine, module.read)
    for name, module in (
        ("otel", otel),
        ("openinference", openinference),
        ("lm_eval", lm_eval),
        ("langfuse", langfuse),
        ("openai_logs", openai_logs),
        ("plain", plain),
    )
}


def read(record: Record, kind: str, asked: Asked) -> Said:
    """Read one record. Raises Unread with a reason that quotes nothing."""
    if kind == "auto":
        kind = next((name for name, one in FORMATS.items() if one.mine(record)), "plain")
    elif not FORMATS[kind].mine(record):
        raise Unread(f"no record of the kind `{kind}`")
    return FORMATS[kind].read(record, asked)
