"""Grounding: numbers, dates and names of an answer stand in its passage, and most of what it says does.

Lexical, so it knows no paraphrase: an answer in words that the passage does not have is rejected, which costs yield and
never lets a wrong number through for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from ft_data.signals.fitted import align, values
from ft_data.signals.fitted.facts import sentences
from ft_data.synthesis.checks.named import Names, folded, names_of, strange
from ft_data.synthesis.checks.words import content
from ft_data.synthesis.replies import QUESTION, Finding, Pair

SUPPORT = 0.5  # share of an answer's telling words that passage or question has
ABOUT = 0.2  # share of a question's: people ask in words of their own
ABOUT_IT = 3  # with as many and a half a question is about the passage, whatever else it names
# A line that goes on: long, not at the end of a sentence, and the next one begins with a letter or digit.
_WRAPPED = re.compile(r"(?m)^(.{40,}[^\s.!?:;])[ \t]*\n(?=[^\W_])")
_FEW = frozenset({"one", "two", "first", "second"})  # spelled out they count nothing: "one of", "in two ways"


class Source(NamedTuple):
    """A passage, read once."""

    values: tuple[values.Value, ...]
    names: Names
    text: str  # in lower case
    stems: frozenset[str]
    sentences: tuple[align.Sentence, ...]


@lru_cache(4096)
def source(text: str) -> Source:
    """Read a passage."""
    text = _WRAPPED.sub(r"\1 ", folded(text))
    cut = tuple(align.sentence(one) for one in sentences(text))
    return Source(tuple(values.read(text)), names_of(text), text.lower(), frozenset(content(text)), cut)


def grounding(pair: Pair, passage: str) -> Finding | None:
    """Find a number, a date or a name that the passage does not state, or an answer about something else."""
    known = source(passage)
    pair = pair._replace(question=folded(pair.question), answer=folded(pair.answer))
    asked = content(pair.question)
    about = _held(asked, known)
    for side, text in reversed([*pair.sides()]):
        own = side == QUESTION and about >= max(ABOUT_IT, SUPPORT * len(asked))
        if found := _unstated(text, known, own):
            return Finding("not_grounded", f"the {side} {found}, which the passage does not")
    if about < ABOUT * len(asked):
        return Finding("off_topic", "hardly a word of the question is in the passage")
    said_words = content(pair.answer)
    supported = sum(word in known.stems or word in asked for word in said_words)
    if said_words and supported < SUPPORT * len(said_words):
        return Finding(
            "not_grounded", f"{supported} of {len(said_words)} telling words of the answer are supported"
        )
    return None


def strays(text: str, passage: str) -> bool:
    """Tell whether a text states or names what a passage does not, or is about something else."""
    known, text = source(passage), folded(text)
    said = content(text)
    return bool(_unstated(text, known)) or _held(said, known) < ABOUT * len(said)


def _held(stems: Sequence[str], known: Source) -> int:
    """Count those telling words of a text that a passage has."""
    return sum(word in known.stems for word in stems)


def _unstated(text: str, known: Source, own: bool = False) -> str:
    """Say which number, date or name of a text a passage does not have; empty where it has all.

    ``own``: the text is a question about the passage in somebody's own words, who may know by what name else things go, and
    how many he asks for; what it dates and measures must be right all the same.
    """
    for said in values.read(text):
        shown = text[said.start : said.end]
        if (own and shown.isalpha()) or states(text, said, known.values):
            continue
        if not align.within(shown.lower(), known.text):
            return f"states {shown!r}"
    names = (strange(align.sentence(piece), known.names) for piece in sentences(text) if not own)
    return next((f"names {name!r}" for name in names if name), "")


def states(text: str, said: values.Value, stated: Iterable[values.Value]) -> bool:
    """Tell whether a value of a text is among those that are stated, or counts nothing."""
    shown = text[said.start : said.end].lower().split()
    counts_nothing = shown[:1] != [] and shown[0] in _FEW and len(shown) <= 2
    return counts_nothing or any(_agree(said, one) for one in stated)


def _agree(said: values.Value, stated: values.Value) -> bool:
    if said.kind != stated.kind:
        return False
    if said.kind == "date":  # what is stated has all parts that are said
        return all(x is None or x == y for x, y in zip(said.date, stated.date, strict=True))
    converted = said.size != stated.size and values.comparable(said, stated)
    return said.number == stated.number or (converted and values.agree(said, stated))
