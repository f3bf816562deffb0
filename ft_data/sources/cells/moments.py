"""Dates, times and durations as a section of a number format shows them."""

from __future__ import annotations

import datetime
import functools
import math
from collections.abc import Callable
from typing import Any

from ft_data.sources.cells.sections import Section, Token

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH = frozenset(
    ("", "409", "809", "c09", "1009", "en-us", "en-gb", "f400", "f800", "x-systime", "x-sysdate")
)
_DAY = 86_400
_LEAP = 60  # the day after the 28th of February 1900, which the first spreadsheets took for one more
_LAST = 2_958_466  # the first day of the year 10000


def shows(section: Section, epoch: datetime.datetime) -> Callable[[int | float], Any] | None:
    """Return what writes a number of days: a whole date or moment as such, a part of one or a duration as it is shown.

    None for formats that are not understood. What is returned gives numbers that are no days as they are.
    """
    fields = _fields(section.tokens)
    if fields is None:
        return None
    kinds = {kind for kind, _ in fields}
    timed = bool(kinds & {"h", "n", "s"})
    if kinds >= {"y", "m", "d"}:
        return lambda value: _moment(value, epoch, timed)
    dated = bool(kinds & {"y", "m", "d"})
    named = any(kind in "md" and len(said) > 2 for kind, said in fields)
    if named and section.locale not in _ENGLISH:  # in words that are not known here
        return lambda value: _moment(value, epoch, timed)
    elapsed = next((kind for kind, said in fields if said.startswith("[")), "")
    if elapsed:
        return None if dated else lambda value: _elapsed(fields, value)

    def written(value: int | float) -> Any:
        if value < 0:
            return value
        when = _moment(value, epoch, True) if dated else None
        if dated and not isinstance(when, datetime.date):
            return value
        return _written(fields, when, _seconds(fields, value) % _DAY)

    return written


def _fields(tokens: list[Token]) -> list[tuple[str, str]] | None:
    """Return (kind, letters) of each sign: y, m, d, h, n for minutes, s, f for parts of seconds, p for half days, "" for others."""
    found: list[tuple[str, str]] = []
    last = ""
    decimals = False
    for token in tokens:
        kind, said = "", token.said
        if token.kind == "elapsed":
            kind, said = {"m": "n"}.get(said[0], said[0]), f"[{said}]"
        elif token.kind == "moment":
            kind = said[0]
            if kind == "m" and last == "h" and len(said) < 3:
                kind = "n"
            if kind == "s" and last == "m":
                at = max(at for at, one in enumerate(found) if one[0] == "m")
                if len(found[at][1]) < 3:
                    found[at] = ("n", found[at][1])
        elif token.kind == "half":
            kind = "p"
        elif token.kind == "point":
            decimals, said = last == "s", "."
        elif token.kind == "digit":
            if not decimals or said != "0":
                return None
            kind = "f"
        elif token.kind not in ("literal", "comma", "slash"):
            return None
        found.append((kind, said))
        if kind not in ("", "f", "p"):
            last = kind
    return found


@functools.lru_cache(4096)  # the days of a column are often the same
def _moment(value: int | float, epoch: datetime.datetime, timed: bool) -> Any:
    """Return the date or, where a time is shown and it is not midnight, the moment of a number of days; else the number."""
    if not 0 <= value < _LAST:
        return value
    days = math.floor(value)
    seconds = math.floor((value - days) * _DAY + 0.5)
    if value < 1 and epoch.year < 1904:  # a time of no day
        return (epoch + datetime.timedelta(seconds=seconds)).time() if timed else value
    if epoch.year < 1904 and days < _LEAP:
        days += 1
    when = epoch + datetime.timedelta(days=days, seconds=seconds)
    return when if timed and when.time() != datetime.time() else when.date()


def _seconds(fields: list[tuple[str, str]], value: int | float) -> float:
    """Return the seconds of a number of days, rounded to what is shown of them."""
    places = sum(kind == "f" for kind, _ in fields)
    scale: int = 10 ** min(places, 3)
    return math.floor(value * _DAY * scale + 0.5) / scale


def _elapsed(fields: list[tuple[str, str]], value: int | float) -> Any:
    if not abs(value) < _LAST:
        return value
    total = _seconds(fields, abs(value))
    shown = _written(fields, None, total)
    return f"-{shown}" if value < 0 and total else shown


def _written(fields: list[tuple[str, str]], when: Any, seconds: float) -> str:
    whole = int(seconds)
    noon = any(kind == "p" for kind, _ in fields)
    parts = f"{seconds - whole:.3f}"[2:]
    out: list[str] = []
    for kind, said in fields:
        wide = len(said.strip("[]"))
        if said.startswith("["):
            out.append(str(whole // {"h": 3600, "n": 60, "s": 1}[kind]).rjust(wide, "0"))
        elif kind == "h":
            hour = whole // 3600 % 24
            out.append(str((hour - 1) % 12 + 1 if noon else hour).rjust(min(wide, 2), "0"))
        elif kind in ("n", "s"):
            out.append(str(whole // {"n": 60, "s": 1}[kind] % 60).rjust(min(wide, 2), "0"))
        elif kind == "p":
            half = "PM" if whole // 3600 % 24 >= 12 else "AM"
            out.append(half if len(said) > 3 else half[0])
        elif kind == "f":
            out.append(parts[:1])
            parts = parts[1:]
        elif kind == "y":
            out.append(f"{when.year:04}" if wide > 2 else f"{when.year % 100:02}")
        elif kind in ("m", "d"):
            number, name = (
                (when.month, _MONTHS[when.month - 1]) if kind == "m" else (when.day, _DAYS[when.weekday()])
            )
            long = {1: str(number), 2: f"{number:02}", 3: name[:3], 4: name, 5: name[:1]}
            out.append(long.get(wide, name))
        else:
            out.append(said)
    return "".join(out).strip()
