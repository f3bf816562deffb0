"""Records that hold several examples: SQuAD's paragraphs with their questions, ChatterBot's lists of talks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ft_data.sources.shapes import names
from ft_data.sources.shapes.draft import Core, NoExample, kind_of, noting, turn
from ft_data.sources.shapes.layout import Layout, Route
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.turns import are_turns, counted, greeted, read_turns, strings, trimmed
from ft_data.sources.shapes.values import first, string

FAMILY = "nested"
_CONTEXT = ("context", "passage", "paragraph", "text", "story", "article")


def route(layout: Layout) -> Route | None:
    """Return the route of paragraphs with questions, or of a list of talks."""
    paragraphs = layout.find(("paragraphs",), list)
    if paragraphs:
        return layout.route(
            FAMILY, {"paragraphs": paragraphs}, check=lambda record: any(map(_asks, record[paragraphs]))
        )
    questions = layout.find(("qas", "qa_pairs", "qa", "faq", "faqs"), list)
    if questions:
        context = layout.find(_CONTEXT, str)
        return layout.route(
            FAMILY,
            {"questions": questions, "context": context},
            check=lambda record: any(_qa(record[questions])),
        )
    asked = [layout.find((one,), list) for one in ("general_query_list", "specific_query_list")]
    spoken = layout.find(("meeting_transcripts", "meeting_transcript"), list)
    if spoken and any(asked):
        fields = {"spoken": spoken, **{f"asked:{at}": key for at, key in enumerate(asked)}}
        return layout.route(FAMILY, fields, check=lambda record: are_turns(record[spoken]))
    talks = layout.find(names.TURNS, list)
    if talks:
        return layout.route(FAMILY, {"talks": talks}, check=lambda record: _are_talks(record[talks]))
    return None


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build an example of every question that is answered, or of every talk.

    :raises NoExample: when there is none.
    """
    if "talks" in fields:
        return _talks(record[fields["talks"]])
    if "spoken" in fields:
        lines = [
            f"{string(one.get('speaker'))}: {string(one.get('content'))}" for one in record[fields["spoken"]]
        ]
        asked = [
            one for name, key in fields.items() if name.startswith("asked:") for one in record[key] or ()
        ]
        record = {"context": "\n".join(lines), "qas": asked}
        fields = {"questions": "qas", "context": "context"}
    paragraphs = record[fields["paragraphs"]] if "paragraphs" in fields else [record]
    made: list[Core] = []
    unanswered = 0
    for paragraph in paragraphs:
        if not isinstance(paragraph, Mapping):
            continue
        name = fields.get("context") or next((one for one in _CONTEXT if one in paragraph), "")
        context = string(paragraph.get(name)).strip()
        for question, answer, id_ in _qa(paragraph.get(fields.get("questions", "qas"))):
            unanswered += not answer.strip()
            if question.strip() and answer.strip():
                text = f"{context}\n\n{question}" if context else question
                extra = {"question_id": id_} if id_ is not None else None
                made.append(Core("instruction", [turn("user", text), turn("assistant", answer)], extra=extra))
    if not made:
        raise NoExample("no_response", "no question is answered")
    return noting(made, "unanswered", unanswered)


def _asks(paragraph: Any) -> bool:
    return isinstance(paragraph, Mapping) and any(_qa(paragraph.get("qas")))


def _qa(found: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield question, answer and id of a list of questions; one that cannot be answered has no answer."""
    for one in found if isinstance(found, list) else ():
        question = (
            next((one[name] for name in ("question", "q", "query") if name in one), None)
            if isinstance(one, Mapping)
            else None
        )
        if not isinstance(question, str):
            continue
        answers = next((one[name] for name in ("answers", "answer", "a") if name in one), None)
        yield question, "" if one.get("is_impossible") is True else first(_texts(answers)), one.get("id")


def _texts(answers: Any) -> Any:
    if isinstance(answers, list) and answers and isinstance(answers[0], Mapping):
        return string(answers[0].get("text"))
    return answers


def _are_talks(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(one, list) and one and (isinstance(one[0], str) or are_turns(one)) for one in value
        )
    )


def _talks(value: list[Any]) -> list[Core]:
    made: list[Core] = []
    for talk in value:
        messages = strings(talk, False) if isinstance(talk[0], str) else read_turns(talk).messages
        messages, greeting = greeted(messages)
        messages, trailing = trimmed(messages)
        if any(one["role"] == "user" for one in messages):
            extra = counted(greeting=greeting, after_last_answer=trailing)
            made.append(Core(kind_of(messages), messages, extra=extra or None))
    if not made:
        raise NoExample("no_response", "nobody answers")
    return made


SHAPES = (Shape(route, cores, FAMILY, ("qa",), 31),)
