"""Questions with choices, answers with scores, sides with a winner in words, several answers a side, joined lists."""

from __future__ import annotations

from typing import Any

import pytest

from ft_data.sources.shapes import proposal
from ft_data.sources.shapes.preference import side

from .helpers import mapped, one, said

Q = {"question": "ask", "choices": ["north", "south", "east"]}


@pytest.mark.parametrize(
    ("answer", "want"),
    [
        (0, "A. north"), (2, "C. east"), ("B", "B. south"), ("(b)", "B. south"), ("south", "B. south"), ("2", "C. east"),
        (1.0, "B. south"), ("B. south", "B. south"), (["A", "C"], "A. north\nC. east"),
        ("It lies in the south.", "It lies in the south."),
    ],
)  # fmt: skip
def test_the_answer_to_choices(answer: Any, want: str) -> None:
    draft = one({**Q, "answer": answer})
    assert said(draft.messages) == [("user", "ask\n\nA. north\nB. south\nC. east"), ("assistant", want)]


@pytest.mark.parametrize("answer", [-1, 3, "Z", "", None, "west", []])
def test_an_answer_that_names_no_choice_is_none(answer: Any) -> None:
    assert not mapped({**Q, "answer": answer}).drafts


@pytest.mark.parametrize("mark", ["correct", "is_correct", "isCorrect", "right"])
@pytest.mark.parametrize("field", ["answers", "options"])
def test_choices_say_of_themselves_which_is_right(mark: str, field: str) -> None:
    """The first of the list had been the answer, whatever it said of itself."""
    options = [
        {"text": "a hat", mark: False, "choice": "A"},
        {"text": "a feather", mark: True, "choice": "B"},
    ]
    found = one({"question": "What did he wear?", field: options})
    assert [turn["content"] for turn in found.messages] == [
        "What did he wear?\n\nA. a hat\nB. a feather",
        "B. a feather",
    ]


def test_choices_keep_what_the_question_is_about() -> None:
    draft = one({"article": "it", "question": "ask", "options": ["no", "say"], "answer": "B", "system": "be"})
    assert said(draft.messages)[:2] == [("system", "be"), ("user", "it\n\nask\n\nA. no\nB. say")]


def test_numbered_labels_win_over_positions() -> None:
    value = {
        "question": "ask",
        "choices": {"text": ["no", "say", "hm"], "label": ["1", "2", "3"]},
        "answerKey": "2",
    }
    assert said(one(value).messages)[-1] == ("assistant", "2. say")


def test_fields_that_only_look_like_choices() -> None:
    draft = one({"question": "ask", "options": {"temperature": 0.5}, "answer": "say"})
    assert said(draft.messages) == [("user", "ask"), ("assistant", "say")]
    draft = one({"q": "ask", "question": "ask", "a": "x", "answer": "say"})
    assert said(draft.messages)[-1] == ("assistant", "say")


@pytest.mark.parametrize(
    ("label", "want"),
    [
        ("a", 0), ("B", 1), ("model_a", 0), ("output_2", 1), ("response_1", 0), ("a-is-better", 0),
        ("b-is-slightly-better", 1), ("A is much better", 0), ("A>>B", 0), ("A < B", 1), ("the second one", 1),
        ("a is worse", 1), ("b is worse than a", 0), ("[[B]]", 1), ("first answer wins over the second", 0), ("response_0", 0),
        ("tie", None), ("both bad", None), ("a and b are equal", None), ("A=B", None), ("neither a nor b", None), ("1", None),
        (1, None), ("", None), ("c", None), ("not a", None), ("a b", None),
    ],
)  # fmt: skip
def test_a_winner_in_words(label: Any, want: int | None) -> None:
    assert side(label) is want


def test_several_answers_of_a_side_make_several_pairs() -> None:
    found = mapped({"prompt": "ask", "chosen": ["a", "b"], "rejected": ["c", "d"]}, "preference")
    assert [(said(d.chosen)[0][1], said(d.rejected)[0][1]) for d in found.drafts] == [("a", "c"), ("b", "d")]
    found = mapped({"prompt": "ask", "chosen": ["a"], "rejected": ["c", "d", ""]}, "preference")
    assert [(said(d.chosen)[0][1], said(d.rejected)[0][1]) for d in found.drafts] == [("a", "c"), ("a", "d")]
    found = mapped({"prompt": "ask", "chosen": ["a"], "rejected": ["c", "d"]})
    assert [said(draft.messages)[-1] for draft in found.drafts] == [("assistant", "a")]
    assert str(mapped({"prompt": "ask", "chosen": [], "rejected": ["c"]}, "preference").reason).startswith(
        "empty_response"
    )


def test_answers_and_scores() -> None:
    value = {"prompt": "ask", "responses": ["mid", "best", "worst"], "scores": [2, 5, -1]}
    draft = one(value, "preference")
    assert (said(draft.chosen), said(draft.rejected)) == ([("assistant", "best")], [("assistant", "worst")])
    assert draft.extra["worth"] == [2.0, 5.0, -1.0]
    assert said(one(value).messages)[-1] == ("assistant", "best")
    assert str(mapped({**value, "scores": [1, 1, 1]}, "preference").reason).startswith("undecided")
    assert not mapped({**value, "scores": [1, 2]}, "preference").drafts
    ranked = one({"prompt": "ask", "responses": ["b", "a"], "ranks": [2, 1]}, "preference")
    assert said(ranked.chosen) == [("assistant", "a")]


def test_answers_in_order_are_compared_and_accepted_answers_are_not() -> None:
    assert said(one({"instruction": "ask", "output": ["good", "bad"]}).messages)[-1] == ("assistant", "good")
    reason = mapped({"question": "ask", "answers": {"text": ["say", "say it"]}}, "preference").reason
    assert str(reason).startswith("incomplete_triple")


def test_a_map_that_joins_lists_writes_lines() -> None:
    value = {
        "ask": "Which?",
        "pick": ["one", "two"],
        "more": [1, 2],
        "object": {"text": ["x"]},
        "right": "one",
    }
    draft = one(value, map={"prompt": ["ask", "pick", "more", "object"], "response": "right"})
    assert said(draft.messages) == [("user", "Which?\n\none\ntwo\n\n1\n2\n\nx"), ("assistant", "one")]
    turns = {
        "before": [{"role": "user", "content": "ask"}],
        "after": [{"role": "assistant", "content": "say"}],
    }
    draft = one(turns, map={"messages": ["before", "after"]})
    assert said(draft.messages) == [("user", "ask"), ("assistant", "say")]


def test_what_solves_a_problem_is_trained_and_said() -> None:
    draft = one({"problem": "ask", "answer": "7", "solution": "Three and four make 7."})
    assert said(draft.messages)[-1] == ("assistant", "Three and four make 7.") and draft.extra == {
        "answer": "7"
    }


def test_an_answer_that_is_json_stays_as_it_was_written() -> None:
    for text in ('["a", "b"]', '{"text": "a", "n": 1}', "['a', 'b']", "[1,  2]"):
        assert said(one({"prompt": "ask", "completion": text}).messages)[-1][1] == text
        pair = one({"prompt": "ask", "chosen": text, "rejected": "no"}, "preference")
        assert said(pair.chosen) == [("assistant", text)]
        best = one({"prompt": "ask", "responses": [text, "no"], "scores": [2, 1]})
        assert said(best.messages)[-1][1] == text
        first = mapped({"questions": ["ask", "a"], "answers": [text, "b"]}).drafts[0]
        assert said(first.messages)[-1][1] == text


def test_talks_of_an_arena() -> None:
    value = {
        "prompt": '["ask", "more"]',
        "response_a": '["x", "y"]',
        "response_b": '["v", "w"]',
        "winner": "model_a",
    }
    draft = one(value, "preference")
    assert said(draft.messages) == [("user", "ask")]
    assert said(draft.chosen) == [("assistant", "x"), ("user", "more"), ("assistant", "y")]
    draft = one(
        {
            "prompt": '["ask"]',
            "response_a": '["say"]',
            "response_b": '["no"]',
            "winner_model_a": 1,
            "winner_model_b": 0,
        },
        "preference",
    )
    assert said(draft.messages) == [("user", "ask")] and said(draft.chosen) == [("assistant", "say")]


def test_what_is_not_answered_among_several_is_counted() -> None:
    qas = [
        {"question": "ask", "answers": [{"text": "say"}]},
        {"question": "why", "answers": [], "is_impossible": True},
    ]
    found = mapped({"title": "t", "paragraphs": [{"context": "it", "qas": qas}]}).drafts
    assert len(found) == 1 and found[0].extra["left_out"] == {"unanswered": 1}
    found = mapped(
        {"instructions": ["ask", "why"], "golden_answers": [[{"Action": "f", "Action_Input": "{}"}], []]}
    ).drafts
    assert len(found) == 1 and found[0].extra["left_out"] == {"unanswered": 1}


LETTERED = {"context": "it", "question": "ask", "answerA": "no", "answerB": "say", "answerC": "nor"}


@pytest.mark.parametrize(
    ("record", "want"),
    [
        ({"question": "ask", "answer0": "no", "answer1": "say", "answer2": "nor", "label": 1}, "1. say"),
        ({"question": "ask", "answer0": "say", "answer1": "no", "answer2": "nor", "label": "0"}, "0. say"),
        (LETTERED | {"label": "B"}, "B. say"),
    ],
)
def test_answers_as_columns_are_choices(record: dict[str, Any], want: str) -> None:
    assert said(one(record).messages)[-1] == ("assistant", want)


@pytest.mark.parametrize("label", ["1", "2", 2, 0])
def test_a_number_beside_lettered_answers_is_no_answer(label: Any) -> None:
    refused = mapped(LETTERED | {"label": label})
    assert not refused.drafts and "from 0 or from 1" in str(refused.reason)


@pytest.mark.parametrize(
    "fields",
    [
        {"answerA": "It rained all day.", "answerB": "It snowed all day.", "answerC": "It was a fine day."},
        {"response-1": "It rained all day.", "response-2": "It was a fine day."},
        {
            "answer_1": "It rained all day.",
            "answer_2": "It was a fine day.",
            "answer_3": "It snowed all day.",
        },
    ],
)
def test_one_of_several_numbered_answers_is_never_proposed(fields: dict[str, str]) -> None:
    rows = [{"query_text": f"How was day {n} of the week?"} | fields for n in range(4)]
    rows = [{name: f"{value} {n}" for name, value in row.items()} for n, row in enumerate(rows)]
    assert not [found for found in proposal.content(rows) if "response" in found]
    single = [{name: row[name] for name in ("query_text", next(iter(fields)))} for row in rows]
    assert [found for found in proposal.content(single) if "response" in found]


@pytest.mark.parametrize(
    "record",
    [
        {"prompt": "ask", "response": "no", "category": {"harm": True}, "is_safe": False},
        {"question": "ask", "generated_solution": "no", "expected_answer": "say", "is_correct": False},
        {"question": "ask", "answer": "say", "model_output": "no", "is_correct": False},
    ],
)
def test_an_answer_that_is_marked_as_wrong_is_not_trained(record: dict[str, Any]) -> None:
    assert str(mapped(record).reason).startswith("unwanted_answer")
    (mark,) = {"is_safe", "is_correct"} & {*record}
    assert said(one(record | {mark: True}).messages) == [("user", "ask"), ("assistant", "no")]


def test_the_head_of_a_ticket_is_no_summary_of_it() -> None:
    ticket = {"key": "A-1", "fields": {"summary": "no", "description": "ask", "comment": {"comments": []}}}
    assert ("assistant", "no") not in [
        turn for draft in mapped(ticket).drafts for turn in said(draft.messages)
    ]
