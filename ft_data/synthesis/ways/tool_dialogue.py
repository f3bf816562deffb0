"""Conversations that call a declared tool: a request like one of a row's, the call, what the tool returns, the answer.

The call must be one that the tool's schema allows, with arguments that the request says; what the tool returns is
invented, and the answer must be grounded in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ft_data.synthesis.plan import Request
from ft_data.synthesis.replies import Finding, Row
from ft_data.synthesis.schema import TEXT, fields, usable
from ft_data.synthesis.ways.way import SEEDS, Ask, BadFile, Said, Way, of_file

Tool = Mapping[str, Any]  # name, description, parameters
CALL = "call_1"


def read(text: str) -> list[Tool]:
    """Read the declarations of tools, with or without `{"type": "function", "function": ...}` around each. Raises BadFile."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise BadFile(f"it is no JSON: {wrong}") from None
    if not isinstance(found, list) or not found:
        raise BadFile("it is no list of tools")
    tools: list[Tool] = []
    for number, one in enumerate(found, 1):
        tool = one.get("function", one) if isinstance(one, dict) else {}
        if not isinstance(tool, dict) or not isinstance(tool.get("name"), str):
            raise BadFile(f"tool {number} has no name")
        parameters = tool.get("parameters", {"type": "object", "properties": {}})
        if not isinstance(parameters, dict) or not usable(parameters):
            raise BadFile(f"the parameters of `{tool['name']}` are no JSON Schema without references")
        if parameters.get("type") != "object":
            raise BadFile(f"the parameters of `{tool['name']}` are no object")
        said = {"name": tool["name"], "description": tool.get("description", "")}
        tools.append(said | {"parameters": {"additionalProperties": False} | parameters})
    return tools


def step(request: Request, said: Said) -> Ask | Row | Finding:
    """Ask for a request with its arguments, then for what the tool returns and the answer."""
    tool = request.extra
    if not said:
        schema = fields(request=TEXT, arguments=tool["parameters"])
        return Ask("request", {"tool": tool, "example": request.passage.title}, schema)
    asked, arguments = said[0]["request"], said[0]["arguments"]
    if name := _invented(asked, arguments, tool["parameters"]):
        return Finding("invented_argument", f"`{name}` is not what the request says")
    if len(said) == 1:
        call = {"name": tool["name"], "arguments": arguments}
        return Ask("reply", {"tool": tool, "request": asked, "call": call}, fields(result=TEXT, answer=TEXT))
    result, answer = said[1]["result"], said[1]["answer"]
    assert request.setting is not None
    declared = [{"type": "function", "function": one} for one in request.setting.files["tools"]]
    written = json.dumps(arguments, ensure_ascii=False)
    calls = [{"id": CALL, "type": "function", "function": {"name": tool["name"], "arguments": written}}]
    messages = (
        {"role": "user", "content": asked},
        {"role": "assistant", "content": "", "tool_calls_json": json.dumps(calls, ensure_ascii=False)},
        {"role": "tool", "content": result, "tool_call_id": CALL, "name": tool["name"]},
        {"role": "assistant", "content": answer},
    )
    ground = f"{asked}\n\n{result}"
    return Row(messages, tools=json.dumps(declared, ensure_ascii=False), ground=ground)


def _invented(asked: str, value: Any, schema: Any, name: str = "") -> str:
    """Return the name of an argument that the request does not state; choices and switches may be meant without words."""
    from ft_data.signals.fitted.align import within

    if not isinstance(schema, dict):  # `true`
        schema = {}
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found = (_invented(asked, one, known.get(key, {}), key) for key, one in value.items())
        return next(filter(None, found), "")
    if isinstance(value, list):
        found = (_invented(asked, one, schema.get("items", {}), name) for one in value)
        return next(filter(None, found), "")
    if value is None or isinstance(value, bool) or "enum" in schema:
        return ""
    said = str(value).strip().lower()
    return "" if said and within(said, asked.lower()) else name


WAY = Way(
    says="conversations that call a declared tool, with arguments that the request says",
    of=SEEDS,
    step=step,
    plan=of_file("tools"),
    steps=("request", "reply"),
    gates=("length", "grounding", "contradiction"),
    reads={"tools": read},
)
