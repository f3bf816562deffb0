"""RE2 without the wrapper around it, which on short texts takes as long as RE2 itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Span = tuple[int, int]


def direct(pattern: Any) -> Callable[[bytes, int, int], Sequence[Span]] | None:
    """Return a function of bytes, start and end that gives the spans of a compiled pattern's first match (its groups after
    it; (-1, -1) for none), or None where this version of the wrapper cannot be passed."""
    import re2

    inner = getattr(pattern, "_regexp", None)
    anchor = getattr(getattr(getattr(re2, "_re2", None), "RE2", None), "Anchor", None)
    if inner is None or anchor is None:
        return None
    match, anywhere = inner.Match, anchor.UNANCHORED

    def spans(text: bytes, start: int, end: int) -> Sequence[Span]:
        found: Sequence[Span] = match(anywhere, text, start, end)
        return found

    return spans


def occurs(pattern: Any) -> Callable[[bytes], bool]:
    """Return a function that says whether a compiled pattern is somewhere in bytes."""
    find = direct(pattern)
    if find is None:
        return lambda text: pattern.search(text) is not None
    return lambda text: find(text, 0, len(text))[0][0] >= 0
