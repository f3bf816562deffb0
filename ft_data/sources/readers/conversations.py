"""What exports of chats have in common: one JSON document, and messages that are a conversation until nobody speaks for a while."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from ft_data.sources.canonical import BadJSON, parse_json
from ft_data.sources.model import Item, ReadSettings, Refused
from ft_data.sources.readers.lines import MOST_LINES
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content


class Said(NamedTuple):
    """What somebody said: the 1-based place in the file, and when, in seconds since 1970."""

    number: int
    at: float
    who: str
    text: str


def document(content: Content) -> Any:
    """Return the value of a file that is one JSON document.

    :raises Refused: when it is none.
    """
    try:
        return parse_json(content.whole())
    except BadJSON as problem:
        raise Refused(str(problem)) from None


def apart(said: Iterable[Said], settings: ReadSettings) -> Iterator[list[Said]]:
    """Yield the conversations of what is said one after another: each until nobody speaks for ``silence_minutes``."""
    window: list[Said] = []
    for one in said:
        if window and (one.at - window[-1].at > 60 * settings.silence_minutes or len(window) >= MOST_LINES):
            yield window
            window = []
        window.append(one)
    if window:
        yield window


def record(conversation: Sequence[Said], settings: ReadSettings) -> Item:
    """Return ``{messages: [{author, text, time}]}`` at the place of the first message."""
    messages = [
        {
            "author": one.who,
            "text": one.text,
            "time": datetime.fromtimestamp(one.at, UTC).strftime("%Y-%m-%d %H:%M"),
        }
        for one in conversation
    ]
    return conversation[0].number, row({"messages": messages}, settings)
