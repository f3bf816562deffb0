"""Lexicons of languages with a pack, and their texts as the kernel reads words: small letters, signs of all scripts as
plain ones, and where words are not set apart, those that are looked for set apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ft_data.signals.lexicon.build import Found, Lexicon, build, find
from ft_data.text.columns import Text, text_of

_STOPS = "[。！？।॥؟．]+"
_SIGNS = "[«»„“”‚‹›…—–¿¡،؛，、；：（）［］「」『』【】《》〈〉～·]+"
_CLITIC = "['’‘ʼ‐-]"  # what sets apart the words of one: fiche-moi, l'eau
_CHARACTERS = 2  # that make a word where words are not set apart


class Packed:
    """Weighted entries of one language, by kind; one that ends in ``*`` stands for its stem with and without each ending."""

    def __init__(
        self, lists: Mapping[str, Mapping[float, Iterable[str]]], spaced: bool, endings: Sequence[str] = ()
    ) -> None:
        entries = {
            kind: {
                weight: tuple(dict.fromkeys(_plain(form) for one in some for form in _forms(one, endings)))
                for weight, some in by.items()
            }
            for kind, by in lists.items()
        }
        self.lexicon: Lexicon = build(entries)
        self.spaced = spaced
        words = {
            word for by in entries.values() for some in by.values() for one in some for word in one.split()
        }
        self._apart = "|".join(re.escape(one) for one in sorted(words, key=lambda one: (-len(one), one)))

    def find(self, text: Text, quoted: bool = True) -> Found:
        """Look the entries up in every row of a column of this language; not ``quoted``: but in short quotations, which are
        spoken of."""
        said = pa.array([str(row, "utf-8", "ignore") for row in text.rows(1 << 16)], pa.string())
        column = _folded(said if quoted else _own(said))
        if self.spaced:
            return find(text_of(column), self.lexicon)
        sizes = pc.utf8_length(column).to_numpy(zero_copy_only=False)
        apart = pc.replace_substring_regex(column, f"({self._apart})", r" \1 ") if self._apart else column
        found = find(text_of(apart), self.lexicon)
        return found._replace(words=np.maximum(found.words, sizes // _CHARACTERS))


# A quotation of some words, in the signs of all languages. A text that is little else is no quotation.
_QUOTED = '[«„“‘"「『][^«»„“”‘’"「」『』\n]{1,60}[»“”’"」』]'
_LEAST = 3


def _own(column: pa.Array) -> pa.Array:
    rest = pc.replace_substring_regex(column, _QUOTED, " , ")
    enough = pc.greater_equal(pc.multiply(pc.utf8_length(rest), _LEAST), pc.utf8_length(column))
    return pc.if_else(enough, rest, column)


# Arabic marks of vowels, and the stroke that words are drawn out with.
_VOWELS = "[\u064b-\u0652\u0640]"


def _folded(column: pa.Array) -> pa.Array:
    column = pc.replace_substring_regex(column, _VOWELS, "")
    for signs, plain in ((_CLITIC, " "), (_STOPS, " . "), (_SIGNS, " , ")):
        column = pc.replace_substring_regex(column, signs, plain)
    # The capital of i that has a dot is no letter of its own, and in small letters would be two characters.
    return pc.utf8_lower(pc.replace_substring(column, "İ", "i"))


def _forms(entry: str, endings: Sequence[str]) -> Iterator[str]:
    stem = entry.removesuffix("*")
    yield stem
    if stem != entry:
        yield from (stem + ending for ending in endings)


def _plain(entry: str) -> str:
    return " ".join(re.sub(_CLITIC, " ", re.sub(_VOWELS, "", entry)).lower().split())
