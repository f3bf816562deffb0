"""Numbers that strangers write into addresses and forms: what is none is refused, never guessed at."""

from __future__ import annotations

import math
import re

from ft_data.errors import Unusable

_WHOLE = re.compile(r"[0-9]{1,18}")  # ASCII, and what the database can hold
_DECIMAL = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,3})?|[+-]?\.[0-9]{1,30}")


class NotANumber(Unusable):
    """A field of a request should be a number and is none, or is out of range."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The field {name} is not a number that can be used here.")


def whole(text: str) -> int | None:
    """Read a whole number from 0 on, None of any other text: what is a digit in Unicode need not be a number."""
    return int(text) if _WHOLE.fullmatch(text) else None


def whole_field(name: str, text: str, most: int = 10**18) -> int:
    """Read the field ``name``; raises NotANumber for what is no whole number from 0 to ``most``."""
    found = whole(text)
    if found is None or found > most:
        raise NotANumber(name)
    return found


def decimal_field(name: str, text: str, *, least: float = -math.inf) -> float | None:
    """Read the field ``name``, None when nothing is written there; raises NotANumber for what is not finite."""
    if not text:
        return None
    found = float(text) if _DECIMAL.fullmatch(text) else math.nan
    if not (math.isfinite(found) and found >= least):
        raise NotANumber(name)
    return found
