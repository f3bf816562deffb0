"""Cells of spreadsheets as people see them: what a number format makes of a number."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from ft_data.sources.cells import moments, numbers
from ft_data.sources.cells.sections import Section, sections

Number = int | float
Shows = Callable[[Number], Any]


def shows(code: str, epoch: datetime.datetime) -> Shows | None:
    """Return what makes of a number what a cell with such a format (``0000``, ``0.00%``, ``[h]:mm``) says.

    None: the number says all there is to say. So it does under formats that only round, group or colour; a day is a date
    and a moment a time, however they are written; anything else is the text that the cell shows. A format that is not
    understood gives the number itself, and one that shows nothing gives None. ``epoch``: the day that counts as 0.
    """
    parts = sections(code)
    if parts is None:
        return None
    made = [_section(part, epoch) for part in parts]
    if all(one is _itself for one in made):
        return None

    if len(parts) == 1:
        return _guarded(made[0])

    def show(value: Number) -> Any:
        at, own_sign = _which(parts, value)
        if at is None:
            return value
        found = made[at](abs(value) if own_sign else value)
        # A section for negative numbers that has no sign of its own leaves it to a colour; then the number says more.
        return value if own_sign and found == abs(value) else found

    return _guarded(show)


def _guarded(show: Shows) -> Shows:
    """Return the same, with the number itself where it cannot be shown."""

    def guarded(value: Number) -> Any:
        try:
            return show(value)
        except (ArithmeticError, ValueError):
            return value

    return guarded


def words(code: str) -> Callable[[str], str] | None:
    """Return what makes of a text what a cell with such a format shows (``"No. "@``), None where that is the text."""
    parts = sections(code)
    told = next((part for part in parts or () if part.text), None)
    if told is None or all(token.kind == "text" or not token.said.strip() for token in told.tokens):
        return None
    return lambda value: "".join(
        value if token.kind == "text" else token.said for token in told.tokens
    ).strip()


def _itself(value: Number) -> Any:
    return value


def _section(part: Section, epoch: datetime.datetime) -> Shows:
    if part.text or part.general:
        return _itself
    if part.moment:
        return moments.shows(part, epoch) or _itself
    return numbers.shows(part) or _itself


def _which(parts: list[Section], value: Number) -> tuple[int | None, bool]:
    """Return the place of the section that is for a number, None if none is or it cannot be told; and whether its sign is in it."""
    kinds = [part for part in parts if not part.text]
    if any(part.condition for part in kinds):
        for at, part in enumerate(kinds):
            if part.condition is None or part.condition(value):
                return (at, False) if value >= 0 else (None, False)
        return None, False
    if value < 0 and len(kinds) > 1:
        return 1, True
    return (2, False) if value == 0 and len(kinds) > 2 else (0, False)
