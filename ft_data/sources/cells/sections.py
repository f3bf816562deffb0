"""The sections of a number format: positive;negative;zero;text, each as its signs."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

_LONGEST = 255  # characters, as many as the format's standard allows
_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"
    | \\(?P<escaped>.)
    | (?P<blank>_.)
    | (?P<filled>\*.)
    | \[(?P<elapsed>h+|m+|s+)\]
    | \[(?P<condition><=|>=|<>|<|>|=)(?P<limit>-?\d+(?:\.\d+)?)\]
    | \[\$(?P<currency>[^\]\-]*)(?:-(?P<locale>[^\]]*))?\]
    | \[(?P<colour>black|blue|cyan|green|magenta|red|white|yellow|colou?r\s?\d+)\]
    | (?P<general>general)
    | (?P<half>am/pm|a/p)
    | (?P<moment>y+|m+|d+|h+|s+)
    | (?P<exponent>e[+-])
    | (?P<digit>[0#?])
    | (?P<point>\.)
    | (?P<comma>,)
    | (?P<percent>%)
    | (?P<slash>/)
    | (?P<text>@)
    | (?P<literal>[-+$():!^&'~{}<>=\s\d]|[^\x00-\x7f])
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_MOMENTS = frozenset(("moment", "elapsed", "half"))


class Token(NamedTuple):
    """A sign of a format: its kind, and what it says: the text of a literal, the letters of a field."""

    kind: str
    said: str


@dataclass
class Section:
    """What a format makes of some numbers."""

    tokens: list[Token] = field(default_factory=list)
    condition: Callable[[float], bool] | None = None
    locale: str = ""

    @property
    def kinds(self) -> set[str]:
        """The kinds of its signs."""
        return {token.kind for token in self.tokens}

    @property
    def text(self) -> bool:
        """Whether it is for texts."""
        return "text" in self.kinds

    @property
    def general(self) -> bool:
        """Whether it leaves the number as it is."""
        return self.kinds == {"general"}

    @property
    def moment(self) -> bool:
        """Whether it is for dates, times and durations."""
        return not self.kinds.isdisjoint(_MOMENTS)


def sections(code: str) -> list[Section] | None:
    """Return the sections of a format, None for one that is not understood.

    Colours, blanks as wide as a sign and signs that fill a cell say nothing and are left out.
    """
    if len(code) > _LONGEST:
        return None
    found = [Section()]
    at = 0
    while at < len(code):
        if code[at] == ";":
            found.append(Section())
            at += 1
            continue
        token = _TOKEN.match(code, at)
        if token is None:
            return None
        at = token.end()
        _add(found[-1], token)
    return found if len(found) <= 4 else None


def _add(section: Section, token: re.Match[str]) -> None:
    kind = str(token.lastgroup)
    said = token[kind]
    if kind == "limit":
        compared, limit = _COMPARED[token["condition"]], float(token["limit"])
        section.condition = lambda value: compared(value, limit)
    elif token["currency"] is not None:
        section.locale = (token["locale"] or section.locale).lower()
        if token["currency"]:
            section.tokens.append(Token("literal", token["currency"]))
    elif kind in ("quoted", "escaped"):
        section.tokens.append(Token("literal", said))
    elif kind not in ("blank", "filled", "colour"):
        section.tokens.append(Token(kind, said.lower() if kind in ("moment", "elapsed") else said))
