"""Content in parts, calls and their arguments, definitions of tools: the forms of several services."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.sources.shapes.tools import tools_of

from .helpers import mapped, one, read_all

ASK = {"role": "user", "content": "ask"}


def calls(draft: Any) -> list[tuple[str, Any]]:
    return [
        (call["function"]["name"], orjson.loads(call["function"]["arguments"]))
        for turn in draft.messages
        for call in orjson.loads(turn["tool_calls_json"] or "[]")
    ]


PARTS: list[tuple[Any, Any]] = [
    ({"toolUse": {"toolUseId": "t", "name": "f", "input": {"a": 1}}}, {"toolResult": {"toolUseId": "t", "content": [{"json": {"b": 2}}]}}),
    ({"functionCall": {"name": "f", "args": {"a": 1}}}, {"functionResponse": {"name": "f", "response": {"b": 2}}}),
    ({"function_call": {"name": "f", "args": {"a": 1}}}, {"function_response": {"name": "f", "response": {"b": 2}}}),
    ({"type": "tool_use", "id": "t", "name": "f", "input": {"a": 1}}, {"type": "tool_result", "tool_use_id": "t", "content": '{"b":2}'}),
    ({"type": "tool-call", "toolCallId": "t", "toolName": "f", "args": {"a": 1}}, {"type": "tool-result", "toolCallId": "t", "result": {"b": 2}}),
]  # fmt: skip


@pytest.mark.parametrize(("call", "result"), PARTS)
@pytest.mark.parametrize("text", [None, {"text": "Let me see."}])
def test_calls_and_results_in_parts(call: Any, result: Any, text: Any) -> None:
    messages = [
        {"role": "user", "content": [{"text": "ask"}]},
        {"role": "assistant", "content": [text, call] if text else [call]},
        {"role": "user", "content": [result]},
        {"role": "assistant", "content": [{"text": "say"}]},
    ]
    draft = one({"messages": messages})
    assert [turn["role"] for turn in draft.messages] == ["user", "assistant", "tool", "assistant"]
    assert calls(draft) == [("f", {"a": 1})]
    assert draft.messages[1]["content"] == ("Let me see." if text else "")
    made = orjson.loads(draft.messages[1]["tool_calls_json"])[0]
    assert draft.messages[2]["tool_call_id"] == made["id"] and draft.messages[2]["content"] == '{"b":2}'


def test_several_results_and_words_in_one_turn() -> None:
    messages = [
        ASK,
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": i, "name": i, "input": {}} for i in "xy"],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "y", "content": [{"type": "text", "text": "of y"}]},
                {"type": "tool_result", "tool_use_id": "x", "content": "of x"},
                {"type": "text", "text": "and now?"},
            ],
        },
        {"role": "assistant", "content": "say"},
    ]
    draft = one({"messages": messages})
    told = [(turn["role"], turn["content"], turn["tool_call_id"]) for turn in draft.messages[2:]]
    assert told == [
        ("tool", "of y", "y"), ("tool", "of x", "x"), ("user", "and now?", None), ("assistant", "say", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "part",
    [
        {"image": {"format": "png"}},
        {"inlineData": {"mimeType": "image/png", "data": ""}},
        {"type": "image_url", "image_url": {"url": "x"}},
        {"executableCode": {"code": "1"}},
        {"fileData": {"fileUri": "x"}},
        7,
    ],
)
def test_what_is_no_text_is_refused_and_does_not_vanish(part: Any) -> None:
    reason = mapped(
        {
            "messages": [
                {"role": "user", "content": [{"text": "look"}, part]},
                {"role": "assistant", "content": "say"},
            ]
        }
    ).reason
    assert str(reason).startswith("not_text")


def test_marks_of_caches_are_no_content() -> None:
    draft = one(
        {
            "messages": [
                {"role": "user", "content": [{"text": "ask"}, {"cachePoint": {"type": "default"}}]},
                {"role": "assistant", "content": "say"},
            ]
        }
    )
    assert draft.messages[0]["content"] == "ask"


@pytest.mark.parametrize(
    "given",
    [
        [{"name": "f", "description": "d", "parameters": {"type": "object"}}],
        [{"name": "f", "description": "d", "input_schema": {"type": "object"}}],
        [{"functionDeclarations": [{"name": "f", "description": "d", "parameters": {"type": "object"}}]}],
        {
            "tools": [
                {"toolSpec": {"name": "f", "description": "d", "inputSchema": {"json": {"type": "object"}}}}
            ]
        },
        [{"toolSpec": {"name": "f", "description": "d", "inputSchema": {"json": '{"type": "object"}'}}}],
    ],
)
def test_tools_in_the_form_of_openai(given: Any) -> None:
    want = [{"name": "f", "description": "d", "parameters": {"type": "object"}}]
    assert orjson.loads(tools_of(given) or "") == want
    assert orjson.loads(tools_of(orjson.dumps(given).decode()) or "") == want


def test_definitions_that_are_text_stay_as_they_are() -> None:
    text = '[ {"name": "f", "parameters": {"properties": {"a": {"default": null}}}} ]'
    assert tools_of(text) == text and tools_of([]) is None and tools_of("") is None


def _rows(schema: dict[str, Any], *arguments: dict[str, Any] | str | None) -> list[dict[str, Any]]:
    return [
        {
            "messages": [
                {"role": "user", "content": "ask", "tool_calls": None},
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [{"function": {"name": "f", "arguments": one_}}],
                },
            ],
            "tools": [{"name": "f", "parameters": {"properties": schema}}],
        }
        for one_ in arguments
    ]


def test_what_a_table_fills_with_null_is_no_argument(tmp_path: Path) -> None:
    """Columns of a Parquet file have every argument of every call and every property of every tool."""
    rows = _rows(
        {"a": {"type": "string"}},
        {"a": "x"},
        {"a": None, "b": {"c": 1, "d": None}},
        {"b": {"c": None, "d": 2}},
    )
    rows[1]["tools"][0]["parameters"]["properties"] = {"b": {"type": "object"}}
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    drafts = [one(value) for value in read_all(tmp_path, "a.parquet").values]
    assert [calls(draft) for draft in drafts] == [
        [("f", {"a": "x"})],
        [("f", {"b": {"c": 1}})],
        [("f", {"b": {"d": 2}})],
    ]
    assert '"properties":{"a":{"type":"string"}}' in drafts[0].tools_json
    assert '"properties":{"b":{"type":"object"}}' in drafts[1].tools_json
    assert drafts[1].extra["left_out"]["null_arguments"] == 2


def test_an_argument_that_may_be_null_stays() -> None:
    for schema in (
        {"type": ["string", "null"]},
        {"type": "string", "nullable": True},
        {"anyOf": [{"type": "null"}]},
    ):
        (row,) = _rows({"a": schema, "b": {"type": "string"}}, {"a": None, "b": None})
        assert calls(one(row)) == [("f", {"a": None})]
    (row,) = _rows({}, '{"a": null}')
    assert calls(one(row)) == [("f", {"a": None})]  # the model wrote this text


def _human(kind: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "content": text, "additional_kwargs": {}, "response_metadata": {}, **more}


def _deeper(kind: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "data": {"content": text, "additional_kwargs": {}, **more}}


def _built(kind: str, text: str, **more: Any) -> dict[str, Any]:
    name = {
        "human": "HumanMessage",
        "ai": "AIMessageChunk",
        "system": "SystemMessage",
        "tool": "ToolMessage",
    }[kind]
    return {
        "lc": 1,
        "type": "constructor",
        "id": ["schema", "messages", name],
        "kwargs": {"content": text, **more},
    }


@pytest.mark.parametrize("turn", [_human, _deeper, _built])
def test_messages_that_name_their_class(turn: Any) -> None:
    asked, answered = ("user", "ask"), ("assistant", "say")
    traced = {
        "id": "1",
        "inputs": {"input": [turn("human", "ask")]},
        "outputs": {"output": turn("ai", "say")},
    }
    assert [(one["role"], one["content"]) for one in one(traced).messages] == [asked, answered]
    batch = {"messages": [[turn("system", "be"), turn("human", "ask"), turn("ai", "say")]]}
    for record in (batch, {"messages": batch["messages"][0]}):
        assert [(one["role"], one["content"]) for one in one(record).messages] == [
            ("system", "be"),
            asked,
            answered,
        ]
    called = turn("ai", "", tool_calls=[{"name": "look", "args": {"x": 1}, "id": "c", "type": "tool_call"}])
    draft = one(
        {"messages": [turn("human", "ask"), called, turn("tool", "wet", tool_call_id="c"), turn("ai", "say")]}
    )
    assert calls(draft) == [("look", {"x": 1})]
    assert [one["role"] for one in draft.messages] == ["user", "assistant", "tool", "assistant"]


def test_a_question_in_parts_is_its_words() -> None:
    record = {
        "prompt": [{"type": "text", "text": "ask"}, {"type": "text", "text": "more"}],
        "completion": "say",
    }
    assert [one["content"] for one in one(record).messages] == ["ask\nmore", "say"]
