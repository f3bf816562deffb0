"""Layouts of well-known sets that no family holds: rated steps (PRM800K), answers as tokens of a page (Natural Questions), answers by
language (Botpress), a report with its table (FinQA, TAT-QA)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ft_data.sources.shapes.draft import Core, NoExample, noting, turn
from ft_data.sources.shapes.layout import Layout, Route
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.values import first, grid, passage, string

FAMILY = "single_sets"
_NO = ("", "none")
_REPORT = ("pre_text", "paragraphs", "table", "post_text")  # in the order in which it is read


def route(layout: Layout) -> Iterator[Route | None]:
    """Yield the route of each of these layouts that the fields allow."""
    asks, label = layout.find(("question",), dict), layout.find(("label",), dict)
    if asks and label:
        yield layout.route(
            FAMILY,
            {"problem": asks, "steps": label},
            check=lambda record: (
                isinstance(record[label].get("steps"), list) and isinstance(record[asks].get("problem"), str)
            ),
        )
    asked, page = layout.find(("question_text",), str), layout.find(("document_text",), str)
    notes = layout.find(("annotations",), list)
    if asked and page and notes:
        yield layout.route(FAMILY, {"asked": asked, "page": page, "notes": notes})
    questions, answers = layout.find(("questions",), dict), layout.find(("answers",), dict)
    if questions and answers:
        yield layout.route(
            FAMILY,
            {"questions": questions, "answers": answers},
            check=lambda record: any(_by_language(record[questions], record[answers])),
        )
    table, qa = layout.find(("table",), list, dict), layout.find(("qa", "questions"), dict, list)
    if table and qa:
        parts = {name: layout.find((name,), list, dict) for name in _REPORT}
        yield layout.route(FAMILY, {"qa": qa, **parts}, check=lambda record: any(_qa(record[qa])))


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build a pair of each question that is answered.

    :raises NoExample: when none is.
    """
    made = next(make(record, fields) for name, make in _MAKERS if name in fields)
    pairs = [
        Core("instruction", [turn("user", ask), turn("assistant", answer)])
        for ask, answer in made
        if ask.strip() and answer.strip()
    ]
    if not pairs:
        raise NoExample("no_response", "no question is answered")
    return noting(pairs, "unanswered", len(made) - len(pairs))


def _steps(record: Mapping[str, Any], fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a problem with the steps that were chosen, of a solution that was followed to its end.

    :raises NoExample: where the steps lead to no solution, or nobody chose one of them.
    """
    label = record[fields["steps"]]
    if label.get("finish_reason") != "solution":
        raise NoExample("unwanted_answer", "the steps lead to no solution")
    lines = []
    for step in _objects(label["steps"]):
        at, given = step.get("chosen_completion"), _objects(step.get("completions"))
        if type(at) is int and 0 <= at < len(given):
            lines.append(string(given[at].get("text")))
        elif isinstance(own := step.get("human_completion"), (str, dict)):
            lines.append(first(own))
        else:
            raise NoExample("no_response", "nobody chose a step")
    return [(record[fields["problem"]]["problem"], "\n".join(lines))]


def _tokens(record: Mapping[str, Any], fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a question with its short answer, else yes or no, else the long one, from the words of the page."""
    words = record[fields["page"]].split(" ")
    for note in _objects(record[fields["notes"]]):
        said = string(note.get("yes_no_answer")).lower()
        short = [_span(words, one) for one in _objects(note.get("short_answers"))]
        answer = ", ".join(filter(None, short)) or ("" if said in _NO else said)
        answer = answer or _span(words, *_objects([note.get("long_answer")]))
        if answer:
            return [(record[fields["asked"]], answer)]
    return [(record[fields["asked"]], "")]


def _objects(value: Any) -> list[Mapping[str, Any]]:
    """Return a list with an empty object in the place of what is none."""
    return [one if isinstance(one, Mapping) else {} for one in value] if isinstance(value, list) else []


def _span(words: Sequence[str], span: Mapping[str, Any]) -> str:
    """Return the words of a span without the tags of the page."""
    start, end = span.get("start_token"), span.get("end_token")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= len(words):
        return ""
    return " ".join(word for word in words[start:end] if not (word.startswith("<") and word.endswith(">")))


def _languages(record: Mapping[str, Any], fields: Mapping[str, str]) -> list[tuple[str, str]]:
    return list(_by_language(record[fields["questions"]], record[fields["answers"]]))


def _by_language(questions: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every way to ask with the first answer in its language."""
    for language, asks in questions.items():
        given = answers.get(language)
        if (
            isinstance(asks, list)
            and isinstance(given, list)
            and all(isinstance(one, str) for one in (*asks, *given))
        ):
            yield from ((ask, given[0]) for ask in asks if given)


def _report(record: Mapping[str, Any], fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the questions about a report, its text and table before each."""
    parts = []
    for name in _REPORT:
        value = record.get(fields.get(name, ""))
        if isinstance(value, Mapping) and isinstance(value.get("table"), list):
            value = value["table"]
        cells = name == "table" and isinstance(value, list)
        parts.append(grid(value) if cells else passage(value))  # type: ignore[arg-type]
    about = "\n\n".join(part for part in parts if part.strip())
    return [(f"{about}\n\n{ask}", answer) for ask, answer in _qa(record[fields["qa"]])]


def _qa(value: Any) -> Iterator[tuple[str, str]]:
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, Mapping) or not isinstance(one.get("question"), str):
            continue
        answer = one.get("answer")
        told = ", ".join(map(string, answer)) if isinstance(answer, list) else string(answer)
        yield one["question"], told or string(one.get("exe_ans"))


_Maker = Callable[[Mapping[str, Any], Mapping[str, str]], list[tuple[str, str]]]
_MAKERS: tuple[tuple[str, _Maker], ...] = (
    ("problem", _steps), ("asked", _tokens), ("questions", _languages), ("qa", _report),
)  # fmt: skip
SHAPES = (Shape(route, cores, FAMILY, ("qa",), 28),)
