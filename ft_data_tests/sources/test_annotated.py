"""Exports of Label Studio: answers that people wrote answer, what they chose labels, what they withdrew is nothing."""

from __future__ import annotations

from typing import Any

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
