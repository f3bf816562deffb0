"""What people wrote and chose in Label Studio and Argilla: a task, and beside it what everybody said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ft_data.sources.shapes import names
from ft_data.sources.shapes.draft import Core, Message, NoExample, kind_of, turn
from ft_data.sources.shapes.layout import Layout, Route
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.turns import are_turns, read_turns
from ft_data.sources.shapes.values import first, string
from ft_data.sources.shapes.written import apart

FAMILY = "annotated"
_ASKS = (*names.PROMPT, *names.TEXT)
_WITHDRAWN = ("was_cancelled", "skipped")
_CHOSEN = ("choices", "rating", "number", "taxonomy")  # kinds of a form's fields, each under its own name


def route(layout: Layout) -> Route | None:
    """Return the route of a task with its annotations."""
    task, notes = layout.find(("data",), dict), layout.find(("annotations", "completions"), list)
    if task is None or notes is None:
        return None
    return layout.route(
        FAMILY,
        {"task": task, "annotations": notes},
        check=lambda record: (
            bool(record[notes])
            and all(isinstance(one, dict) and isinstance(one.get("result"), list) for one in record[notes])
        ),
    )


def responded(layout: Layout) -> Route | None:
    """Return the route of a record's fields with the responses that people submitted (Argilla)."""
    task, said = layout.find(("fields",), dict), layout.find(("responses",), list, dict)
    if task is None or said is None:
        return None
    return layout.route(FAMILY, {"task": task, "responses": said}, check=lambda record: bool(record[task]))


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build a pair of the task and each answer that somebody wrote, else the text of the task; choices are labels.

    :raises NoExample: when the task has no text, or nobody's annotation stands.
    """
    task = record[fields["task"]]
    asked = _asked(task)
    if "responses" in fields:
        return [_submitted(task, asked, record[fields["responses"]])]
    standing = [one for one in record[fields["annotations"]] if not any(one.get(name) for name in _WITHDRAWN)]
    if not standing:
        raise NoExample("no_response", "every annotation was cancelled")
    made = []
    for one in standing:
        labels = dict(_labels(one["result"])) or None
        for text in _written(one["result"]) or ([_answer(task)] if _answer(task) else []):
            messages = [*asked, turn("assistant", text)]
            made.append(Core(kind_of(messages), messages, labels=labels))
    if made:
        return made
    text = "\n\n".join(one["content"] for one in asked)
    return [Core("text", [turn("user", text)], labels=dict(_labels(standing[0]["result"])) or None)]


def _submitted(task: Mapping[str, Any], asked: list[Message], responses: Any) -> Core:
    """Build the example of one record: its own answer, else the first that was submitted; what people agree on is a label."""
    answer = _answer(task)
    found: dict[str, list[str]] = {}
    for name, value in _values(responses):
        if not answer and isinstance(value, str) and names.normal(name) in names.RESPONSE:
            answer = value
        elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
            found.setdefault(name, []).append(string(value))
    if not answer.strip():
        raise NoExample("no_response", "there is a question and no answer")
    messages = [*asked, turn("assistant", answer)]
    labels = {name: said[0] for name, said in found.items() if len(set(said)) == 1}
    differing = {name: said for name, said in found.items() if name not in labels}
    extra = {"responses": differing} if differing else None  # people differ: for others to settle
    return Core(kind_of(messages), messages, labels=labels or None, extra=extra)


def _values(responses: Any) -> Iterator[tuple[str, Any]]:
    """Yield (question, value) of what was submitted, in both forms of Argilla's exports."""
    if isinstance(responses, Mapping):
        for name, given in responses.items():
            for one in given if isinstance(given, list) else ():
                if isinstance(one, Mapping) and one.get("status", "submitted") == "submitted":
                    yield name, one.get("value")
        return
    for one in responses:
        values = one.get("values") if isinstance(one, Mapping) else None
        if isinstance(values, Mapping) and one.get("status", "submitted") == "submitted":
            for name, value in values.items():
                yield name, value.get("value") if isinstance(value, Mapping) else value


def _asked(task: Mapping[str, Any]) -> list[Message]:
    plain = {names.normal(key): value for key, value in task.items() if isinstance(key, str)}
    talk = next((plain[name] for name in names.TURNS if are_turns(plain.get(name))), None)
    if talk is not None:
        return read_turns(talk).messages
    texts = {name: value for name, value in plain.items() if isinstance(value, str) and value.strip()}
    name = next((one for one in _ASKS if one in texts), next(iter(texts), None) if len(texts) == 1 else None)
    if name is None:
        raise NoExample("unknown_shape", "the task says nothing that an annotation could answer")
    before, text = apart(texts[name])
    about = next((texts[one] for one in names.CONTEXT if one in texts and one != name), "")
    return [*before, turn("user", f"{about}\n\n{text}" if about else text)]


def _answer(task: Mapping[str, Any]) -> str:
    """Return the answer that people judged, where the task holds one."""
    plain = {names.normal(key): value for key, value in task.items() if isinstance(key, str)}
    asks = next((one for one in _ASKS if isinstance(plain.get(one), str)), None)
    found = (plain[one] for one in names.RESPONSE if one in plain and one != asks)
    return next((one for one in found if isinstance(one, str) and one.strip()), "")


def _written(result: list[Any]) -> list[str]:
    """Return the texts that one person wrote, each field of the form as one text."""
    found = (first(value.get("text")) for kind, _, value in _entries(result) if kind == "textarea")
    return [text for text in found if text.strip()]


def _labels(result: list[Any]) -> Iterator[tuple[str, str]]:
    for kind, name, value in _entries(result):
        if kind in _CHOSEN and value.get(kind) not in (None, [], ""):
            yield name, ", ".join(string(value[kind]).splitlines())


def _entries(result: list[Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for one in result:
        value = one.get("value") if isinstance(one, Mapping) else None
        if isinstance(value, Mapping):
            yield string(one.get("type")), string(one.get("from_name")) or "label", value


SHAPES = (
    Shape(route, cores, FAMILY, ("prompt_completion",), 5),
    Shape(responded, cores, FAMILY, ("prompt_completion",), 6),
)
