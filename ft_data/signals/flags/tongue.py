"""What the flag detectors ask of a language's pack, as patterns and sets that are made once."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ft_data.languages.packs import codes, language
from ft_data.languages.patterns import either
from ft_data.languages.schema import Language

_SENTENCE = re.compile(r"[.!?:;。！？：；।؟؛]+|\n+")
_NUMBER = re.compile(r"\d")
_EDGES = " \t\n.!?。！？।؟،，、:：…\"'“”«»*_-<>()[]{}（）［］【】「」"
_BRACKETS = "<([{（［【「"
_TALK = 16  # words of a sentence that may be talk around an answer
_COVERED, _ONLY = 0.25, 0.6  # of it that is known for talk; for what goes with talk


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


BLANK = "〇〇|○○|◯◯|●●|△△|□□|××|ＯＯ|ＸＸ|OO|XX"
"""Signs that stand for a name where something follows that is said behind names."""
_IN_ANGLES = r"[^<>＜＞〈〉〔〕\n=\"'@/|]"
# Words in braces: those of the pack, and any that are not of ASCII letters alone, as names of programs are. In angle brackets a word of
# the pack may stand anywhere; what follows a letter or sign of a program is one of its types.
_SLOT = (
    r"(?:\[|［|(?<=[^\n])【)(?:{0})[^\[\]［］【】\n]{{0,60}}(?:\]|］|】)(?![(\[])"
    r"|(?<![\w$\\}}\]^)])\{{\{{? ?(?:{0})[^{{}}\n:;,=\"'|\\]{{0,30}}\}}"
    r"|(?<![a-zA-Z0-9_$\\}}\]^)])\{{ ?(?=[^{{}}\n]*[^\x00-\x7f])[^\W\d]\w{{1,11}}\}}"
    r"|(?<![a-zA-Z0-9_$<>)])[<＜〈〔](?! )(?:{1}{{0,24}}{2})?(?:{0}){1}{{0,30}}[>＞〉〕]"
    r"|＿{{2,}}"
)


@cache
def slot(code: str) -> re.Pattern[str] | None:
    """Return the pattern of a slot that is to be filled in a language's own words."""
    found = pack(code)
    if found is None or not found.slots:
        return None
    words = either(found.slots)
    whole = _SLOT.format(words, _IN_ANGLES, r"[ _-]" if found.spaced else "")
    if found.honorifics:
        whole += f"|(?:{BLANK}|「(?:{words})」)(?:{either(found.honorifics)})"
    return re.compile(whole, re.IGNORECASE)


@cache
def _slot_words(code: str) -> tuple[re.Pattern[str] | None, bool]:
    found = pack(code)
    if found is None:
        return None, False
    labels = found.labels
    words = (*found.slots, *(one for one in (*labels.input, *labels.output, *labels.answer) if len(one) > 1))
    return re.compile(either(words), re.IGNORECASE) if words else None, found.spaced


def is_slot(words: str, code: str) -> bool:
    """Whether what stands in brackets begins like a slot of a language, or like a part of a task; where words are not set apart, ends
    like one too."""
    known, spaced = _slot_words(code)
    if known is None:
        return False
    return known.match(words) is not None or (
        not spaced and any(one.end() == len(words) for one in known.finditer(words))
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


class _Talk(NamedTuple):
    """How a language talks around an answer: sentences of such talk, what invites to ask further (when, and how), what goes with
    them, and that before a comma."""

    sure: re.Pattern[str]
    invites: tuple[re.Pattern[str], ...]
    light: re.Pattern[str] | None
    opening: re.Pattern[str] | None


@cache
def _talk(code: str) -> _Talk | None:
    found = pack(code)
    patterns = found.families[0].get("may_filler", ()) if found else ()
    invites = found.families[0].get("may_invite", ()) if found else ()
    if found is None or not (found.filler or patterns):
        return None
    sure = "|".join((*patterns, either(found.filler)) if found.filler else patterns)
    light = _none(found.openings, "{0}"), _none(found.openings, r"\W*(?:{0}) ?[,，、،] ?")
    begin = r"(?<!\w)" if found.spaced else ""
    made = [re.compile(f"{begin}(?:{one})", re.IGNORECASE) for one in (sure, *invites)]
    return _Talk(made[0], tuple(made[1:]), *light)


def filler(text: str, code: str) -> bool:
    """Whether an answer is talk around one and nothing else: sentences that offer, hope, praise the question, and such as go
    with them."""
    talk = _talk(code)
    if talk is None:
        return False
    sentences = [
        one for one in (part.strip(_EDGES) for part in _SENTENCE.split(text.replace("İ", "i"))) if one
    ]
    kinds = [_kind(one, talk) for one in sentences]
    return _SURE in kinds and None not in kinds


_SURE, _LIGHT = 2, 1


def _kind(sentence: str, talk: _Talk) -> int | None:
    """Return whether a sentence is talk, goes with it, or says something: it is long, has a number, or little of it is talk."""
    if len(sentence.split()) > _TALK or len(sentence) > 140 or _NUMBER.search(sentence):
        return None
    opened = talk.opening.match(sentence) if talk.opening else None
    for rest in (sentence, sentence[opened.end() :] if opened else ""):
        if rest and _covered(rest, talk.sure) >= _COVERED:
            return _SURE
    # Who to ask, or what to do where there is a doubt, may be the answer; both in one sentence invite to go on asking.
    invited = [covered for covered in (_covered(sentence, one) for one in talk.invites) if covered]
    if len(invited) > 1:
        return _SURE
    if invited and invited[0] >= _COVERED:
        return _LIGHT
    return _LIGHT if talk.light and _covered(sentence, talk.light) >= _ONLY else None


def _covered(sentence: str, talk: re.Pattern[str]) -> float:
    return sum(len(found[0]) for found in talk.finditer(sentence)) / len(sentence)


@cache
def _stand_ins(known: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    here, none, later = set[str](), set[str](), list[str]()
    for found in map(language, known):
        here |= {one.casefold() for one in found.answer_here}
        none |= {one.casefold() for one in found.no_answer}
        later += map(found.filled, found.to_come)
    return frozenset(here), frozenset(none), re.compile("|".join(later), re.IGNORECASE)


def stands_in(text: str) -> str | None:
    """Say what a whole answer is that asks for one in its place or says that one is to come, in any language: `placeholder`,
    or `null_answer` where it says that there is none and is not in brackets."""
    here, none, later = _stand_ins(codes())
    bare = " ".join(text.strip(_EDGES).replace("İ", "i").casefold().split())
    if bare in here or later.fullmatch(bare):
        return "placeholder"
    if bare in none:
        return "placeholder" if text.lstrip()[:1] in _BRACKETS else "null_answer"
    return None
