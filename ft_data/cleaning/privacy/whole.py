"""An address to both its ends: the flat, the postcode and the town around a street are part of where somebody lives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ft_data.cleaning.privacy.finding import Finding

_UPPER: Final = "[A-Z\u00c0-\u00de\u0100-\u017f\u0370-\u052f]"
_UNIT: Final = r"(?:,?[ \t]*\n?[ \t>]{0,8}(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Room|lgh|krs|etg|piso|puerta|int|scala|apto|кв|квартира|оф|офис|корп)\.? ?#?[0-9]{1,5}[A-Za-zа-я]?\b|,? ?(?:[0-9]{1,2}\. ?(?:tv|th|mf|sal|OG|Stock|Etage|etg)|st\. ?(?:tv|th|mf))\b\.?)"
# A word of a place; what begins another line of a signature is none.
_PLACE: Final = (
    r"(?!(?:Tel|Telephone|Phone|Mobile|Mob|Fax|Cell|Call|Desk|Office|Order|Invoice|Ref|Please|The|It|In|On|At|To|Since|He|She|They|I|We|My|Our|Your|His|Her|From|Am|Im|Seit|Das|Der|Die|And|Or|No|Nr|Professor|Prof|Dr|Department|Dept|University|Univ|Institute|Director|Manager|Mr|Mrs|Ms|Email|Mail|Web|Date|Time|Name)\b)"
    rf"(?:{_UPPER}[\w.'’-]*|nan)"
)
_CODE: Final = r"(?:(?:[A-Z]{1,2}-)?[0-9]{4,6}(?:-[0-9]{3,4})?(?: [A-Z]{2}\b)?|[0-9]{3} [0-9]{2}|[0-9]{2}-[0-9]{3}|[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])"
_END: Final = r"(?![\w])(?![-. /,]{1,2}[0-9])"
_YEAR: Final = r"(?!(?:19|20)[0-9]{2}\b)"
_NUMBERED: Final = r"(?:Apt|Apartment|Suite|Ste|Unit|Flat)\.? ?#?[0-9]{1,5}"
_CLOSED: Final = r"(?=\s*[,.;)\n]|\s*\Z)"
_BEHIND = re.compile(
    rf"(?:[-–/][0-9]{{1,4}}[a-zа-я]?\b)?{_UNIT}{{0,2}}"
    rf"(?:(?:[,\s>]{{1,9}}(?:{_NUMBERED}|{_PLACE})){{1,8}}?[,\s>]{{1,9}}{_YEAR}{_CODE}{_END}(?:(?: {_PLACE}){{1,3}}{_CLOSED})?"
    rf"|,?[ \n][ \t>]{{0,8}}(?:{_CODE}){_END} {_PLACE}(?:[ -]{_PLACE}{_CLOSED})?"
    rf"|(?:[ \n]{{1,3}}{_PLACE}){{1,3}}?[ ,]?[ \n]{{1,3}}{_NUMBERED}\b)?"
)
_FLAT: Final = r"(?:Flat|Apt|Apartment|Unit|Suite)\.? ?#?[0-9]{1,5}[A-Za-z]?,?[ \n]{1,2}"
# A house with the word for its number, or two of them: `No. 14 & 16 Jalan`, `Lot 3,`.
_HOUSE: Final = r"(?:[Nn][Oo]|Nr|Lot|LOT|Plot|PLOT|House|Blk|Block|BLOCK)\.?[ :#]{1,2}(?:[0-9]{1,5}[A-Z]?(?:-[A-Z0-9]{1,4})?(?:[ ]?(?:&|,|-)[ ]?[0-9]{1,5}[A-Z]?){0,3}(?:,[ \n]{1,2}|[ ]?&[ ]?|[ ]))?"
_BEFORE_NAME = re.compile(
    rf"(?<![\w.,$€£/#-])(?:{_HOUSE}|(?:{_FLAT})?(?:(?!(?:1[5-9]|20)[0-9]{{2}} )[0-9]{{2,6}}[ \t]{{1,3}})?)\Z"
)
_BEFORE_NUMBER = re.compile(rf"(?<![\w.,$€£/#-])(?:{_FLAT}|{_HOUSE})\Z")
_NO_LATIN: Final = "\u3040"  # scripts that set no blanks have ends of their own


def whole(text: str, found: Sequence[Finding]) -> list[Finding]:
    """Return findings in order, the addresses among them to their ends, as far as nothing else was found there."""
    made: list[Finding] = []
    for number, item in enumerate(found):
        if item.kind == "address" and text[item.start] < _NO_LATIN and text[item.end - 1] != "]":
            before = made[-1].end if made else 0
            behind = found[number + 1].start if number + 1 < len(found) else len(text)
            item = _whole(text, item, before, behind)
        made.append(item)
    return made


def _whole(text: str, item: Finding, before: int, behind: int) -> Finding:
    start, end = item.start, item.end
    pattern = _BEFORE_NUMBER if text[start].isdigit() else _BEFORE_NAME
    head = pattern.search(text, max(before, start - 32), start)
    if head is not None:
        start = head.start()
    tail = _BEHIND.match(text, end, min(behind, end + 160))
    if tail is not None:
        end = tail.end()
    return Finding("address", start, end)


def street_of(address: str) -> str:
    """Return the street and number that an address with a town begins with; all of it where nothing parts them."""
    head = _PARTS.split(address, maxsplit=1)[0].rstrip()
    return head if any(map(str.isdigit, head)) and any(map(str.isalpha, head)) else address


_PARTS = re.compile(r"[,\n]")
