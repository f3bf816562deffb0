"""Whose records feedback is: a module for each, which tells its records and reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ft_data.feedback.formats import langfuse, lm_eval, openai_logs, openinference, otel, plain
from ft_data.feedback.said import Asked, Record, Said, Unread

# What reading a record may raise beside `Unread` where it holds what its program never writes.
BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError)


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
    """Read one record, or a page of an API that lists several. Raises Unread with a reason that quotes nothing."""
    if (listed := _page(record)) is None:
        return _read(record, kind, asked)
    found, unread = [], []
    for one in listed:
        try:
            found.append(_read(one, kind, asked))
        except Unread as why:
            unread.append(str(why))
    if not found:
        raise Unread(unread[0] if unread else "a page with nothing in it")
    exchanges = tuple(one for said in found for one in said.exchanges)
    return Said(exchanges, tuple(one for said in found for one in said.scores), tuple(unread))


def _read(record: Record, kind: str, asked: Asked) -> Said:
    if kind == "auto":
        kind = next((name for name, one in FORMATS.items() if one.mine(record)), "plain")
    elif not FORMATS[kind].mine(record):
        raise Unread(f"no record of the kind `{kind}`")
    return FORMATS[kind].read(record, asked)


def _page(record: Record) -> list[Record] | None:
    """Return the records of a page, None where a record is none: ``data`` beside what names the next one."""
    listed = record.get("data")
    named = record.get("object") == "list" or any(name in record for name in ("meta", "next_cursor"))
    if not named or not isinstance(listed, list):
        return None
    return [one for one in listed if isinstance(one, Mapping)]
