"""Sentences of texts: which of them state something that can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9*_`-])|\n+|(?<=;)\s+")
_ABBREVIATED = re.compile(
    r"\b(?:e\.g|i\.e|etc|vs|cf|approx|no|fig|dr|mr|mrs|ms|st|inc|ltd|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|[A-Z])\.\Z",
    re.I,
)
_STATES = re.compile(
    r"[0-9]|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million)\b|(?<=[a-z,] )[A-Z]\w",
    re.ASCII,
)
_BULLET = re.compile(r"^\s*(?:[-*•+>]|\(?[0-9]{1,2}[.)]|#{1,6})\s+")
MOST = 60  # sentences of one answer that are checked
LONGEST = 600  # characters: more is no sentence but a table or a dump


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, code fences left out, bullets and numbering removed."""
    start, plain = 0, _without_fences(text)
    for match in _END.finditer(plain):
        before = plain[max(start, match.start() - 12) : match.start()]
        if "\n" not in match[0] and _ABBREVIATED.search(before):
            continue
        piece = plain[start : match.start()]
        start = match.end()
        if piece := _BULLET.sub("", piece).strip():
            yield piece
    if piece := _BULLET.sub("", plain[start:]).strip():
        yield piece


def _without_fences(text: str) -> str:
    if "```" not in text and "~~~" not in text:
        return text
    kept, fence = [], ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
            kept.append("")
        elif not fence:
            kept.append(line)
    return "\n".join(kept)


def checkable(text: str) -> list[str]:
    """Return the first sentences of an answer that state a number, a date or a name; questions state nothing."""
    found = []
    for piece in sentences(text):
        if len(piece) <= LONGEST and not piece.endswith("?") and _STATES.search(piece):
            found.append(piece)
            if len(found) == MOST:
                break
    return found
