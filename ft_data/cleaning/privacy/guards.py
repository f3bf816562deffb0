"""Cheap tests of a text, all at once: which patterns occur in it, so that only finders and repairs with work are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Final

import re2

# All that finders can find under these has a digit in it, a capital behind a small letter or an underscore, and most texts
# have none. Apart from the others they cost half: what one automaton knows of all patterns is nearly a product.
FIGURED: Final = frozenset(
    "iban digits dotted national house road street unit globe emphasised wallet base64 identity birth announced plate postcode lived".split()
)
FIGURE: Final = "[0-9]|[a-z][A-Z]|_"
_MAX_KNOWN: Final = 100_000
_NONE: Final[frozenset[str]] = frozenset()


class OnePass:
    """Named patterns tried in a single pass (RE2 set). ``match`` gives their numbers, ``none`` is its answer without any."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self._names = tuple(patterns)
        options = re2.Options()
        options.max_mem = 64 << 20
        found = re2.Set.SearchSet(options)
        for pattern in patterns.values():
            found.Add(pattern)
        # The end of the text is always there: an answer without it means that RE2 ran out of memory.
        found.Add(r"\z")
        found.Compile()
        # Most texts are short enough for the wrapper around the compiled set to count.
        self.match: Callable[[bytes], Sequence[int] | None] = getattr(found, "_set", found).Match
        self.none = [len(patterns)]

    def named(self, found: Sequence[int] | None) -> frozenset[str]:
        """Return the names of what ``match`` gave; all of them in doubt."""
        names = self._names
        return frozenset(names[i] for i in found if i < len(names)) if found else frozenset(names)


class Guards:
    """Named patterns: which of them occur somewhere in a text. Those under which only figures are found need one."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        first = {name: pattern for name, pattern in patterns.items() if name not in FIGURED}
        self._first = OnePass({**first, FIGURE: FIGURE})
        self._then = OnePass({name: pattern for name, pattern in patterns.items() if name in FIGURED})
        self._known: dict[tuple[int, ...], tuple[frozenset[str], bool]] = {}

    def of(self, text: bytes) -> frozenset[str]:
        """Return the names that hold for ``text`` (UTF-8); all of them in doubt."""
        first = self._first
        found = first.match(text)
        if found == first.none:  # as in most texts
            return _NONE
        key = tuple(found or ())
        known = self._known.get(key)
        if known is None:
            named = first.named(key)
            known = named - {FIGURE}, FIGURE in named
            if len(self._known) < _MAX_KNOWN:
                self._known[key] = known
        held, figured = known
        if not figured:
            return held
        found = self._then.match(text)
        return held if found == self._then.none else _both(held, self._then, tuple(found or ()))


@lru_cache(maxsize=65_536)
def _both(held: frozenset[str], then: OnePass, found: tuple[int, ...]) -> frozenset[str]:
    return held | then.named(found)
