"""Points in time as programs write them."""

from __future__ import annotations

import email.utils
import re
from datetime import UTC, datetime
from typing import Any

_DATE = re.compile(
    r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?\Z", re.ASCII
)
_NUMBER = re.compile(r"\d{9,19}(?:\.\d{1,9})?\Z", re.ASCII)


def moment(value: Any) -> datetime | None:
    """Return a point in time in UTC: ISO 8601, RFC 2822, a count of seconds since 1970, `2024/05/31 9:30`.

    Counts may be in milli-, micro- or nanoseconds. What no calendar of a record has, before 1970 or after 2200, is none.

    Times without a zone are taken as UTC. Days and months that could be swapped give None, not a guess.
    """
    if value is None or isinstance(value, bool):
        return None
    try:
        if isinstance(value, (int, float)):
            return _epoch(float(value))
        if not isinstance(value, str) or not 6 <= len(value) <= 64:
            return None
        if _NUMBER.match(value):
            return _epoch(float(value))
        return _checked(_parsed(value.strip()))
    except (ValueError, OverflowError, TypeError, IndexError, OSError):
        return None


def _parsed(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        found = _DATE.match(value)
        if not found:
            return email.utils.parsedate_to_datetime(value)
    one, two, three = int(found[1]), int(found[2]), int(found[3])
    hour, minute, second = (int(part or 0) for part in found.groups()[3:])
    if len(found[1]) == 4:
        return datetime(one, two, three, hour, minute, second)
    year = three + 2000 if three < 100 else three
    if one > 12 or "." in value.split()[0]:
        return datetime(year, two, one, hour, minute, second)
    if two > 12:
        return datetime(year, one, two, hour, minute, second)
    raise ValueError("day or month?")


def _epoch(seconds: float) -> datetime | None:
    for scale in (1.0, 1e3, 1e6, 1e9):
        if 1e8 <= seconds / scale < 1e10:
            return _checked(datetime.fromtimestamp(seconds / scale, UTC))
    return None


def _checked(when: datetime) -> datetime | None:
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return when if 1970 <= when.year <= 2200 else None
