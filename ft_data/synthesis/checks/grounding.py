"""Grounding: numbers, dates and names of an answer stand in its passage, and most of what it says does.

Lexical, so it knows no paraphrase: an answer in words that the passage does not have is rejected, which costs yield and
never lets a wrong number through for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ft_data.signals.fitted import align, values
from ft_data.signals.fitted.facts import sentences
from ft_data.synthesis.checks.words import content, stem, words
from ft_data.synthesis.replies import Finding, Pair

SUPPORT = 0.5  # share of an answer's telling words that passage or question has
ABOUT = 0.2  # share of a question's: people ask in words of their own
_FEW = frozenset({"one", "two", "first", "second"})  # spelled out they count nothing: "one of", "in two ways"


class Source(NamedTuple):
    """A passage, read once."""

    values: tuple[values.Value, ...]
    spoken: frozenset[str]  # words in lower case, and their stems
    text: str  # in lower case
    stems: frozenset[str]
    sentences: tuple[align.Sentence, ...]


@lru_cache(4096)
def source(text: str) -> Source:
    """Read a passage."""
    heard = words(text)
    spoken = frozenset(heard) | frozenset(map(stem, heard))
    cut = tuple(align.sentence(one) for one in sentences(text))
    return Source(tuple(values.read(text)), spoken, text.lower(), frozenset(content(text)), cut)


def grounding(pair: Pair, passage: str) -> Finding | None:
    """Find a number, a date or a name that the passage does not state, or an answer about something else."""
    known = source(passage)
    for side, text in reversed([*pair.sides()]):
        for said in values.read(text):
            shown = text[said.start : said.end]
            if not states(text, said, known.values):
                if not re.search(rf"(?<!\w){re.escape(shown.lower())}(?!\w)", known.text):
                    return Finding("not_grounded", f"the {side} states {shown!r}, which the passage does not")
        for piece in sentences(text):
            if name := _strange(align.sentence(piece), known):
                return Finding("not_grounded", f"the {side} names {name!r}, which the passage does not")
    asked = content(pair.question)
    if asked and sum(word in known.stems for word in asked) < ABOUT * len(asked):
        return Finding("off_topic", "hardly a word of the question is in the passage")
    said_words = content(pair.answer)
    supported = sum(word in known.stems or word in asked for word in said_words)
    if said_words and supported < SUPPORT * len(said_words):
        return Finding(
            "not_grounded", f"{supported} of {len(said_words)} telling words of the answer are supported"
        )
    return None


def states(text: str, said: values.Value, stated: Iterable[values.Value]) -> bool:
    """Tell whether a value of a text is among those that are stated, or counts nothing."""
    return text[said.start : said.end].lower() in _FEW or any(_agree(said, one) for one in stated)


def _agree(said: values.Value, stated: values.Value) -> bool:
    if said.kind != stated.kind:
        return False
    if said.kind == "date":  # what is stated has all parts that are said
        return all(x is None or x == y for x, y in zip(said.date, stated.date, strict=True))
    converted = said.size != stated.size and values.comparable(said, stated)
    return said.number == stated.number or (converted and values.agree(said, stated))


def _strange(one: align.Sentence, known: Source) -> str | None:
    """Return a name of a sentence that the passage does not have."""
    for place, token in enumerate(one.tokens):
        name = align.is_name(token, first=place == 0 and not _opens_name(one))
        if name and not _stands(token.key, known):
            return token.text
    return None


def _opens_name(one: align.Sentence) -> bool:
    """Tell whether the first word belongs to a name of several words: the next is capitalised too."""
    pair = one.tokens[:2]
    return len(pair) == 2 and all(token.text[:1].isupper() and token.text[1:].islower() for token in pair)


def _stands(key: str, known: Source) -> bool:
    if key in known.spoken or stem(key) in known.spoken:
        return True
    parts = [part for part in re.split(r"[^\w]+", key) if part]
    if len(parts) > 1 and all(part in known.spoken or stem(part) in known.spoken for part in parts):
        return True
    return re.search(rf"(?<!\w){re.escape(key)}(?!\w)", known.text) is not None
