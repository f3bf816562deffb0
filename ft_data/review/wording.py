"""Text as people see it: plain, with code and tables legible and nothing invisible left invisible."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

SHOWN_CHARACTERS = 20_000
DIFF_WORDS = 1_500

# Controls, zero-width and direction marks: they hide or reorder text, so each is shown by its number.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_EMOJI_JOINERS = re.compile("(?<=[\u2190-\u2bff\U0001f000-\U0001faff])[\u200d\ufe0f]")
_FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*([A-Za-z0-9_+#.-]*)[^\n`]*$")
_RULER = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    """A run of text, or (``mark``) the number of a character that could not be seen."""

    kind: Literal["text", "mark", "same", "add", "del"]
    text: str


class Segment(NamedTuple):
    """A stretch of a message: running text, a fenced code block or a table of cells."""

    kind: Literal["text", "code", "table"]
    language: str
    pieces: list[Piece]
    rows: list[list[str]]


class Shown(NamedTuple):
    """A text cut to what a page can hold, and how many characters were left out."""

    segments: list[Segment]
    hidden: int


class Turn(NamedTuple):
    """One message: who speaks, what is shown, the name of its text in forms."""

    field: str
    role: str
    shown: Shown
    calls: str | None
    reasoning: Shown | None = None  # what is thought before it is said, trained with it
    weight: float | None = None  # of the turn in training; none is 1


def turns(part: str, messages: Sequence[Mapping[str, Any]]) -> list[Turn]:
    """Prepare the messages of a part of an example (messages, chosen, rejected) for the page."""
    return [
        Turn(
            f"{part}-{position}",
            message["role"],
            shown(message.get("content")),
            message.get("tool_calls_json"),
            shown(message["reasoning"]) if message.get("reasoning") else None,
            message.get("weight"),
        )
        for position, message in enumerate(messages)
    ]


def shown(text: str | None, limit: int = SHOWN_CHARACTERS) -> Shown:
    """Prepare a text for the page; escaping is the template's work."""
    text = text or ""
    return Shown(segments(text[:limit]), max(0, len(text) - limit))


def pieces(text: str) -> list[Piece]:
    """Split a text at characters that cannot be seen, naming each."""
    joiners = {match.start() for match in _EMOJI_JOINERS.finditer(text)}
    found: list[Piece] = []
    start = 0
    for match in _INVISIBLE.finditer(text):
        if match.start() in joiners:
            continue
        if match.start() > start:
            found.append(Piece("text", text[start : match.start()]))
        found.append(Piece("mark", f"U+{ord(match.group()):04X}"))
        start = match.end()
    if start < len(text) or not found:
        found.append(Piece("text", text[start:]))
    return found


def segments(text: str) -> list[Segment]:
    """Find fenced code and Markdown tables; everything else is running text."""
    found: list[Segment] = []
    plain: list[str] = []
    lines = text.split("\n")
    at = 0

    def flush() -> None:
        if any(line.strip() for line in plain):
            found.append(Segment("text", "", pieces("\n".join(plain).strip("\n")), []))
        plain.clear()

    while at < len(lines):
        fence = _FENCE.match(lines[at])
        if fence:
            flush()
            end = at + 1
            while end < len(lines) and not _closes(lines[end], fence.group(1)):
                end += 1
            found.append(Segment("code", fence.group(2), pieces("\n".join(lines[at + 1 : end])), []))
            at = end + 1
        elif (
            "|" in lines[at] and at + 1 < len(lines) and _RULER.match(lines[at + 1]) and "|" in lines[at + 1]
        ):
            flush()
            end = at + 2
            while end < len(lines) and "|" in lines[end]:
                end += 1
            found.append(
                Segment("table", "", [], [_cells(line) for line in (lines[at], *lines[at + 2 : end])])
            )
            at = end
        else:
            plain.append(lines[at])
            at += 1
    flush()
    return found


def difference(before: str | None, after: str | None) -> list[Piece]:
    """Show word by word how one text became another; beyond 1,500 words a side only the start is compared."""
    old, new = _WORD.findall(before or "")[:DIFF_WORDS], _WORD.findall(after or "")[:DIFF_WORDS]
    found: list[Piece] = []
    for what, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Piece("same", "".join(old[i:j])))
            continue
        if i < j:
            found.append(Piece("del", "".join(old[i:j])))
        if k < m:
            found.append(Piece("add", "".join(new[k:m])))
    return found


def _closes(line: str, fence: str) -> bool:
    line = line.rstrip()
    return len(line) >= len(fence) and set(line) == {fence[0]}


def _cells(line: str) -> list[str]:
    line = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in line.split("|")]
