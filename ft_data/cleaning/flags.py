"""Things worth a second look that cleaning does not change: each flag is a function from text to bool."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import re2

from ft_data.cleaning.codeaware import looks_like_code, without_code
from ft_data.cleaning.marks import _TOKEN
from ft_data.cleaning.wordlist import words

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_ENDS = frozenset(".!?…。！？؟।:;\"'”’»)]}>*_`|~%°/=")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+•·>|#]|\d{1,3}[.)]|[A-Za-z][.)])\s")
_SENTENCE = re.compile(r"[.!?。！？]['\")\]”’]*(?=\s|$)")
# Words that cannot end an English sentence.
_OPEN_ENDED = words(
    "a an the and or but nor of to in on at by for with from as into onto upon about between among throu"
    "gh during including "
    "is are was were be been being has have had do does did will would shall should can could may might must "
    "that which who whom whose where when while if because although though unless until since so than then "
    "my your his her its our their this these those each every some any no not very more most such like "
    "i we they he she it's also however therefore e.g i.e vs via per"
)


def incomplete_sentence(text: str) -> bool:
    """Say whether a text of several sentences breaks off in the middle of the last one.

    Short labels, headings, lists, code and texts that never use full stops do not count: the last line
    must be prose of its own, earlier sentences must be closed, and the end must be an open one.
    """
    bare = text.rstrip()
    if not bare or bare[-1] in _ENDS or "```" in bare[-2000:]:
        return False
    paragraph = bare[-4000:].rsplit("\n", 1)[-1]
    words = _WORD.findall(paragraph[-400:])
    if len(words) < 3 or _LIST_ITEM.match(paragraph) or "http" in paragraph[-120:]:
        return False
    last = words[-1].lower() if paragraph.endswith(words[-1]) else ""
    if last in _OPEN_ENDED or bare[-1] in ",(-–—&":
        return not looks_like_code(paragraph)
    if last == "" or len(bare) < 120 or len(_SENTENCE.findall(bare[-4000:])) < 2:
        return False
    return not looks_like_code(_SENTENCE.split(paragraph)[-1])


_OUTDATED = re2.compile(
    r"(?i)\bas of my (?:last |latest |most recent |current )?(?:knowledge|training|update|cut-?off|data)"
    r"|\bmy (?:knowledge|training)(?: data)? (?:cut-?off|was last updated|only goes|ends|extends)"
    r"|\bknowledge cut-?off\b|\bas of my last (?:update|training)|\b(?:as of|up to|until|by"
    r"|in) (?:early |mid-?|late )?(?:(?:january|february|march|april|may|june|july|august|september"
    r"|october"
    r"|november|december) )?(?:201\d|202[0-4]),? (?:the (?:latest|newest|current|most recent)|(?:this|it"
    r"|there) (?:is|are) (?:currently|still|not yet))"
    r"|\b(?:currently|at present|as of now|right now),? (?:in|as of) (?:201\d|202[0-4])\b|\b(?:this"
    r"|the current) year \(?(?:201\d|202[0-4])\b"
    r"|\bI (?:don't|do not|cannot|can't) (?:have|access) (?:access to )?(?:real-?time|current|up-to-date"
    r"|live) (?:information|data|news)"
    r"|\b(?:will be (?:released|launched|held|available)|is (?:expected|scheduled|slated|due) to (?:be"
    r"|launch|release|open)[^.\n]{0,40}) (?:in|by) (?:early |mid-?|late )?(?:[a-z]+ )?(?:20[01]\d"
    r"|202[0-4])\b"
)


def outdated_reference(text: str) -> bool:
    """Say whether a text speaks from the past ("as of my last update", plans for years gone by)."""
    return _OUTDATED.search(_encodable(text)) is not None


_BRACKETS = {")": "(", "]": "[", "}": "{"}
_BRACKET = re.compile(r"[()\[\]{}]")
_INCHES = re.compile(r'\d"')
_NUMBERING = re.compile(
    r"(?m)(?:^|[\s(])(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\)|[:;=8xX]['\-^o]?[()\[\]]|[()]['\-^o]?[:;=]"
    r"|\[\w\)|\(\w\]"
)


def unbalanced(text: str) -> bool:
    """Say whether brackets or straight double quotes of a prose text do not pair up."""
    if text.count('"') % 2 == 0 and all(
        text.count(opens) == text.count(closes) for closes, opens in _BRACKETS.items()
    ):
        return False
    prose = _NUMBERING.sub(" ", without_code(text))
    if looks_like_code(prose):
        return False
    stack: list[str] = []
    for found in _BRACKET.finditer(prose):
        mark = found.group()
        if mark in "([{":
            stack.append(mark)
        elif not stack or stack.pop() != _BRACKETS[mark]:
            return True
    if stack:
        return True
    quotes = prose.count('"')
    inches = len(_INCHES.findall(prose))
    return quotes % 2 == 1 and (quotes - inches) % 2 == 1


_SPECIAL = re.compile(rf"{_TOKEN}|<\|[a-z_]{{2,24}}\|>|\[/?INST\]|<</?SYS>>")


def special_token(text: str) -> bool:
    """Say whether a control token of a chat template stands inside a text."""
    return ("<" in text or "[" in text) and _SPECIAL.search(text) is not None


def replacement_character(text: str) -> bool:
    """Say whether characters were lost for good (U+FFFD)."""
    return "\ufffd" in text


_REFUSAL = re2.compile(
    r"(?i)\A[^\n]{0,80}?\b(?:as an? (?:large )?(?:ai|language model)|i(?:'m| am) (?:just "
    r"|only )?an? (?:ai|language model)|i(?:'m| am) sorry,? (?:but )?(?:i|as)\b[^\n]{0,40}(?:can(?:'"
    r"|no)t|unable))"
)


def assistant_disclaimer(text: str) -> bool:
    """Say whether a text opens with a model speaking of itself ("As an AI language model, I cannot ...")."""
    return _REFUSAL.search(_encodable(text[:400])) is not None


def _encodable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


FLAGS: Final[dict[str, Callable[[str], bool]]] = {
    "incomplete_sentence": incomplete_sentence,
    "outdated_reference": outdated_reference,
    "unbalanced": unbalanced,
    "special_token": special_token,
    "replacement_character": replacement_character,
    "assistant_disclaimer": assistant_disclaimer,
}
