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


@pytest.mark.parametrize(
    ("asks", "given"),
    [
        ("Count the vowels in the following word", "word"),
        ("Is it an animal or a plant?", "plant"),
        ("Translate into French", "French"),
    ],
)
def test_a_short_input_is_kept_though_its_letters_stand_in_the_instruction(asks: str, given: str) -> None:
    assert said(one({"instruction": asks, "input": given, "output": "say"}).messages) == [
        ("user", f"{asks}\n\n{given}"),
        ("assistant", "say"),
    ]


def test_a_passage_that_the_instruction_quotes_is_not_said_twice() -> None:
    given = "She is taking a short break from all of her practice."
    asks = f'Rewrite this: "{given}"'
    assert said(one({"instruction": asks, "input": given, "output": "say"}).messages)[0] == ("user", asks)


@pytest.mark.parametrize("name", ["text", "content", "query"])
@pytest.mark.parametrize(
    "whole",
    [
        "### Instruction: What is a fjord?\n### Response: An inlet.",
        "Be nice.\n\nQ: What  is a fjord?\nA: An  inlet.</s>",
        "<s>[INST] Be nice. [/INST] An inlet.",
    ],
)
def test_a_text_that_holds_question_and_answer_is_no_context(name: str, whole: str) -> None:
    record = {"instruction": "What is a fjord?", "response": "An inlet.", name: whole}
    assert said(one(record).messages) == [("user", "What is a fjord?"), ("assistant", "An inlet.")]
    assert "An inlet" not in said(one({**record, "system": "You help."}).messages)[1][1]


def test_a_word_that_asks_stands_before_a_text_in_which_it_stands_too() -> None:
    record = {"instruction": "Translate", "response": "Bonjour", "content": "Hello. Translate this."}
    assert said(one(record).messages)[0] == ("user", "Translate\n\nHello. Translate this.")
    record = {"instruction": "Define", "response": "say", "text": "Define: a verb."}
    assert said(one(record).messages)[0] == ("user", "Define\n\nDefine: a verb.")


@pytest.mark.parametrize("given", ["handbook.pdf", "sales_2020", ["a/b.txt", "c-1"]])
def test_the_name_of_a_file_is_nothing_that_a_question_is_about(given: Any) -> None:
    for name in ("document", "table", "contexts"):
        assert said(one({"question": "ask", "answer": "say", name: given}).messages) == PAIR
    assert (
        said(one({"question": "ask", "answer": "say", "document": "A long one."}).messages)[0][1]
        == "A long one.\n\nask"
    )


def test_a_letter_that_answers_is_found_in_many_a_text() -> None:
    record = {"instruction": "Define", "response": "s", "text": "Define: is a verb."}
    assert said(one(record).messages)[0] == ("user", "Define\n\nDefine: is a verb.")
