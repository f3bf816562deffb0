"""A question with answers to choose from: MMLU, ARC, CommonsenseQA, RACE, MedMCQA, HellaSwag and their kin."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ft_data.sources.shapes import names
from ft_data.sources.shapes.draft import Core, NoExample, kind_of, turn
from ft_data.sources.shapes.layout import STRICT, Layout, Route, around
from ft_data.sources.shapes.pairs import asked
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.values import string, truth, unpacked

FAMILY = "choices"
_QUESTION = (*STRICT, "query", "stem", "question_stem", "sentence", "ctx", "goal", "premise")
_SUPPORT = ("article", "support", "fact1", "background", "premise")
_OPTIONS = (
    "choices", "options", "endings", "candidates", "alternatives", "answer_option_list", "answer_choices", "answers",
)  # fmt: skip
_ANSWER = (
    "answer", "answerkey", "answer_key", "answer_idx", "answer_index", "answer_value", "correct", "correct_answer",
    "correct_option", "correct_choice", "correct_idx", "correct_index", "cop", "label", "gold", "gold_label", "target", "gt",
    "solution", "output",
)  # fmt: skip
# One column an option: A, B, C ...; option_a ...; opa ...; option1 ...; answerA ...
_COLUMNS = tuple(
    [f"{stem}{mark}" for mark in marks]
    for stem in (
        "",
        "option_",
        "op",
        "opt_",
        "choice_",
        "answer_option_",
        "option",
        "choice",
        "ending",
        "sol",
        "answer",
    )
    for marks in ("abcdefghij", "0123456789", "123456789")
    if stem or marks == "abcdefghij"
)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKED = re.compile(r"\s*[(\[]?([A-Z]|\d{1,2})[).\]:]\s*(?=\S)")
_TEXTS = ("text", "content", "value", "option", "choice", "answer", "body", "label")
_LABELS = ("label", "key", "aoVal", "id", "letter", "index", "option", "answer", "choice")
# What an object of a list says of itself where it is the answer, or one of them.
_RIGHT = (
    "correct",
    "is_correct",
    "iscorrect",
    "right",
    "is_right",
    "isright",
    "is_answer",
    "isanswer",
    "correct_answer",
)


NUMBERS = "choice_numbers"  # of a recipe: what numbers that name a choice count from
_FIRST = {"from_0": 0, "from_1": 1}
_DOUBT = "the number of the answer may count from 0 or from 1"


class Choice(NamedTuple):
    """One answer to choose; ``number`` says that the file has a number where others have a text."""

    label: str
    text: str
    number: bool = False


def route(layout: Layout) -> Route | None:
    """Return the route of a question, its choices and which of them is right."""
    question = layout.find(_QUESTION, str, dict)
    if question is None:
        return None
    listed = layout.find(_OPTIONS, list, dict, str)
    columns: dict[str, str | None] = {}
    if listed is None or listed == question:
        listed = None
        columns = _columns(layout, question)
    taken = {question, listed, *columns.values()}
    answer = layout.find(
        (name for name in _ANSWER if layout.plain.get(name) not in taken), str, int, float, list
    )
    inner = listed is None and not columns and layout.types[question] is dict
    if answer is None and listed is not None:
        told = {"prompt": question, "choices": listed, "answer": listed, **_about(layout, question)}
        return layout.route(FAMILY, told, check=lambda record: bool(right_of(record.get(listed))))
    if answer is None or not (listed or columns or inner):
        return None
    fields = {"prompt": question, "choices": listed, "answer": answer, **columns, **_about(layout, question)}
    twins = [key for name in ("answer_text", "correct_answer_text") if (key := layout.find((name,), str))]
    return layout.route(
        FAMILY, fields, twins=[key for key in twins if key not in fields.values()], check=_check(fields)
    )


def _about(layout: Layout, question: str) -> dict[str, str | None]:
    found = around(layout, question)
    if found["context"] is None:
        support = layout.find((one for one in _SUPPORT if layout.plain.get(one) != question), str)
        found |= {"context": support, "context_first": support}
    return found


def _columns(layout: Layout, question: str) -> dict[str, str | None]:
    for marks in _COLUMNS:
        found: dict[str, str | None] = {}
        for at, name in enumerate(marks):
            key = layout.find((name,), str, int, float)
            if key is None or key == question:
                break
            found[f"choice:{at}"] = key
        if len(found) >= (3 if marks[0].startswith("answer") else 2):  # two answers and a label are compared
            return found
    return {}


def _check(fields: Mapping[str, str | None]) -> Any:
    wanted = {name: key for name, key in fields.items() if key}
    return lambda record: len(choices_of(record, wanted)) >= 2


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build the question with its choices below, and the right one as the answer.

    :raises NoExample: when the answer names none of the choices.
    """
    found = choices_of(record, fields)
    question = record[fields["prompt"]]
    if isinstance(question, Mapping):
        question = string(question.get("stem", question.get("text")))
    shown = {**record, fields["prompt"]: question}
    messages = asked(shown, fields)
    messages[-1] = turn("user", below(messages[-1]["content"], found))
    if fields["answer"] == fields.get("choices"):
        said = "\n".join(f"{one.label}. {one.text}" for one in right_of(record[fields["choices"]]))
    else:
        said = answer_of(record.get(fields["answer"]), found, counts(fields, found))
    messages.append(turn("assistant", said))
    return [Core(kind_of(messages), messages)]


def counts(fields: Mapping[str, str], found: Sequence[Choice]) -> str:
    """Return what a number counts from: as the recipe says; a class `label` from 0, also where columns count from 1 (PIQA, COPA).

    "?" beside `answerA`, `answerB`, ...: no record tells. "" leaves it to the labels of the choices.
    """
    if NUMBERS in fields:
        return fields[NUMBERS]
    first_ = names.normal(fields.get("choice:0", ""))
    if first_ == "answera":
        return "?"
    return "from_0" if first_ and first_[-1].isdigit() and names.normal(fields["answer"]) == "label" else ""


def choices_of(record: Mapping[str, Any], fields: Mapping[str, str]) -> list[Choice]:
    """Return the choices of a record with their labels; A, B, C where they have none."""
    if "choice:0" in fields:
        columns = [key for name, key in fields.items() if name.startswith("choice:")]
        texts = [string(record[key]) for key in columns]
        marks = [names.normal(key)[-1] for key in columns]
        return [Choice(mark.upper(), text) for mark, text in zip(marks, texts, strict=True) if text.strip()]
    if "choices" in fields:
        value = unpacked(record.get(fields["choices"]))
    else:
        question = record.get(fields["prompt"])
        value = question.get("choices", question.get("options")) if isinstance(question, Mapping) else None
    return read(value)


def right_of(value: Any) -> list[Choice]:
    """Return the choices that say of themselves that they are right (`correct: true`); nothing unless at least two objects all say
    whether they are, one of them that it is not."""
    listed = unpacked(value)
    if not isinstance(listed, list) or len(listed) < 2 or not all(isinstance(one, Mapping) for one in listed):
        return []
    said = [next((truth(one[key]) for key in one if names.normal(key) in _RIGHT), None) for one in listed]
    if None in said or all(said):
        return []
    return [one for one, right in zip(read(listed), said, strict=True) if right]


def below(question: str, found: Sequence[Choice]) -> str:
    """Return a question with its choices below."""
    return "\n\n".join((question, "\n".join(f"{one.label}. {one.text}" for one in found)))


def read(value: Any) -> list[Choice]:
    """Return choices from an object of lists, an object by label, a list of texts or of objects; nothing of anything else."""
    if isinstance(value, Mapping):
        texts = value.get("text", value.get("texts"))
        labels = value.get("label", value.get("labels"))
        if isinstance(texts, list):
            marks = labels if isinstance(labels, list) and len(labels) == len(texts) else _LETTERS
            return [Choice(string(mark), string(text)) for mark, text in zip(marks, texts, strict=False)]
        return [Choice(str(key), string(text)) for key, text in value.items() if text not in (None, "")]
    if isinstance(value, str):
        return _inline(value)
    if not isinstance(value, list):
        return []
    listed = [one[0] if isinstance(one, list) and len(one) == 1 else one for one in value]
    if all(isinstance(one, Mapping) for one in listed):
        return [_object(one, at) for at, one in enumerate(listed)]
    if not all(isinstance(one, (str, int, float)) for one in listed) or len(listed) > len(_LETTERS):
        return []
    if not all(isinstance(one, str) for one in listed):
        return [
            Choice(_LETTERS[at], string(one).strip(), type(one) is not str) for at, one in enumerate(listed)
        ]
    return _marked([string(one).strip() for one in listed])


def _inline(text: str) -> list[Choice]:
    """Return choices that stand in one text, each behind its letter: `a ) 38 , b ) 27`."""
    marks = list(_BEHIND.finditer(text))
    labels = [one[1].upper() for one in marks]
    if len(labels) < 2 or labels != [*_LETTERS[: len(labels)]] or text[: marks[0].start()].strip():
        return []
    ends = [*(one.start() for one in marks[1:]), len(text)]
    return [
        Choice(label, text[one.end() : end].strip(" ,;\n"))
        for label, one, end in zip(labels, marks, ends, strict=True)
    ]


_BEHIND = re.compile(r"(?:\A|[,;\n])\s*\(?([A-Ja-j])\s*[).]\s*")


def _object(one: Mapping[str, Any], at: int) -> Choice:
    text = next((name for name in _TEXTS if isinstance(one.get(name), str)), "")
    label = next(
        (one[name] for name in _LABELS if name != text and isinstance(one.get(name), (str, int))), None
    )
    return Choice(_LETTERS[at % 26] if label is None else str(label), string(one.get(text)).strip())


def _marked(texts: Sequence[str]) -> list[Choice]:
    """Take labels that stand in the choices ("B) 21") out of them."""
    found = [_MARKED.match(text) for text in texts]
    marks = [one[1] for one in found if one]
    if len(marks) == len(texts) == len(set(marks)):
        return [
            Choice(one[1], text[one.end() :].strip()) for one, text in zip(found, texts, strict=True) if one
        ]
    return [Choice(_LETTERS[at], text) for at, text in enumerate(texts)]


def number_of(value: Any) -> int | None:
    """Return the number that an answer is, also one that a table holds as a text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, str):
        return int(value) if _counts(value.strip()) else None
    return value if isinstance(value, int) else None


def answer_of(value: Any, found: Sequence[Choice], counted: str = "") -> str:
    """Return the right choice, as label and text; an answer in words of its own stays what it is.

    ``counted`` says what a number counts from: `from_0`, `from_1`, `none` (it is the text of a choice), "?" (nobody knows), or ""
    (the labels tell, else from 0).

    :raises NoExample: when it names none, and when a number may mean two.
    """
    if isinstance(value, list):
        if not value:
            raise NoExample("no_response", "the answer names none of the choices")
        return "\n".join(answer_of(one, found, counted) for one in value)
    number = number_of(value)
    if number is not None:
        picked = _numbered(value, number, found, counted)
    else:
        text = "" if isinstance(value, bool) else string(value).strip()
        bare = text.strip("()[]. ").upper()
        picked = next((one for one in found if one.label.upper() == bare), None)
        picked = picked or next((one for one in found if one.text == text), None)
        if picked is None:
            begins = _MARKED.match(text)
            picked = next(
                (one for one in found if begins and one.label == begins[1] and one.text in text), None
            )
            if picked is None and len(text.split()) > 1:
                return text
    if picked is None:
        raise NoExample("no_response", "the answer names none of the choices")
    return f"{picked.label}. {picked.text}"


def _numbered(value: Any, number: int, found: Sequence[Choice], counted: str) -> Choice | None:
    """Return the choice that a number names: by its place, its label or its text."""
    same = text_like(value, found)
    if counted == "none":
        return same
    if counted in _FIRST:
        at = number - _FIRST[counted]
        return found[at] if 0 <= at < len(found) else None
    if counted == "?":
        raise NoExample("no_response", _DOUBT)
    if is_numbered(found):
        return next((one for one in found if int(one.label) == number), same)
    if same is not None and not 0 <= number <= len(found):
        return same
    if same is not None and (isinstance(value, str) or same.number):
        raise NoExample("no_response", "the answer may be the number or the text of a choice")
    return found[number] if 0 <= number < len(found) else None


def text_like(value: Any, found: Sequence[Choice]) -> Choice | None:
    """Return the choice whose text is the answer."""
    return next((one for one in found if one.text == string(value).strip()), None)


def is_numbered(found: Sequence[Choice]) -> bool:
    """Tell whether the labels of choices are numbers."""
    return all(_counts(one.label) for one in found)


def _counts(text: str) -> bool:
    """Tell whether a text is a number that may count something."""
    return text.isdecimal() and len(text) < 10


SHAPES = (Shape(route, cores, FAMILY, ("qa",), 12),)
