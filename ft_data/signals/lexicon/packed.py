"""Lexicons of languages with a pack, and their texts as the kernel reads words: small letters, signs of all scripts as
plain ones, and where words are not set apart, those that are looked for set apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.signals.lexicon.build import Found, Lexicon, build, find
from ft_data.text.columns import Text, text_of

_STOPS = "[。！？।॥؟．]+"
_SIGNS = "[«»„“”‚‹›…—–¿¡،؛，、；：（）［］「」『』【】《》〈〉～·]+"
_CLITIC = "['’‘ʼ]"
_CHARACTERS = 2  # that make a word where words are not set apart


class Packed:
    """Weighted entries of one language, by kind."""

    def __init__(self, lists: Mapping[str, Mapping[float, Iterable[str]]], spaced: bool) -> None:
        entries = {
            kind: {weight: tuple(dict.fromkeys(map(_plain, some))) for weight, some in by.items()}
            for kind, by in lists.items()
        }
        self.lexicon: Lexicon = build(entries)
        self.spaced = spaced
        words = {
            word for by in entries.values() for some in by.values() for one in some for word in one.split()
        }
        self._apart = "|".join(re.escape(one) for one in sorted(words, key=lambda one: (-len(one), one)))

    def find(self, text: Text) -> Found:
        """Look the entries up in every row of a column of this language."""
        column = _folded(pa.array([str(row, "utf-8", "ignore") for row in text.rows(1 << 16)], pa.string()))
        if self.spaced:
            return find(text_of(column), self.lexicon)
        sizes = pc.utf8_length(column).to_numpy(zero_copy_only=False)
        apart = pc.replace_substring_regex(column, f"({self._apart})", r" \1 ") if self._apart else column
        found = find(text_of(apart), self.lexicon)
        return found._replace(words=np.maximum(found.words, sizes // _CHARACTERS))


def _folded(column: pa.Array) -> pa.Array:
    for signs, plain in ((_CLITIC, " "), (_STOPS, " . "), (_SIGNS, " , ")):
        column = pc.replace_substring_regex(column, signs, plain)
    return pc.utf8_lower(column)


def _plain(entry: str) -> str:
    return " ".join(re.sub(_CLITIC, " ", entry).lower().split())
