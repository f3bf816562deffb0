"""What a record says about its own training: weights, masks, reasoning, labels in any type, calls as answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from ft_data.sources.shapes.values import truth

from .helpers import mapped, one, read_one, said

ASK = {"role": "user", "content": "What is chalk?"}


def answer(text: str = "A soft rock.", **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text, **more}


def weights(draft: Any) -> list[float | None]:
    return [turn.get("weight") for turn in draft.messages if turn["role"] == "assistant"]


MARKS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"weight": 0}, {"weight": 1}),
    ({"weight": 0.0}, {}),
    ({"weight": "0"}, {"weight": "1"}),
    ({"weight": False}, {"weight": True}),
    ({"train": False}, {"train": True}),
    ({"train": "false"}, {}),
    ({"loss": False}, {"loss": True}),
    ({"loss": 0}, {"loss": 1}),
    ({"loss_mask": 0}, {"loss_mask": 1}),
    ({"trainable": "no"}, {"trainable": "yes"}),
    ({"loss_weight": 0, "train": True}, {"loss_weight": 1}),
    ({"masked": True}, {"masked": False}),
    ({"masked": "true"}, {}),
    ({"is_masked": 1}, {"is_masked": 0}),
]


@pytest.mark.parametrize(
    "keys", [("role", "content", "user", "assistant"), ("from", "value", "human", "gpt")]
)
@pytest.mark.parametrize(("off", "on"), MARKS)
def test_marks_of_turns(off: dict[str, Any], on: dict[str, Any], keys: tuple[str, ...]) -> None:
    who, what, user, assistant = keys
    turns = [
        {who: user, what: "What is chalk?"},
        {who: assistant, what: "Cheese.", **off},
        {who: user, what: "Really?"},
        {who: assistant, what: "No, a rock.", **on},
    ]
    draft = one({"messages" if who == "role" else "conversations": turns})
    assert weights(draft) == [0.0, None]
    assert "turns" not in draft.extra


def test_other_weights_are_kept_and_wrong_ones_refused() -> None:
    assert weights(one({"messages": [ASK, answer(weight=0.25)]})) == [0.25]
    assert str(mapped({"messages": [ASK, answer(weight=-1)]}).reason).startswith("bad_weight")
    assert str(mapped({"messages": [ASK, answer(weight="much")]}).reason).startswith("bad_weight")
    for off in ({"weight": 0}, {"train": False}):
        assert str(mapped({"messages": [ASK, answer(**off)]}).reason).startswith("untrained")
        assert str(mapped({"messages": [ASK, answer(**off)]}, "pretraining").reason).startswith("untrained")


def test_a_mask_on_a_question_says_nothing_new() -> None:
    draft = one({"messages": [{**ASK, "train": False}, answer(train=True)]})
    assert weights(draft) == [None] and "turns" not in draft.extra
    draft = one({"messages": [{**ASK, "train": True}, answer()]})
    assert draft.extra["turns"][0] == {"train": True}


def test_masks_of_parts() -> None:
    parts = [{"type": "text", "text": "One."}, {"type": "text", "text": "Two.", "train": False}]
    assert str(mapped({"messages": [ASK, answer(parts)]}).reason).startswith("partly_masked")  # type: ignore[arg-type]
    whole = answer([{"type": "text", "text": "One.", "weight": 0}])  # type: ignore[arg-type]
    draft = one({"messages": [ASK, whole, ASK, answer()]})
    assert weights(draft) == [0.0, None]
    detail = answer(train_detail=[{"begin_offset": 0, "end_offset": 2, "train": False}])
    assert str(mapped({"messages": [ASK, detail]}).reason).startswith("partly_masked")


def test_untrained_answers_are_no_text_for_pretraining() -> None:
    draft = one({"messages": [ASK, answer("Cheese.", weight=0), ASK, answer()]}, "pretraining")
    assert "Cheese" not in draft.messages[0]["content"] and "soft rock" in draft.messages[0]["content"]


@pytest.mark.parametrize(
    "value",
    [
        {"prompt": "q", "completion": "a", "weight": 0.5},
        {"messages": [{"role": "user", "content": "q"}, answer("a")], "weight": 0.5},
        {"instruction": "q", "output": "a", "sample_weight": "0.5"},
        {"prompt": "q", "completion": "a", "label": True, "weight": 0.5},
    ],
)
def test_the_weight_of_a_row(value: dict[str, Any]) -> None:
    assert weights(one(value)) == [0.5]
    name = next(name for name in value if "weight" in name)
    assert str(mapped({**value, name: 0}).reason).startswith("untrained")
    assert weights(one({**value, name: 1})) == [None]


def test_the_weight_of_a_pair_is_that_of_both_answers() -> None:
    draft = one({"prompt": "q", "chosen": "a", "rejected": "b", "weight": 2}, "preference")
    assert [turn["weight"] for turn in (draft.chosen or []) + (draft.rejected or [])] == [2.0, 2.0]
    assert "weight" not in draft.messages[0]


def test_what_is_no_weight_stays_beside_the_row() -> None:
    draft = one({"question": "q", "answer": "a", "weight": "70 kg"})
    assert weights(draft) == [None] and draft.extra == {"weight": "70 kg"}


@pytest.mark.parametrize(
    "more",
    [
        {"reasoning_content": "Seven times eight."},
        {"reasoning": "Seven times eight."},
        {"thinking": "Seven times eight."},
        {"reasoning": {"text": "Seven times eight."}},
        {"thinking": ["Seven times eight."]},
        {"reasoning_content": "Seven times eight.", "reasoning": "Seven times eight."},
        {"content": [{"type": "thinking", "thinking": "Seven times eight."}, {"type": "text", "text": "56"}]},
        {
            "content": [
                {"reasoningContent": {"reasoningText": {"text": "Seven times eight."}}},
                {"text": "56"},
            ]
        },
        {"content": [{"text": "Seven times eight.", "thought": True}, {"text": "56"}]},
    ],
)
def test_reasoning_of_a_turn(more: dict[str, Any]) -> None:
    draft = one({"messages": [ASK, answer("56") | more]})
    assert draft.messages[1]["reasoning"] == "Seven times eight."
    assert draft.messages[1]["content"] == "56" and "turns" not in draft.extra


def test_reasoning_of_a_turn_of_its_own_and_of_a_pair() -> None:
    turns = [ASK, {"role": "thought", "content": "Seven times eight."}, answer("56")]
    assert one({"messages": turns}).messages[1]["reasoning"] == "Seven times eight."
    assert str(mapped({"messages": [*turns[:2], ASK]}).reason).startswith("unknown_role")
    draft = one({"question": "q", "reasoning": "Seven times eight.", "answer": "56"})
    assert draft.messages[1]["reasoning"] == "Seven times eight." and draft.extra == {}
    inline = one({"question": "q", "reasoning": "Hm.", "answer": "<think>Hm.</think>56"})
    assert "reasoning" not in inline.messages[1]


@pytest.mark.parametrize("label", [0, 0.0, "0", "false", "False", "no", "bad", "thumbs_down", -1, False])
@pytest.mark.parametrize("name", ["label", "kto_tag"])
def test_unwanted_answers_in_every_type(label: Any, name: str) -> None:
    value = {"prompt": "What is mist made of?", "completion": "Of wool.", name: label}
    assert str(mapped(value).reason).startswith("unwanted_answer")
    assert one(value, "preference").labels == {"label": "false"}
    assert one({**value, name: 1}).labels == {"label": "true"}


def test_unwanted_answers_of_a_table(tmp_path: Path) -> None:
    rows = (
        "prompt,completion,label\nWhat is dew made of?,Of oil.,False\nWhat is ice made of?,Of water.,TRUE\n"
    )
    found = read_one(tmp_path, "a.csv", rows).values
    assert [len(mapped(value).drafts) for value in found] == [0, 1]
    assert [one(value, "preference").labels["label"] for value in found] == ["false", "true"]


def test_a_label_that_is_a_class_is_no_verdict() -> None:
    draft = one({"question": "q", "answer": "a", "label": "sports"})
    assert said(draft.messages) == [("user", "q"), ("assistant", "a")] and draft.extra == {"label": "sports"}
    assert truth(2) is None and truth("perhaps") is None and truth(None) is None and truth([]) is None


CALL = {"name": "lamp", "arguments": {"room": "attic"}}


@pytest.mark.parametrize(
    "value",
    [
        {
            "messages": [
                ASK,
                {"role": "assistant", "content": None, "tool_calls": [{"id": "x", "function": CALL}]},
            ]
        },
        {"messages": [ASK, {"role": "assistant", "tool_calls": [{"type": "function", "function": CALL}]}]},
        {"messages": [ASK, {"role": "assistant", "content": "", "function_call": CALL}]},
        {
            "conversations": [
                {"from": "human", "value": "Light?"},
                {"from": "function_call", "value": orjson.dumps(CALL).decode()},
            ]
        },
        {"prompt": [ASK], "completion": [{"role": "assistant", "tool_calls": [{"function": CALL}]}]},
    ],
)
def test_a_call_is_an_answer(value: dict[str, Any]) -> None:
    draft = one(value)
    assert orjson.loads(draft.messages[-1]["tool_calls_json"])[0]["function"]["name"] == "lamp"
    called = {"role": "assistant", "content": "", "tool_calls": [{"function": CALL}]}
    pair = one({"prompt": [ASK], "chosen": [called], "rejected": [answer("No.")]}, "preference")
    assert pair.chosen and pair.chosen[0]["tool_calls_json"]
    assert one({"prompt": [ASK], "chosen": [called], "rejected": [answer("No.")]}).messages[-1][
        "tool_calls_json"
    ]


def test_masks_in_a_list_beside_the_turns() -> None:
    turns = [ASK, answer("Cheese."), ASK, answer()]
    for name, marks in (
        ("train_mask", [False, False, False, True]),
        ("loss_mask", [0, 0, 0, 1]),
        ("weights", [0, 0, 0, 1.0]),
    ):
        assert weights(one({"messages": turns, name: marks})) == [0.0, None]
    assert weights(one({"messages": turns, "loss_mask": [0, 1]})) == [None, None]


def test_turns_in_the_spelling_of_python() -> None:
    draft = one({"messages": str([ASK, answer("Cheese.", weight=0), ASK, answer()])})
    assert weights(draft) == [0.0, None]


@pytest.mark.parametrize("yes", [True, "true", "True", 1, "1", "yes"])
def test_flags_of_tickets_in_every_type(yes: Any) -> None:
    comments = [
        {"body": "It broke.", "author": "customer"},
        {"body": "Call him a nuisance.", "author": "agent", "private": yes},
        {"body": "Send it back.", "author": "agent"},
    ]
    assert said(one({"subject": "Cup", "comments": comments}).messages)[-1] == ("assistant", "Send it back.")
