"""What a turn holds: text, or parts of several kinds in the words of several services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ft_data.sources.canonical import canonical_json
from ft_data.sources.shapes.draft import NoExample
from ft_data.sources.shapes.training import thought, weight_of
from ft_data.sources.shapes.values import string

# A part is told by its `type` (OpenAI, Anthropic) or by the one field it has (Bedrock, Gemini).
_TEXTS = ("text", "input_text", "output_text", None)
_THOUGHTS = ("thinking", "reasoning", "thought", "reasoning_text", "summary_text")
_CALLS = ("tool_use", "tool_call", "function_call", "toolUse", "functionCall", "tool-call")
_RESULTS = (
    "tool_result", "tool_response", "function_call_output", "function_response", "toolResult", "functionResponse",
    "tool-result",
)  # fmt: skip
_NOTHING = ("cachePoint", "cache_point", "redacted_thinking", "step-start", "step_start")


class Result(NamedTuple):
    """What a tool gave back: the id of the call and the name of the tool, where they are said, and the text."""

    call: str | None
    name: str | None
    text: str


class Content(NamedTuple):
    """What a turn says, what it thinks, which tools it calls, and what tools gave back."""

    text: str
    reasoning: str = ""
    calls: tuple[Any, ...] = ()
    results: tuple[Result, ...] = ()
    weight: float | None = None


def content_of(value: Any) -> Content:
    """Read the content of a message, which may be a list of parts.

    :raises NoExample: when a part is an image, a sound, a file or something else that is no text.
    """
    if type(value) is str:
        return Content(value)
    if isinstance(value, Mapping) and isinstance(value.get("parts"), list):
        value = value["parts"]
    elif isinstance(value, Mapping) and any(_named(value, names) for names in (_CALLS, _RESULTS)):
        value = [value]
    if not isinstance(value, list) or not any(isinstance(part, Mapping) for part in value):
        return Content(string(value))
    texts: list[str] = []
    thoughts: list[str] = []
    calls: list[Any] = []
    results: list[Result] = []
    weights: set[float | None] = set()
    for part in value:
        if isinstance(part, str):
            texts.append(part)
            continue
        if not isinstance(part, Mapping):
            raise NoExample("not_text", "a message holds something other than text")
        kind = part.get("type")
        weights.add(weight_of(part, True)[0])
        if reasoning := _reasoning(part, kind):
            thoughts.append(reasoning)
        elif called := _named(part, _CALLS):
            calls.append(called)
        elif (given := _named(part, _RESULTS)) is not None:
            results.append(_result(given))
        elif kind == "refusal" and isinstance(part.get("refusal"), str):
            texts.append(part["refusal"])
        elif (text := _text(part, kind)) is not None:
            texts.append(text)
        elif kind not in _NOTHING and not any(name in part for name in _NOTHING) and part:
            raise NoExample("not_text", "a message holds something other than text")
    if len(weights) > 1:
        raise NoExample(
            "partly_masked", "only some words of an answer are to be trained, which no format here can say"
        )
    return Content("\n".join(texts), "\n\n".join(thoughts), tuple(calls), tuple(results), *weights)


def string_of(value: Any) -> str:
    """Return the text of a value that may be parts (the system text of Bedrock and Gemini), or one turn, whoever is said to speak."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], Mapping) and "role" in value[0]:
        value = value[0].get("content")
    return value if type(value) is str else "" if value is None else content_of(value).text


def _text(part: Mapping[str, Any], kind: Any) -> str | None:
    text = part.get("text", part.get("content") if kind == "text" else None)
    if isinstance(text, Mapping):
        text = text.get("value")
    if isinstance(text, str) and (kind in _TEXTS or not isinstance(kind, str) or "image" not in kind):
        return text
    return "" if kind in _TEXTS and "text" in part and text is None and len(part) <= 2 else None


def _reasoning(part: Mapping[str, Any], kind: Any) -> str:
    inner = part.get("reasoningContent", part.get("reasoning_content"))
    if isinstance(inner, Mapping):
        return thought(inner.get("reasoningText", inner.get("reasoning_text", inner)))
    if kind in _THOUGHTS or part.get("thought") is True:
        found = (
            thought(part[name])
            for name in ("thinking", "text", "reasoning", "content", "summary")
            if name in part
        )
        return next(found, "")
    return ""


def _named(part: Mapping[str, Any], names: tuple[str, ...]) -> Mapping[str, Any] | None:
    """Return the object of a part of one of these kinds: the part itself by its `type`, or what it holds by name."""
    if part.get("type") in names:
        return next((part[name] for name in names if isinstance(part.get(name), Mapping)), part)
    return next((part[name] for name in names if isinstance(part.get(name), Mapping)), None)


def _result(given: Mapping[str, Any]) -> Result:
    ids = ("tool_use_id", "toolUseId", "tool_call_id", "toolCallId", "call_id", "id")
    call = next((str(given[name]) for name in ids if given.get(name) is not None), None)
    name = next(
        (given[key] for key in ("name", "tool_name", "toolName") if isinstance(given.get(key), str)), None
    )
    body = next((given[key] for key in ("content", "response", "output", "result") if key in given), None)
    return Result(call, name, result_text(body))


def result_text(body: Any) -> str:
    """Return what a tool gave back as text: a text as it is, texts and JSON parts line by line, else JSON."""
    if not isinstance(body, list):
        return string(body)
    lines = []
    for part in body:
        if isinstance(part, Mapping) and isinstance(part.get("text"), str):
            lines.append(part["text"])
        elif isinstance(part, Mapping) and "json" in part:
            lines.append(canonical_json(part["json"]).decode())
        elif isinstance(part, str):
            lines.append(part)
        elif isinstance(part, Mapping) and ("image" in part or str(part.get("type", "")).startswith("image")):
            raise NoExample("not_text", "a tool gave back something other than text")
        else:
            lines.append(canonical_json(part).decode())
    return "\n".join(lines)
