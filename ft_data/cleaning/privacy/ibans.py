"""Bank accounts (ISO 13616), by length and check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ft_data.cleaning.pattern import Pattern
from ft_data.cleaning.privacy.finding import Finding, context, is_word

GUARDS = {
    "iban": r"[A-Za-z]{2}[0-9]{2}[ -]?[A-Za-z0-9]{2}",
}

# Length by country (ISO 13616 registry).
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27,
    "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
    "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
    "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
    "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22,
    "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25,
    "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip

_IBAN_START = Pattern(r"[A-Za-z]{2}[0-9]{2}[ -]?[A-Za-z0-9]")


def ibans(text: str) -> Iterator[Finding]:
    """Find bank accounts by their check digits (ISO 13616, mod 97).

    The length should be the country's; another length is accepted when the number ends where the group of
    characters ends, since the check alone lets one in 97 pass. After the word IBAN a wrong check is a typing
    error, and the number is masked all the same.
    """
    for match in _IBAN_START.finditer(text):
        start = match.start()
        if (start and is_word(text[start - 1])) or text[start : start + 2].upper() not in IBAN_LENGTHS:
            continue
        if _OF_AN_ID.search(text, max(0, start - 10), start):
            continue
        value, ends = _account(text, start)
        length = IBAN_LENGTHS[value[:2].upper()]
        sizes = [length] if length in ends else []
        if ends and max(ends) != length:
            sizes.append(max(ends))
        for size in sizes:
            if size >= 15 and (
                iban_valid(value[:size]) or (size == length and _IBAN_LABEL.search(context(text, start)))
            ):
                yield Finding("iban", start, ends[size])
                break


_OF_AN_ID = re.compile(r"-[0-9A-Fa-f]{4}-\Z")  # UUID
_IBAN_LABEL = re.compile(r"\biban\b(?:\s(?:number|no|nr|is|was|lautet|ist|est|es))*\s?[:.#=]?\s*$")


def _account(text: str, start: int) -> tuple[str, dict[int, int]]:
    """Return up to 34 letters and digits from ``start``, and where a group of them ends: size -> offset."""
    value: list[str] = []
    ends: dict[int, int] = {}
    position = start
    while position < len(text) and len(value) < 35:
        char = text[position]
        if char.isascii() and char.isalnum():
            value.append(char)
            after = text[position + 1 : position + 2]
            if not (after and is_word(after)):
                ends[len(value)] = position + 1
                # Groups are of four; a shorter one is the last, and a word goes on with the sentence.
                word = len(value) > 8 and text[position - 3 : position + 1].isalpha()
                if len(value) % 4 or word:
                    break
        elif char not in " -\xa0" or not text[position - 1].isalnum():
            break
        position += 1
    return "".join(value), {size: end for size, end in ends.items() if size <= 34}


def iban_valid(value: str) -> bool:
    """Check an IBAN without separators by mod 97 (ISO 7064)."""
    moved = (value[4:] + value[:4]).upper()
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
