"""Prompts and answers that were written out for one model lose its marks, and their turns come back."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from .helpers import mapped, one, said

SYSTEM, EARLIER, LAST = ("system", "be"), [("user", "a"), ("assistant", "b")], ("user", "ask")
WRITTEN: list[tuple[str, list[tuple[str, str]]]] = [
    ("<s>[INST] <<SYS>>\nbe\n<</SYS>>\n\na [/INST] b </s><s>[INST] ask [/INST]", [SYSTEM, *EARLIER, LAST]),
    ("[INST] ask [/INST]", [LAST]),
    ("<|system|>\n</s>\n<|user|>\nask</s>\n<|assistant|>\n", [LAST]),
    (
        "<|system|>\nbe</s>\n<|user|>\na</s>\n<|assistant|>\nb</s>\n<|user|>\nask</s>\n",
        [SYSTEM, *EARLIER, LAST],
    ),
    (
        "<|im_start|>system\nbe<|im_end|>\n<|im_start|>user\nask<|im_end|>\n<|im_start|>assistant\n",
        [SYSTEM, LAST],
    ),
    (
        "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\na<|eot_id|><|start_header_id|>assistant<|end_header_id|>"
        "\n\nb<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nask<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
        [*EARLIER, LAST],
    ),
    ("<bos><start_of_turn>user\nask<end_of_turn>\n<start_of_turn>model\n", [LAST]),
    ("\n\nHuman: a\n\nAssistant: b\n\nHuman: ask\n\nAssistant:", [*EARLIER, LAST]),
    ("Human: ask\n\nAssistant: ", [LAST]),
    ("be USER: a ASSISTANT: b</s>USER: ask ASSISTANT:", [SYSTEM, *EARLIER, LAST]),
    ("### Human: ask\n### Assistant:", [LAST]),
]
SAY, NO = "<|assistant|>\nsay</s>\n", "<|assistant|>\nno</s>\n"


@pytest.mark.parametrize(("prompt", "turns"), WRITTEN)
def test_marks_of_a_model_are_no_words_of_a_prompt(prompt: str, turns: list[tuple[str, str]]) -> None:
    pair = one({"prompt": prompt, "completion": "say"})
    assert said(pair.messages) == [*turns, ("assistant", "say")]
    compared = one({"prompt": prompt, "chosen": "say", "rejected": "no"}, "preference")
    assert said(compared.messages) == turns
    assert (said(compared.chosen), said(compared.rejected)) == ([("assistant", "say")], [("assistant", "no")])
    judged = one({"prompt": prompt, "completion": "say", "label": True}, "preference")
    assert said(judged.messages) == [*turns, ("assistant", "say")]
    ranked = {"prompt": prompt, "answers": [{"answer": "no", "rank": 2}, {"answer": "say", "rank": 1}]}
    assert said(one(ranked, "preference").messages) == turns


@pytest.mark.parametrize(
    ("mark", "end"),
    [
        ("<|assistant|>\n", "</s>\n"),
        ("<|im_start|>assistant\n", "<|im_end|>\n"),
        ("<|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot_id|>"),
        ("<start_of_turn>model\n", "<end_of_turn>\n"),
    ],
)
def test_and_no_words_of_an_answer(mark: str, end: str) -> None:
    pair = one({"prompt": "ask", "completion": f"{mark}say{end}"})
    assert said(pair.messages) == [LAST, ("assistant", "say")]
    compared = one({"prompt": "ask", "chosen": f"{mark}say{end}", "rejected": f"{mark}no{end}"}, "preference")
    assert (said(compared.chosen), said(compared.rejected)) == ([("assistant", "say")], [("assistant", "no")])


@pytest.mark.parametrize(
    "text",
    [
        "<|im_start|>user\nHello<|im_end|>\nWhich template is this?",
        "<p>What does this tag do?</p>",
        "[1, 2, 3]: sort them the other way round",
        "Summarise this.\n\nUser: Hi.\nAssistant: Hello.\nUser: Bye.",
        "What does a doctor say after `Assistant:`",
        "Human: sapiens or neanderthal, who came first?",
    ],
)
def test_a_prompt_about_marks_keeps_them(text: str) -> None:
    assert said(one({"prompt": text, "completion": "say"}).messages) == [("user", text), ("assistant", "say")]


def test_an_answer_about_marks_keeps_them() -> None:
    text = "<|im_start|>assistant\nHi<|im_end|>\nis how ChatML writes an answer."
    assert said(one({"prompt": "ask", "completion": text}).messages) == [LAST, ("assistant", text)]


def test_a_pair_is_written_as_talks_in_an_order_or_beside_what_is_rejected() -> None:
    talks = [
        [
            {"role": "user", "content": "a"},
            {"role": "assistant", "content": "b"},
            {"role": "user", "content": "ask"},
            {"role": "assistant", "content": last},
        ]
        for last in ("say", "no")
    ]
    records: list[dict[str, Any]] = [
        {"question": "a", "answer": talks},
        {"messages": talks[0], "rejected_response": "no"},
        {"messages": talks[0], "rejected_response": [{"role": "assistant", "content": "no"}]},
        {"system": None, "messages": talks[0], "rejected_answer": "no"},
        {"messages": talks[0], "rejected_messages": talks[1]},
    ]
    for record in records:
        found = one(record, "preference")
        assert said(found.messages) == [*EARLIER, LAST]
        assert (said(found.chosen), said(found.rejected)) == ([("assistant", "say")], [("assistant", "no")])
        assert said(one(record).messages) == [*EARLIER, LAST, ("assistant", "say")]
    simple = one({"query": "ask", "response": "say", "rejected_response": "no"}, "preference")
    assert (said(simple.chosen), said(simple.rejected)) == ([("assistant", "say")], [("assistant", "no")])


def test_an_answer_is_rejected_for_each_turn_or_not_at_all() -> None:
    turns = [
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": "b"},
        {"role": "user", "content": "ask"},
        {"role": "assistant", "content": "say"},
    ]
    drafts = mapped({"messages": turns, "rejected_response": ["x", "no"]}, "preference").drafts
    assert [said(each.chosen) for each in drafts] == [[("assistant", "b")], [("assistant", "say")]]
    assert [said(each.rejected) for each in drafts] == [[("assistant", "x")], [("assistant", "no")]]
    assert [len(each.messages) for each in drafts] == [1, 3]
    unclear = mapped({"messages": turns, "rejected_response": ["x", "y", "no"]}, "preference")
    assert unclear.reason == "incomplete_triple: 3 rejected answers beside 2 answers"
    empty = mapped({"messages": turns, "rejected_response": ""}, "instruction")
    assert said(empty.drafts[0].messages)[-1] == ("assistant", "say")


def test_an_object_around_an_answer_is_not_the_answer() -> None:
    record = {"id": "1", "input": "ask", "output": {"v": 1, "output": "say", "source": {"type": "human"}}}
    assert said(one(record).messages) == [LAST, ("assistant", "say")]
    structured = one({"input": "ask", "output": {"colour": "red"}})
    assert said(structured.messages)[-1] == ("assistant", '{"colour":"red"}')


def test_numbers_that_people_gave_are_no_conversation() -> None:
    record = {
        "id": "1",
        "fields": {"prompt": "ask", "response": "say"},
        "responses": {"quality": [{"value": 5, "user_id": "u"}, {"value": 1, "user_id": "v"}]},
    }
    assert said(one(record).messages) == [LAST, ("assistant", "say")]
    assert mapped({"comments": [{"user_id": "u", "value": 5}, {"user_id": "v", "value": 1}]}).reason


def test_a_tool_whose_parameters_are_text_has_them_as_an_object() -> None:
    tool = {"name": "look", "parameters": '{"type": "object"}'}
    turns = [{"role": "user", "content": "ask"}, {"role": "assistant", "content": "say"}]
    for tools in ([tool], [{"type": "function", "function": tool}], orjson.dumps([tool]).decode()):
        (found,) = orjson.loads(one({"messages": turns, "tools": tools}).tools_json or "")
        assert found.get("function", found)["parameters"] == {"type": "object"}


def test_a_licence_that_a_table_does_not_state_is_the_source_s() -> None:
    assert one({"question": "ask", "answer": "say", "license": "nan"}).license is None
    assert one({"question": "ask", "answer": "say", "license": "unknown"}).license == "unknown"
