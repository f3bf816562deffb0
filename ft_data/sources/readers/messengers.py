"""Exports of messengers as JSON: Telegram, Facebook and Instagram, Discord (DiscordChatExporter). A conversation is a record.

One file is one chat, often of years: a conversation is what is said until nobody speaks for ``silence_minutes``. Notices,
programs' posts, stickers and what else has no words are left out and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ft_data.sources.model import Item, Refused
from ft_data.sources.readers.conversations import Said, apart, document, record
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.streams import Content

_HEAD = 8_000  # characters in which an export shows what it is
_TELEGRAM = re.compile(
    r'"type"\s*:\s*"(?:personal_chat|bot_chat|saved_messages|(?:private|public)_(?:group|supergroup|channel))"'
)
_META = re.compile(r'"sender_name"\s*:')
_DISCORD = re.compile(r'\{\s*"guild"\s*:\s*\{.{0,600}?"channel"\s*:\s*\{', re.DOTALL)


def looks_like(text: str) -> bool:
    """Tell whether the beginning of a JSON text is that of such an export."""
    head = text[:_HEAD]
    if not head.startswith("{") or '"messages"' not in head:
        return False
    return bool(
        _TELEGRAM.search(head) or _DISCORD.match(head) or ('"participants"' in head and _META.search(head))
    )


def read(content: Content) -> Iterator[Item]:
    """Yield ``{messages: [{author, text, time}]}``; positions are the 1-based element of the first message."""
    settings = content.settings
    found = document(content)
    chats = found.get("chats", found) if isinstance(found, Mapping) else None
    chats = chats.get("list") if isinstance(chats, Mapping) and "list" in chats else [found]
    number = left = 0
    for chat in chats if isinstance(chats, list) else ():
        given = chat.get("messages") if isinstance(chat, Mapping) else None
        if not isinstance(given, list):
            raise Refused("no list of messages")
        said = [one for at, message in enumerate(given, number + 1) if (one := _said(at, message))]
        number, left = number + len(given), left + len(given) - len(said)
        for talk in apart(sorted(said, key=lambda one: (one.at, one.number)), settings):
            yield record(talk, settings)
    if left:
        yield None, left


def _said(number: int, message: Any) -> Said | None:
    """Return what a person said in words; None for anything else."""
    if not isinstance(message, Mapping):
        return None
    if "sender_name" in message:
        who, text = _mended(message["sender_name"]), _mended(message.get("content"))
        at = _number(message.get("timestamp_ms")) / 1000
    elif isinstance(message.get("author"), Mapping):
        author = message["author"]
        if author.get("isBot") or message.get("type") not in ("Default", "Reply", None):
            return None
        who, text = author.get("nickname") or author.get("name"), message.get("content")
        at = _moment(message.get("timestamp"))
    else:
        if message.get("type") != "message":
            return None
        who, text = message.get("from"), _flat(message.get("text"))
        at = _number(message.get("date_unixtime")) or _moment(message.get("date"))
    if not isinstance(who, str) or not isinstance(text, str) or not text.strip() or not 0 < at < 1e11:
        return None
    return Said(number, at, who, text)


def _flat(text: Any) -> Any:
    """Return Telegram's text: a text, or pieces of it some of which are links, mentions, bold."""
    if isinstance(text, list):
        return "".join(str(one.get("text", "")) if isinstance(one, Mapping) else str(one) for one in text)
    return text


def _mended(text: Any) -> Any:
    """Return a text of Facebook's export, which spells every byte of its UTF-8 as a character of its own."""
    try:
        return text.encode("latin-1").decode("utf-8") if isinstance(text, str) else text
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _moment(value: Any) -> float:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return 0.0
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


READERS = {"messenger": Reader(read)}
"""Files are recognised by what they hold: all of them are called ``result.json``, ``message_1.json``."""
