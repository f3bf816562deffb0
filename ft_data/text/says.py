"""Whether a text says one of many things: long lists of words, which `re` tries one after another at every character."""

from __future__ import annotations

import re

import re2

from ft_data.text.patterns import occurs


class Says:
    r"""A pattern that is only asked whether it is in a text.

    RE2 reads ASCII text in one pass, whatever the length of the list. What is a word, and what a letter's other case,
    both engines see alike there; in other text `re` decides. ``pattern`` has to mean the same to both: no lookaround,
    no `\Z`, no `$`. ``whole``: it has to be all of the text.
    """

    def __init__(self, pattern: str, whole: bool = False):
        known = re.compile(pattern)
        self._search = known.fullmatch if whole else known.search
        self._occurs = occurs(re2.compile(rf"\A(?:{pattern})\z" if whole else pattern))

    def __call__(self, text: str) -> bool:
        """Say whether the pattern is somewhere in ``text`` (or all of it)."""
        return self._occurs(text.encode()) if text.isascii() else self._search(text) is not None
