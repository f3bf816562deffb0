"""What captions say: lines without marks and times, each once, however a caption rolls up or grows."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMES = re.compile(rf"{_TIME}\s*(?:-->|,)\s*{_TIME}(?:\s.*)?\Z")
_ABOUT = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|\Z)")
_MARKS = re.compile(
    r"</?(?:c|i|b|u|s|lang|ruby|font|span|em|strong)(?:[.\s][^<>]*)?/?>|<\d[\d:.]*>|\{\\[^{}]*\}|\{[ibuys]:[^{}]*\}",
    re.IGNORECASE,
)
_READING = re.compile(r"<rt>([^<>]*)</rt>", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)*(?:\s+([^<>]*))?>|</v>", re.IGNORECASE)
_NAMED = re.compile(r"(?:>>\s*|[-–—]\s*)?([^\W\d_a-z][^\W\d_]*(?:[ .'’-]{1,2}[^\W_]+){0,3}\.?):\s+(?=\S)")
_TURN = re.compile(r"(?:>>+|[-–—])\s*(?=\S)")
_SOUND = re.compile(r"(?:[-–—]\s*)?(?:\[[^\[\]]*\]|\([^()]*\)|[♪♫][^♪♫]*[♪♫]?|#[^#]*#|\*[^*]*\*|[♪♫ ]+)\Z")
_TOUCH = 0.2  # seconds between captions of which the second goes on with the first
_PAUSE = 4.0  # seconds of silence that begin a paragraph
_LINES = 20  # of a caption that roll up: one with more is none
_FEWEST, _SHARE = 2, 0.25  # speakers, and lines that name one, of a file that is a talk


class Line(NamedTuple):
    """A line of a caption: where its caption begins in the file, when, who speaks if that is said, and whether somebody else may."""

    number: int
    start: float
    end: float
    who: str
    text: str


def lines(text: str) -> Iterator[Line]:
    """Yield the lines of captions in their order: SubRip, WebVTT, SubViewer."""
    marked = text.startswith("WEBVTT")
    before: list[str] = []
    ended = 0.0
    for number, start, end, shown in _captions(text):
        voice = ""
        said: list[Line] = []
        for one in shown:
            for found, words in _voiced(one, voice):
                voice = found
                words = _plain(words, marked)
                if words:
                    said.append(Line(number, start, end, voice, words))
        texts = [one.text for one in said]
        again = _again(before, texts) if start - ended <= _TOUCH else 0
        yield from said[again:]
        before, ended = texts or before, end


def without_sounds(said: list[Line]) -> list[Line]:
    """Return the lines that somebody says, without those that tell of noises and music."""
    return [one for one in said if not _SOUND.match(one.text)]


def talk(said: list[Line]) -> list[Line] | None:
    """Return lines with who says each, None where the captions do not name their speakers."""
    found: list[Line] = []
    for one in said:
        name = None if one.who else _NAMED.match(one.text)
        found.append(one._replace(who=name[1].strip(), text=one.text[name.end() :]) if name else one)
    names = [one.who for one in found if one.who]
    if len(set(names)) < _FEWEST or len(names) < _SHARE * len(found):
        return None
    who = "unknown"
    for at, one in enumerate(found):
        who = one.who or who
        found[at] = one._replace(who=who, text=_TURN.sub("", one.text, count=1))
    return found


def paragraphs(said: list[Line]) -> str:
    """Return what is said as running text: a pause begins a paragraph, a dash a line."""
    out = ""
    ended = 0.0
    for one in said:
        if out:
            apart = one.start - ended > _PAUSE
            out += "\n\n" if apart else "\n" if _TURN.match(one.text) else " "
        out += one.text
        ended = one.end
    return out


def _captions(text: str) -> Iterator[tuple[int, float, float, list[str]]]:
    """Yield the line, the seconds and the lines of text of each caption; an empty line may stand in one."""
    found: tuple[int, float, float] | None = None
    shown: list[str] = []
    held: list[
        str
    ] = []  # lines since the last empty one, of which the last may be the name of the next caption
    about = False
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        times = _TIMES.match(line)
        if times:
            if found:
                yield (*found, [*shown, *(held[:-1] if held and _is_name(held) else held)])
            found, shown, held, about = (number, *_seconds(times)), [], [], False
        elif not line:
            shown += held
            held, about = [], False
        elif not about:
            about = not held and bool(_ABOUT.match(line))
            if not about:
                held.append(line)
    if found:
        yield (*found, [*shown, *held])


def _is_name(held: list[str]) -> bool:
    """Tell whether the last line before the times of a caption is its number or name: it stands alone."""
    return len(held) == 1 or held[-1].isdigit()


def _seconds(times: re.Match[str]) -> tuple[float, float]:
    parts = [int(part or 0) for part in times.groups()]
    start, end = (3600 * h + 60 * m + s + ms / 1000 for h, m, s, ms in (parts[:4], parts[4:]))
    return start, end


def _voiced(line: str, voice: str) -> Iterator[tuple[str, str]]:
    """Yield (who, words) of the pieces of a line."""
    at = 0
    for mark in _VOICE.finditer(line):
        yield voice, line[at : mark.start()]
        voice = html.unescape((mark[1] or "").strip())
        at = mark.end()
    yield voice, line[at:]


def _plain(words: str, marked: bool) -> str:
    words = _MARKS.sub("", _READING.sub(r"(\1)", words)).replace("\\N", " ").replace("\\h", " ")
    return " ".join((html.unescape(words) if marked else words).split())


def _again(before: list[str], now: list[str]) -> int:
    """Return how many lines of a caption stood below each other in the one before it."""
    most = min(len(before), len(now), _LINES)
    return next((count for count in range(most, 0, -1) if before[-count:] == now[:count]), 0)
