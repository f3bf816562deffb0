"""RE2 patterns over short texts, where the wrapper around RE2 takes longer than RE2.

In ASCII text offsets in bytes are offsets in characters, so what RE2 finds in the bytes needs no translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import re2

from ft_data.text.patterns import Span, direct


class Found:
    """A match in ASCII text, with the part of the interface of `re.Match` that is used here."""

    __slots__ = ("_spans", "_text")

    def __init__(self, text: str, spans: Sequence[Span]):
        self._text = text
        self._spans = spans

    def span(self, group: int = 0) -> Span:
        """Return where a group is; (-1, -1) where it took no part."""
        return self._spans[group]

    def start(self, group: int = 0) -> int:
        """Return where a group starts."""
        return self._spans[group][0]

    def end(self, group: int = 0) -> int:
        """Return where a group ends."""
        return self._spans[group][1]

    def group(self, group: int = 0) -> Any:
        """Return the text of a group, None where it took no part."""
        start, end = self._spans[group]
        return self._text[start:end] if start >= 0 else None

    def groups(self) -> tuple[Any, ...]:
        """Return the texts of all groups."""
        return tuple(self.group(number) for number in range(1, len(self._spans)))


class Pattern:
    """A compiled RE2 pattern."""

    def __init__(self, pattern: str):
        self._slow = re2.compile(pattern)
        self._find = direct(self._slow)

    def finditer(self, text: str) -> Iterator[Any]:
        """Yield all matches that do not overlap, as `re` does."""
        if self._find is None or not text.isascii():
            return iter(self._slow.finditer(text))
        return self._in_ascii(text)

    def search(self, text: str) -> Any:
        """Return the first match or None."""
        return next(self.finditer(text), None)

    def _in_ascii(self, text: str) -> Iterator[Found]:
        data = text.encode()
        find, position, end = self._find, 0, len(data)
        assert find is not None
        while True:
            spans = find(data, position, end)
            start, stop = spans[0]
            if start < 0:
                return
            yield Found(text, spans)
            if position == end:
                return
            position = stop if stop > position else position + 1
