"""What assistants and their services export: ChatGPT's and Claude's conversations, requests with their responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.sources.shapes.draft import Core, NoExample, kind_of
from ft_data.sources.shapes.layout import Layout, Route
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.tools import tools_of
from ft_data.sources.shapes.turns import are_turns, greeted, read_turns, trimmed
from ft_data.sources.shapes.values import unpacked

FAMILY = "log"
_TEXTUAL = ("text", "multimodal_text", None)


def route(layout: Layout) -> Route | None:
    """Return the route of an exported conversation, or of a request with its response."""
    mapping = layout.find(("mapping",), dict)
    if mapping:
        return layout.route(FAMILY, {"mapping": mapping}, check=lambda record: bool(_nodes(record[mapping])))
    request = layout.find(("request", "body", "req", "request_body"), dict, str)
    response = layout.find(("response", "completion", "output", "resp", "response_body"), dict, str)
    if request and response:
        fields = {"request": request, "response": response}
        return layout.route(FAMILY, fields, check=lambda record: _asked(record[request]) is not None)
    return None


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build the conversation that stands: of ChatGPT's tree of edits the branch that was shown last.

    :raises NoExample: when nobody answers.
    """
    tools = None
    if "mapping" in fields:
        turns = _branch(record)
    else:
        request = _asked(record[fields["request"]]) or {}
        turns = [*request["messages"], _answer(record[fields["response"]])]
        tools = tools_of(request.get("tools"))
    messages, _ = trimmed(greeted(read_turns(turns).messages)[0])
    if not any(one["role"] == "user" for one in messages):
        raise NoExample("no_response", "nobody answers")
    return [Core(kind_of(messages), messages, tools_json=tools)]


def _asked(value: Any) -> Mapping[str, Any] | None:
    found: Any = unpacked(value)
    if isinstance(found, Mapping) and isinstance(found.get("body"), Mapping):
        found = found["body"]
    request: Mapping[str, Any] | None = found if isinstance(found, Mapping) else None
    return request if request is not None and are_turns(request.get("messages")) else None


def _answer(value: Any) -> Any:
    value = unpacked(value)
    for name in ("body", "choices", "message"):
        if isinstance(value, Mapping) and name in value:
            value = value[name]
            value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, str):
        return {"role": "assistant", "content": value}
    if not isinstance(value, Mapping):
        raise NoExample("no_response", "the response holds no message")
    return {"role": "assistant", **value}


def _nodes(mapping: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {
        key: node
        for key, node in mapping.items()
        if isinstance(node, Mapping) and "message" in node and isinstance(node.get("children", []), list)
    }


def _branch(record: Mapping[str, Any]) -> list[Any]:
    nodes = _nodes(record["mapping"])
    at = record.get("current_node")
    if at not in nodes:  # the newest leaf
        leaves = [key for key, node in nodes.items() if not node.get("children")]
        at = max(
            leaves, key=lambda key: ((nodes[key]["message"] or {}).get("create_time") or 0, key), default=None
        )
    turns: list[Any] = []
    seen: set[str] = set()
    while isinstance(at, str) and at in nodes and at not in seen:
        seen.add(at)
        message = nodes[at].get("message")
        if isinstance(message, Mapping) and _shown(message):
            role = message["author"]["role"]
            name = message["author"].get("name")
            turns.append(
                {
                    "role": role,
                    "content": message.get("content"),
                    **({"name": name} if name and role == "tool" else {}),
                }
            )
        at = nodes[at].get("parent")
    return turns[::-1]


def _shown(message: Mapping[str, Any]) -> bool:
    author, content = message.get("author"), message.get("content")
    if not isinstance(author, Mapping) or not isinstance(content, Mapping):
        return False
    if (message.get("metadata") or {}).get("is_visually_hidden_from_conversation") is True:
        return False
    if author.get("role") == "tool" or message.get("recipient", "all") != "all":
        return False  # calls of the service's own tools, whose definitions are not exported
    parts = content.get("parts")
    return (
        content.get("content_type") in _TEXTUAL
        and isinstance(parts, list)
        and any(part not in ("", None) for part in parts)
    )


SHAPES = (Shape(route, cores, FAMILY, ("messages",), 33),)
