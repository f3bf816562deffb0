"""Exports of Label Studio: answers that people wrote answer, what they chose labels, what they withdrew is nothing."""

from __future__ import annotations

from typing import Any

from ft_data.stages.proposing import propose

from .helpers import mapped, one, said


def note(kind: str, value: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": 5, "result": [{"value": value, "from_name": "it", "to_name": "x", "type": kind}], **more}


def test_written_answers_answer() -> None:
    task = {"id": 1, "data": {"prompt": "ask"}, "predictions": []}
    told = one({**task, "annotations": [note("textarea", {"text": ["say"]}, was_cancelled=False)]})
    assert said(told.messages) == [("user", "ask"), ("assistant", "say")]
    several = mapped({**task, "annotations": [note("textarea", {"text": [text]}) for text in ("say", "yes")]})
    assert [said(each.messages)[-1][1] for each in several.drafts] == ["say", "yes"]


def test_what_was_withdrawn_is_no_answer() -> None:
    bad = note("textarea", {"text": ["asdf"]}, was_cancelled=True)
    alone = mapped({"data": {"prompt": "ask"}, "annotations": [bad]})
    assert not alone.drafts and alone.reason == "no_response: every annotation was cancelled"
    both = one({"data": {"prompt": "ask"}, "annotations": [bad, note("textarea", {"text": "say"})]})
    assert said(both.messages)[-1] == ("assistant", "say")


def test_choices_and_ratings_are_labels() -> None:
    text = one(
        {"data": {"sentence": "A line."}, "annotations": [note("choices", {"choices": ["Good", "Long"]})]}
    )
    assert (text.kind, said(text.messages), text.labels) == (
        "text",
        [("user", "A line.")],
        {"it": "Good, Long"},
    )
    judged = one(
        {"data": {"question": "ask", "answer": "say"}, "annotations": [note("rating", {"rating": 4})]}
    )
    assert said(judged.messages) == [("user", "ask"), ("assistant", "say")] and judged.labels == {"it": "4"}


def test_a_task_that_says_nothing_is_named() -> None:
    found = mapped({"data": {"image": 1}, "annotations": [note("choices", {"choices": ["x"]})]})
    assert found.reason and found.reason.startswith("unknown_shape")
    spans = {
        "data": {"text": "A line."},
        "annotations": [note("labels", {"start": 0, "end": 4, "labels": ["N"]})],
    }
    assert said(one(spans).messages) == [("user", "A line.")]


def test_responses_that_people_submitted_answer_or_label() -> None:
    fields = {"question": "ask", "context": "it"}
    values = {"answer": {"value": "say"}, "quality": {"value": 3}}
    old = {
        "fields": fields,
        "responses": [{"status": "discarded", "values": {"answer": {"value": "no"}}}, {"values": values}],
    }
    new = {
        "fields": fields,
        "responses": {"answer": [{"value": "no", "status": "draft"}, {"value": "say", "status": "submitted"}], "quality": [{"value": 3}]},
    }  # fmt: skip
    for record in (old, new):
        found = one(record)
        assert said(found.messages) == [("user", "it\n\nask"), ("assistant", "say")]
        assert found.labels == {"quality": "3"}
    judged = one({"fields": {"prompt": "ask", "response": "say"}, "responses": {"quality": [{"value": 5}]}})
    assert said(judged.messages) == [("user", "ask"), ("assistant", "say")] and judged.labels == {
        "quality": "5"
    }
    differ = one(
        {
            "fields": {"prompt": "ask", "response": "say"},
            "responses": {"quality": [{"value": 5}, {"value": 1}]},
        }
    )
    assert not differ.labels and differ.extra["responses"] == {"quality": ["5", "1"]}
    nobody = mapped({"fields": fields, "responses": []})
    assert nobody.reason == "no_response: there is a question and no answer"


def test_two_texts_of_one_kind_are_no_question_and_answer() -> None:
    records = [
        {"text_1": f"The first line of pair {n} here.", "text_2": f"The second line of pair {n} here."}
        for n in range(3)
    ]
    proposed = propose(records)
    assert not proposed.map and "map: {prompt: text_1, response: text_2}" in proposed.unclear


def test_tools_stand_among_the_settings_of_a_template() -> None:
    turns = [{"role": "user", "content": "ask"}, {"role": "assistant", "content": "say"}]
    tool = {"type": "function", "function": {"name": "look"}}
    assert '"look"' in (one({"messages": turns, "chat_template_kwargs": {"tools": [tool]}}).tools_json or "")
    assert one({"messages": turns, "chat_template_kwargs": {"enable_thinking": False}}).tools_json is None


def test_a_system_text_that_a_template_wrote_before_each_answer_comes_first() -> None:
    head = "<|im_start|>system\nbe<|im_end|>\n<|im_start|>assistant\n"
    found = one(
        {
            "prompt": "<|im_start|>user\nask<|im_end|>\n",
            "chosen": f"{head}say<|im_end|>",
            "rejected": f"{head}no<|im_end|>",
        },
        "preference",
    )
    assert said(found.messages) == [("system", "be"), ("user", "ask")]
    assert (said(found.chosen), said(found.rejected)) == ([("assistant", "say")], [("assistant", "no")])
