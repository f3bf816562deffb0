"""Where somebody lives, without the word of a street: told by a postcode, by a label, or by who says that he lives there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, bounded
from ft_data.cleaning.privacy.streets import NAME, TOWN, UPPER, WORD

_UK: Final = "[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}"
_US: Final = "[A-Z]{2},? {1,2}[0-9]{5}(?:-[0-9]{4})?"
# Codes that nothing else looks like, and those that are a number as well.
_SURE: Final = "(?:LV|LT|CH|A|B|D|L|SE|DK|FI|CZ|PL|SK)-[0-9]{4,5}|[0-9]{3} [0-9]{2}|[0-9]{2}-[0-9]{3}|[0-9]{5}-[0-9]{3}|[0-9]{4} [A-Z]{2}"
_CODE: Final = rf"(?:{_SURE}|[0-9]{{4,5}})"
_NAMED: Final = rf"{NAME}(?: (?:de[rnlm]?|del|de la|do|da|dos|van|von|zu[mr]?|{NAME})){{0,3}}"
_CUE: Final = (
    r"\b(?:(?:i|we|he|she|they)(?:['’]m|['’]re| am| are| is)? (?:now )?(?:live|lives|living|reside|resides|residing|staying) (?:at|in|on)"
    r"|(?:my|his|her|our|their|your|new|home|billing|shipping|delivery|mailing|current|old|permanent) address(?: is| was| to|:)(?: now)?"
    r"|address(?:es)? (?:to|with)|pick (?:me|us|him|her|them) up (?:at|from)|(?:deliver|ship)(?:ed)? (?:it|this|them)? ?to"
    r"|wohn(?:e|en|t|haft)(?: ich| wir)?(?: jetzt)?(?: (?:in der|in dem|im|am|in))??|(?:vivo|vive|vivimos) en|(?:j['’]|il |elle )habite(?: au)?|bor (?:jag |jeg )?(?:på|i)|asun|mieszkam (?:przy|na)"
    r"|(?:abito|abita) in|(?:moro|mora) na|woon(?:t)? (?:op|aan|in))"
)
_LABEL: Final = (
    r"(?:\b(?:(?:street |home |postal |mailing |billing |shipping |delivery |permanent )?(?:address|addr)|adresse|anschrift|adress|aadress|osoite|adres|direcci[oó]n|domicilio|indirizzo|endere[cç]o|morada"
    r"|lakcím|adresa|stra(?:ß|ss)e|street|calle|line)(?: ?(?:line)? ?[1])?\b|адрес|住址)"
)
GUARDS: Final = {
    "postcode": rf"{_UK}\b|{_US}\b|[0-9][a-zA-Z]?,?\s{{1,8}}{_CODE} [A-Z\x{{c0}}-\x{{17f}}]",
    "lived": rf"(?i){_CUE} [0-9A-Z]|{_LABEL}[\"*]{{0,3}} ?[:：=]",
}

_AMERICAN = Pattern(
    rf"\b[0-9]{{1,5}}[A-Za-z]? (?:{NAME} ){{0,3}}{NAME}(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|#)\.? ?#?[0-9A-Z]{{1,5}})?"
    rf"[,\n]\s{{0,8}}(?:{UPPER}{WORD}+[ ,]{{1,2}}){{1,3}}{_US}\b"
)
_BRITISH = Pattern(
    rf"(?:(?:Flat|Apartment|Unit) [0-9A-Z]{{1,4}},? )?(?:[0-9]{{1,4}}[A-Za-z]?,? )?(?:{NAME}(?: {NAME}){{0,3}},?[,\n][ \t>]{{0,8}}){{1,6}}(?:{UPPER}{WORD}+ ){{0,3}}{_UK}\b"
)
# A name and a number, then the code and the town: on two lines, or behind a comma.
_CONTINENTAL = Pattern(
    rf"(?:(?:Am|Im|An der|An den|Auf dem|Auf der|In der|Zum|Zur|Unter den|Beim) )?{_NAMED} [0-9]{{1,4}}(?: ?[a-zA-Z]\b)?(?:[-/][0-9]{{1,4}})?(,[ \n]| ?\n[ \t>]{{0,8}})({_CODE}) ({TOWN}(?:[ -]{NAME})?(?: [0-9]{{1,2}}\b)?)"
)
_SAID = Pattern(
    rf"(?i:{_CUE}) ((?:[0-9]{{5}} )?{NAME}(?: {NAME}){{0,2}} [0-9]{{1,4}}[A-Za-z]?(?:[-/][0-9]{{1,4}})?|[0-9]{{1,5}}[A-Za-z]?,? {NAME}(?: {NAME}){{0,3}}(?: [0-9]{{1,4}}[A-Za-z]?\b)?)"
)
_LABELLED = Pattern(rf"(?i:{_LABEL})[\"*]{{0,3}} ?[:：=][\"* ]{{0,4}}([^\n;|\"<>{{}}=@\\:*]{{5,100}})")
_YEAR = re.compile("(?:1[5-9]|20)[0-9]{2}")
_SURE_CODE = re.compile(_SURE)
_TOKEN = re.compile(r"[^\s,]+")
_SMALL_WORDS: Final = frozenset(
    "de der den des del la las los le les du da do dos das di van von zu zum zur of the and und y e et i a st no nr bis ter apt suite unit flat floor piso".split()
)
_NUMBER = re.compile(r"[0-9]{1,5}[A-Za-z]?(?:[-/][0-9]{1,4}[A-Za-z]?)?\.?\Z")
_LINE_START = re.compile(r"(?:\A|\n)[ \t>|:*-]*\Z")
_LINE_END = re.compile(r"[ \t]*(?:[.,;]|\Z|\n)")
# What has a number behind its name and is no street.
_NO_HOME = re.compile(
    r"(?i)(?:area|zone|room|building|gate|table|store|team|group|floor|section|sector|block|district|ward|level|version|windows|python|page|chapter|line|register|port|bank|sheet|apollo|studio|terminal|platform"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|kapitel|seite|teil|band|saal|raum|zimmer|etage|stock|psalm|genesis|lukas|markus|matthäus|johannes)\Z"
)


def homes(text: str) -> Iterator[Finding]:
    """Find a house and its postcode (British, American, continental), and what is labelled or said to be where somebody lives."""
    for pattern in (_AMERICAN, _BRITISH):
        for match in pattern.finditer(text):
            if bounded(text, *match.span()):
                yield Finding("address", *match.span())
    for match in _CONTINENTAL.finditer(text):
        first = match.group().split(None, 1)[0]
        alone = _LINE_START.search(text, max(0, match.start() - 40), match.start()) and _LINE_END.match(
            text, match.end()
        )
        sure = _SURE_CODE.fullmatch(match.group(2)) is not None
        if _YEAR.fullmatch(match.group(2)) or _NO_HOME.match(first):
            continue
        if bounded(text, *match.span()) and (sure or alone or _is_said(text, match.start())):
            yield Finding("address", *match.span())
    for match in _SAID.finditer(text):
        if bounded(text, *match.span(1)) and _is_named(_TOKEN.findall(match.group(1))):
            yield Finding("address", *match.span(1))
    for match in _LABELLED.finditer(text):
        value = match.group(1).rstrip(" .,)'")
        if bounded(text, match.start(), match.start(1) + len(value)) and _reads_as_home(
            _TOKEN.findall(value)
        ):
            yield Finding("address", match.start(1), match.start(1) + len(value))


_IS_CUE = re.compile(rf"(?i:{_CUE}|{_LABEL}[\"*]{{0,3}} ?[:：=])[\"* ]{{0,4}}\Z")


def _is_said(text: str, start: int) -> bool:
    return _IS_CUE.search(text, max(0, start - 60), start) is not None


def _is_named(tokens: Sequence[str]) -> bool:
    """Say whether one of the words is a name, and none what has a number and is no house."""
    return any(len(token) >= 4 and token.isalpha() for token in tokens) and not any(
        map(_NO_HOME.match, tokens)
    )


def _reads_as_home(tokens: Sequence[str]) -> bool:
    """Say whether words are names and numbers, and both: a value that a label calls an address."""
    numbers = sum(_NUMBER.match(token) is not None for token in tokens)
    names = [
        token for token in tokens if token[0].isupper() or (token[0].isalpha() and not token[0].islower())
    ]
    long = [token for token in names if len(token.strip(".")) >= 3 and any(map(str.islower, token))]
    rest = len(tokens) - numbers - len(names)
    small = sum(token.lower().strip(".,#") in _SMALL_WORDS for token in tokens if token not in names)
    return bool(numbers and long) and rest <= small + 1 and not _NO_HOME.match(tokens[0])
