"""Street addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy import streets
from ft_data.cleaning.privacy.finding import Finding, context, is_word
from ft_data.cleaning.wordlist import words

_TYPE = (
    r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq"
    r"|Terrace|Ter|Parkway|Pkwy|Highway|Hwy|Circle|Cir"
    r"|Crescent|Cres|Close|Grove|Gardens|Mews|Quay|Row|Trail|Alley|Esplanade|Loop|Turnpike|Wharf|Plaza)"
)
_UPPER, _WORD = streets.UPPER, streets.WORD
_NAME = rf"(?:(?:{_UPPER}|[0-9]+){_WORD}*)"
GUARDS = {
    # An English address needs both: a number before a capital, and a kind of street.
    "house": r"[0-9][A-Za-z]?,? [0-9A-Z\x{c0}-\x{17f}\x{370}-\x{52f}]",
    "road": rf"[^\s,;:!?()\[\]\"<>|/] {_TYPE}\b",
    "street": r"(?i:P\.? ?O\.? ?Box)|\bPSC [0-9]|\bUnit [0-9]+ Box|[ADF]PO A[AEP]"
    rf"|{streets.GUARD}",
    "unit": r"(?:Apt|Apartment|Suite|Ste|Flat)\.? ?#?[0-9]",
}

_END = r"(?:(?:,? |,?\n)(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|#)\.? ?#?[0-9A-Z][0-9A-Z-]{0,6}\b)?"
_CITY = (
    rf"(?:[,\n]\s{{0,3}}(?:{_UPPER}{_WORD}+[ ,]{{0,2}}){{1,3}}\s{{0,2}}(?:[A-Z]{{2}},?\s{{1,2}}[0-9]{{5}}("
    rf"?:-[0-9]{{4}})?|[A-Z]{{1,2}}[0-9][0-9A-Z]? ?[0-9][A-Z]{{2}}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]"
    rf"|[0-9]{{4,5}})\b|\.?,? (?:{_UPPER}{_WORD}+ ){{0,2}}{_UPPER}{_WORD}+,? [A-Z]{{2}},? [0-9]{{5}}(?:-[0-9]{{4}})?\b)?"
)
_ENGLISH = Pattern(
    rf"([0-9]{{1,6}}[A-Za-z]?(?:[-/][0-9]{{1,4}})?),? ((?:[NSEW]\.? |North |South |East "
    rf"|West )?(?:{_NAME} ){{1,3}}){_TYPE}\b(?:\.,)?{_END}{_CITY}"
)
_BOX = Pattern(
    r"(?i:\bP\.? ?O\.? ?Box) ?#?[0-9]{1,7}\b"
    r"|\bPSC [0-9]{3,5},? Box [0-9]{2,5}(?:\s{1,2}[ADF]PO A[AEP] [0-9]{5})?"
    r"|\bUnit [0-9]{3,5} Box [0-9]{3,5}(?:\s{1,2}[ADF]PO A[AEP] [0-9]{5})?"
    r"|\b[ADF]PO A[AEP] [0-9]{5}"
)
_ORDINAL = re.compile(r"(?i)\d+(?:st|nd|rd|th)\b")
_NO_STREET = words(
    "the a an and of in on at to for from by with this that is was per last next mount world second "
    "day days week weeks month year hour minute star january february march april may june july august september october november december"
)
# Of courts; a street may be called so as well ("14 Crown Street").
_COURTS = words(
    "supreme high district juvenile county circuit appeals appellate intermediate criminal civil federal superior municipal family "
    "tennis food crown european international"
)
_ENUMERATED = re.compile(
    r"(?:\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|no|nr|vol|pp?|chapter|section|part"
    r"|january|february|march|april|august|september|october|november|december)\.? ?|[\w)][ \t]?[-–]\s?)$"  # a range, no bullet
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")
_RESIDES = re.compile(
    r"address|live[sd]?|living|resid|reside|located|deliver|ship|sent? to|mail|billing|office|home|move"
    r"|visit|house|property|street|contact|at\s*$|:\s*$"
)


_UNIT = Pattern(
    rf"[0-9]{{1,6}}[A-Za-z]?,? (?:{_NAME}[ ,]{{1,2}}){{1,5}}\s{{0,6}}"
    rf"(?:Apt|Apartment|Suite|Ste|Flat)\b\.? ?#?[0-9]{{1,5}}(?:-[0-9]{{1,5}})?\b{_CITY}"
)


def english_streets(text: str) -> Iterator[Finding]:
    """Find a house number with a named street, as English writes it (conservative)."""
    for match in _ENGLISH.finditer(text):
        start, end = match.span()
        if start and (is_word(text[start - 1]) or text[start - 1] in ".,$€£#-/"):
            continue
        number, name = match.group(1), match.group(2).split()
        inner = max((i for i, word in enumerate(name) if word.isdigit()), default=-1)
        if inner >= 0 and (_YEAR.match(number) or text[match.end(1)] == ","):
            # Two numbers in a row: the last one belongs to the street, the first is a year or an age.
            start = text.index(name[inner], match.start(2))
            number, name = name[inner], name[inner + 1 :]
        words = [
            word
            for word in name
            if word.lower().strip(".,") not in ("n", "s", "e", "w", "north", "south", "east", "west")
        ]
        none = _NO_STREET | _COURTS if text.startswith(("C", "Sq"), match.end(2)) else _NO_STREET
        if (
            not words
            or any(word.lower().strip(".,") in none for word in words)
            or not any(word[0].isalpha() or _ORDINAL.match(word) for word in words)
        ):
            continue
        if (
            _YEAR.match(number)
            and text[match.start(1) + len(number) : match.start(1) + len(number) + 1] == ","
            and number == match.group(1)
        ):
            continue  # "in 2010, Grey Street came third"
        if _ENUMERATED.search(context(text, start, 16)):
            continue
        if not _YEAR.match(number[:4]) or number[4:5].isdigit() or _RESIDES.search(context(text, start, 24)):
            yield Finding("address", start, end)


def units(text: str) -> Iterator[Finding]:
    """Find anything numbered that has a flat or suite."""
    return streets.numbered(text, _UNIT)


def boxes(text: str) -> Iterator[Finding]:
    """Find box numbers and military addresses."""
    return streets.numbered(text, _BOX)
