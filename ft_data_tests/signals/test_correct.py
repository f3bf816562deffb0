"""Tool calls against their signatures and JSON against its schema: what breaks is named, hostile schemas cost little."""

from __future__ import annotations

import json
import time

import pytest

from ft_data.example import message
from ft_data.signals.correct import schema
from ft_data_tests.signals.rows import measure

WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}, "unit": {"enum": ["C", "F"]}},
            "required": ["city"],
        },
    },
}  # fmt: skip


def called(name, arguments, tools=(WEATHER,)):
    made = [{"id": "call_1", "type": "function", "function": {"name": name, "arguments": arguments}}]
    turns = [
        message("user", "Will it rain in Oslo?"),
        message("assistant", "") | {"tool_calls_json": json.dumps(made)},
    ]
    row = {
        "kind": "conversation",
        "messages": turns,
        "tools_json": json.dumps(tools) if not isinstance(tools, str) else tools,
    }
    return measure("correct", [row])[0]


@pytest.mark.parametrize(
    ("name", "arguments", "faults"),
    [
        ("weather", '{"city": "Oslo"}', []),
        ("weather", '{"city": "Oslo", "days": 3, "unit": "C"}', []),
        ("forecast", '{"city": "Oslo"}', ["unknown_tool"]),
        ("weather", "{}", ["missing_argument"]),
        ("weather", '{"city": "Oslo", "hours": 3}', ["unknown_argument"]),
        ("weather", '{"city": 7}', ["wrong_value"]),
        ("weather", '{"city": "Oslo", "days": 0}', ["wrong_value"]),
        ("weather", '{"town": "Oslo", "unit": "K"}', ["missing_argument", "unknown_argument", "wrong_value"]),
        ("weather", "{", None),  # `invalid_call` says so
    ],
)
def test_a_call_is_held_against_what_the_row_declares(name, arguments, faults):
    found = called(name, arguments)
    assert found["call_faults"] == faults and found["call_fault_count"] == (
        None if faults is None else len(faults)
    )
    assert found["schema_faults"] is None


@pytest.mark.parametrize("tools", ["{", "[]", '["weather"]', '[{"type": "function"}]'])
def test_tools_that_cannot_be_read_judge_nothing(tools):
    assert called("weather", "{}", tools)["call_faults"] is None


@pytest.mark.parametrize(
    "parameters",
    [None, {"city": "str"}, {"type": "object", "properties": {"city": {"type": "dict of str"}}}, {"type": "object", "properties": []}, {"$ref": "https://example.org/s.json"}],
)  # fmt: skip
def test_signatures_in_a_form_of_their_own_judge_no_arguments(parameters):
    tool = {"name": "weather", "parameters": parameters}
    assert called("weather", '{"city": 3}', [tool])["call_faults"] == []
    assert called("other", '{"city": 3}', [tool])["call_faults"] == ["unknown_tool"]


PORT = {
    "type": "object",
    "properties": {"port": {"type": "string"}, "berths": {"type": "integer"}},
    "required": ["port"],
}


@pytest.mark.parametrize(
    ("prompt", "answer", "faults"),
    [
        ("Describe the harbour by this schema: {}", '{"port": "Ellin", "berths": 4}', 0),
        ("Describe the harbour by this schema: {}", '```json\n{"port": "Ellin"}\n```', 0),
        ("Describe the harbour by this schema: {}", '{"berths": "four"}', 2),
        ("Describe the harbour by this schema:\n```json\n{}\n```", "[]", 1),
        ("Describe the harbour by this schema: {}", "It has four berths.", None),
        ("Describe the harbour by this schema: {}", '{"port": ', None),
        (
            "Add a property to this schema: {}",
            json.dumps({**PORT, "properties": {"x": {"type": "string"}}}),
            None,
        ),
        ("One of {} and {}?", '{"port": "Ellin"}', None),
        ('Sort the "properties": {"a": 1}', '{"a": 1}', None),
    ],
)
def test_json_is_held_against_the_schema_that_the_prompt_holds(prompt, answer, faults):
    asked = prompt.replace("{}", json.dumps(PORT))
    assert measure("correct", [(asked, answer)])[0]["schema_faults"] == faults


def doubling(keyword):
    """References that multiply: 2 to the power of 40."""
    steps = {f"s{k}": {keyword: [{"$ref": f"#/$defs/s{k + 1}"}] * 2} for k in range(40)}
    return {"$defs": {**steps, "s40": {"type": "string"}}, "$ref": "#/$defs/s0"}


@pytest.mark.parametrize(
    "hostile",
    [
        doubling("anyOf"), doubling("allOf"), doubling("oneOf"),
        {**doubling("allOf"), "unevaluatedProperties": False, "unevaluatedItems": False},
        {"$ref": "#"},
        {"$ref": "http://127.0.0.1:9/schema.json"}, {"$ref": "file:///etc/passwd"},
        {"$schema": "http://127.0.0.1:9/meta.json", "$ref": "http://127.0.0.1:9/a"},
        {"pattern": "(a+)+$"}, {"pattern": "(?=a)"}, {"pattern": "("}, {"patternProperties": {"(a+)+$": False}},
        {"uniqueItems": True}, {"multipleOf": 0}, {"multipleOf": 1e-308}, {"maximum": "x"}, {"type": "float"}, {"enum": "x"},
        {"$dynamicRef": "#x", "$dynamicAnchor": "x"},
        {"not": {"$ref": "#"}}, [], 3, True,
    ],
)  # fmt: skip
def test_hostile_schemas_cost_little_and_fetch_nothing(hostile):
    text = json.dumps(hostile)
    values = [
        "a" * 40 + "b",
        {"a" * 40 + "b": 1},
        [{"a": k} for k in range(5000)],
        json.loads("[" * 200 + "]" * 200),
    ]
    start = time.process_time()
    for value in values[:1] if "s0" in text else values:
        found = schema.faults(text, value)
        assert found is None or len(found) <= 20
    # of processor time, where 2 to the power of 40 steps would take years
    assert time.process_time() - start < 20


def test_nothing_is_fetched(monkeypatch):
    import socket

    def refused(*_, **__):
        raise AssertionError("asked the network")

    monkeypatch.setattr(socket, "create_connection", refused)
    monkeypatch.setattr(socket.socket, "connect", refused)
    assert schema.faults('{"$ref": "http://127.0.0.1:9/schema.json"}', {}) is None
    draft = '{"properties": {"a": {"$ref": "http://json-schema.org/draft-07/schema#"}}}'
    assert schema.faults(draft, {"a": 1}) == [("type", "a")]  # comes with the library
    deep = "[" * 5000 + "]" * 5000
    assert schema.faults("{" + f'"items": {deep}' + "}", []) is None


def test_the_like_of_a_row_does_not_matter():
    assert [
        schema.faults('{"additionalProperties": false, "properties": {"a": true}}', {"b": 1, "c": 2})
    ] == [[("additionalProperties", ""), ("additionalProperties", "")]]
    assert schema.faults('{"uniqueItems": true}', [1, 1]) == [("uniqueItems", "")]
    assert schema.faults('{"pattern": "^a+$"}', "ab") == [("pattern", "")]
    assert schema.faults('{"patternProperties": {"^x": {"type": "integer"}}}', {"xy": "s"}) == [
        ("type", "xy")
    ]
