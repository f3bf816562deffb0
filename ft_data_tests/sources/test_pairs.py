from __future__ import annotations

from typing import Any

import orjson
import pytest

from ft_data.sources import shapes

from .helpers import mapped, one, said

PAIR = [("user", "ask"), ("assistant", "say")]
TURNS = [{"role": "user", "content": "ask"}, {"role": "assistant", "content": "say"}]


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ({"instruction": "ask", "output": "say"}, "alpaca"),
        ({"instruction": "ask", "input": "", "output": "say", "response": "say"}, "alpaca"),
        ({"Instruction": "ask", "Response": "say"}, "alpaca"),
        ({"prompt": "ask", "completion": "say"}, "prompt_completion"),
        ({"prompt": TURNS[:1], "completion": TURNS[1:]}, "prompt_completion"),
        ({"question": "ask", "answer": "say"}, "qa"),
        ({"Question": "ask", "Best Answer": "say", "Source": "x"}, "qa"),
        ({"question": "ask", "answers": {"text": ["say", "or say"], "answer_start": [1, 2]}}, "qa"),
        ({"input": "ask", "target": "say"}, "prompt_completion"),
        ({"messages": TURNS}, "messages"),
        ({"messages": orjson.dumps(TURNS).decode()}, "messages"),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "text": "ask"}]}, TURNS[1]]},
            "messages",
        ),
        ({"conversations": [{"from": "human", "value": "ask"}, {"from": "gpt", "value": "say"}]}, "sharegpt"),
        ({"dialog": ["ask", "say"]}, "messages"),
        (
            {"utterances": [{"speaker": "USER", "text": "ask"}, {"speaker": "ASSISTANT", "text": "say"}]},
            "thread",
        ),
        ({"messages": [{"author": "ann", "text": "ask"}, {"author": "bob", "text": "say"}]}, "thread"),
        ({"data": {"instruction": "ask", "output": "say"}}, "alpaca"),
    ],
)
def test_pairs_in_many_spellings(value: dict[str, Any], shape: str) -> None:
    found = shapes.detect(value)
    assert found.shape == shape
    assert "ask" not in found.evidence
    draft = one(value)
    assert (draft.kind, said(draft.messages)) == ("instruction", PAIR)


def test_system_input_history_and_tools() -> None:
    draft = one(
        {"instruction": "ask", "input": "this", "output": "say", "system": "be kind", "history": [["a", "b"]]}
    )
    assert said(draft.messages) == [
        ("system", "be kind"),
        ("user", "a"),
        ("assistant", "b"),
        ("user", "ask\n\nthis"),
        ("assistant", "say"),
    ]
    assert draft.kind == "conversation"
    draft = one({"context": "facts", "question": "ask", "answer": "say", "tools": [{"name": "t"}]})
    assert said(draft.messages) == [("user", "facts\n\nask"), ("assistant", "say")]
    assert draft.tools_json == '[{"name":"t"}]'


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"instruction": "ask", "output": ""}, "empty_response: the answer is empty"),
        ({"instruction": "ask", "output": " \n"}, "empty_response: the answer is empty"),
        ({"instruction": "ask", "output": None}, "empty_response: the answer is empty"),
        ({"instruction": " ", "output": "say"}, "empty_prompt: the question is empty"),
        ({"prompt": "ask", "key": 1}, "no_response: there is a question and no answer"),
        ({"turns": ["ask", "ask again"]}, "no_response: nobody answers"),
        ({"messages": TURNS[:1]}, "no_response: nobody answers"),
        ({"messages": []}, "empty_text: the conversation has no turns"),
        ({"messages": TURNS[1:]}, "empty_prompt: nobody asks anything"),
        (
            {"messages": [TURNS[0], {"role": "assistant", "content": ""}]},
            "empty_response: the answers are empty",
        ),
        (
            {"messages": [TURNS[0], {"role": "assistant", "content": [{"type": "image_url"}]}]},
            "not_text: a message holds something other than text",
        ),
        ({"text": " "}, "empty_text: the text is empty"),
        ({"a": "x", "b": [2]}, "unknown_shape: no known layout: give the source a `map`"),
        ({"a": 1, "b": [2]}, "unknown_shape: no known layout: no field holds text that a `map` could name"),
        ([1, 2], "unknown_shape: no known layout: no field holds text that a `map` could name"),
        (None, "unknown_shape: no known layout: no field holds text that a `map` could name"),
    ],
)
def test_records_that_make_no_example_say_why(value: Any, reason: str) -> None:
    assert mapped(value) == ((), reason)


def test_an_explicit_shape_is_held_to() -> None:
    assert (
        mapped({"text": "x"}, shape="alpaca").reason
        == "unknown_shape: the fields are not those of shape alpaca"
    )
    assert one({"text": "x", "messages": TURNS}, shape="text").kind == "text"
    assert said(one({"text": "x", "messages": TURNS}).messages) == PAIR
    with pytest.raises(ValueError, match="needs a `map`"):
        mapped({"text": "x"}, shape="map")


def test_instances_split_a_task() -> None:
    value = {
        "id": "t",
        "instruction": "ask",
        "instances": [{"input": "", "output": "say"}, {"input": "b", "output": "say b"}],
    }
    found = mapped(value)
    assert [said(draft.messages) for draft in found.drafts] == [
        PAIR,
        [("user", "ask\n\nb"), ("assistant", "say b")],
    ]
    assert one({**value, "instances": value["instances"][:1]}).extra == {"id": "t"}
    empty = {**value, "instances": [{"input": "", "output": ""}, {"input": "", "output": ""}]}
    assert mapped(empty).reason == "empty_response: the answer is empty"


def test_pretraining_wants_breadth() -> None:
    assert said(one({"question": "ask", "answer": ""}, "pretraining").messages) == [("user", "ask")]
    assert said(one({"messages": TURNS[:1]}, "pretraining").messages) == [("user", "ask")]
    assert said(one({"turns": ["a", "b"]}, "pretraining").messages) == [("user", "a\n\nb")]
    assert mapped({"question": "", "answer": ""}, "pretraining").reason == "empty_text: the text is empty"


def test_classification_rows_are_text_with_labels() -> None:
    draft = one({"text": "my card?", "category": "card_arrival", "id": 3})
    assert (draft.kind, said(draft.messages), draft.labels, draft.extra) == (
        "text",
        [("user", "my card?")],
        {"category": "card_arrival"},
        {"id": 3},
    )
    draft = one({"": "0", "class": "2", "tweet": "hi"})
    assert (said(draft.messages), draft.labels, draft.extra) == ([("user", "hi")], {"class": "2"}, {"": "0"})
    assert one({"sentence": "x", "label": 1}).labels == {"label": "1"}
    assert said(one("bare").messages) == [("user", "bare")]


ANSWERED = [{"role": "user", "content": "ask"}, {"role": "assistant", "content": "say"}]


@pytest.mark.parametrize(
    "value",
    [
        {"prompt": "ask", "completion": ANSWERED},
        {"prompt": ANSWERED, "completion": ANSWERED[1:]},
        {"prompt": ANSWERED[:1], "completion": ANSWERED},
        {"prompt": ANSWERED, "completion": "say"},
        {"prompt": ANSWERED[:1], "completion": ANSWERED[1:]},
        {"prompt": ANSWERED, "completion": "say", "label": True},
    ],
)
def test_an_exchange_stands_once(value: dict[str, Any]) -> None:
    assert said(one(value).messages) == [("user", "ask"), ("assistant", "say")]


@pytest.mark.parametrize("blank", ["<noinput>", "No input.", "N/A", "none"])
def test_an_input_that_says_there_is_none_is_none(blank: str) -> None:
    assert said(one({"instruction": "ask", "input": blank, "output": "say"}).messages)[0] == ("user", "ask")
    assert (
        said(
            one(
                {"instruction": "ask", "input": blank, "chosen": "say", "rejected": "no"}, "preference"
            ).messages
        )[0][1]
        == "ask"
    )
