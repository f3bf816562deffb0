"""Documents cut into passages, each short enough to be shown whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LEAST = 160  # characters: a shorter one says too little to be asked about

_BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"(?<=[.!?])\s+|\n"), re.compile(r"\s+"))


class Passage(NamedTuple):
    """A piece of one row's text under its title; ``number`` counts the pieces of the row, ``others`` are rows shown beside it."""

    record_id: str
    number: int
    text: str
    title: str = ""
    others: tuple[str, ...] = ()

    @property
    def parents(self) -> tuple[str, ...]:
        """The rows that what is made of it comes from."""
        return (self.record_id, *self.others)

    @property
    def whole(self) -> str:
        """All that a question may be about."""
        return f"{self.title}\n\n{self.text}" if self.title else self.text

    def shown(self) -> dict[str, str]:
        """Return what a model is shown."""
        return {"title": self.title, "passage": self.text} if self.title else {"passage": self.text}


def passages(record_id: str, text: str, longest: int, title: str = "") -> list[Passage]:
    """Cut a text (of one title) at paragraphs, else sentences, else words, into pieces of at most ``longest`` characters."""
    pieces = [piece for piece in _packed(_pieces(text, longest, 0), longest) if len(piece) >= LEAST]
    return [Passage(record_id, number, piece, title) for number, piece in enumerate(pieces)]


def _pieces(text: str, longest: int, level: int) -> Iterator[tuple[str, str]]:
    """Yield pieces, each with what stands between it and the one before."""
    between, start = "", 0
    for match in [*_BREAKS[level].finditer(text), None]:
        piece = text[start : match.start() if match else len(text)]
        if len(piece) <= longest:
            yield between, piece
        elif level + 1 < len(_BREAKS):
            inner = list(_pieces(piece, longest, level + 1))
            yield from [(between, inner[0][1]), *inner[1:]]
        else:
            yield from (
                (between if at == 0 else "", piece[at : at + longest]) for at in range(0, len(piece), longest)
            )
        if match:
            between, start = match[0], match.end()


def _packed(pieces: Iterator[tuple[str, str]], longest: int) -> Iterator[str]:
    held = ""
    for between, piece in pieces:
        if held and len(held) + len(between) + len(piece) > longest:
            yield held.strip()
            held = piece
        else:
            held = held + between + piece if held else piece
    if held.strip():
        yield held.strip()
