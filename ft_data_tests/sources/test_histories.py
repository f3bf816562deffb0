"""What was said before an answer is never lost, in whatever form it stands beside it."""

from __future__ import annotations

from typing import Any

import pytest

from .helpers import mapped, one, said

ASK, SAY = {"role": "user", "content": "ask"}, {"role": "assistant", "content": "say"}
TALK = [("user", "ask"), ("assistant", "say"), ("user", "more"), ("assistant", "end")]


@pytest.mark.parametrize(
    "record",
    [
        {"context": ["ask", "say", "more"], "response": "end"},
        {"dialogue_history": ["ask", "say", "more"], "reply": "end", "sid": 3},
        {"history": ["ask", "say", "more", "end"], "docs": 4},
        {"chat_history": [ASK, SAY, {"role": "user", "content": "more"}], "answer": "end"},
        {"conversation": [ASK, SAY, {"role": "user", "content": "more"}], "response": "end"},
        {"history": ["ask", "say"], "prompt": "more", "response": "end"},
        {"history": [ASK, SAY], "instruction": "more", "output": "end"},
        {"history": [["ask", "say"]], "instruction": "more", "output": "end"},
        {"history": "User: ask\nAssistant: say", "query": "more", "response": "end"},
        {"history": ["[客户] ask", "[律师] say"], "question": "more", "answer": "end"},
    ],
)
def test_what_was_said_stands_before_the_answer(record: dict[str, Any]) -> None:
    assert said(one(record).messages) == TALK


def test_a_talk_that_holds_its_answer_already_is_read_once() -> None:
    assert said(one({"messages": [ASK, SAY], "response": "say"}).messages) == TALK[:2]


def test_who_speaks_first_of_an_uneven_number_is_told_by_who_asks_last() -> None:
    found = one({"context": ["Good day!", "ask"], "response": "say"})
    assert said(found.messages) == TALK[:2] and found.extra["left_out"] == {"greeting": 1}


def test_passages_beside_a_question_are_no_talk() -> None:
    found = one({"context": ["One passage.", "Another."], "question": "ask", "answer": "say"})
    assert said(found.messages)[-1] == ("assistant", "say") and len(found.messages) == 2


def test_one_turn_is_the_answer_whoever_is_said_to_speak() -> None:
    record = {
        "system": [{"role": "user", "content": "be"}],
        "prompt": [ASK],
        "chosen": [SAY],
        "rejected": [{"role": "user", "content": "no"}],
    }
    found = one(record, "preference")
    assert said(found.messages) == [("system", "be"), ("user", "ask")]
    assert said(found.rejected) == [("assistant", "no")]


def test_an_answer_without_a_rating_is_neither_best_nor_worst() -> None:
    record = {"instruction": "ask", "generations": ["hm", "say", "no"], "ratings": [None, 5, None]}
    assert mapped(record, "preference").reason == "undecided: no answer is worth more than another"
    assert said(one(record).messages)[-1] == ("assistant", "say")


def test_places_in_a_text_are_no_label() -> None:
    assert one({"text": "words", "labels": [[0, 3, "THING"]]}).labels == {}
    assert one({"text": "words", "label": ["one", "two"]}).labels == {"label": "one, two"}
