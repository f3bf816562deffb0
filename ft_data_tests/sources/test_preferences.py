from __future__ import annotations

from typing import Any

import orjson
import pytest

from ft_data.sources import shapes

from .helpers import mapped, one, said

PAIR = [("user", "ask"), ("assistant", "say")]
TURNS = [{"role": "user", "content": "ask"}, {"role": "assistant", "content": "say"}]


PREFERENCES: list[dict[str, Any]] = [
    {"prompt": "ask", "chosen": "say", "rejected": "no"},
    {"instruction": "ask", "chosen": "say", "rejected": "no"},
    {"prompt": TURNS[:1], "chosen": TURNS[1:], "rejected": [{"role": "assistant", "content": "no"}]},
    {"chosen": TURNS, "rejected": [TURNS[0], {"role": "assistant", "content": "no"}]},
    {"prompt": "ask", "chosen": TURNS, "rejected": [TURNS[0], {"role": "assistant", "content": "no"}]},
    {
        "conversations": [{"from": "human", "value": "ask"}],
        "chosen": {"from": "gpt", "value": "say"},
        "rejected": {"from": "gpt", "value": "no"},
    },
    {"chosen": "\n\nHuman: ask\n\nAssistant: say", "rejected": "\n\nHuman: ask\n\nAssistant: no"},
    {
        "input": {"messages": TURNS[:1]},
        "preferred_output": TURNS[1:],
        "non_preferred_output": [{"role": "assistant", "content": "no"}],
    },
    {"prompt": "ask", "output_a": "no", "output_b": "say", "label": "output_b"},
    {"prompt": "ask", "response_1": "say", "response_2": "no", "preference": "response_1"},
    {"prompt": "ask", "output_1": "no", "output_2": "say", "label": "2"},
    {"prompt": "ask", "output_1": "no", "output_2": "say", "preference": 1.93, "generator_1": "m"},
    {"prompt": "ask", "answer0": "say", "answer1": "no", "winner": 0},
    {"prompt": "ask", "text_better": "say", "text_worse": "no", "better_score": 4, "worse_score": 1},
    {
        "prompt": "ask",
        "chosen_summary": "say",
        "rejected_summary": "no",
        "chosen_model": "m",
        "rejected_model": "n",
    },
    {
        "conversation_a": TURNS,
        "conversation_b": [TURNS[0], {"role": "assistant", "content": "no"}],
        "model_a": "m",
        "model_b": "n",
        "winner": "model_a",
    },
    {
        "instance": {"input": "ask", "output_a": "say", "output_b": "no"},
        "annotations": {"q": {"majority_human": "model_a"}},
    },
]


@pytest.mark.parametrize("value", PREFERENCES)
def test_preferences(value: dict[str, Any]) -> None:
    assert shapes.detect(value).shape == "preference"
    draft = one(value, "preference")
    assert draft.kind == "preference"
    assert said(draft.messages) == [("user", "ask")]
    assert (said(draft.chosen), said(draft.rejected)) == ([("assistant", "say")], [("assistant", "no")])


@pytest.mark.parametrize(
    ("sides", "chosen", "rejected"),
    [
        ({"chosen": True, "rejected": False}, "true", "false"),
        ({"chosen": False, "rejected": True}, "false", "true"),
        ({"chosen": True, "rejected": "no, it is not"}, "true", "no, it is not"),
        ({"chosen_response": 4, "rejected_response": 4.5}, "4", "4.5"),
        ({"response_a": True, "response_b": False, "winner": "b"}, "false", "true"),
    ],
)
def test_true_and_numbers_are_answers(sides: dict[str, Any], chosen: str, rejected: str) -> None:
    draft = one({"prompt": "ask", **sides}, "preference")
    assert (said(draft.chosen), said(draft.rejected)) == ([("assistant", chosen)], [("assistant", rejected)])


@pytest.mark.parametrize(
    "value",
    [
        {"prompt": "ask", "response": "say", "chosen": True, "rejected": False},
        {"prompt": "ask", "responses": ["say", "no"], "chosen": 0, "rejected": 1},
        {"messages": TURNS, "chosen": True, "rejected": False},
        {"question": "ask", "good": 3, "bad": 1},
    ],
)
def test_marks_on_answers_are_no_answers(value: dict[str, Any]) -> None:
    assert not mapped(value, "preference").drafts


@pytest.mark.parametrize(("liked", "reason"), [(True, None), (False, "unwanted_answer")])
def test_true_may_be_liked_or_not(liked: bool, reason: str | None) -> None:
    found = mapped({"prompt": "ask", "completion": True, "label": liked})
    assert (found.reason or "").partition(":")[0] == (reason or "")
    assert [said(one.messages)[-1] for one in found.drafts] == [("assistant", "true")] * liked


def test_what_two_dialogues_share_is_the_prompt() -> None:
    draft = one(
        {
            "chosen": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: d\n\nmore",
            "rejected": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: e",
        },
        "preference",
    )
    assert said(draft.messages) == [("user", "a"), ("assistant", "b"), ("user", "c")]
    assert said(draft.chosen) == [("assistant", "d\n\nmore")]
    draft = one(
        {
            "chosen": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: d",
            "rejected": "\n\nHuman: a\n\nAssistant: x\n\nHuman: y\n\nAssistant: z",
        },
        "preference",
    )
    assert said(draft.messages) == [("user", "a")]
    assert said(draft.rejected) == [("assistant", "x"), ("user", "y"), ("assistant", "z")]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"prompt": "ask", "chosen": "", "rejected": "no"}, "empty_response: the chosen answer is empty"),
        ({"prompt": "ask", "chosen": "say", "rejected": None}, "incomplete_triple: an answer is missing"),
        ({"prompt": "ask", "chosen": "say", "rejected": "say"}, "equal_answers"),
        ({"chosen": "say", "rejected": "no"}, "incomplete_triple: there is no prompt"),
        ({"prompt": "ask", "output_a": "x", "output_b": "y", "winner": "tie"}, "undecided"),
        ({"prompt": "ask", "output_a": "x", "output_b": "y", "label": 1}, "undecided"),
        ({"prompt": "ask", "output_1": "x", "output_2": "y", "preference": 1.5}, "undecided"),
        ({"prompt": "ask", "output_1": "x", "output_2": "y", "label": 0}, "undecided"),
        ({"instruction": "ask", "output": "say"}, "incomplete_triple: there are not two answers to compare"),
        ({"text": "x"}, "incomplete_triple"),
        (
            {
                "chosen": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant:",
                "rejected": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: d",
            },
            "empty_response: the chosen answer is empty",
        ),
    ],
)
def test_triples_must_be_complete(value: dict[str, Any], reason: str) -> None:
    found = mapped(value, "preference")
    assert found.drafts == ()
    assert (found.reason or "").startswith(reason), found.reason


def test_kto() -> None:
    value = {"prompt": "ask", "completion": "say", "label": False}
    assert shapes.detect(value).shape == "kto"
    assert one(value, "preference").labels == {"label": "false"}
    assert mapped(value).reason == "unwanted_answer: the answer is labelled as unwanted"
    assert one({**value, "label": True}).labels == {"label": "true"}
    assert one({"messages": TURNS, "kto_tag": True}, "preference").labels == {"label": "true"}


def test_preferences_in_other_stages() -> None:
    value = PREFERENCES[0]
    draft = one(value, "instruction")
    assert (draft.kind, said(draft.messages), draft.chosen) == ("instruction", PAIR, None)
    assert draft.extra == {"rejected": "no"}
    draft = one(value, "pretraining")
    assert (draft.kind, said(draft.messages), draft.chosen, draft.rejected) == (
        "text",
        [("user", "ask\n\nsay")],
        None,
        None,
    )


def test_maps_to_turns_preferences_and_manuals() -> None:
    value = {
        "ctx": orjson.dumps(TURNS[:1]).decode(),
        "gen": TURNS[1],
        "bad": "no",
        "doc": f"# A\n\n{'one ' * 12}\n\n# B\n\n{'two ' * 12}",  # shorter sections are joined
    }
    assert said(one(value, map={"messages": ["ctx", "gen"]}).messages) == PAIR
    draft = one(value, "preference", map={"prompt": "ctx", "chosen": "gen", "rejected": "bad"})
    assert said(draft.rejected) == [("assistant", "no")]
    assert len(mapped(value, map={"text": "doc"}, shape="manual").drafts) == 2
    assert (
        mapped({"x": 1}, map={"prompt": "p", "response": "r"}).reason == "empty_prompt: the question is empty"
    )


def _said(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}


TALK = [_said("system", "Be kind."), _said("user", "a"), _said("assistant", "b"), _said("user", "ask")]
GOOD, BAD = _said("assistant", "say"), _said("assistant", "no")
BESIDE: list[dict[str, Any]] = [
    {"prompt": "ask", "chosen": [TURNS[0], GOOD], "rejected": [TURNS[0], BAD], "messages": [TURNS[0], GOOD]},
    {"prompt": "ask", "chosen": "say", "rejected": "no", "messages": [TURNS[0], GOOD]},
    {
        "chosen": "say",
        "rejected": "no",
        "conversations": [{"from": "human", "value": "ask"}, {"from": "gpt", "value": "say"}],
    },
    {"chosen": [GOOD], "rejected": [BAD], "messages": [TURNS[0], BAD]},
    {"prompt": [TURNS[0], GOOD], "chosen": [GOOD], "rejected": [BAD]},
    {"prompt": "ask", "chosen": "say", "rejected": "no", "messages": orjson.dumps([TURNS[0], GOOD]).decode()},
    {"prompt": "ask", "chosen": "say", "rejected": "no", "messages": []},
    {"prompt": "ask", "chosen": "say", "rejected": "no", "conversation": "a link to it"},
]


@pytest.mark.parametrize("value", BESIDE)
def test_the_answer_is_not_in_the_prompt_of_a_pair(value: dict[str, Any]) -> None:
    draft = one(value, "preference")
    assert said(draft.messages) == [("user", "ask")]
    assert (said(draft.chosen), said(draft.rejected)) == ([("assistant", "say")], [("assistant", "no")])
    assert said(one(value).messages) == [("user", "ask"), ("assistant", "say")]


@pytest.mark.parametrize(
    "value",
    [
        {"prompt": "ask", "chosen": [*TALK, GOOD], "rejected": [*TALK, BAD], "messages": [*TALK, GOOD]},
        {"prompt": TALK, "chosen": [TALK[-1], GOOD], "rejected": [TALK[-1], BAD]},
        {"prompt": TALK[1:], "chosen": [*TALK, GOOD], "rejected": [*TALK, BAD]},
        {"prompt": TALK[:3], "chosen": [*TALK[2:], GOOD], "rejected": [*TALK[2:], BAD]},
        {"messages": TALK, "chosen": [GOOD], "rejected": [BAD]},
        {"system": "Be kind.", "messages": TALK[1:], "chosen": "say", "rejected": "no"},
    ],
)
def test_what_was_said_before_stands_once(value: dict[str, Any]) -> None:
    draft = one(value, "preference")
    assert said(draft.messages) == [(turn["role"], turn["content"]) for turn in TALK]
    assert (said(draft.chosen), said(draft.rejected)) == ([("assistant", "say")], [("assistant", "no")])


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({"input": "The cat sat."}, "ask\n\nThe cat sat."),
        ({"context": "The cat sat."}, "The cat sat.\n\nask"),
        ({"passage": "The cat sat."}, "The cat sat.\n\nask"),
        ({"input": ""}, "ask"),
    ],
)
def test_a_question_keeps_what_it_is_about(more: dict[str, Any], asked: str) -> None:
    pair = one({"instruction": "ask", "chosen": "say", "rejected": "no", **more}, "preference")
    judged = one({"instruction": "ask", "output": "say", "label": True, **more}, "preference")
    assert said(pair.messages) == said(judged.messages)[:1] == [("user", asked)]
    assert not pair.extra and not judged.extra
    sides = one(
        {"instruction": "ask", "output_a": "say", "output_b": "no", "winner": "a", **more}, "preference"
    )
    assert said(sides.messages) == [("user", asked)]


def test_a_question_keeps_what_was_said_before() -> None:
    value = {"prompt": "ask", "history": [["a", "b"]], "system": "Be kind."}
    want = [(turn["role"], turn["content"]) for turn in TALK]
    assert said(one({**value, "chosen": "say", "rejected": "no"}, "preference").messages) == want
    assert said(one({**value, "completion": "say", "label": 1}, "preference").messages)[:4] == want
