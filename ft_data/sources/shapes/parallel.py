"""Questions in one list and answers in another; a task and its steps; tasks and the calls that do them (ToolAlpaca)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ft_data.sources.shapes import choices, names
from ft_data.sources.shapes.calls import Calls
from ft_data.sources.shapes.draft import Core, Message, NoExample, kind_of, noting, turn
from ft_data.sources.shapes.layout import STRICT, Layout, Route, around
from ft_data.sources.shapes.pairs import asked
from ft_data.sources.shapes.shape import Shape
from ft_data.sources.shapes.turns import counted
from ft_data.sources.shapes.values import json_text, string, unpacked

FAMILY = "parallel"
_ASKED = ("instructions", "questions", "prompts", "queries", "tasks", "inputs")
_ANSWERS = ("golden_answers", "outputs", "responses", "answers", "completions", "targets", "solutions")
_STEPS = ("steps", "plan", "actions", "procedure", "directions", "method_steps")
_NEEDED = ("ingredients", "materials", "tools_needed")
_TASK = (*STRICT, "task", "goal", "title", "query")
_STEP = ("text", "step", "description", "instruction", "content", "headline")
_ACTION, _INPUT = (
    ("Action", "action", "tool", "name"),
    ("Action_Input", "action_input", "tool_input", "arguments", "input"),
)
_KINDS = ("string", "integer", "number", "boolean", "array", "object")


def route(layout: Layout) -> Route | None:
    """Return the route of parallel lists, or of a task with a list of steps."""
    prompts, answers = layout.find(_ASKED, list), layout.find(_ANSWERS, list, dict)
    tools = layout.find(("function_description", "tools", "functions", "functions_description"), dict, list)
    if prompts and answers:
        return layout.route(
            FAMILY,
            {
                "prompts": prompts,
                "answers": answers,
                "tools": tools,
                "options": layout.find(("options", "choices"), list),
                "context": layout.find((one for one in names.CONTEXT if one != "input"), str),
            },
            check=lambda record: (
                len(record[prompts]) == len(_list(record[answers])) > 0
                and all(_words(one) is not None for one in record[prompts])
            ),
        )
    task, steps = layout.find(_TASK, str), layout.find(_STEPS, list)
    if task and steps:
        needed = layout.find(_NEEDED, list)
        fields = {"prompt": task, "steps": steps, "needed": needed, **around(layout, task), "tools": tools}
        return layout.route(
            FAMILY, fields, check=lambda record: bool(record[steps]) and _listed(record[steps]) is not None
        )
    return None


def cores(record: Mapping[str, Any], fields: Mapping[str, str], stage: str) -> list[Core]:
    """Build a pair of each question with its answer; about one text they are one conversation.

    :raises NoExample: when no question is answered.
    """
    tools = _tools(record.get(fields.get("tools", "")))
    if "steps" in fields:
        steps = record[fields["steps"]]
        answer, more = _answer(steps) if all(map(_action, steps)) else (_numbered(record, fields), {})
        messages = asked(record, {name: key for name, key in fields.items() if name != "tools"})
        return [Core(kind_of([*messages, answer]), [*messages, answer], tools_json=tools, extra=more or None)]
    made: list[Core] = []
    unanswered = 0
    options = record.get(fields.get("options", "")) or []
    for at, (question, given) in enumerate(
        zip(record[fields["prompts"]], _list(record[fields["answers"]]), strict=True)
    ):
        asks = _words(question) or ""
        try:
            if at < len(options) and len(found := choices.read(options[at])) > 1:
                asks = choices.below(asks, found)
                given = choices.answer_of(given, found, fields.get(choices.NUMBERS, ""))
            answer, more = _answer(given)
        except NoExample:
            unanswered += 1
            continue
        pair = [turn("user", asks), answer]
        if pair[0]["content"].strip():
            made.append(Core(kind_of(pair), pair, tools_json=tools, extra=more or None))
    if not made:
        raise NoExample("no_response", "no question is answered")
    context = string(record.get(fields.get("context", ""))).strip()
    if context:
        messages = [one for core in made for one in core.messages]
        messages[0] = turn("user", f"{context}\n\n{messages[0]['content']}")
        return [Core(kind_of(messages), messages)]
    return noting(made, "unanswered", unanswered)


def chosen(
    record: Mapping[str, Any], fields: Mapping[str, str]
) -> Iterator[tuple[list[choices.Choice], Any]]:
    """Yield the choices of each question of a record and what says which is right."""
    if "options" in fields:
        for options, given in zip(record[fields["options"]], _list(record[fields["answers"]]), strict=False):
            yield choices.read(options), given


def _list(value: Any) -> list[Any]:
    """Return a list of answers; as columns they are in an object (CoQA, QuAC)."""
    if isinstance(value, Mapping):
        value = next(
            (value[name] for name in ("input_text", "texts", "text") if isinstance(value.get(name), list)), []
        )
    return value if isinstance(value, list) else []


def _words(value: Any) -> str | None:
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        value = value[0]  # several ways to ask, or several answers that are right
    if isinstance(value, Mapping):
        value = value.get("input_text", value.get("text"))
    return value if isinstance(value, str) else None


def _answer(given: Any) -> tuple[Message, dict[str, Any]]:
    """Return what answers: words, numbered steps, or calls as far as they do not wait for each other's results."""
    inner = unpacked(given)
    if isinstance(inner, list) and inner and all(map(_action, inner)):
        given = inner  # calls, which some write as JSON text; any other text is an answer as it is
    words = _words(given)
    if words is not None:
        if not words.strip():
            raise NoExample("empty_response", "the answer is empty")
        return turn("assistant", words), {}
    if isinstance(given, list) and given and all(_action(one) for one in given):
        ready = []
        for one in given:
            arguments = unpacked(next((one[name] for name in _INPUT if name in one), {}))
            if not isinstance(arguments, Mapping):
                break
            ready.append({"name": _action(one), "arguments": arguments})
        if not ready:
            raise NoExample("no_response", "the first call waits for a result")
        message = turn("assistant", "")
        message["tool_calls_json"] = json_text(Calls().made(ready))
        return message, counted(later_calls=len(given) - len(ready))
    raise NoExample("empty_response", "the answer is empty")


def _numbered(record: Mapping[str, Any], fields: Mapping[str, str]) -> Message:
    """Return steps as numbered lines, what they need before them."""
    steps = _listed(record[fields["steps"]])
    if not steps:
        raise NoExample("empty_response", "there are no steps")
    needed = [string(one) for one in record[fields["needed"]]] if "needed" in fields else []
    before = "".join(f"- {one}\n" for one in needed if one.strip())
    return turn("assistant", "\n".join([*([before] if before else []), *steps]))


def _action(one: Any) -> str:
    if not isinstance(one, Mapping) or not any(name in one for name in _INPUT):
        return ""
    return string(next((one[name] for name in _ACTION if isinstance(one.get(name), str)), ""))


def _listed(given: Any) -> list[str] | None:
    """Return steps as numbered lines; None for what is no list of steps, calls aside."""
    if not isinstance(given, list):
        return None
    if given and all(_action(one) for one in given):
        return []
    texts = []
    for one in given:
        if isinstance(one, Mapping):
            one = next((one[name] for name in _STEP if isinstance(one.get(name), str)), None)
        if not isinstance(one, str):
            return None
        if one.strip():
            texts.append(one.strip())
    numbered = all(text[:1].isdigit() for text in texts)
    return texts if numbered else [f"{at}. {text}" for at, text in enumerate(texts, 1)]


def _tools(value: Any) -> str | None:
    """Return definitions of tools; ToolAlpaca describes each in words, its parameters as an object of words."""
    if not isinstance(value, Mapping):
        return json_text(value)
    made = []
    for name, text in value.items():
        if not isinstance(text, str) or name == "components":
            continue
        description, _, rest = text.partition("\nParameters: ")
        given = unpacked(rest.split("\n", 1)[0])
        properties = (
            {key: _property(said) for key, said in given.items()} if isinstance(given, Mapping) else {}
        )
        required = (
            [key for key, said in given.items() if str(said).startswith("Required")] if properties else []
        )
        schema = {"type": "object", "properties": properties, **({"required": required} if required else {})}
        made.append({"name": name, "description": description, "parameters": schema})
    return json_text(made or None)


def _property(said: Any) -> dict[str, str]:
    words = string(said)
    kind = next((one for one in _KINDS if f"{one}." in words.lower()), None)
    return {**({"type": kind} if kind else {}), "description": words}


SHAPES = (Shape(route, cores, FAMILY, ("prompt_completion",), 34),)
