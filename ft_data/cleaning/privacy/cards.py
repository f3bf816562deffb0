"""Payment cards: issuer ranges, the check digit, and the label in front."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, bounded, context, runs_on, said_otherwise

# Seven digits with separators, not inside a word: cards, telephones and identity numbers all start here.
GUARDS = {
    "digits": r"\b[0-9](?:[ \x{a0}\x{2009}\x{202f}\x{2010}\x{2011}\x{2013}().\\/-]{0,3}[0-9]){6}",
}

_CARD = Pattern(r"[0-9](?:[ \x{a0}-]?[0-9]){11,}")
_MAX_GROUPS = 7
_CARD_WORDS = re.compile(
    r"\b(?:cards?|cc|credit|debit|visa|master ?card|amex|american express|diners|maestro|jcb|kreditkarte"
    r"|karte|carte|tarjeta|carta|charged?|declined|payment|paid|pay)\b"
)
_CARD_LABEL = re.compile(
    r"\b(?:card|cc|karten?)(?: (?:number|no|nr|num)\b)?\.?(?: (?:is|was|ending))?\s*[:#=]?\s*$"
    r"|number is:?\s*$"
)


def luhn(digits: str) -> bool:
    """Check the last digit by ISO/IEC 7812-1 (Luhn)."""
    total = 0
    for i, char in enumerate(reversed(digits)):
        value = ord(char) - 48
        if i % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def _issuer(d: str) -> bool:
    """Say whether prefix and length belong to a card network (ISO/IEC 7812 issuer ranges)."""
    n = len(d)
    two, three, four = int(d[:2]), int(d[:3]), int(d[:4])
    if d[0] == "4":
        return n in (16, 19) or (n == 13 and not _is_barcode(d))
    if 51 <= two <= 55 or 2221 <= four <= 2720 or 2200 <= four <= 2204:
        return n == 16
    if two in (34, 37):
        return n == 15
    if two == 35:
        return n == 16
    if two in (36, 38, 39) or 300 <= three <= 305 or three == 309:
        return 14 <= n <= 19
    if four == 6011 or two in (62, 65, 81) or 644 <= three <= 649:
        return 16 <= n <= 19
    if four in (2131, 1800):
        return n == 15
    if four in _MAESTRO or 56 <= two <= 58:
        return 12 <= n <= 19
    return two in (50, 60, 61, 63, 64, 66, 67, 68, 69) and n in (16, 18, 19)


_MAESTRO = frozenset({5018, 5020, 5038, 5893, 6304, 6390, 6759, 6761, 6762, 6763})


def _is_barcode(digits: str) -> bool:
    """Say whether 13 digits carry the check digit of an article number (EAN-13)."""
    total = sum((3 if i % 2 else 1) * int(d) for i, d in enumerate(digits))
    return len(digits) == 13 and total % 10 == 0


def cards(text: str) -> Iterator[Finding]:
    """Find payment cards: 12 to 19 digits that pass Luhn and belong to a network, or follow a card label.

    A run of digits may go on after the card (an expiry date, the next card): then its groups are tried from
    left to right. Long rows of groups are tables and are not searched.
    """
    for match in _CARD.finditer(text):
        start, end = match.span()
        if not bounded(text, start, end) or text[start - 1 : start] in (".", ","):
            continue
        if text[max(0, start - 2) : start] == "_-":
            continue  # the rest of an identifier: `blk_-6008...`
        groups = [(start + g.start(), start + g.end()) for g in _DIGITS.finditer(match.group())]
        if len(groups) == 1:
            if end - start <= 19 and not runs_on(text, end) and _is_card(text, start, end):
                yield Finding("card", start, end)
        elif len(groups) <= _MAX_GROUPS or min(b - a for a, b in groups) >= 12:
            yield from _windows(text, groups)


_DIGITS = re.compile(r"[0-9]+")
_SUM = re.compile(
    r"[=+*/×÷^]|\b(?:result|equals|sum|product|total|answer)\b"
)  # short numbers are often computed


def _windows(text: str, groups: list[tuple[int, int]]) -> Iterator[Finding]:
    i = 0
    while i < len(groups):
        for j in range(min(i + 5, len(groups)), i, -1):
            start, end = groups[i][0], groups[j - 1][1]
            if 12 <= sum(b - a for a, b in groups[i:j]) <= 19 and _is_card(text, start, end):
                yield Finding("card", start, end)
                i = j
                break
        else:
            i += 1


def _is_card(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    digits = re.sub(r"\D", "", value)
    if len(digits) < 12 or len(set(digits)) < 2:
        return False
    before = context(text, start)
    label = _CARD_WORDS.search(before)
    if not label and len(digits) > 16:
        return False  # tickets, ids and fields of records are as long
    if (said_otherwise(before) or (len(digits) < 15 and _SUM.search(before))) and not label:
        return False
    if len(value) > len(digits) < 14 and not label:
        return False
    if luhn(digits):
        return (_issuer(digits) or label is not None) and _grouped(value, label is not None)
    return (
        label is not None
        and len(digits) >= 13
        and _CARD_LABEL.search(before) is not None
        and _grouped(value, False)
    )


def _grouped(value: str, labelled: bool) -> bool:
    """Accept no separators, or one kind that cuts the number into groups of three or more."""
    groups = re.split(r"[ \xa0-]", value)
    if len(groups) == 1:
        return True
    kinds = set(re.findall(r"[ \xa0-]", value))
    sizes = [len(group) for group in groups]
    return len(kinds) == 1 and (sizes[0] in (4, 6) and min(sizes) >= 3 - labelled and len(groups) <= 5)
