"""When a dataset is run without a person: a line of cron, or `off`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

OFF = "off"
_FIELDS = (
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of the month", 1, 31),
    ("month", 1, 12),
    ("day of the week", 0, 7),
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "sun mon tue wed thu fri sat".split()
_LAST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # day of each month
_ITEM = re.compile(r"(?:(\*)|([0-9a-z]+)(?:-([0-9a-z]+))?)(?:/(\d+))?\Z")


def _schedule(value: str) -> str:
    value = " ".join(value.split())
    if value == OFF:
        return value
    fields = value.lower().split()
    if len(fields) != len(_FIELDS):
        raise ValueError(
            f"{value!r} is no schedule: write five fields of cron, minute to day of the week, such as "
            f'"0 3 * * *" (every night at three, UTC), or `{OFF}`'
        )
    found = [_values(text, *of) for text, of in zip(fields, _FIELDS, strict=True)]
    _, _, days, months, _ = found
    # Where both days are said either will do, but a day of the month that never comes breaks what looks for the next time.
    if all(min(days) > _LAST[month - 1] for month in months):
        raise ValueError(f"{value!r} never comes: no such month has a day {min(days)}")
    return " ".join(_plain(text, values) for text, values in zip(fields, found, strict=True))


def _plain(text: str, values: set[int]) -> str:
    """Return a field as all read it alike: steps that do not begin at `*` are written out, as `59/2` is every second minute to some."""
    stepped = any("/" in item and not item.startswith("*") for item in text.split(","))
    return ",".join(map(str, sorted(values))) if stepped else text


def _values(text: str, field: str, low: int, high: int) -> set[int]:
    """Return the values that a field allows."""
    found: set[int] = set()
    for item in text.split(","):
        parts = _ITEM.match(item)
        first, last = (low, high) if parts and parts[1] else (None, None)
        if parts and not parts[1]:
            first = _value(parts[2], field)
            last = _value(parts[3], field) if parts[3] else high if parts[4] else first
        step = int(parts[4]) if parts and parts[4] else 1
        if first is None or last is None or not low <= first <= last <= high or not 1 <= step <= high:
            raise ValueError(
                f"{item!r} is no {field} of cron: {low} to {high}, `*`, ranges, lists and steps such as `*/2`"
            )
        found.update(range(first, last + 1, step))
    return found


def _value(text: str, field: str) -> int | None:
    if text.isdigit():
        return int(text)
    names = {"month": _MONTHS, "day of the week": _DAYS}.get(field, [])
    return names.index(text) + (field == "month") if text in names else None


Schedule = Annotated[str, AfterValidator(_schedule)]
