"""Known layouts that hold something else than they should: a reason, or what is left of them, and never an error of the program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from ft_data.sources.model import Item, ReadSettings
from ft_data.sources.shapes import counting
from ft_data.sources.talks import joined

from .helpers import mapped

ODD: tuple[Any, ...] = (
    None,
    5,
    True,
    "x",
    "9" * 5_000,
    [],
    [5],
    ["x"],
    [[1]],
    {},
    {"text": 5},
    [{}],
    [{"a": None}],
    {"spans": []},
    {"a": [1]},
)
KNOWN: tuple[dict[str, Any], ...] = (
    {"question": {"problem": "ask"}, "label": {"finish_reason": "solution", "steps": [{"completions": [{"text": "so"}], "chosen_completion": 0, "human_completion": None}]}},
    {"question_text": "ask", "document_text": "we say it", "annotations": [{"yes_no_answer": "NONE", "long_answer": {"start_token": 0, "end_token": 2}, "short_answers": [{"start_token": 1, "end_token": 2}]}]},
    {"data": {"questions": {"en": ["ask"]}, "answers": {"en": ["say"]}}},
    {"pre_text": ["it"], "table": [["a"], ["1"]], "post_text": ["end"], "qa": {"question": "ask", "answer": "say"}},
    {"question": "ask", "table": {"header": ["a"], "rows": [["1"]]}, "sql": {"human_readable": "SELECT say"}},
    {"query": "ask", "passages": {"is_selected": [1], "passage_text": ["it"]}, "answers": ["say"]},
    {"passage": "it", "question": "ask", "answers_spans": {"spans": ["say"], "types": ["span"]}},
    {"article": "it", "questions": [{"question": "ask", "options": ["no", "say"], "gold_label": 2}]},
    {"question": "ask", "choices": {"text": ["no", "say"], "label": ["1", "2"]}, "answerKey": "2"},
    {"Problem": "ask", "options": "a ) no , b ) say", "correct": "b"},
    {"turns": [{"user_utterance": {"text": "ask"}}, {"system_utterance": {"text": "say"}}]},
    {"conversations": {"from": ["user", "assistant"], "value": ["ask", "say"]}},
    {"description": "ask", "solutions": {"language": [3], "solution": ["say"]}},
    {"prompt": "def f():", "canonical_solution": "say", "intent": "ask"},
    {"instruction": "ask", "question": "it", "answer": "say"},
)  # fmt: skip


def changed(value: Any) -> Iterator[Any]:
    """Yield a value with something odd in the place of each of its parts."""
    yield from ODD
    if isinstance(value, dict):
        for key, inner in value.items():
            for other in changed(inner):
                yield {**value, key: other}
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            for other in changed(inner):
                yield [*value[:at], other, *value[at + 1 :]]


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: ",".join(known))
@pytest.mark.parametrize("numbers", [None, "from_1"])
def test_whatever_stands_in_a_layout_it_is_read_or_told(known: dict[str, Any], numbers: str | None) -> None:
    for record in changed(known):
        if isinstance(record, dict) and record:
            found = mapped(record, choice_numbers=numbers)
            assert bool(found.drafts) != bool(found.reason), record
            counting.counted([record])


def test_a_number_of_thousands_of_digits_names_no_choice() -> None:
    record = {"question": "ask", "choices": ["say it", "say no"], "answer": "9" * 5_000}
    assert mapped(record).reason == "no_response: the answer names none of the choices"


TALKS = (("id", "t"), ("who", "w"), ("said", "s"), ("turn", "n"), ("answers", "p"))


def tree(*turns: tuple[str, str]) -> list[Item]:
    rows = [
        (at, orjson.dumps({"t": 1, "w": f"w{at}", "s": f"s{at}", "n": own, "p": parent}))
        for at, (own, parent) in enumerate(turns)
    ]
    return [*joined(iter(rows), ReadSettings(talks=TALKS))]


@pytest.mark.parametrize(
    ("turns", "lost"),
    [
        ([("a", ""), ("b", "a"), ("c", "d"), ("d", "c")], 2),  # two that answer each other
        ([("a", "b"), ("b", "a")], 2),
        ([("a", ""), ("b", "a"), ("a", "b")], 1),  # a name again, below itself
        ([("a", ""), ("b", "a"), ("b", "a")], 1),
        ([("a", ""), ("", "a"), ("", "a")], 0),  # nothing answers these
        ([("a", ""), ("b", "")], 1),
        ([("a", "a"), ("b", "a")], 2),
    ],
)
def test_every_turn_of_a_tree_stands_in_it_once_or_is_a_reject(
    turns: list[tuple[str, str]], lost: int
) -> None:
    items = tree(*turns)
    told = [what for _, what in items if isinstance(what, str)]
    shown = [what for _, what in items if isinstance(what, bytes)]
    assert len(told) == lost
    assert sum(one.count(b'"replies"') for one in shown) == len(turns) - lost


def test_a_long_talk_of_one_answer_each_is_a_record() -> None:
    (item,) = tree(("0", ""), *((str(at), str(at - 1)) for at in range(1, 60)))
    assert isinstance(item[1], bytes)
