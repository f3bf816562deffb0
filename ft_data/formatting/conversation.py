"""Reading a canonical example as a conversation: what every exporter starts from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from ft_data.example import ROLES
from ft_data.formatting.outcome import Refused

Message = dict[str, Any]
Example = Mapping[str, Any]


def turns(messages: Sequence[Mapping[str, Any]] | None) -> list[Message] | Refused:
    """Return messages in the OpenAI form: only keys that have a value, ``content`` always present.

    Tool calls become ``{"id"?, "type": "function", "function": {"name", "arguments": <JSON string>}}``.
    """
    out: list[Message] = []
    for message in messages or ():
        role = message.get("role")
        if role not in ROLES:
            return Refused("unknown_role", f"roles are {', '.join(ROLES)}")
        turn: Message = {"role": role, "content": message.get("content") or ""}
        if raw := message.get("tool_calls_json"):
            calls = tool_calls(raw)
            if isinstance(calls, Refused):
                return calls
            if calls and role != "assistant":
                return Refused("tool_calls_of_non_assistant", "only assistant turns call tools")
            if calls:
                turn["tool_calls"] = calls
        for key in ("tool_call_id", "name"):
            if message.get(key):
                turn[key] = message[key]
        out.append(turn)
    return out


def conversation(example: Example) -> list[Message] | Refused:
    """Return the turns to learn from: the messages, for a preference example followed by its chosen turns."""
    if example.get("kind") == "text":
        return Refused("plain_text", "a plain text has no turns; use the target `text`")
    found = turns([*(example.get("messages") or ()), *(example.get("chosen") or ())])
    if isinstance(found, Refused):
        return found
    if not found:
        return Refused("no_turns", "the example has no messages")
    if not any(answers(turn) for turn in found):
        return Refused("no_answer", "no assistant turn has content or a tool call: there is nothing to learn")
    if any(turn["role"] == "assistant" and not answers(turn) for turn in found):
        return Refused("blank_answer", "an assistant turn is empty: a model would learn to say nothing")
    return found


def answers(turn: Message) -> bool:
    """Tell whether a turn is something the model can learn to say."""
    return turn["role"] == "assistant" and bool(turn["content"].strip() or turn.get("tool_calls"))


def train_mask(example: Example, found: Sequence[Message]) -> list[bool] | Refused:
    """Return, per turn, whether it is trained: answers, less those that ``train_mask`` turns off."""
    given = example.get("train_mask")
    if given is None:
        return [answers(turn) for turn in found]
    if len(given) != len(found):
        return Refused("mask_length", "train_mask needs one value per turn")
    mask = [bool(wanted) and answers(turn) for wanted, turn in zip(given, found, strict=True)]
    return mask if any(mask) else Refused("nothing_trained", "train_mask turns every answer off")


def marked(
    example: Example, found: list[Message], name: str, value: Callable[[bool], Any]
) -> list[Message] | Refused:
    """Return the turns; where the example has a mask, each answer says under ``name`` whether it is trained."""
    mask = train_mask(example, found)
    if isinstance(mask, Refused):
        return mask
    if not masked(example):
        return found
    return [
        turn | ({name: value(trained)} if turn["role"] == "assistant" else {})
        for turn, trained in zip(found, mask, strict=True)
    ]


def asks(example: Example) -> list[Message] | Refused:
    """Return the turns before the last run of answers: what a model is asked."""
    if example.get("kind") == "text":
        return Refused("plain_text", "a plain text has no turns; use the target `text`")
    found = turns(example.get("messages"))
    if isinstance(found, Refused):
        return found
    if example.get("kind") != "preference":
        while found and found[-1]["role"] == "assistant":
            found.pop()
    if not any(turn["role"] == "user" for turn in found):
        return Refused("no_prompt", "nobody asks anything before the answer")
    return found


def pair(example: Example) -> tuple[list[Message], list[Message], list[Message]] | Refused:
    """Return prompt, chosen and rejected turns of a preference example."""
    if example.get("kind") != "preference":
        return Refused("not_a_preference", "the example has no chosen and rejected answers")
    prompt, chosen, rejected = (turns(example.get(name)) for name in ("messages", "chosen", "rejected"))
    for side in (prompt, chosen, rejected):
        if isinstance(side, Refused):
            return side
    assert (
        not isinstance(prompt, Refused)
        and not isinstance(chosen, Refused)
        and not isinstance(rejected, Refused)
    )
    if not any(turn["role"] == "user" for turn in prompt):
        return Refused("no_prompt", "nobody asks anything before the answers")
    for side in (chosen, rejected):
        if not side or not answers(side[-1]):
            return Refused("blank_answer", "one of the two answers is empty")
        if side[0]["role"] != "assistant" or any(turn["role"] not in ("assistant", "tool") for turn in side):
            return Refused(
                "question_in_answer", "chosen and rejected must hold answers only, the prompt the rest"
            )
    if chosen == rejected:
        return Refused("equal_pair", "chosen and rejected are the same")
    return prompt, chosen, rejected


def masked(example: Example) -> bool:
    """Tell whether some answer of the example must not be trained."""
    given = example.get("train_mask")
    messages = [*(example.get("messages") or ()), *(example.get("chosen") or ())]
    return given is not None and any(
        m.get("role") == "assistant" and not wanted for m, wanted in zip(messages, given, strict=False)
    )


def weighted(example: Example) -> bool:
    """Tell whether the example weighs other than one."""
    weight = example.get("weight")
    return weight is not None and weight != 1


def refuse_mask_and_weight(example: Example) -> Refused | None:
    """Refuse what a format without masks and weights would silently lose."""
    if masked(example):
        return Refused("mask_not_carried", "this format cannot leave single answers untrained")
    if weighted(example):
        return Refused("weight_not_carried", "this format has no example weights")
    return None


def tools(example: Example) -> list[Any] | Refused:
    """Return the tool definitions, an empty list if there are none."""
    raw = example.get("tools_json")
    if not raw:
        return []
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return Refused("bad_tools", "tools_json is not JSON")
    found = [found] if isinstance(found, dict) else found
    if not isinstance(found, list) or not all(isinstance(tool, dict) for tool in found):
        return Refused("bad_tools", "tools_json is not a list of objects")
    return [tool if "function" in tool else {"type": "function", "function": tool} for tool in found]


def tool_calls(raw: str) -> list[Message] | Refused:
    """Parse ``tool_calls_json``; arguments come back as a JSON string whatever they were."""
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return Refused("bad_tool_calls", "tool_calls_json is not JSON")
    out: list[Message] = []
    for call in [found] if isinstance(found, dict) else found if isinstance(found, list) else [found]:
        function = call.get("function", call) if isinstance(call, dict) else None
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            return Refused("bad_tool_calls", "a tool call needs a function name")
        arguments = function.get("arguments", {})
        text = arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
        one: Message = {"type": "function", "function": {"name": function["name"], "arguments": text or "{}"}}
        out.append({"id": str(call["id"]), **one} if call.get("id") else one)
    return out


def arguments(call: Message) -> Any:
    """Return the arguments of a parsed call as an object, or the string itself if it is not JSON."""
    try:
        return orjson.loads(call["function"]["arguments"])
    except orjson.JSONDecodeError:
        return call["function"]["arguments"]
