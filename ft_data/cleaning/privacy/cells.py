"""What a value is by where it stands: in a column of a table under a head that says so, or in a line of a list of contacts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from ft_data.cleaning.privacy.finding import said_otherwise
from ft_data.cleaning.privacy.plans import is_mobile_in
from ft_data.text.says import Says

_PHONES: Final = (
    r"(?:(?:tele)?phone|tel|tel\. ?no|mobile|mob|cell|cell ?phone|fax|whatsapp|(?:tele)?phone (?:number|no)|mobile (?:number|no)|contact (?:number|no)|telefon\w*|teléfono|téléphone|telefone|handy(?:nummer)?|mobil(?:nummer)?"
    r"|portable|móvil|celular|cellulare|telefoon\w*|puhelin\w*|tlf|телефон|电话|手机|手机号|電話|電話番号|携帯|전화|전화번호|휴대폰|هاتف|جوال|फ़ोन|मोबाइल|โทร|เบอร์โทร)"
)
_has_head = Says(rf"(?i)[|\t;,][ *\"]*{_PHONES}[ .*\"]*[|\t;,\n]|{_PHONES}[ .*\"]*[|\t;,]")
_HEAD = re.compile(rf"(?i)[ *\"'`]*{_PHONES}[ .:*\"'`]*\Z")
_SIGNS: Final = ("|", "\t", ";", ",")
_RULE = re.compile(r"[ \t|:+=-]+\Z")  # below the heads of a table of Markdown


def phone_cells(text: str) -> list[tuple[int, int]]:
    """Return where the cells of columns that are headed as telephone numbers begin and end, in order."""
    if not _has_head(text):
        return []
    found: list[tuple[int, int]] = []
    columns: list[int] = []
    sign, width, at = "", 0, 0
    for line in text.split("\n"):
        cells = line.split(sign) if sign else []
        if sign and len(cells) == width and not _RULE.match(line):
            begin = at
            for number, cell in enumerate(cells):
                if number in columns:
                    found.append((begin, begin + len(cell)))
                begin += len(cell) + 1
        elif not (sign and _RULE.match(line)):
            sign = next((one for one in _SIGNS if line.count(one) > (one == ",")), "")
            heads = line.split(sign) if sign else []
            columns = [number for number, head in enumerate(heads) if _HEAD.match(head)]
            sign, width = (sign, len(heads)) if columns else ("", 0)
        at += len(line) + 1
    return found


# A name and a number, nothing else in front of it on its line or in its entry.
_ENTRY = re.compile(
    r"(?:^|\n|[,;•|\])-] ?|\d\. |: )[ \t>*•-]*([A-Z\u00c0-\u00de][\w.'’-]{1,24}(?: [A-Z\u00c0-\u00de(][\w.'’)-]{0,24}){0,3})[ \t]*[:–-]+[ \t]*\Z"
)
_WORDS: Final = frozenset(
    "total sum amount population area count id no number code order ref invoice date time year size price cost score serial model balance income revenue sales views votes "
    "distance weight height length speed version build isbn ean upc pin zip account seed timestamp result answer question step example note figure table".split()
)


def of_contact(text: str, start: int, digits: str, groups: tuple[str, ...], regions: Sequence[str]) -> bool:
    """Say whether a number stands behind a name and a colon or dash, and is a mobile one of a region."""
    entry = _ENTRY.search(text, max(0, start - 80), start)
    if entry is None or not _WORDS.isdisjoint(re.findall(r"[a-z]+", entry.group(1).lower())):
        return False
    if said_otherwise(entry.group().lower()):
        return False
    return any(is_mobile_in(digits, groups, region) for region in regions)


WIDESPREAD: Final = (
    "IN",
    "US",
    "PK",
    "BD",
    "NG",
    "ID",
    "BR",
    "MX",
)  # whose mobile numbers are told in lists without a code


def is_list(text: str) -> bool:
    """Say whether a text has two lines or more of a name and some ten digits."""
    return ":" in text and len([*islice(_ENTRIES.finditer(text), 2)]) == 2


_ENTRIES = re.compile(
    r"(?m)^[ \t>*•-]*(?:\d{1,2}[.)] )?[A-Z\u00c0-\u00de][\w.'’-]{1,24}(?: [A-Z\u00c0-\u00de(][\w.'’)-]{0,24}){0,3}[ \t]*[:–-]+[ \t]*[0-9][0-9 -]{7,13}[0-9][ \t.,]*$"
)
