"""Subtitles and captions (SubRip, WebVTT, SubViewer): a talk where they name who speaks, else a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ft_data.sources.model import Item, ReadSettings, Refused
from ft_data.sources.readers import captions, encodings
from ft_data.sources.readers.captions import Line
from ft_data.sources.readers.lines import MOST_LINES
from ft_data.sources.readers.reader import Reader
from ft_data.sources.readers.records import row
from ft_data.sources.readers.streams import Content

_STARTS = re.compile(r"WEBVTT(?:[ \t][^\n]*)?\r?\n|\d+[ \t]*\r?\n\d\d:\d\d:\d\d[,.]\d{3} --> \d\d:\d\d:\d\d")


def looks_like(text: str) -> bool:
    """Tell whether a text begins as subtitles do."""
    return _STARTS.match(text) is not None


def read(content: Content) -> Iterator[Item]:
    """Yield ``{text}``, or ``{messages: [{author, text}]}`` of at most 200 turns where most lines have a speaker.

    Positions are the 1-based line of the times of the first caption. Times, numbers and marks are no text; lines that
    tell of noises are left out and counted.
    """
    settings = content.settings
    data = content.whole(settings.row_bytes)
    text = encodings.decode(data, encodings.detect(data[: encodings.HEAD], settings.encoding))
    said = [*captions.lines(text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))]
    if not said:
        raise Refused("subtitles without text")
    heard = captions.without_sounds(said)
    talk = captions.talk(heard)
    if talk is None:
        shown = heard or said
        yield shown[0].number, row({"text": captions.paragraphs(shown)}, settings)
    else:
        turns = [*_turns(talk)]
        for at in range(0, len(turns), MOST_LINES):
            yield _record(turns[at : at + MOST_LINES], settings)
    if heard and len(said) > len(heard):
        yield None, len(said) - len(heard)


def _turns(talk: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines that one speaker says after another."""
    turn: list[Line] = []
    for line in talk:
        if turn and line.who != turn[-1].who:
            yield turn
            turn = []
        turn.append(line)
    yield turn


def _record(turns: Sequence[list[Line]], settings: ReadSettings) -> Item:
    messages = [{"author": turn[0].who, "text": captions.paragraphs(turn)} for turn in turns]
    return turns[0][0].number, row({"messages": messages}, settings)


READERS = {"subtitles": Reader(read, "srt vtt sbv")}
