"""Answers to choose from: what differs between them is the question, and none is anybody's."""

from __future__ import annotations

import re
from typing import Final

from ft_data.cleaning.privacy.finding import Finding

_KINDS: Final = frozenset({"phone", "address", "ip", "id_number", "birth_date"})
_BULLET = re.compile(r"[ \t]*(?:[-*•]|\(?[A-Ea-e1-5][.):、]|[①-⑤])[ \t]+")
_MOST: Final = 80  # characters of a choice
_LINE: Final = 200  # characters on either side of a finding on the line of a choice
_AROUND: Final = 2_000  # characters of the lines above and below
_NEAR: Final = 3  # characters in which two choices differ
_QUESTION = ("?", "？", ":", "：")


def among_choices(text: str, item: Finding) -> bool:
    """Say whether a finding fills one of several choices below a question, and another one differs from it in a few digits only."""
    if item.kind not in _KINDS:
        return False
    start = text.rfind("\n", max(0, item.start - _LINE), item.start) + 1
    end = text.find("\n", item.end, item.end + _LINE)
    if (not start and item.start > _LINE) or (end < 0 and len(text) > item.end + _LINE):
        return False  # no line is that long that is a choice
    own = _choice(text[start : end if end >= 0 else len(text)])
    if own is None or len(own) > item.end - item.start + 8:
        return False
    lines = text[max(0, start - _AROUND) : start].split("\n")[-8:-1] if start else []
    above = [line for line in lines if line.strip()]
    others = []
    while above and (choice := _choice(above[-1])) is not None:
        others.append(choice)
        above.pop()
    if not above or not above[-1].rstrip().endswith(_QUESTION):
        return False
    for line in text[end + 1 : end + _AROUND].split("\n")[:6] if end >= 0 else ():
        if (choice := _choice(line)) is None:
            break
        others.append(choice)
    return any(own != other and len(own) == len(other) and _differ(own, other) <= _NEAR for other in others)


def _choice(line: str) -> str | None:
    bullet = _BULLET.match(line)
    value = line[bullet.end() :].strip().rstrip(".") if bullet else ""
    return value if 0 < len(value) <= _MOST else None


def _differ(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
