from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.recipe.schema import SHAPES, Source
from ft_data.sources import shapes
from ft_data.sources.canonical import canonical_json

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
        ({"messages": [{"role": "user", "content": [{"type": "text", "text": "ask"}]}, TURNS[1]]}, "messages"),
        ({"conversations": [{"from": "human", "value": "ask"}, {"from": "gpt", "value": "say"}]}, "sharegpt"),
        ({"dialog": ["ask", "say"]}, "messages"),
        ({"utterances": [{"speaker": "USER", "text": "ask"}, {"speaker": "ASSISTANT", "text": "say"}]}, "thread"),
        ({"messages": [{"author": "ann", "text": "ask"}, {"author": "bob", "text": "say"}]}, "thread"),
        ({"data": {"instruction": "ask", "output": "say"}}, "alpaca"),
    ],
)  # fmt: skip
def test_pairs_in_many_spellings(value: dict[str, Any], shape: str) -> None:
    found = shapes.detect(value)
    assert found.shape == shape
    assert "ask" not in found.evidence
    draft = one(value)
    assert (draft.kind, said(draft.messages)) == ("instruction", PAIR)


def test_what_is_unmapped_stays_in_extra_ids_included() -> None:
    draft = one({"id": 7, "instruction": "ask", "response": "say", "output": "say", "source": "x", "n": None})
    assert draft.extra == {"id": 7, "source": "x", "n": None}
    draft = one({"instruction": "ask", "output": "say", "response": "other"})
    assert said(draft.messages) == PAIR
    assert draft.extra == {"response": "other"}


def test_system_input_history_and_tools() -> None:
    draft = one(
        {"instruction": "ask", "input": "this", "output": "say", "system": "be kind", "history": [["a", "b"]]}
    )
    assert said(draft.messages) == [
        ("system", "be kind"), ("user", "a"), ("assistant", "b"), ("user", "ask\n\nthis"), ("assistant", "say"),
    ]  # fmt: skip
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
        ({"messages": [TURNS[0], {"role": "assistant", "content": ""}]}, "empty_response: the answers are empty"),
        ({"messages": [TURNS[0], {"role": "assistant", "content": [{"type": "image_url"}]}]}, "not_text: a message holds something other than text"),
        ({"text": " "}, "empty_text: the text is empty"),
        ({"a": 1, "b": [2]}, "unknown_shape: no known layout: give the source a `map`"),
        ([1, 2], "unknown_shape: no known layout: give the source a `map`"),
        (None, "unknown_shape: no known layout: give the source a `map`"),
    ],
)  # fmt: skip
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


def test_tools_and_calls() -> None:
    value = {
        "conversations": [
            {"from": "human", "value": "weather?"},
            {"from": "function_call", "value": '{"name": "w", "arguments": {"city": "Ulm"}}'},
            {"from": "observation", "value": '{"t": 3}'},
            {"from": "gpt", "value": "Cold."},
        ],
        "tools": '[{"name": "w"}]',
    }
    draft = one(value)
    assert draft.kind == "conversation"
    assert draft.tools_json == '[{"name": "w"}]'
    call, result = draft.messages[1], draft.messages[2]
    assert (call["role"], call["content"]) == ("assistant", "")
    assert orjson.loads(call["tool_calls_json"]) == [
        {"id": "call_1", "type": "function", "function": {"name": "w", "arguments": '{"city":"Ulm"}'}}
    ]
    assert (result["role"], result["tool_call_id"], result["content"]) == ("tool", "call_1", '{"t": 3}')


def test_openai_calls_keep_their_ids() -> None:
    calls = [
        {"id": "x1", "type": "function", "function": {"name": "f", "arguments": "{}"}},
        {"id": "x2", "type": "function", "function": {"name": "g", "arguments": '{"a": 1}'}},
    ]
    messages = [
        TURNS[0],
        {"role": "assistant", "content": None, "tool_calls": calls},
        {"role": "tool", "content": "1", "tool_call_id": "x1", "name": "f"},
        {"role": "tool", "content": "2"},
        {"role": "assistant", "content": "say", "weight": 0},
    ]
    draft = one({"messages": messages})
    assert orjson.loads(draft.messages[1]["tool_calls_json"]) == calls
    assert [message["tool_call_id"] for message in draft.messages] == [None, None, "x1", "x2", None]
    assert draft.messages[2]["name"] == "f"
    assert draft.extra["turns"][4] == {"weight": 0}


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


PREFERENCES: list[dict[str, Any]] = [
    {"prompt": "ask", "chosen": "say", "rejected": "no"},
    {"instruction": "ask", "chosen": "say", "rejected": "no"},
    {"prompt": TURNS[:1], "chosen": TURNS[1:], "rejected": [{"role": "assistant", "content": "no"}]},
    {"chosen": TURNS, "rejected": [TURNS[0], {"role": "assistant", "content": "no"}]},
    {"prompt": "ask", "chosen": TURNS, "rejected": [TURNS[0], {"role": "assistant", "content": "no"}]},
    {"conversations": [{"from": "human", "value": "ask"}], "chosen": {"from": "gpt", "value": "say"}, "rejected": {"from": "gpt", "value": "no"}},
    {"chosen": "\n\nHuman: ask\n\nAssistant: say", "rejected": "\n\nHuman: ask\n\nAssistant: no"},
    {"input": {"messages": TURNS[:1]}, "preferred_output": TURNS[1:], "non_preferred_output": [{"role": "assistant", "content": "no"}]},
    {"prompt": "ask", "output_a": "no", "output_b": "say", "label": "output_b"},
    {"prompt": "ask", "response_1": "say", "response_2": "no", "preference": "response_1"},
    {"conversation_a": TURNS, "conversation_b": [TURNS[0], {"role": "assistant", "content": "no"}], "model_a": "m", "model_b": "n", "winner": "model_a"},
    {"instance": {"input": "ask", "output_a": "say", "output_b": "no"}, "annotations": {"q": {"majority_human": "model_a"}}},
]  # fmt: skip


@pytest.mark.parametrize("value", PREFERENCES)
def test_preferences(value: dict[str, Any]) -> None:
    assert shapes.detect(value).shape == "preference"
    draft = one(value, "preference")
    assert draft.kind == "preference"
    assert said(draft.messages) == [("user", "ask")]
    assert (said(draft.chosen), said(draft.rejected)) == ([("assistant", "say")], [("assistant", "no")])


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
        ({"instruction": "ask", "output": "say"}, "incomplete_triple: there are not two answers to compare"),
        ({"text": "x"}, "incomplete_triple"),
        ({"chosen": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant:", "rejected": "\n\nHuman: a\n\nAssistant: b\n\nHuman: c\n\nAssistant: d"},
         "empty_response: the chosen answer is empty"),
    ],
)  # fmt: skip
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


def test_pretraining_wants_breadth() -> None:
    assert said(one({"question": "ask", "answer": ""}, "pretraining").messages) == [("user", "ask")]
    assert said(one({"messages": TURNS[:1]}, "pretraining").messages) == [("user", "ask")]
    assert said(one({"turns": ["a", "b"]}, "pretraining").messages) == [("user", "a\n\nb")]
    assert mapped({"question": "", "answer": ""}, "pretraining").reason == "empty_text: the text is empty"


def test_classification_rows_are_text_with_labels() -> None:
    draft = one({"text": "my card?", "category": "card_arrival", "id": 3})
    assert (draft.kind, said(draft.messages), draft.labels, draft.extra) == (
        "text", [("user", "my card?")], {"category": "card_arrival"}, {"id": 3},
    )  # fmt: skip
    draft = one({"": "0", "class": "2", "tweet": "hi"})
    assert (said(draft.messages), draft.labels, draft.extra) == ([("user", "hi")], {"class": "2"}, {"": "0"})
    assert one({"sentence": "x", "label": 1}).labels == {"label": "1"}
    assert said(one("bare").messages) == [("user", "bare")]


def test_the_envelope_of_a_record() -> None:
    draft = one(
        {"instruction": "ask", "output": "say", "created_at": "2024-05-01T10:00:00+02:00", "language": "pt_BR",
         "license": "MIT", "consent": "opt_in", "subject_id": 17}
    )  # fmt: skip
    assert draft.created_at == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert (draft.language, draft.license, draft.consent, draft.subject, draft.extra) == (
        "pt",
        "MIT",
        "opt_in",
        "17",
        {},
    )
    draft = one({"instruction": "ask", "output": "say", "date": "sometime", "language": "python"})
    assert (draft.created_at, draft.language) == (None, None)
    assert draft.extra == {"date": "sometime", "language": "python"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2024-05-01", "2024-05-01T00:00:00"),
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00"),
        ("Wed, 01 May 2024 10:00:00 +0200", "2024-05-01T08:00:00"),
        ("2024/5/1 9:30", "2024-05-01T09:30:00"),
        ("31.12.2023", "2023-12-31T00:00:00"),
        ("12/31/2023 23:59", "2023-12-31T23:59:00"),
        (1714557600, "2024-05-01T10:00:00"),
        (1714557600000, "2024-05-01T10:00:00"),
        ("1714557600.5", "2024-05-01T10:00:00.500000"),
        ("03/04/2024", None),
        (12, None),
        (True, None),
        (1e300, None),
        ("x" * 10, None),
        (["2024-05-01"], None),
    ],
)
def test_times(raw: Any, expected: str | None) -> None:
    from ft_data.sources.shapes.values import moment

    found = moment(raw)
    assert (found.isoformat().removesuffix("+00:00") if found else None) == expected


def test_maps_with_paths() -> None:
    value = {
        "ticket": 4, "a.b": "flat", "a": {"b": "nested", "q": "ask", "keep": 1}, "turns": [{"t": "x"}, {"t": "say"}],
        "who": {"first": "Ann", "last": "Example"}, "when": 1714557600, "packed": '{"deep": ["p", "q"]}',
        "customer": "c-9", "region": "EU", "tags": ["x", "y"], "ok": True,
    }  # fmt: skip
    draft = one(
        value,
        map={"id": "ticket", "prompt": "$.a.q", "response": "$.turns[-1].t", "created_at": "when",
             "subject_id": "customer", "name": ["who.first", "$['who'].last"], "system": "a.b"},
        groups={"region": "region"},
        labels={"tags": "tags", "ok": "ok", "none": "missing"},
    )  # fmt: skip
    assert said(draft.messages) == [("system", "flat"), *PAIR]
    assert draft.created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert (draft.subject, draft.names) == ("c-9", ["Ann", "Example"])
    assert (draft.groups, draft.labels) == ({"region": "EU"}, {"tags": "x, y", "ok": "true"})
    assert draft.extra == {
        "ticket": 4,
        "a": {"b": "nested", "keep": 1},
        "turns": value["turns"],
        "packed": value["packed"],
    }
    assert said(one(value, map={"text": ["a.b", "$.packed.deep[1]", "missing"]}).messages) == [
        ("user", "flat\n\nq")
    ]
    assert said(one(value, map={"text": "$.turns[*].t"}).messages) == [("user", "x\nsay")]


def test_maps_to_turns_preferences_and_manuals() -> None:
    value = {
        "ctx": orjson.dumps(TURNS[:1]).decode(),
        "gen": TURNS[1],
        "bad": "no",
        "doc": "# A\n\nx\n\n# B\n\ny",
    }
    assert said(one(value, map={"messages": ["ctx", "gen"]}).messages) == PAIR
    draft = one(value, "preference", map={"prompt": "ctx", "chosen": "gen", "rejected": "bad"})
    assert said(draft.rejected) == [("assistant", "no")]
    assert len(mapped(value, map={"text": "doc"}, shape="manual").drafts) == 2
    assert (
        mapped({"x": 1}, map={"prompt": "p", "response": "r"}).reason == "empty_prompt: the question is empty"
    )


def test_a_map_of_nothing_but_the_envelope_leaves_detection_alone() -> None:
    draft = one(
        {"instruction": "ask", "output": "say", "opened": "2024-05-01", "who": "Ann"},
        map={"created_at": "opened", "name": "who"},
    )
    assert said(draft.messages) == PAIR
    assert (draft.created_at, draft.names, draft.extra) == (datetime(2024, 5, 1, tzinfo=UTC), ["Ann"], {})


@pytest.mark.parametrize("path", ["$", "$.", "$.a[", "$.a[x]", "$.a..b", "$a"])
def test_paths_that_are_none(path: str) -> None:
    with pytest.raises(ValueError, match="JSON path|names nothing"):
        shapes.compile_path(path)
    with pytest.raises(ValueError):
        mapped({"a": 1}, map={"text": path})


def test_unknown_map_names_are_named() -> None:
    with pytest.raises(ValueError, match="promt is not one of"):
        shapes.compile_map({"promt": "x"})


TICKET: dict[str, Any] = {
    "id": 5, "subject": "Broken kettle", "description": "It leaks.", "requester_id": 1, "assignee_id": 2, "status": "closed",
    "created_at": "2024-05-01T10:00:00Z",
    "comments": [
        {"author_id": 1, "body": "It leaks.", "public": True},
        {"author_id": 2, "body": "Customer is angry again", "public": False},
        {"author_id": 9, "body": "We got your mail.", "public": True, "via": {"source": {"rel": "trigger"}}},
        {"author_id": 2, "plain_body": "Please send a photo.", "html_body": "<p>Please send a photo.</p>", "public": True, "macro_id": 77},
        {"author_id": 1, "body": "Here it is.\n\nOn Wed, 1 May 2024, Support wrote:\n> Please send a photo.", "public": True},
        {"author_id": 3, "html_body": "<p>You get a <b>new</b> one.</p><ul><li>today</li></ul>", "public": True},
        {"author_id": 1, "body": "Thanks!", "public": True},
    ],
}  # fmt: skip


def test_tickets() -> None:
    assert shapes.detect(TICKET).shape == "ticket"
    draft = one(TICKET)
    assert said(draft.messages) == [
        ("user", "Broken kettle\n\nIt leaks."),
        ("assistant", "Please send a photo."),
        ("user", "Here it is."),
        ("assistant", "You get a new one.\n\n- today"),
    ]
    assert draft.labels == {"macro": "true"}
    assert draft.extra["left_out"] == {
        "internal_note": 1,
        "auto_reply": 1,
        "quoted": 1,
        "after_last_answer": 1,
    }
    assert draft.extra["id"] == 5 and draft.extra["status"] == "closed"
    assert "angry" not in str(draft)
    assert draft.created_at == datetime(2024, 5, 1, 10, tzinfo=UTC)


def test_tickets_of_other_desks() -> None:
    freshdesk = {
        "id": 1, "subject": "Login", "description_text": "I cannot log in.", "requester_id": 4, "priority": 1,
        "conversations": [
            {"body_text": "note to self", "incoming": False, "private": True, "user_id": 8},
            {"body_text": "Reset it, please.", "incoming": False, "private": False, "user_id": 8},
        ],
    }  # fmt: skip
    assert said(one(freshdesk).messages) == [
        ("user", "Login\n\nI cannot log in."),
        ("assistant", "Reset it, please."),
    ]
    intercom = {
        "id": "c", "title": "Price", "source": {"body": "<p>?</p>"},
        "conversation_parts": {"type": "conversation_part.list", "conversation_parts": [
            {"part_type": "comment", "body": "<p>How much?</p>", "author": {"type": "user", "name": "Ann"}},
            {"part_type": "note", "body": "<p>VIP</p>", "author": {"type": "admin", "name": "Bob"}},
            {"part_type": "assignment", "body": None, "author": {"type": "bot"}},
            {"part_type": "comment", "body": "<p>Ten.</p>", "author": {"type": "admin", "name": "Bob"}},
        ]},
    }  # fmt: skip
    draft = one(intercom)
    assert said(draft.messages) == [("user", "Price\n\nHow much?"), ("assistant", "Ten.")]
    assert draft.names == ["Ann", "Bob"]


def test_tickets_without_an_answer() -> None:
    assert (
        mapped({**TICKET, "comments": TICKET["comments"][:2]}).reason
        == "no_response: only internal notes answer"
    )
    assert mapped({**TICKET, "comments": []}).reason == "no_response: no agent answers"


def test_manuals_are_cut_at_their_headings() -> None:
    text = "Intro.\n\n# Set up\n\n## Linux\n\nRun it.\n\n```sh\n# not a heading\n```\n\n## Empty\n\nTitle\n=====\n\nMore.\n"
    found = mapped({"title": "T", "markdown": text})
    assert [(draft.kind, said(draft.messages)[0][1], draft.extra["headings"]) for draft in found.drafts] == [
        ("text", "Intro.", []),
        ("text", "## Linux\n\nRun it.\n\n```sh\n# not a heading\n```", ["Set up", "Linux"]),
        ("text", "# Title\n\nMore.", ["Title"]),
    ]


def test_questions_as_headings_are_questions() -> None:
    value = {"markdown": "# FAQ\n\n## When do you open?\n\nAt nine.\n"}
    assert said(one(value).messages) == [("user", "When do you open?"), ("assistant", "At nine.")]
    assert one(value, "pretraining").kind == "text"


def test_long_sections_are_cut_between_paragraphs_and_not_in_code() -> None:
    code = "```\n" + "x = 1\n\n" * 900 + "```"
    text = "# A\n\n" + "word " * 1500 + "\n\n" + code + "\n\n" + "end " * 1500
    found = mapped({"markdown": text})
    assert len(found.drafts) == 2 or len(found.drafts) == 3
    assert sum(draft.messages[0]["content"].count("```") for draft in found.drafts) == 2
    assert all(draft.messages[0]["content"].count("```") in (0, 2) for draft in found.drafts)


def test_pages_of_manuals_are_cut_and_other_pages_are_kept() -> None:
    page = "<h1>A</h1><p>x</p><h2>B</h2><p>y</p>"
    assert len(mapped({"html": page, "generator": "Sphinx 7.1"}).drafts) == 2
    kept = one({"html": page, "title": "t"})
    assert (kept.kind, said(kept.messages), kept.extra) == ("text", [("user", page)], {"title": "t"})
    assert len(mapped({"html": page}, shape="manual").drafts) == 2
    assert [draft.extra["page"] for draft in mapped({"pages": ["one", " ", "two"]}).drafts] == [1, 3]


def test_speakers_become_roles_and_names_are_handed_over() -> None:
    value = {"messages": [{"author": "ann", "text": "hi"}, {"author": "ann", "text": "help?"}, {"author": "bob", "text": "sure"},
                          {"author": "carl", "text": "do x"}, {"author": "ann", "text": "thanks"}]}  # fmt: skip
    draft = one(value)
    assert said(draft.messages) == [("user", "hi\nhelp?"), ("assistant", "sure\ndo x")]
    assert draft.names == ["ann", "bob", "carl"]
    assert draft.extra == {"speakers": 3, "left_out": {"after_last_answer": 1}}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["instruction", "input", "output", "response", "prompt", "completion", "question", "answer", "context", "messages", "conversations",
     "utterances", "dialog", "turns", "chosen", "rejected", "label", "winner", "output_a", "output_b", "text", "markdown", "html", "pages",
     "comments", "conversation_parts", "subject", "description", "from", "to", "body", "tools", "system", "history", "instances",
     "created_at", "language", "id", "row", "annotations", "status", "priority", "category", "x"]
)  # fmt: skip
turn_values = st.dictionaries(
    st.sampled_from(["role", "content", "from", "value", "text", "author", "body", "tool_calls", "api", "public", "date", "name", "via", "to"]),
    st.sampled_from(["user", "assistant", "human", "tool", "function_call", "", "ann", "> q\nx", "On 1 May, a wrote:\n> b"]) | json_values,
    max_size=4,
)  # fmt: skip
anything = (
    st.dictionaries(
        FIELDS,
        json_values | st.lists(turn_values | json_values, max_size=4) | st.text(max_size=30),
        max_size=6,
    )
    | json_values
)


@settings(max_examples=150, deadline=None)
@given(value=anything, shape=st.sampled_from([shape for shape in SHAPES if shape != "map"]),
       stage=st.sampled_from(["pretraining", "instruction", "preference"]))  # fmt: skip
def test_mapping_never_raises_and_depends_on_the_record_alone(value: Any, shape: str, stage: str) -> None:
    value = orjson.loads(canonical_json(value))
    source = Source(path="-", shape=shape)
    found = shapes.map_record(value, source, stage)
    assert found == shapes.Mapper(Source(path="-", shape=shape), stage)(value)
    assert bool(found.drafts) != bool(found.reason)
    if found.reason:
        assert found.reason.partition(":")[0].replace("_", "").isalpha()
    for draft in found.drafts:
        assert draft.kind in ("instruction", "conversation", "preference", "text")
        assert (draft.kind == "preference") == (draft.chosen is not None) == (draft.rejected is not None)
        assert any((message["content"] or message["tool_calls_json"]) for message in draft.messages)
        assert all(type(message["content"]) is str for message in draft.messages)
        orjson.dumps(draft.extra)
        if stage == "pretraining":
            assert draft.kind == "text"


@settings(max_examples=60, deadline=None)
@given(values=st.lists(anything, max_size=6))
def test_order_of_records_does_not_matter(values: list[Any]) -> None:
    values = [orjson.loads(canonical_json(value)) for value in values]
    source = Source(path="-")
    forward = [shapes.Mapper(source, "instruction")(value) for value in values]
    mapper = shapes.Mapper(source, "instruction")
    assert [mapper(value) for value in reversed(values)] == forward[::-1]


@given(value=anything)
def test_detection_never_quotes_values(value: Any) -> None:
    found = shapes.detect(value)
    assert found.shape in (*SHAPES, "unknown")
    assert len(found.evidence) < 400
