"""Records that are nothing but a question and an answer take a short way, which ends where the long one does."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from ft_data.recipe.schema import Source
from ft_data.sources.shapes import Mapper

QUESTIONS = (
    "Why?", " why ", "", " \n", "<b>Why?</b>", "[INST] Why? [/INST]", "Human: Why?\n\nAssistant:",
    "<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n", "Human: A?\n\nAssistant: B.\n\nHuman: C?\n\nAssistant:", "Why, bot:",
)  # fmt: skip
ANSWERS = (
    "So.", "", "\t", "<p>So.</p>", '["So.", "Or so."]', '{"role": "assistant", "content": "So."}', "[1] says so.",
    "Human: Why?\n\nAssistant: So.", "\n\nHuman: Why?\n\nAssistant: So.", "<|im_start|>assistant\nSo.<|im_end|>",
)  # fmt: skip
CONTEXTS = ("", "  ", "<noinput>", " N/A ", "It is so.", "Why? It is asked.", "<i>It is</i>")
LONG = ("answers", "note", "code")  # a list of answers may stand there, or a program, which its value tells
LAYOUTS = (
    ("instruction", "input", "output"), ("question", "text", "answer"), ("problem", "body", "solution"), ("question", "context", "answers"),
    ("invocation", "cmd", "note"), ("instruction", "id", "response"), ("text", "note", "code"),
)  # fmt: skip


def _both(source: Source, record: dict[str, Any]) -> tuple[Any, Any, bool]:
    short, long = Mapper(source, "instruction"), Mapper(source, "instruction")
    long.pair = lambda _: None
    return short(record), long(record), short.pair(record) is not None


@pytest.mark.parametrize("layout", LAYOUTS, ids="-".join)
@pytest.mark.parametrize("named", [False, True])
def test_the_short_way_ends_where_the_long_one_does(layout: tuple[str, str, str], named: bool) -> None:
    asks, about, says = layout
    source = Source(path="-", map={"prompt": asks, "response": says} if named else {})
    taken = 0
    for question, context, answer in product(QUESTIONS, CONTEXTS, ANSWERS):
        short, long, plain = _both(source, {asks: question, about: context, says: answer})
        assert short == long, (question, context, answer)
        taken += plain
    assert not taken if says in LONG and not named else taken >= 50


@pytest.mark.parametrize(
    "told",
    [
        {"map": {"prompt": "q", "response": "a", "language": "l"}},
        {"map": {"prompt": ["q", "l"], "response": "a"}},
        {"map": {"prompt": "q", "response": "a"}, "groups": {"by": "l"}},
        {"map": {"prompt": "$.q", "response": "a"}},
        {"map": {"prompt": "q", "response": "a", "name": "l"}},
    ],
)
def test_what_says_more_takes_the_long_way(told: dict[str, Any]) -> None:
    short, long, plain = _both(Source(path="-", **told), {"q": "Why?", "a": "So.", "l": "en"})
    assert short == long and short.drafts
    assert not plain
