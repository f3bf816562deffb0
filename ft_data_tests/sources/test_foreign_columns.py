"""Layouts as other people name and wrap their columns: found, or refused; never half of them trained."""

from __future__ import annotations

from typing import Any

import pytest

from ft_data.sources import shapes

from .helpers import mapped, one, said

PAIR = [("user", "ask"), ("assistant", "say")]
SAY = {"role": "assistant", "content": "say"}


@pytest.mark.parametrize(
    "value",
    [
        {"input": [{"role": "user", "content": "ask"}], "output": SAY},
        {"prompt": "ask", "response": SAY},
        {"prompt": "ask", "response": {"from": "gpt", "value": "say"}},
        {"question": "ask", "answer": {"author": "assistant", "text": "say"}},
        {"name": "ask", "acceptedAnswer": {"@type": "Answer", "text": "say"}, "@type": "Question"},
        {"translation": {"en": "ask", "de": "say"}, "id": "7"},
        {"en": "ask", "zh-CN": "say"},
        {"short_description": "ask", "close_notes": "say", "number": "INC1", "priority": "3"},
        {"topic": "home", "input": "A talk.\n[|Human|] ask\n[|AI|] say\n[|Human|] "},
        {"id": 1, "rendered": "<|im_start|>user\nask<|im_end|>\n<|im_start|>assistant\nsay<|im_end|>\n"},
    ],
    ids=lambda value: " ".join(value),
)
def test_a_question_and_its_answer(value: dict[str, Any]) -> None:
    draft = one(value)
    assert said(draft.messages) == PAIR


def test_an_answer_that_is_an_object_stays_one() -> None:
    made = {"name": "Ann", "text": "hi", "role": "engineer"}
    draft = one({"prompt": "ask", "response": {"person": "Ann", "role": "engineer"}})
    assert said(draft.messages)[1] == ("assistant", '{"person":"Ann","role":"engineer"}')
    assert said(one({"prompt": "ask", "response": made}).messages)[1][1] == "hi"  # an object of one text


@pytest.mark.parametrize(
    "text",
    [
        "\n\nHuman: ask\n\nAssistant:",
        "\n\nHuman: ask\n\nAssistant: ",
        "User: ask\nAI:",
        "<|im_start|>user\nask<|im_end|>\n<|im_start|>assistant\n",
        "Below is an instruction.\n\n### Instruction:\nask\n\n### Response:\n",
    ],
)
def test_a_question_that_is_written_in_a_template_is_taken_out_of_it(text: str) -> None:
    assert said(one({"prompt": text, "response": "say"}).messages) == PAIR
    assert said(one({"prompt": text, "response": "say", "system": ""}).messages) == PAIR
    pair = one({"prompt": text, "chosen": "say", "rejected": "no"}, "preference")
    assert said(pair.messages) == [("user", "ask")]


def test_what_was_said_before_an_open_template_stays() -> None:
    draft = one({"prompt": "Human: a\n\nAssistant: b\n\nHuman: ask\n\nAssistant:", "response": "say"})
    assert said(draft.messages) == [("user", "a"), ("assistant", "b"), *PAIR]


@pytest.mark.parametrize(
    "text", ["Who wrote this?\nAssistant:", "Complete: Human: hello", "What is an AI?", "Assistant:"]
)
def test_a_question_that_only_looks_so_stays(text: str) -> None:
    assert said(one({"prompt": text, "response": "say"}).messages)[0] == ("user", text)


@pytest.mark.parametrize("ask", ["query", "input", "user_input", "question"])
@pytest.mark.parametrize("mark", ["thumbs_up", "liked", "desirable", "is_good"])
def test_a_mark_on_an_answer_counts_whatever_the_question_is_called(ask: str, mark: str) -> None:
    wanted = {ask: "ask", "answer": "say", mark: True}
    assert said(one(wanted).messages) == PAIR
    refused = mapped(wanted | {mark: False})
    assert not refused.drafts and refused.reason.startswith("unwanted_answer")


def test_a_premise_belongs_to_the_question() -> None:
    draft = one(
        {"premise": "It rained.", "choice1": "no", "choice2": "say", "question": "effect", "label": 1}
    )
    assert said(draft.messages) == [
        ("user", "It rained.\n\neffect\n\n1. no\n2. say"),
        ("assistant", "2. say"),
    ]


def test_columns_that_only_look_like_languages_are_none() -> None:
    assert shapes.detect({"id": "a", "no": "b"}).shape == "unknown"  # an id and a number
    assert shapes.detect({"en": "ask", "de": "say", "fr": "dire"}).shape == "unknown"  # which asks?
