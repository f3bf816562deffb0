"""A glimpse of what a rule changed, cut so that it shows nobody's data."""

from __future__ import annotations

_SIZE = 80
_LEAD = 24
_MARGIN = 160


def around_change(before: str, after: str) -> tuple[str, str, int]:
    """Return two different texts around their first difference, and its offset in what is returned.

    The pieces are wide enough to recognise personal data that a snippet would cut through.
    """
    position = _common(before, after)
    start = max(0, position - _LEAD - _MARGIN)
    end = position + _SIZE + _MARGIN
    return _encodable(before[start:end]), _encodable(after[start:end]), position - start


def _encodable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _common(a: str, b: str) -> int:
    """Return the length of the common prefix: by doubling steps, then by halving (each compares slices in C)."""
    low, step, high = 0, 64, min(len(a), len(b))
    while low < high and a[low : low + step] == b[low : low + step]:
        low, step = low + step, 2 * step
    low, high = min(low, high), min(low + step, high)
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
