"""Questions in the objects of an export: Moodle's quizzes, lists of tasks in one record, translation memories (TMX)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ft_data.sources.shapes import choices, names, pairs
from ft_data.sources.shapes.draft import Core, NoExample, kind_of, noting, turn
from ft_data.sources.shapes.layout import Layout, Route
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.values import string

FAMILY = "quiz"
_TASKS = ("tasks", "items", "problems", "exercises", "questions", "quiz", "cards", "flashcards", "examples")
_ALIKE = ("pair", choices.FAMILY, "ranked")  # what a task may be by itself
_ABOUT = (
    "context",
    "passage",
    "paragraph",
    "article",
    "story",
    "background",
)  # what all tasks of a record are about
_RIGHT = "100"  # percent of the points


def route(layout: Layout) -> Route | None:
    """Return the route of a question of Moodle, of tasks in a list, or of a unit of a translation memory."""
    asks, given = layout.find(("questiontext",), dict), layout.find(("answer",), list, dict)
    if asks and given:
        return layout.route(FAMILY, {"moodle": asks, "answers": given})
    if units := layout.find(("tuv",), list):
        return layout.route(FAMILY, {"units": units}, check=lambda record: len(_segments(record[units])) == 2)
    if tasks := layout.find(_TASKS, list):
        about = layout.find(_ABOUT, str)
        return layout.route(
            FAMILY, {"tasks": tasks, "context": about}, check=lambda record: _is_task(record[tasks])
        )
    return None


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build an example of each question that is answered.

    :raises NoExample: when none is.
    """
    if "moodle" in fields:
        return [_moodle(string(record[fields["moodle"]].get("text")), record[fields["answers"]])]
    if "units" in fields:
        one, other = _segments(record[fields["units"]])
        messages = [turn("user", one), turn("assistant", other)]
        return [Core("instruction", messages)]
    made: list[Core] = []
    unanswered = 0
    counted = {name: fields[name] for name in (choices.NUMBERS,) if name in fields}
    for task in tasks_of(record, fields):
        try:
            made += _of_task(task, stage, counted)
        except NoExample:
            unanswered += 1
    if not made:
        raise NoExample("no_response", "no task is answered")
    return noting(made, "unanswered", unanswered)


def tasks_of(record: Mapping[str, Any], fields: Mapping[str, str]) -> Iterator[Any]:
    """Yield the tasks of a record, each with what all of them are about."""
    about = string(record.get(fields.get("context", ""))).strip()
    for task in record[fields["tasks"]] if "tasks" in fields else ():
        own = isinstance(task, Mapping) and not {*names.CONTEXT} & {names.normal(key) for key in task}
        yield {**task, "context": about} if about and own else task


def _moodle(question: str, given: Any) -> Core:
    """Ask with the choices below where there are several; every answer that earns all points is right."""
    answers = [one for one in (given if isinstance(given, list) else [given]) if isinstance(one, Mapping)]
    found = choices.read([string(one.get("text")) for one in answers])
    right = [
        choice for choice, one in zip(found, answers, strict=True) if string(one.get("fraction")) == _RIGHT
    ]
    if not question.strip() or not right:
        raise NoExample("no_response", "no answer earns all points")
    offered = len(right) < len(found)
    messages = [
        turn("user", choices.below(question, found) if offered else question),
        turn("assistant", f"{right[0].label}. {right[0].text}" if offered else right[0].text),
    ]
    return Core(kind_of(messages), messages)


def _segments(value: Any) -> list[str]:
    """Return the texts of a unit, one a language; nothing where two are of the same."""
    units = [one for one in value if isinstance(one, Mapping)]
    spoken = [string(one.get("lang", one.get("xml:lang"))) for one in units]
    texts = [one.get("seg") for one in units]
    return (
        [one for one in texts if isinstance(one, str) and one.strip()] if len({*spoken}) == len(units) else []
    )


def _is_task(value: Any) -> bool:
    tasks = [one for one in value if isinstance(one, Mapping)]
    return bool(tasks) and len(tasks) == len(value) and any(_route(one) for one in tasks)


def _route(task: Mapping[str, Any]) -> Route | None:
    from ft_data.sources.shapes.detect import choose  # which asks this module for its shapes

    found = choose(task)
    answered = found is not None and (found.family != "pair" or "response" in found.fields)
    asks = found is not None and names.normal(found.fields.get("prompt", "")) not in names.TEXT
    return found if found is not None and found.family in _ALIKE and answered and asks else None


def _of_task(task: Any, stage: str, counted: Mapping[str, str]) -> list[Core]:
    from ft_data.sources.shapes.families import by_family

    found = _route(task) if isinstance(task, Mapping) else None
    if found is None:
        raise NoExample("unknown_shape", "a task has no question or no answer")
    if found.family == "pair":
        return pairs.pair(task, found.fields)
    make = by_family()[found.family].cores
    assert make is not None
    return make(task, {**found.fields, **counted}, stage)


SHAPES = (Shape(route, cores, FAMILY, ("qa",), 35),)
