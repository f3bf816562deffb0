"""How far people mark the same words: token by token, in the rows in which two of them marked anything.

Whoever marked nothing in a row may not have been asked to, and says nothing here.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from ft_data.intervals import Interval
from ft_data.review.agreement import Opinions, tables_interval, tabulate, together
from ft_data.review.edits import fields
from ft_data.review.spans import Span, shown, standing

_TOKEN = re.compile(r"\w+")
_UNMARKED = ""


class MarkedAlike(NamedTuple):
    """``overlap`` is the share of marked words that both of two people marked alike (Dice); ``alpha`` that beyond chance, over all words."""

    rows: int
    people: int
    overlap: float
    alpha: Interval


def marked_alike(con: sqlite3.Connection) -> MarkedAlike | None:
    """Measure it over the log; None where no row was marked by two people, or its text was forgotten."""
    rows = [row for row in (_row(con, *about) for about in _of_several(con).items()) if row]
    if not rows:
        return None
    labels = sorted({value for row in rows for given in row.values() for value in given.values()}, key=str)
    tables = [together(tabulate(row, labels)[0]) for row in rows]
    both, each = (sum(found) for found in zip(*map(_shared, rows), strict=True))
    people = {name for row in rows for given in row.values() for name in given}
    overlap = 2 * both / each if each else float("nan")  # signs alone may be marked, and are no words
    return MarkedAlike(len(rows), len(people), overlap, tables_interval(tables))


def _of_several(con: sqlite3.Connection) -> dict[tuple[str, str], list[Span]]:
    found: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for spans in standing(con).values():
        for one in spans:
            found[one.record_id, one.content_hash].append(one)
    return {about: spans for about, spans in found.items() if len({one.actor for one in spans}) > 1}


def _row(con: sqlite3.Connection, about: tuple[str, str], spans: Sequence[Span]) -> Opinions | None:
    """Return what each person calls each word of a row; None where its text is gone."""
    seen = shown(con, *about)
    if seen is None:
        return None
    actors = sorted({one.actor for one in spans})
    return {
        (field, word.start()): {
            name: _called(field, word.start(), word.end(), [one for one in spans if one.actor == name])
            for name in actors
        }
        for field, text in fields(seen).items()
        for word in _TOKEN.finditer(text)
    }


def _called(field: str, start: int, end: int, spans: Sequence[Span]) -> str:
    labels = {
        one.label
        for one in spans
        if one.place.field == field and one.place.start < end and start < one.place.end
    }
    return "\x1f".join(sorted(labels)) or _UNMARKED


def _shared(row: Mapping[object, Mapping[str, object]]) -> tuple[int, int]:
    """Return the words that two people marked alike, and those that either marked, over all pairs of people."""
    both = each = 0
    for given in row.values():
        for one, other in combinations(given.values(), 2):
            both += one == other != _UNMARKED
            each += (one != _UNMARKED) + (other != _UNMARKED)
    return both, each
