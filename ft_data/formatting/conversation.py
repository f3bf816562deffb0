"""Reading a canonical example as a conversation: what every exporter starts from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from ft_data.example import ROLES
from ft_data.formatting.outcome import Refusal

Message = dict[str, Any]
Example = Mapping[str, Any]


def turns(messages: Sequence[Mapping[str, Any]] | None) -> list[Message]:
    """Return messages in the OpenAI form: only keys that have a value, ``content`` always present.

    Reasoning is ``reasoning_content``; weights stay behind, for every format has its own word for them
    (:func:`train_mask`). Tool calls become ``{"id"?, "type": "function", "function": {"name", "arguments": <JSON string>}}``.
    """
    out: list[Message] = []
    for message in messages or ():
        role = message.get("role")
        if role not in ROLES:
            raise Refusal("unknown_role", f"roles are {', '.join(ROLES)}")
        turn: Message = {"role": role, "content": message.get("content") or ""}
        if raw := message.get("tool_calls_json"):
            calls = tool_calls(raw)
            if calls and role != "assistant":
                raise Refusal("tool_calls_of_non_assistant", "only assistant turns call tools")
            if calls:
                turn["tool_calls"] = calls
        if message.get("reasoning"):
            turn["reasoning_content"] = message["reasoning"]
        for key in ("tool_call_id", "name"):
            if message.get(key):
                turn[key] = message[key]
        out.append(turn)
    return out


def conversation(example: Example) -> list[Message]:
    """Return the turns to learn from: the messages, for a preference example followed by its chosen turns."""
    if example.get("kind") == "text":
        raise Refusal("plain_text", "a plain text has no turns; use the target `text`")
    found = turns([*(example.get("messages") or ()), *(example.get("chosen") or ())])
    if not found:
        raise Refusal("no_turns", "the example has no messages")
    if not any(answers(turn) for turn in found):
        raise Refusal("no_answer", "no assistant turn has content or a tool call: there is nothing to learn")
    if any(turn["role"] == "assistant" and not answers(turn) for turn in found):
        raise Refusal("blank_answer", "an assistant turn is empty: a model would learn to say nothing")
    return found


def answers(turn: Message) -> bool:
    """Tell whether a turn is something the model can learn to say."""
    return turn["role"] == "assistant" and bool(turn["content"].strip() or turn.get("tool_calls"))


def train_mask(example: Example, found: Sequence[Message]) -> list[bool]:
    """Return, per turn of :func:`conversation`, whether it is trained: answers, less those of weight 0."""
    weights = [message.get("weight") for message in learned(example)]
    mask = [weight != 0 and answers(turn) for weight, turn in zip(weights, found, strict=True)]
    if not any(mask):
        raise Refusal("nothing_trained", "every answer has the weight 0")
    return mask


def marked(example: Example, found: list[Message], name: str, value: Callable[[bool], Any]) -> list[Message]:
    """Return the turns; where some answer is not trained, each says under ``name`` whether it is."""
    mask = train_mask(example, found)
    if not masked(example):
        return found
    return [
        turn | ({name: value(trained)} if turn["role"] == "assistant" else {})
        for turn, trained in zip(found, mask, strict=True)
    ]


def asks(example: Example) -> list[Message]:
    """Return the turns before the last run of answers: what a model is asked."""
    if example.get("kind") == "text":
        raise Refusal("plain_text", "a plain text has no turns; use the target `text`")
    found = turns(example.get("messages"))
    if example.get("kind") != "preference":
        while found and found[-1]["role"] == "assistant":
            found.pop()
    if not any(turn["role"] == "user" for turn in found):
        raise Refusal("no_prompt", "nobody asks anything before the answer")
    return found


def pair(example: Example) -> tuple[list[Message], list[Message], list[Message]]:
    """Return prompt, chosen and rejected turns of a preference example."""
    if example.get("kind") != "preference":
        raise Refusal("not_a_preference", "the example has no chosen and rejected answers")
    prompt, chosen, rejected = (turns(example.get(name)) for name in ("messages", "chosen", "rejected"))
    if not any(turn["role"] == "user" for turn in prompt):
        raise Refusal("no_prompt", "nobody asks anything before the answers")
    for side in (chosen, rejected):
        if not side or not answers(side[-1]):
            raise Refusal("blank_answer", "one of the two answers is empty")
        if side[0]["role"] != "assistant" or any(turn["role"] not in ("assistant", "tool") for turn in side):
            raise Refusal(
                "question_in_answer", "chosen and rejected must hold answers only, the prompt the rest"
            )
    if chosen == rejected:
        raise Refusal("equal_pair", "chosen and rejected are the same")
    return prompt, chosen, rejected


def learned(example: Example, pair: bool = False) -> list[Mapping[str, Any]]:
    """Return the messages of what is learned: of a pair its two sides, else the conversation."""
    sides = ("chosen", "rejected") if pair else ("messages", "chosen")
    return [message for name in sides for message in example.get(name) or ()]


def masked(example: Example, pair: bool = False) -> bool:
    """Tell whether some answer of the example must not be trained."""
    return any(m.get("weight") == 0 for m in learned(example, pair) if m.get("role") == "assistant")


def weighted(example: Example, pair: bool = False) -> bool:
    """Tell whether some answer weighs other than one or nothing."""
    return any(m.get("weight") not in (None, 0, 1) for m in learned(example, pair))


def refuse_weight(example: Example, pair: bool = False) -> None:
    """Refuse what a format whose answers are trained or not would silently lose."""
    if weighted(example, pair):
        raise Refusal("weight_not_carried", "an answer is trained or not in this format, nothing between")
    return None


def refuse_mask_and_weight(example: Example, pair: bool = False) -> None:
    """Refuse what a format without masks and weights would silently lose."""
    if masked(example, pair):
        raise Refusal("mask_not_carried", "this format cannot leave single answers untrained")
    return refuse_weight(example, pair)


def refuse_reasoning(found: Sequence[Message]) -> None:
    """Refuse reasoning where a format has no place for it."""
    if any("reasoning_content" in turn for turn in found):
        raise Refusal(
            "reasoning_not_carried", "this format has no place for what is thought before an answer"
        )
    return None


def with_thought(turn: Message) -> str:
    """Return the text of a turn with its reasoning in ``<think>`` tags before it, as models without a field write it."""
    thought = turn.get("reasoning_content")
    if thought is None:
        return str(turn["content"])
    if "<think>" in thought + turn["content"] or "</think>" in thought + turn["content"]:
        raise Refusal(
            "reasoning_ambiguous", "the text itself has <think> tags: where the reasoning ends is lost"
        )
    return f"<think>\n{thought}\n</think>\n\n{turn['content']}"


def tools(example: Example) -> list[Any]:
    """Return the tool definitions, an empty list if there are none."""
    raw = example.get("tools_json")
    if not raw:
        return []
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Refusal("bad_tools", "tools_json is not JSON") from None
    found = [found] if isinstance(found, dict) else found
    if not isinstance(found, list) or not all(isinstance(tool, dict) for tool in found):
        raise Refusal("bad_tools", "tools_json is not a list of objects")
    return [tool if "function" in tool else {"type": "function", "function": tool} for tool in found]


def tool_calls(raw: str) -> list[Message]:
    """Parse ``tool_calls_json``; arguments come back as a JSON string whatever they were."""
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Refusal("bad_tool_calls", "tool_calls_json is not JSON") from None
    out: list[Message] = []
    for call in [found] if isinstance(found, dict) else found if isinstance(found, list) else [found]:
        function = call.get("function", call) if isinstance(call, dict) else None
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            raise Refusal("bad_tool_calls", "a tool call needs a function name")
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
