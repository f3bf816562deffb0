"""Payment cards, bank accounts and national identity numbers, by checksum and by label."""

from __future__ import annotations

import re
from collections.abc import Iterator

import re2

from ft_data.cleaning.privacy.finding import NOT_PERSONAL, Finding, bounded, context

GUARDS = {
    "digits": r"[0-9](?:[ \x{a0}\x{2009}\x{202f}\x{2010}\x{2011}\x{2013}().\\/-]{0,3}[0-9]){6}",
    "iban": r"[A-Za-z]{2}[0-9]{2}[ -]?[A-Za-z0-9]{2}",
    "identity": r"[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-Da-d]\b|[A-Za-z][0-9]{2}[A-Za-z][0-9]{2}[A-Za-z][0-9]{3}[A-Za-z]"
    r"|(?i:licen[cs]e|passport|insurance|social security|ssn|tax(?:payer)? id|national id|(?:identity|id) card|aadhaar|\bdni\b|\bnie\b|\bnhs\b|personalausweis|medicare|pesel|bsn|cpf|steuer-?id)",
}

_CARD = re2.compile(r"[0-9](?:[ \x{a0}-]?[0-9]){11,}")
_MAX_GROUPS = 7
_CARD_WORDS = re.compile(
    r"\b(?:cards?|cc|credit|debit|visa|master ?card|amex|american express|diners|maestro|jcb|kreditkarte|karte|carte|tarjeta|carta|charged?|declined|payment|paid|pay)\b"
)
_CARD_LABEL = re.compile(r"\b(?:card|cc|karten?)(?: (?:number|no|nr|num)\b)?\.?(?: (?:is|was|ending))?\s*[:#=]?\s*$|number is:?\s*$")


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
    """Say whether prefix and length belong to a card network (ISO/IEC 7812 issuer ranges).

    The 13-digit cards of the past need a label: as bare numbers they are mostly something else.
    """
    n = len(d)
    two, three, four = int(d[:2]), int(d[:3]), int(d[:4])
    if d[0] == "4":
        return n in (16, 19)
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
    return two in (50, 56, 57, 58, 60, 61, 63, 64, 66, 67, 68, 69) and n in (16, 18, 19)


def cards(text: str) -> Iterator[Finding]:
    """Find payment cards: 12 to 19 digits that pass Luhn and belong to a network, or that a card label announces.

    A run of digits may go on after the card (an expiry date, the next card): then its groups are tried from
    left to right. Long rows of groups are tables and are not searched.
    """
    for match in _CARD.finditer(text):
        start, end = match.span()
        if not bounded(text, start, end) or text[start - 1 : start] in (".", ","):
            continue
        groups = [(start + g.start(), start + g.end()) for g in _DIGITS.finditer(match.group())]
        if len(groups) == 1:
            if end - start <= 19 and not _decimal(text, end) and _is_card(text, start, end):
                yield Finding("card", start, end)
        elif len(groups) <= _MAX_GROUPS or min(b - a for a, b in groups) >= 12:
            yield from _windows(text, groups)


_DIGITS = re.compile(r"[0-9]+")


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
    if NOT_PERSONAL.search(before) and not label:
        return False
    if luhn(digits):
        return (_issuer(digits) or label is not None) and _grouped(value, label is not None)
    return label is not None and len(digits) >= 13 and _CARD_LABEL.search(before) is not None and _grouped(value, False)


def _grouped(value: str, labelled: bool) -> bool:
    """Accept no separators, or one kind that cuts the number into groups of three or more."""
    groups = re.split(r"[ \xa0-]", value)
    if len(groups) == 1:
        return True
    kinds = set(re.findall(r"[ \xa0-]", value))
    sizes = [len(group) for group in groups]
    return len(kinds) == 1 and (sizes[0] in (4, 6) and min(sizes) >= 3 - labelled and len(groups) <= 5)


def _decimal(text: str, end: int) -> bool:
    return text[end : end + 1] in (".", ",") and text[end + 1 : end + 2].isdigit()


# Length by country (ISO 13616 registry).
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28, "CH": 21,
    "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18,
    "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23,
    "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27,
    "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28,
    "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}  # fmt: skip

_IBAN_START = re2.compile(r"[A-Za-z]{2}[0-9]{2}[ -]?[A-Za-z0-9]")


def ibans(text: str) -> Iterator[Finding]:
    """Find bank accounts by their check digits (ISO 13616, mod 97).

    The length should be the country's; another length is accepted when the number ends where the group of
    characters ends, since the check alone lets one in 97 pass. After the word IBAN a wrong check is a typing
    error, and the number is masked all the same.
    """
    for match in _IBAN_START.finditer(text):
        start = match.start()
        if (start and text[start - 1].isalnum()) or text[start : start + 2].upper() not in IBAN_LENGTHS:
            continue
        value, ends = _account(text, start)
        length = IBAN_LENGTHS[value[:2].upper()]
        sizes = [length] if length in ends else []
        if ends and max(ends) != length:
            sizes.append(max(ends))
        for size in sizes:
            if size >= 15 and (iban_valid(value[:size]) or (size == length and _IBAN_LABEL.search(context(text, start)))):
                yield Finding("iban", start, ends[size])
                break


_IBAN_LABEL = re.compile(r"\biban\b(?:\s(?:number|no|nr|is|was|lautet|ist|est|es))*\s?[:.#=]?\s*$")


def _account(text: str, start: int) -> tuple[str, dict[int, int]]:
    """Return up to 34 letters and digits from ``start`` on, and where a group of them ends: size -> offset."""
    value: list[str] = []
    ends: dict[int, int] = {}
    position = start
    while position < len(text) and len(value) < 35:
        char = text[position]
        if char.isascii() and char.isalnum():
            value.append(char)
            after = text[position + 1 : position + 2]
            if not after.isalnum() and after != "_":
                ends[len(value)] = position + 1
                # Groups are of four; a shorter one is the last, and a word in lower case goes on with the sentence.
                if len(value) % 4 or (len(value) > 4 and text[position - 3 : position + 1].isalpha() and len(value) > 8):
                    break
        elif char not in " -\xa0" or not text[position - 1].isalnum():
            break
        position += 1
    return "".join(value), {size: end for size, end in ends.items() if size <= 34}


def iban_valid(value: str) -> bool:
    """Check an IBAN without separators by mod 97 (ISO 7064)."""
    moved = (value[4:] + value[:4]).upper()
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


_SSN = re2.compile(r"[0-9]{3}(?:-[0-9]{2}-| [0-9]{2} )[0-9]{4}|[0-9]{9}")
_SSN_LABEL = re.compile(r"\bssn\b|social security|\btin\b|\bitin\b|tax(?:payer)? id|social insurance")
_NINO = re2.compile(r"(?i)\b[a-ceghj-prstw-z][a-ceghj-nprstw-z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[a-d]\b")
_NINO_LABEL = re.compile(r"national insurance|\bnino?\b|\bni (?:number|no)")
_FISCAL = re2.compile(r"(?i)\b[a-z]{6}[0-9]{2}[abcdehlmprst][0-9]{2}[a-z][0-9]{3}[a-z]\b")
_CPF = re2.compile(r"\b[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}\b")
_LABELLED = re2.compile(
    r"(?i)\b(?:driver'?s?'? licen[cs]e|driving licen[cs]e|passport|national id(?:entity)?(?: card)?|identity card|id card|personalausweis(?:nummer)?|aadhaar"
    r"|nhs|medicare|health insurance|social insurance|tax(?:payer)? id(?:entification)?|dni|nie|social security|ssn|national insurance|pesel|bsn|cpf|steuer-?id)"
    r"(?: (?:number|no\.?|nr\.?|num|card))?(?: (?:is|was))?\s*[:#=]?\s*((?:[A-Z]{0,4}[0-9][A-Z0-9]{4,16})|(?:[A-Z0-9]{2,5}(?:[ -][A-Z0-9]{2,6}){1,5}))"
)


def identities(text: str) -> Iterator[Finding]:
    """Find national identity numbers: US SSN and ITIN, UK NINO, Italian fiscal code, CPF, and labelled ids."""
    for match in _SSN.finditer(text):
        start, end = match.span()
        if not bounded(text, start, end) or text[start - 1 : start] in ("-", ".", "/", "+") or text[end : end + 1] in ("-", "/") or _decimal(text, end):
            continue
        digits = re.sub(r"\D", "", match.group())
        if digits[:3] in ("000", "666") or digits[3:5] == "00" or digits[5:] == "0000":
            continue
        before = context(text, start)
        if _SSN_LABEL.search(before) or ("-" in match.group() and not NOT_PERSONAL.search(before)):
            yield Finding("ssn", start, end)
    for match in _NINO.finditer(text):
        if match.group()[:2].upper() in ("BG", "GB", "NK", "KN", "TN", "NT", "ZZ"):
            continue
        if match.group().count(" ") >= 3 or _NINO_LABEL.search(context(text, match.start())):
            yield Finding("ssn", *match.span())
    for match in _FISCAL.finditer(text):
        yield Finding("ssn", *match.span())
    for match in _CPF.finditer(text):
        if cpf_valid(re.sub(r"\D", "", match.group())):
            yield Finding("ssn", *match.span())
    for match in _LABELLED.finditer(text):
        value = match.group(1)
        if sum(char.isdigit() for char in value) >= 4 and bounded(text, *match.span(1)):
            yield Finding("id_number", *match.span(1))


def cpf_valid(digits: str) -> bool:
    """Check a Brazilian CPF (11 digits) by its two check digits."""
    if len(set(digits)) == 1:
        return False
    for size in (9, 10):
        total = sum(int(d) * (size + 1 - i) for i, d in enumerate(digits[:size]))
        if int(digits[size]) != (total * 10 % 11) % 10:
            return False
    return True
