"""Stretches of text that readers mark: where they begin and end in a text as it was, under which label, by whom.

A mark is no decision about the row. It stands in the log alone, without a word of the text: ``choice`` names the text and
its characters (Unicode code points, the end not included), ``reason`` the label, and ``content_hash`` the content that
it is about. Where the row has other content since, the mark is stale and nobody guesses where its words went.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ft_data.review import log
from ft_data.review.db import Database
from ft_data.review.edits import fields
from ft_data.review.log import Opinion, Outcome
from ft_data.review.person import Person

KIND = TASK = "span"

_STANDING = """SELECT decision_id, record_id, content_hash, choice, reason, actor, decided_at FROM live
WHERE kind = 'span' {about} ORDER BY decision_id"""


class Place(NamedTuple):
    """A stretch of one text of an example (``messages-0``, ``chosen-0``, ...)."""

    field: str
    start: int
    end: int

    def written(self) -> str:
        """Write it as the log keeps it."""
        return f"{self.field}:{self.start}:{self.end}"


class Span(NamedTuple):
    """A mark that stands."""

    decision_id: int
    record_id: str
    content_hash: str
    place: Place
    label: str
    actor: str
    decided_at: str


class Run(NamedTuple):
    """A piece of a text from ``at`` on, all of it under the same labels."""

    at: int
    text: str
    labels: tuple[str, ...]


def mark(
    db: Database,
    person: Person,
    token: str,
    example: Mapping[str, Any],
    place: Place,
    label: str,
    rubric_version: int,
) -> Outcome:
    """Note that a stretch of a row's text is marked. The same mark of the same person a second time is not stored."""
    record_id, content = example["record_id"], example["content_hash"]
    for one in about(db.con, record_id):
        if (one.content_hash, one.place, one.label, one.actor) == (content, place, label, person.name):
            return Outcome("repeated", one.decision_id)
    opinion = Opinion(KIND, label, choice=place.written())
    return log.record_beside(db, person, token, TASK, record_id, content, opinion, rubric_version, example)


def place_of(example: Mapping[str, Any], field: str, start: int, end: int) -> Place | None:
    """Return the stretch without the white space at its ends; None where there is none, or no such text."""
    text = fields(example).get(field)
    if text is None or not 0 <= start < end <= len(text):
        return None
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Place(field, start, start + len(words.strip())) if words.strip() else None


def quoted(example: Mapping[str, Any], field: str, quote: str) -> Place | int:
    """Find words as they stand in a text; where they are not there once, return how often they are."""
    text = fields(example).get(field) or ""
    quote = quote.replace("\r\n", "\n").strip()
    times = text.count(quote) if quote else 0
    if times != 1:
        return times
    start = text.index(quote)
    return Place(field, start, start + len(quote))


def about(con: sqlite3.Connection, record_id: str) -> list[Span]:
    """Return the marks of one row, whatever content they are about, oldest first."""
    found = con.execute(_STANDING.format(about="AND record_id = ?"), (record_id,))
    return [_read(one) for one in found]


def standing(con: sqlite3.Connection) -> dict[str, list[Span]]:
    """Return all marks by row."""
    found: dict[str, list[Span]] = defaultdict(list)
    for one in con.execute(_STANDING.format(about="")):
        found[one["record_id"]].append(_read(one))
    return dict(found)


def runs(text: str, marks: Iterable[tuple[int, int, str]]) -> list[Run]:
    """Cut a text wherever a mark begins or ends.

    >>> [(run.text, run.labels) for run in runs("abcd", [(1, 3, "unsafe"), (2, 4, "broken")])]
    [('a', ()), ('b', ('unsafe',)), ('c', ('broken', 'unsafe')), ('d', ('broken',))]
    """
    marks = [(start, min(end, len(text)), label) for start, end, label in marks if start < len(text)]
    edges = sorted({0, len(text), *(edge for start, end, _ in marks for edge in (start, end))})
    return [
        Run(
            start,
            text[start:end],
            tuple(sorted({label for a, b, label in marks if a <= start and end <= b})),
        )
        for start, end in zip(edges, edges[1:], strict=False)
    ]


class Quote(NamedTuple):
    """A mark as a page tells it: its words between what stands before and after; none where the text is gone."""

    span: Span
    before: str
    words: str | None
    after: str
    stale: bool


def quotes(
    con: sqlite3.Connection, marks: Sequence[Span], example: Mapping[str, Any] | None, beside: int = 60
) -> list[Quote]:
    """Tell marks in words, those of an earlier content from what was shown then."""
    return [_quote(con, one, example, beside) for one in marks]


def _quote(con: sqlite3.Connection, one: Span, example: Mapping[str, Any] | None, beside: int) -> Quote:
    stale = example is None or example["content_hash"] != one.content_hash
    seen = shown(con, one.record_id, one.content_hash) if stale else example
    text = fields(seen).get(one.place.field) if seen else None
    if text is None:
        return Quote(one, "", None, "", stale)
    start, end = one.place.start, one.place.end
    return Quote(one, text[max(0, start - beside) : start], text[start:end], text[end : end + beside], stale)


def shown(con: sqlite3.Connection, record_id: str, content_hash: str) -> dict[str, Any] | None:
    """Return what a person saw of a row, None once it is forgotten."""
    found = con.execute(
        "SELECT example FROM shown WHERE record_id = ? AND content_hash = ?", (record_id, content_hash)
    ).fetchone()
    read: dict[str, Any] | None = json.loads(found["example"]) if found and found["example"] else None
    return read


def _read(one: sqlite3.Row) -> Span:
    field, start, end = one["choice"].rsplit(":", 2)
    return Span(
        one["decision_id"],
        one["record_id"],
        one["content_hash"],
        Place(field, int(start), int(end)),
        one["reason"],
        one["actor"],
        one["decided_at"],
    )
