"""Slack exports: a folder a channel, in it a file a day with the list of its messages. A conversation is a record.

Answers in a thread form one with what they answer; what stands beside threads forms one until nobody speaks for
``silence_minutes``. Answers to a message of another day would begin with an answer: they are left out, and counted
like joins, notices and what programs post.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ft_data.sources.canonical import element_decoder
from ft_data.sources.model import Item, Refused
from ft_data.sources.readers.conversations import Said, apart, document, record
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.streams import Content

_TS = re.compile(r"\d{9,11}\.\d{1,9}")
_SAID = (None, "", "thread_broadcast", "me_message", "file_share")
_MARK = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_LISTS = frozenset((
    "users.json", "org_users.json", "channels.json", "groups.json", "dms.json", "mpims.json", "lists.json",
    "canvases.json", "integration_logs.json", "huddle_transcripts.json", "file_conversations.json",
))  # fmt: skip


def looks_like(text: str) -> bool:
    """Tell whether a JSON text is a day of a Slack channel, by its first message."""
    if not text.startswith("["):
        return False
    try:
        first, _ = element_decoder().raw_decode(text, len(text) - len(text[1:].lstrip()))
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and first.get("type") == "message" and _ts(first.get("ts")) is not None


def lists(names: Collection[str]) -> set[str]:
    """Return which of some files are an export's lists of users, channels and the like, and no messages."""
    here = {posixpath.dirname(name) for name in names if posixpath.basename(name) == "users.json"}
    roots = {one for one in here if posixpath.join(one, "channels.json") in names}
    return {name for name in names if posixpath.basename(name) in _LISTS and posixpath.dirname(name) in roots}


def read(content: Content) -> Iterator[Item]:
    """Yield ``{messages: [{author, text, time}]}``; positions are the 1-based element of the first message."""
    settings = content.settings
    found = document(content)
    if not isinstance(found, list):
        raise Refused("no list of messages")
    people = _people(found)
    threads: dict[float, list[Said]] = {}
    beside: list[Said] = []
    skipped = 0
    spoken = [(number, one) for number, one in enumerate(found, 1) if _spoken(one)]
    for number, one in sorted(spoken, key=lambda said: _ts(said[1]["ts"]) or 0.0):
        at, parent = _ts(one["ts"]) or 0.0, _ts(one.get("thread_ts"))
        said = _said(number, at, one, people)
        if parent is not None and parent == at:
            threads.setdefault(parent, [])
        if parent in threads:
            threads[parent].append(said)
        elif parent is not None:
            skipped += 1
        else:
            beside.append(said)
    talks = (*apart(beside, settings), *threads.values())
    for talk in sorted(talks, key=lambda one: one[0].number):
        yield record(talk, settings)
    if left := skipped + len(found) - len(spoken):
        yield None, left


def _ts(value: Any) -> float | None:
    return float(value) if isinstance(value, str) and _TS.fullmatch(value) else None


def _spoken(one: Any) -> bool:
    """Tell whether an element is what a person said, in words."""
    return (
        isinstance(one, Mapping)
        and one.get("type") == "message"
        and one.get("subtype") in _SAID
        and "bot_id" not in one
        and _ts(one.get("ts")) is not None
        and isinstance(one.get("text"), str)
        and bool(one["text"].strip())
    )


def _people(found: list[Any]) -> dict[str, str]:
    """Return the names by which an export knows its users."""
    made: dict[str, str] = {}
    for one in found:
        profile = one.get("user_profile") if isinstance(one, Mapping) else None
        if isinstance(profile, Mapping) and isinstance(one.get("user"), str):
            names = (profile.get(key) for key in ("real_name", "display_name", "name"))
            name = next((name for name in names if isinstance(name, str) and name.strip()), None)
            made.setdefault(one["user"], name or one["user"])
    return made


def _said(number: int, at: float, one: Mapping[str, Any], people: Mapping[str, str]) -> Said:
    who = next((one[key] for key in ("user", "username") if isinstance(one.get(key), str)), "")
    return Said(number, at, people.get(who, who), _plain(one["text"], people))


def _plain(text: str, people: Mapping[str, str]) -> str:
    """Return a text without Slack's own marks of people, channels and links."""

    def said(found: re.Match[str]) -> str:
        kind, target, label = found[1], found[2], found[3]
        if kind == "@":
            return f"@{people.get(target) or label or target}"
        if kind:
            name = label or target.split("^")[0]
            return name if name.startswith(kind.replace("!", "@")) else kind.replace("!", "@") + name
        bare = target.removeprefix("mailto:")
        if not label or label in target:
            return bare
        return f"{label} ({bare})"

    return _MARK.sub(said, text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


READERS = {"slack": Reader(read)}
"""Files are recognised by what they hold: every day of a channel is called ``2026-05-31.json``."""
