"""A glimpse of what a rule changed, cut so that it shows nobody's data."""

from __future__ import annotations

_SIZE = 80
_LEAD = 24
_MARGIN = 160


def first_change(before: str, after: str) -> tuple[int, int, int]:
    """Return where two different texts part (offset) and where the change ends in each of them."""
    start = _common(before, after)
    tail = _common(before[start:][::-1][: 4 * _SIZE], after[start:][::-1][: 4 * _SIZE]) if len(before) + len(after) < 20_000 else 0
    return start, len(before) - tail, len(after) - tail


def _common(a: str, b: str) -> int:
    """Return the length of the common prefix, by halving (each step compares slices in C)."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def cut(text: str, position: int) -> str:
    """Return at most 80 characters around ``position``, from word to word."""
    start = max(0, position - _LEAD)
    if start:
        space = text.find(" ", start, position)
        start = space + 1 if space >= 0 else position
    return text[start : start + _SIZE]


def surroundings(text: str, position: int) -> str:
    """Return the text around ``position`` wide enough to recognise personal data that a snippet would cut."""
    return text[max(0, position - _LEAD - _MARGIN) : position + _SIZE + _MARGIN]
