"""How rows and numbers are written on the page. Rows are hostile: cut, made visible, and never markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from ft_data.warehouse.detail import Detail

EXCERPT = 320  # characters of a row that are shown
_LINES = 6
# What would hide, reorder or break the text around it: control and format characters, direction overrides,
# lone surrogates. Shown by number instead. Joiners inside words and emoji stay.
_UNSEEN = re.compile(
    ""
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_STACKED = re.compile(
    ""
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]+"
)
_BLANKS = re.compile(r"\n\s*\n+")


def show(text: object, limit: int = EXCERPT) -> str:
    """Return at most ``limit`` characters on at most six lines, with everything unseen made visible."""
    value = "" if text is None else str(text)
    cut = value[:limit]
    shown = _STACKED.sub(r"\1", _BLANKS.sub("\n", cut.replace("\r\n", "\n"))).strip("\n")
    lines = shown.split("\n")
    if len(lines) > _LINES:
        shown = "\n".join([*lines[: _LINES - 1], " ⏎ ".join(line.strip() for line in lines[_LINES - 1 :])])
    shown = _UNSEEN.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", shown)
    return f"{shown.rstrip()} …" if len(value) > limit else shown


def number(value: float | None, digits: int = 4) -> str:
    """Write a number as a person reads it: ``12,345``, ``0.8125``."""
    if value is None:
        return "–"
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".") if abs(value) >= 10**-digits else f"{value:.2g}"


def share(part: float, whole: float) -> str:
    """Write a share in per cent; one that is not nothing never reads 0%, one that is not all never 100%."""
    if whole <= 0:
        return "–"
    if part == 0:
        return "0%"
    percent = 100 * part / whole
    if 0 < percent < 0.05:
        return "<0.1%"
    if 99.95 <= percent < 100:
        return ">99.9%"
    return f"{percent:.1f}%" if percent < 99.95 else f"{percent:.0f}%"


def words(name: str) -> str:
    """Turn a name into words: ``wrong_language`` -> ``wrong language``."""
    return name.replace("_", " ")


@dataclass(frozen=True)
class Piece:
    """A stretch of a comparison: ``same``, ``gone`` (first text only), ``kept`` (second only), ``skip``."""

    kind: str
    text: str


READ = 4_000  # characters of a text that are fetched at all
_WORD = re.compile(r"\s*(?:\w+|[^\w\s])\s*")
_COMPARED = 240  # words a side that are compared, after what both begin and end with
_AROUND = 8  # words of context at a difference
_SHOWN = 900  # characters of one comparison


def differences(removed: str, kept: str) -> list[Piece]:
    """Compare two texts word by word, whatever the spacing.

    Long equal stretches are left out, and so is what exceeds 900 characters. The work is bounded: equal ends
    are cut off first, then at most 240 words of each side are compared.
    """
    a, b = _WORD.findall(removed), _WORD.findall(kept)
    x, y = [word.strip() for word in a], [word.strip() for word in b]
    head = _shared(x, y)
    tail = _shared(x[head:][::-1], y[head:][::-1])
    i, j, m = head, len(x) - tail, len(y) - tail
    cut = max(j, m) - head > _COMPARED
    found = SequenceMatcher(None, x[i:j][:_COMPARED], y[i:m][:_COMPARED], autojunk=False).get_opcodes()
    pieces = _equal(a[:head], first=True, last=head == len(x) == len(y))
    for operation, start, stop, left, right in found:
        gone, stays = a[head:][start:stop], b[head:][left:right]
        if operation == "equal":
            pieces += _equal(gone, first=False, last=False)
        else:
            pieces += [Piece("gone", _flat(gone))] if gone else []
            pieces += [Piece("kept", _flat(stays))] if stays else []
    if cut:
        pieces.append(Piece("skip", ""))
    elif tail:
        pieces += _equal(a[j:], first=False, last=True)
    if max(len(removed), len(kept)) >= READ:  # what lies beyond was not read
        pieces.append(Piece("skip", ""))
    return _within(pieces, _SHOWN)


def _shared(a: list[str], b: list[str]) -> int:
    return next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _within(pieces: list[Piece], room: int) -> list[Piece]:
    shown: list[Piece] = []
    for piece in pieces:
        if room <= 0:
            return [*shown, Piece("skip", "")]
        shown.append(piece)
        room -= len(piece.text)
    return shown


def _equal(words: list[str], first: bool, last: bool) -> list[Piece]:
    """Keep the words next to a difference; a text that is all equal is cut like any other."""
    if not words:
        return []
    if first and last:
        return [Piece("same", show("".join(words)))]
    before, after = (0 if first else _AROUND), (0 if last else _AROUND)
    if len(words) <= before + after + 3:
        return [Piece("same", _flat(words))]
    return [
        *([Piece("same", _flat(words[:before]))] if before else []),
        Piece("skip", ""),
        *([Piece("same", _flat(words[-after:]))] if after else []),
    ]


def _flat(words: list[str]) -> str:
    """Join words, cut, with one blank where the first or last is followed by space."""
    text = "".join(words)
    lead, tail = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return f"{lead}{show(text.strip())}{tail}"


_PLACES = {"start", "end"}  # of no use to a reader
_SHORT = 40


def facts(detail: Detail) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """List what a verdict says beside rule and value: short facts (benchmark, actor) and long (evidence)."""
    found = [
        (words(show(key, _SHORT)), show(_plain(value), 240))
        for key, value in sorted({"evidence": detail.evidence, "actor": detail.actor, **detail.facts}.items())
        if key not in _PLACES and value is not None
    ]
    long = [fact for fact in found if len(fact[1]) > _SHORT or fact[0] == "evidence"]
    return [fact for fact in found if fact not in long], long


def _plain(value: Any) -> object:
    if isinstance(value, Mapping):
        return ", ".join(f"{words(str(key))} {inner}" for key, inner in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else value
