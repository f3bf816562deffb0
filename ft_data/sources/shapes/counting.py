"""What the numbers of right choices count from: no record tells, all of a source often do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ft_data.sources.shapes import choices, parallel, quizzes
from ft_data.sources.shapes.choices import Choice
from ft_data.sources.shapes.detect import choose
from ft_data.sources.shapes.layout import Route

UNKNOWN = "?"


class _Seen(NamedTuple):
    """A number that answers, the choices, and the reading of it that one record would give."""

    number: int
    found: Sequence[Choice]
    alike: bool  # a choice has that number for its text
    doubtful: bool  # and one record by itself cannot tell which is meant
    natural: str
    field: str


class Counted(NamedTuple):
    """What the recipe has to say (`from_0`, `from_1`, `none`), "?" where nothing tells, and the field that holds the numbers."""

    says: str
    field: str


def counted(records: Iterable[object]) -> Counted | None:
    """Return what numbers count from where a record would be read otherwise; None where there is nothing to say.

    A number that is 0 counts from 0, one that is as high as the number of choices from 1; sources that have both, or neither,
    say nothing. Labels that are numbers say it themselves, unless a number is none of them.
    """
    seen = [one for record in records if isinstance(record, Mapping) for one in _seen(record)]
    if not seen:
        return None
    field = seen[0].field
    natural = {one.natural for one in seen}
    if all(one.alike for one in seen):
        return Counted("none", field) if natural != {"labels"} else None
    zero = any(one.number == 0 for one in seen)
    last = any(one.number == len(one.found) for one in seen)
    decided = "" if zero == last else "from_0" if zero else "from_1"
    if natural == {"labels"}:
        told = {int(label) for one in seen for label in [choice.label for choice in one.found]}
        strange = any(one.number not in told for one in seen)
        return Counted(decided, field) if strange and decided else None
    if not decided:
        return Counted(UNKNOWN, field)
    doubtful = any(one.doubtful for one in seen)
    return Counted(decided, field) if doubtful or natural != {decided} else None


def _seen(record: Mapping[str, Any]) -> Iterator[_Seen]:
    route = choose(record)
    if route is None:
        return
    if route.family == choices.FAMILY:
        found = choices.choices_of(record, route.fields)
        yield from _numbers(record.get(route.fields["answer"]), found, route)
    elif route.family == quizzes.FAMILY:
        for task in quizzes.tasks_of(record, route.fields):
            yield from _seen(task)
    elif route.family == parallel.FAMILY:
        for found, given in parallel.chosen(record, route.fields):
            yield from _numbers(given, found, route)


def _numbers(value: Any, found: Sequence[Choice], route: Route) -> Iterator[_Seen]:
    field = route.fields.get("answer") or route.fields["answers"]
    for one in value if isinstance(value, list) else [value]:
        number = choices.number_of(one)
        if number is None or not 0 <= number <= len(found) or len(found) < 2:
            continue
        natural = choices.counts(route.fields, found) if "answer" in route.fields else ""
        if not natural:
            natural = "labels" if choices.is_numbered(found) else "from_0"
        like = choices.text_like(one, found)
        doubtful = like is not None and (isinstance(one, str) or like.number)
        yield _Seen(number, found, like is not None, doubtful, natural, field)
