"""Chat logs: IRC clients' logs and the exports of phone messengers. A conversation is a record.

With annotations beside the log (`x.raw.txt`, `x.annotation.txt`: "a b -" joins lines a and b, counted from
0; the layout of Kummerfeld et al., "A Large-Scale Corpus for Conversation Disentanglement", ACL 2019) the
annotated lines form their threads. All other lines form one conversation until nobody speaks for
`silence_minutes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ft_data.sources import remote
from ft_data.sources.model import Item, ReadSettings
from ft_data.sources.readers.lines import AFTER_NOON, MESSENGER, MOST_LINES, STAMP
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content

_STAMP = r"\[?(?P<day>\d{4}-\d{2}-\d{2}[ T])?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?\]?"
_SAID = re.compile(rf"(?:{_STAMP}\s+)?<[ @+%&~]?(?P<who>[^<>\s]{{1,64}})>\s?(?P<text>.*)", re.DOTALL)
_ACTION = re.compile(rf"(?:{_STAMP}\s+)?\*\s+(?P<who>[^\s*]{{1,64}})\s(?P<text>.*)", re.DOTALL)
_SYSTEM = re.compile(rf"(?:{_STAMP}\s+)?(?:===|\*\*\*|-!-|-->|<--|--)(?:\s|\Z)")
_PHONE = re.compile(
    STAMP + r"(?:(?P<who>[^:：\n]{1,64}?)\s?(?::\s|：\s?)(?P<text>.*)|(?P<note>.*))", re.DOTALL
)
# WhatsApp sets this mark before what it says itself, in whoever's name it says it: notices, pictures, polls, deleted messages.
_PROGRAM = "\u200e"
_REMARK = re.compile(
    rf"[ \n]*{_PROGRAM}<[^<>\n]{{1,120}}>"
)  # that a message was edited, what is attached to it


# What Android writes in place of a picture or a message that is gone, without that mark; words below it are somebody's caption.
_GONE = re.compile(
    r"\s*(?:<(?=[^<>\n]*(?:[ ]|[^\x00-\x7f]))[^\W\d][^<>=/\n]{2,60}>|[^\s/]{1,120}\.[A-Za-z0-9]{2,4}[ ]\((?:file attached|Datei angehängt|"
    r"archivo adjunto|fichier joint|file allegato|arquivo anexado|bestand bijgevoegd|файл добавлен|dosya ekli)\)|"
    r"(?:This message was deleted|You deleted this message|Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht|Se eliminó este mensaje|"
    r"Eliminaste este mensaje|Ce message a été supprimé|Vous avez supprimé ce message|Questo messaggio è stato eliminato|Mensagem apagada|"
    r"Dit bericht is verwijderd|Данное сообщение удалено|Bu mesaj silindi)\.?)\s*\Z"
)


@dataclass(frozen=True)
class Line:
    """One line of a log. ``who`` is None for joins, quits and other notices of the program."""

    number: int
    minute: int | None
    date: str
    who: str | None
    text: str


def parse(number: int, line: str, phone: bool = False) -> Line | None:
    """Take a line apart; None for a line that continues the one before.

    In the export of a phone (``phone``) only a date begins a message: a list or a rule in it is its text.
    """
    for pattern in () if phone else (_SAID, _ACTION):
        found = pattern.match(line)
        if found:
            text = found["text"] if pattern is _SAID else f"{found['who']} {found['text']}"
            minute = int(found["hour"]) * 60 + int(found["minute"]) if found["hour"] else None
            return Line(number, minute, (found["day"] or "").strip(" T"), found["who"], text)
    if not phone and _SYSTEM.match(line):
        return Line(number, None, "", None, "")
    found = _PHONE.match(line)
    if not found:
        return None
    hour = int(found["hour"])
    if found["half"] or found["early"]:
        hour = hour % 12 + 12 * (found["early"] in AFTER_NOON if found["early"] else found["half"] in "Pp")
    text = found["text"] or ""
    who = None if text.lstrip().startswith(_PROGRAM) else found["who"]
    text = "" if _GONE.match(text) else text
    return Line(number, hour * 60 + int(found["minute"]), found["date"], who, text)


def read(content: Content) -> Iterator[Item]:
    """Yield ``{messages: [{author, text, time}]}``; positions are the 1-based line of the first message.

    Lines that nobody said (joins, quits, notices) and blank lines are left out and counted.
    """
    settings = content.settings
    threads = _threads(content)
    held: dict[int, list[Line]] = {}
    last = {
        thread: max(at for at, one in threads.items() if one == thread) for thread in set(threads.values())
    }
    window: list[Line] = []
    for line, skipped in _parsed(content):
        if skipped:
            yield None, skipped
        if line is None:
            continue
        thread = threads.get(line.number - 1)
        if thread is None:
            if window and (_silent(window[-1], line, settings) or len(window) >= MOST_LINES):
                yield window[0].number, _record(window, settings)
                window = []
            window.append(line)
        else:
            held.setdefault(thread, []).append(line)
        for done in [one for one in held if last[one] <= line.number - 1]:
            lines = held.pop(done)
            yield lines[0].number, _record(lines, settings)
    if window:
        yield window[0].number, _record(window, settings)
    for lines in held.values():
        yield lines[0].number, _record(lines, settings)


def _parsed(content: Content) -> Iterator[tuple[Line | None, int]]:
    """Yield (what somebody said, lines left out before it); continuation lines belong to the line before."""
    limit = content.settings.row_bytes
    text = content.text()
    current: Line | None = None
    number, skipped, phone, noticed = 0, 0, None, False
    while raw := text.readline(limit):
        number += 1
        line = raw.rstrip("\r\n")
        found = parse(number, line, bool(phone))
        if phone is None and line.strip():
            phone = bool(MESSENGER.match(line))
        if (
            found is None and noticed and line.strip()
        ):  # a notice goes on: a poll has its choices on lines of their own
            skipped += 1
            continue
        noticed = bool(phone) and found is not None and found.who is None
        if found is None and current is not None and line.strip() and len(current.text) < limit:
            joined = f"{current.text}\n{line}"
            current = Line(current.number, current.minute, current.date, current.who, joined)
            continue
        if found is None and line.strip():
            found = Line(number, None, "", "", line)
        if found is None or found.who is None:
            skipped += 1
            continue
        if current is not None and current.text.strip():
            yield current, skipped
            skipped = 0
        elif current is not None or skipped:
            yield None, skipped + (current is not None)
            skipped = 0
        current = found
    if current is not None and not current.text.strip():
        current, skipped = None, skipped + 1
    yield current, 0
    if skipped:
        yield None, skipped


def _silent(before: Line, after: Line, settings: ReadSettings) -> bool:
    if before.date != after.date and before.date and after.date:
        return True
    if before.minute is None or after.minute is None:
        return False
    return (after.minute - before.minute) % (24 * 60) > settings.silence_minutes


def _record(lines: list[Line], settings: ReadSettings) -> bytes | str:
    return row({"messages": [_message(line) for line in lines]}, settings)


def _message(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {"author": line.who or "", "text": _REMARK.sub("", line.text)}
    if line.minute is not None:
        clock = f"{line.minute // 60:02d}:{line.minute % 60:02d}"
        found["time"] = f"{line.date} {clock}".strip()
    return found


def _threads(content: Content) -> dict[int, int]:
    """Return the thread of each annotated line: the smallest line number that it is joined to."""
    notes = remote.companion(content.base, content.address)
    if notes is None:
        return {}
    parent: dict[int, int] = {}

    def find(at: int) -> int:
        while parent.setdefault(at, at) != at:
            at = parent[at]
        return at

    with remote.open_binary(content.base, notes) as file:
        for line in file.read().split(b"\n"):
            fields = line.split()
            if len(fields) >= 2 and fields[0].isdigit() and fields[1].isdigit():
                low, high = sorted((find(int(fields[0])), find(int(fields[1]))))
                parent[high] = low
    return {at: find(at) for at in parent}


READERS = {"irc": Reader(read, by_record=True)}
