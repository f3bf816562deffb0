"""Words around a value that make it a person's: possessives, titles, who is called or written to, a name in front of it (`persons.yaml`).

They outweigh what makes it an organisation's: the hospital that telephoned "Mrs Lind" did not telephone itself.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Final

from ft_data.cleaning.privacy.listed import listed
from ft_data.cleaning.privacy.spelled import COMMON
from ft_data.text.says import Says


@cache
def _says(*left_out: str) -> Says:
    return Says(
        "|".join(word for name, some in listed("persons").items() if name not in left_out for word in some)
    )


def says_person(text: str) -> bool:
    """Say whether a text in small letters has a word that makes what stands beside it somebody's."""
    return _says()(text)


def asks_of_person(question: str) -> bool:
    """Say the same of a question, in which who asks has no part: "give me the number of the hotel"."""
    return _says("objects")(question)


# "Tom Lind, phone", "reached Tom Lind on", "Ms. Lind can be reached at": right in front of a number.
_NAMED = re.compile(
    r"(?<![\w'’-])([A-Z][a-z]{1,14}) (?:[A-Z]\. )?(?:(?:Mc|Mac|O['’])?[A-Z][a-z]{1,14})(?:'s|’s)?"
    r"(?:,? (?:who|is|was|can|may|be|next|reached|called|texted|at|on|under|via|by|the|number|phone|tel|telephone|cell|mobile|text|call|twice|direct)\b\.?|[,:(]){1,7}[ :]*\Z"
)
_no_name = Says(
    r"\b(?:hall|cent(?:er|re)|operations|emergency|garden|house|office|desk|line|hotline|service|city|the|call|contact|telephone|phone|poison|control|box|police|hospital|museum|hotel|bank|club|restaurant|university|college|department)\b"
)
_CALLED = re.compile(
    r"\b(?:called|texted|phoned|rang|reached|faxed|told) ([A-Z][a-z]{1,14}) (?:back )?(?:at|on|under) \Z"
)
_NAME = re.compile(r"[A-Z][\w'’]*")


def names_whom(before: str) -> bool:
    """Say whether a first and a last name, neither a common English word, stand right in front of a number."""
    match = _CALLED.search(before[-60:])
    if match is not None and match[1].lower() not in COMMON:
        return True
    match = _NAMED.search(before[-90:])
    if match is None:
        return False
    parts = [part.lower() for part in _NAME.findall(match.group())[:2]]
    return all(part not in COMMON for part in parts) and not _no_name(" ".join(parts))


_SPLIT = re.compile(r"[^\W\d_]+")


def spells_name(before: str, local: str, single: bool = False) -> bool:
    """Say whether the name that a mailbox is called by stands in front of it, as a name is written: "Joe Root, joe_root@".

    ``single``: the last name alone will do, behind another that is no common word: "Dana McMaster (mcmaster@".
    """
    parts = [part.lower() for part in _SPLIT.findall(local)]
    said = [(a.lower(), b.lower()) for a, b in pairwise(_CAPITALS.findall(before[-80:]))]
    if len(parts) == 2:
        return (parts[0], parts[1]) in said or (parts[1], parts[0]) in said
    if len(parts) != 1:
        return False
    if any(parts[0] == one + other for one, other in said):
        return True
    return single and any(
        parts[0] == other and (one not in COMMON or one in _RANKS) and len(other) > 2 for one, other in said
    )


_CAPITALS = re.compile(r"(?<!\w)[A-Z](?:[a-z'’]+(?:[A-Z][a-z]+)?)?(?!\w)")
_RANKS: Final = frozenset(
    {"officer", "doctor", "professor", "sergeant", "captain", "sister", "nurse", "judge"}
)
