from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from ft_data.sources import shapes
from ft_data.sources.shapes.turns import read_turns

from .helpers import mapped, one, said

PAIR = [("user", "ask"), ("assistant", "say")]
TURNS = [{"role": "user", "content": "ask"}, {"role": "assistant", "content": "say"}]


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
    assert draft.messages[4]["weight"] == 0 and "turns" not in draft.extra


TICKET: dict[str, Any] = {
    "id": 5,
    "subject": "Broken kettle",
    "description": "It leaks.",
    "requester_id": 1,
    "assignee_id": 2,
    "status": "closed",
    "created_at": "2024-05-01T10:00:00Z",
    "comments": [
        {"author_id": 1, "body": "It leaks.", "public": True},
        {"author_id": 2, "body": "Customer is angry again", "public": False},
        {"author_id": 9, "body": "We got your mail.", "public": True, "via": {"source": {"rel": "trigger"}}},
        {
            "author_id": 2,
            "plain_body": "Please send a photo.",
            "html_body": "<p>Please send a photo.</p>",
            "public": True,
            "macro_id": 77,
        },
        {
            "author_id": 1,
            "body": "Here it is.\n\nOn Wed, 1 May 2024, Support wrote:\n> Please send a photo.",
            "public": True,
        },
        {
            "author_id": 3,
            "html_body": "<p>You get a <b>new</b> one.</p><ul><li>today</li></ul>",
            "public": True,
        },
        {"author_id": 1, "body": "Thanks!", "public": True},
    ],
}


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
        "id": 1,
        "subject": "Login",
        "description_text": "I cannot log in.",
        "requester_id": 4,
        "priority": 1,
        "conversations": [
            {"body_text": "note to self", "incoming": False, "private": True, "user_id": 8},
            {"body_text": "Reset it, please.", "incoming": False, "private": False, "user_id": 8},
        ],
    }
    assert said(one(freshdesk).messages) == [
        ("user", "Login\n\nI cannot log in."),
        ("assistant", "Reset it, please."),
    ]
    intercom = {
        "id": "c",
        "title": "Price",
        "source": {"body": "<p>?</p>"},
        "conversation_parts": {
            "type": "conversation_part.list",
            "conversation_parts": [
                {
                    "part_type": "comment",
                    "body": "<p>How much?</p>",
                    "author": {"type": "user", "name": "Ann"},
                },
                {"part_type": "note", "body": "<p>VIP</p>", "author": {"type": "admin", "name": "Bob"}},
                {"part_type": "assignment", "body": None, "author": {"type": "bot"}},
                {"part_type": "comment", "body": "<p>Ten.</p>", "author": {"type": "admin", "name": "Bob"}},
            ],
        },
    }
    draft = one(intercom)
    assert said(draft.messages) == [("user", "Price\n\nHow much?"), ("assistant", "Ten.")]
    assert draft.names == ["Ann", "Bob"]


def test_tickets_without_an_answer() -> None:
    assert (
        mapped({**TICKET, "comments": TICKET["comments"][:2]}).reason
        == "no_response: only internal notes answer"
    )
    assert mapped({**TICKET, "comments": []}).reason == "no_response: no agent answers"


def test_speakers_become_roles_and_names_are_handed_over() -> None:
    value = {
        "messages": [
            {"author": "ann", "text": "hi"},
            {"author": "ann", "text": "help?"},
            {"author": "bob", "text": "sure"},
            {"author": "carl", "text": "do x"},
            {"author": "ann", "text": "thanks"},
        ]
    }
    draft = one(value)
    assert said(draft.messages) == [("user", "hi\nhelp?"), ("assistant", "sure\ndo x")]
    assert draft.names == ["ann", "bob", "carl"]
    assert draft.extra == {"speakers": 3, "left_out": {"after_last_answer": 1}}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("system_prompt", "system"), ("SYSTEM", "system"), ("Human", "user"), ("end-user", "user"), ("bing", "assistant"),
        ("AI assistant", "assistant"), ("tool_output", "tool"), ("funcresponse", "tool"), ("function-response", "tool"),
        ("environment", "tool"),
    ],
)  # fmt: skip
def test_names_of_roles(name: str, role: str) -> None:
    turns = [{"from": name, "value": "x"}, {"from": "human", "value": "ask"}, {"from": "gpt", "value": "say"}]
    messages = read_turns(turns).messages
    assert [message["role"] for message in messages][:1] == [role]


@pytest.mark.parametrize("caller", ["funccaller", "function_call", "tool_calls", "Function-Call", "toolcall"])
def test_names_of_callers(caller: str) -> None:
    turns = [
        {"from": "human", "value": "ask"},
        {"from": caller, "value": '{"name": "f", "arguments": {"a": 1}}'},
        {"from": "funcresponse", "value": "7"},
        {"from": "gpt", "value": "say"},
    ]
    draft = one({"conversations": turns})
    assert [message["role"] for message in draft.messages] == ["user", "assistant", "tool", "assistant"]
    assert draft.messages[2]["tool_call_id"] == "call_1"


@pytest.mark.parametrize(
    "turns",
    [
        [
            {"role": "user", "content": "ask"},
            {"role": "expert", "content": "x"},
            {"role": "assistant", "content": "say"},
        ],
        [{"role": "expert", "content": "ask"}, {"role": "assistant", "content": "say"}],
        [{"from": "human", "value": "ask"}, {"from": "critic", "value": "say"}],
    ],
)
def test_an_unknown_role_is_refused_and_glues_nothing(turns: list[dict[str, str]]) -> None:
    for value in ({"messages": turns}, {"conversations": turns}):
        reason = str(mapped(value).reason)
        assert reason.startswith("unknown_role")
        assert ("expert" in reason) == ("role" in turns[0])


def test_people_in_a_chat_export_are_no_roles() -> None:
    turns = [{"from": "Ann Lee", "text": "is it open?"}, {"from": "Bo Ek", "text": "yes"}]
    draft = one({"messages": turns})
    assert said(draft.messages) == [("user", "is it open?"), ("assistant", "yes")]
    assert "Ann" not in str(
        mapped({"messages": [{"from": "human", "value": "x"}, {"from": "Ann Lee", "value": "y"}]}).reason
    )


def _turn(who: str, what: str) -> dict[str, str]:
    return {"from": who, "value": what}


def _called(name: str, **arguments: int) -> dict[str, str]:
    return _turn("function_call", orjson.dumps({"name": name, "arguments": arguments}).decode())


def test_results_belong_to_their_calls() -> None:
    turns = [
        _turn("human", "ask"), _turn("gpt", "Let me see."), _called("f", a=1), _called("g", b=2),
        _turn("observation", "one"), _turn("observation", "two"), _called("f", a=3), _turn("observation", "three"),
        _turn("gpt", "say"),
    ]  # fmt: skip
    draft = one({"conversations": turns})
    assert [message["role"] for message in draft.messages] == [
        "user", "assistant", "tool", "tool", "assistant", "tool", "assistant",
    ]  # fmt: skip
    first = draft.messages[1]
    assert first["content"] == "Let me see."
    calls = orjson.loads(first["tool_calls_json"])
    assert [(call["id"], call["function"]["name"]) for call in calls] == [("call_1", "f"), ("call_2", "g")]
    assert [m["tool_call_id"] for m in draft.messages if m["role"] == "tool"] == [
        "call_1",
        "call_2",
        "call_3",
    ]


def test_results_are_found_by_the_name_of_their_tool() -> None:
    def call(name: str) -> dict[str, object]:
        return {"type": "function", "function": {"name": name, "arguments": "{}"}}

    messages = [
        {"role": "user", "content": "ask"},
        {"role": "assistant", "tool_calls": [call("f"), call("g")]},
        {"role": "tool", "name": "g", "content": "of g"},
        {"role": "tool", "name": "f", "content": "of f"},
        {"role": "assistant", "content": "say"},
    ]
    draft = one({"messages": messages})
    assert [m["tool_call_id"] for m in draft.messages if m["role"] == "tool"] == ["call_2", "call_1"]


def test_a_call_without_a_result_does_not_take_that_of_the_next() -> None:
    turns = [
        _turn("human", "ask"), _called("f"), _turn("gpt", "It is out of order."), _turn("human", "again"), _called("f"),
        _turn("observation", "7"), _turn("gpt", "say"),
    ]  # fmt: skip
    draft = one({"conversations": turns})
    assert [m["tool_call_id"] for m in draft.messages if m["role"] == "tool"] == ["call_2"]


def test_bursts_greetings_and_thanks() -> None:
    turns = [
        _turn("gpt", "Hello!"), _turn("human", "one"), _turn("human", "two"), _turn("gpt", "three"), _turn("gpt", "four"),
        _turn("human", "Thanks!"),
    ]  # fmt: skip
    draft = one({"conversations": turns})
    assert said(draft.messages) == [("user", "one\ntwo"), ("assistant", "three\nfour")]
    assert draft.extra == {"left_out": {"greeting": 1, "after_last_answer": 1}}
    long = "A riddle: " + "what has keys and opens nothing, " * 10
    assert said(one({"conversations": [_turn("gpt", long), *turns[1:]]}).messages)[0] == ("assistant", long)


def test_answers_of_different_weights_are_not_joined() -> None:
    turns = [_turn("human", "ask"), {**_turn("gpt", "wrong"), "weight": 0}, _turn("gpt", "right")]  # type: ignore[dict-item]
    draft = one({"conversations": turns})
    assert [(m["content"], m.get("weight")) for m in draft.messages[1:]] == [("wrong", 0.0), ("right", None)]


def test_roles_within_authors() -> None:
    messages = [
        {"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["ask"]}},
        {"author": {"role": "assistant"}, "content": {"content_type": "text", "parts": ["say"]}},
    ]
    assert said(one({"messages": messages}).messages) == PAIR


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (
            "Doctor: How is she?\nGuest_family: Badly.\nPatient: I ache.\nDoctor: Rest.",
            ["user: Badly.\nI ache.", "assistant: Rest."],
        ),
        ("Patient's wife: He coughs.\nDoctor 2: Take this.", ["user: He coughs.", "assistant: Take this."]),
        ("Guest_clinician: Yes?\nPatient: I ache.\nDoctor: Rest.", ["user: I ache.", "assistant: Rest."]),
        (
            "User: How?\nAssistant: See it.\nUser manual: page 3",
            ["user: How?", "assistant: See it.\nUser manual: page 3"],
        ),
    ],
)
def test_a_third_speaker_is_on_one_of_the_two_sides(text: str, want: list[str]) -> None:
    draft = one({"dialogue": text})
    assert [f"{role}: {words}" for role, words in said(draft.messages)] == want


@pytest.mark.parametrize("mark", [{"private": True}, {"is_internal": "true"}, {"public": False}])
def test_what_a_desk_keeps_to_itself_is_no_answer(mark: dict[str, Any]) -> None:
    turns = [
        {"content": "My berth key does not turn any more.", "sender": {"type": "contact", "name": "Ola"}},
        {"content": "look in the spare box first", "sender": {"type": "user", "name": "Pia"}, **mark},
        {"content": "Please come to the office.", "sender": {"type": "user", "name": "Pia"}},
    ]
    draft = one({"id": 1, "messages": turns})
    assert said(draft.messages) == [
        ("user", "My berth key does not turn any more."),
        ("assistant", "Please come to the office."),
    ]
    assert draft.extra["left_out"] == {"internal_note": 1}
