"""Trees of messages (OpenAssistant): every message has several replies, and people ranked them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ft_data.sources.shapes.draft import Core, Message, NoExample, kind_of, turn
from ft_data.sources.shapes.layout import Layout, Route
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.turns import role_of
from ft_data.sources.shapes.values import string

FAMILY = "tree"
_TEXT = ("text", "content", "message", "value")
_REPLIES = ("replies", "children", "responses")


def route(layout: Layout) -> Route | None:
    """Return the route of a tree: a first message with replies, in a field or as the record itself."""
    root = layout.find(("prompt", "root", "tree", "message"), dict)
    if root:
        return layout.route(FAMILY, {"root": root}, check=lambda record: _is_node(record[root]))
    text, replies = layout.find(_TEXT, str), layout.find(_REPLIES, list)
    if text and replies and layout.find(("role",), str):
        return layout.route(FAMILY, {"text": text, "replies": replies, "role": "role"}, check=_is_node)
    return None


def _is_node(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and isinstance(_text(value), str)
        and role_of(value.get("role")) in ("user", "assistant")
        and any(isinstance(value.get(name), list) for name in _REPLIES)
    )


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build the best path as a conversation; for preferences, along it, the best answer against the next one.

    :raises NoExample: when nobody answers, or no two answers are ranked.
    """
    node: Mapping[str, Any] | None = record[fields["root"]] if "root" in fields else record
    messages: list[Message] = []
    pairs: list[Core] = []
    while node is not None and len(messages) < 1000:
        messages.append(_message(node))
        replies = _ranked(node)
        if len(replies) > 1 and messages[-1]["role"] == "user":
            best, other = (_message(one) for one in replies[:2])
            if _rank(replies[0]) < _rank(replies[1]) < float("inf") and best["content"] != other["content"]:
                pairs.append(Core("preference", [*messages], [best], [other]))
        node = replies[0] if replies else None
    if stage == "preference":
        if not pairs:
            raise NoExample("incomplete_triple", "there are no two answers of different rank")
        return pairs
    while messages and messages[-1]["role"] != "assistant":
        messages.pop()
    if not messages:
        raise NoExample("no_response", "nobody answers")
    return [Core(kind_of(messages), messages)]


def _ranked(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the replies that stand, the best first; without ranks the longest branch, then the first."""
    given: Any = next((node[name] for name in _REPLIES if isinstance(node.get(name), list)), [])
    found = [
        one
        for one in given
        if isinstance(one, Mapping)
        and string(_text(one)).strip()
        and one.get("deleted") is not True
        and one.get("review_result") is not False
    ]
    return sorted(found, key=lambda one: (_rank(one), -_depth(one)))


def _rank(node: Mapping[str, Any]) -> float:
    rank = node.get("rank")
    return float(rank) if isinstance(rank, (int, float)) and not isinstance(rank, bool) else float("inf")


def _depth(node: Mapping[str, Any], limit: int = 200) -> int:
    inner: Any = next((node[name] for name in _REPLIES if isinstance(node.get(name), list)), [])
    return 1 + max((_depth(one, limit - 1) for one in inner if isinstance(one, Mapping) and limit), default=0)


def _text(node: Mapping[str, Any]) -> Any:
    return next((node[name] for name in _TEXT if name in node), None)


def _message(node: Mapping[str, Any]) -> Message:
    role = role_of(node.get("role"))
    if role not in ("user", "assistant"):
        raise NoExample("unknown_role", "a message of the tree is of neither side")
    return turn(role, string(_text(node)))


SHAPES = (Shape(route, cores, FAMILY, ("messages",), 32),)
