"""Columns of a page that was written row by row, across the gutter: read one after the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

_LEAST = 4  # lines of each column
_GUTTER = 0.25  # of the page's width between the left edges of two columns
_SAME = 0.7  # of the lines of a column that stand beside one of the other
_WORDS = 4.0  # of a line, on average: fewer are the cells of a table
_FAR = 1e6  # points
_GOES_ON = 0.4  # of the lines of a column that begin in the middle of a sentence


class Piece(NamedTuple):
    """A piece of text and where it begins, in points from the lower left corner."""

    text: str
    x: float
    y: float


class Pieces:
    """Collects the pieces of a page in the order in which it was written; handed to pypdf as its visitor."""

    def __init__(self) -> None:
        self.found: list[Piece] = []

    def __call__(self, text: str, matrix: Any, place: Any, font: Any, size: Any) -> None:
        """Note one piece; blank ones, and what stands on no page, have no place."""
        x, y = place[4] * matrix[0] + matrix[4], place[5] * matrix[3] + matrix[5]
        if text.strip() and abs(x) < _FAR and abs(y) < _FAR:
            self.found.append(Piece(text, x, y))


def one_after_the_other(pieces: Sequence[Piece], width: float) -> str | None:
    """Return the text of a page column by column; None where it has no two columns of prose that were written across.

    What is written column by column is right as it stands, and the rows of a table belong together: lines of both
    sides must be of several words and go on from line to line.
    """
    if len(pieces) < 2 * _LEAST:
        return None
    edges = Counter(round(one.x) for one in pieces)
    left = min((edge for edge, count in edges.items() if count >= _LEAST), default=None)
    if left is None:
        return None
    others = [(count, edge) for edge, count in edges.items() if edge > left + _GUTTER * width]
    count, right = max(others, default=(0, 0))
    if count < _LEAST:
        return None
    rows: defaultdict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for one in pieces:
        rows[round(one.y)][one.x >= right - 1].append(one.text)
    order = sorted(rows, reverse=True)
    both = [y for y in order if all(rows[y])]
    if len(both) < _LEAST or not _written_across(pieces, right, both):
        return None
    top, bottom = both[0], _end(order, both)
    within = [y for y in order if bottom <= y <= top]
    sides = [[line for y in within if (line := "".join(rows[y][side]).strip())] for side in (0, 1)]
    if len(both) < _SAME * max(map(len, sides)) or not all(map(_is_prose, sides)):
        return None
    above, below = (
        ["".join(rows[y][0] + rows[y][1]).strip() for y in order if (y > top if up else y < bottom)]
        for up in (True, False)
    )
    return "\n".join([*above, *sides[0], *sides[1], *below])


def _end(rows: Sequence[int], both: Sequence[int]) -> int:
    """Return where the longer column ends: lines with none beside them belong to it as long as no gap parts them."""
    pitch = max(a - b for a, b in zip(both, both[1:], strict=False))
    bottom = min(both)
    for y in rows:
        if y < bottom and bottom - y <= 1.5 * pitch:
            bottom = y
    return bottom


def _written_across(pieces: Sequence[Piece], right: float, rows: Sequence[int]) -> bool:
    """Tell whether the page goes from the left to the right column and back, line by line."""
    known = set(rows)
    sides = [one.x >= right - 1 for one in pieces if round(one.y) in known]
    turns = sum(a != b for a, b in zip(sides, sides[1:], strict=False))
    return turns >= 1.5 * len(rows)


def _is_prose(lines: Sequence[str]) -> bool:
    words = sum(len(line.split()) for line in lines)
    goes_on = sum(line[0].islower() for line in lines[1:])
    return words >= _WORDS * len(lines) and goes_on >= _GOES_ON * (len(lines) - 1)
