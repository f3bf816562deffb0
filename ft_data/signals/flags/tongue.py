"""What the flag detectors ask of a language's pack, as patterns and sets that are made once."""

from __future__ import annotations

import re
from functools import cache

from ft_data.languages.packs import codes, language
from ft_data.languages.patterns import either
from ft_data.languages.schema import Language

_SENTENCE = re.compile(r"[.!?。！？।؟]+|\n+")
_EDGES = " \t\n.!?。！？।؟،，、:：…\"'“”«»*_-<>()[]{}（）［］【】「」"
_BRACKETS = "<([{（［【「"
_TALK = 16  # words of a sentence that may be talk around an answer


def _none(phrases: tuple[str, ...], whole: str) -> re.Pattern[str] | None:
    return re.compile(whole.format(either(phrases)), re.IGNORECASE | re.MULTILINE) if phrases else None


@cache
def pack(code: str) -> Language | None:
    """Return the pack of a language, or None for no language (an empty code)."""
    return language(code) if code else None


@cache
def open_words(code: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words that no sentence of a language ends on, and where words are not set apart, what no text ends on."""
    found = pack(code)
    if found is None:
        return frozenset(), ()
    return (frozenset(found.open_words), ()) if found.spaced else (frozenset(), found.open_words)


@cache
def slot(code: str) -> re.Pattern[str] | None:
    """Return the pattern of a slot that is to be filled in a language's own words."""
    found = pack(code)
    return _none(
        found.slots if found else (),
        r"(?:\[|［|【)(?:{0})[^\[\]［］【】\n]{{0,60}}(?:\]|］|】)(?![(\[])|\{{\{{ ?(?:{0})[^{{}}\n]{{0,30}}\}}\}}",
    )


@cache
def letters(code: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None]:
    """Return how letters of a language close (a line), what their signatures name, and how they open."""
    found = pack(code)
    if found is None:
        return None, None, None
    return (
        _none(found.sign_offs, r"^[ \t]*(?:{0})[,.!،，。]?[ \t]*$"),
        _none(found.contact, "{0}"),
        _none(found.greetings, r"\A\W*(?:{0})"),
    )


@cache
def harm(code: str) -> re.Pattern[str] | None:
    """Return the words of harm of a language."""
    found = pack(code)
    return _none(found.asks.get("harm", ()) if found else (), "{0}")


@cache
def _talk(code: str) -> re.Pattern[str] | None:
    found = pack(code)
    return _none(found.filler if found else (), "{0}")


def filler(text: str, code: str) -> bool:
    """Whether every sentence of an answer is talk around an answer."""
    talk = _talk(code)
    sentences = [one for one in (part.strip(_EDGES) for part in _SENTENCE.split(text)) if one]
    return (
        talk is not None
        and bool(sentences)
        and all(
            len(one.split()) <= _TALK and len(one) <= 140 and talk.search(one) is not None
            for one in sentences
        )
    )


@cache
def _stand_ins(known: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    here, none = set[str](), set[str]()
    for found in map(language, known):
        here |= {one.casefold() for one in found.answer_here}
        none |= {one.casefold() for one in found.no_answer}
    return frozenset(here), frozenset(none)


def stands_in(text: str) -> str | None:
    """Say what a whole answer is that asks for one in its place, in any language: `placeholder`, or `null_answer` where it
    says that there is none and is not in brackets."""
    here, none = _stand_ins(codes())
    bare = " ".join(text.strip(_EDGES).casefold().split())
    if bare in here:
        return "placeholder"
    if bare in none:
        return "placeholder" if text.lstrip()[:1] in _BRACKETS else "null_answer"
    return None
