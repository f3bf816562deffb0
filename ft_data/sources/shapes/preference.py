"""Two answers, one of them better: TRL, sharegpt ranking, hh-rlhf, OpenAI, two outputs and a winner."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ft_data.sources.shapes.content import string_of
from ft_data.sources.shapes.draft import Core, Message, NoExample, turn
from ft_data.sources.shapes.pairs import asked
from ft_data.sources.shapes.tools import tools_of
from ft_data.sources.shapes.turns import are_turns, asking, overlaid, read_turns
from ft_data.sources.shapes.values import string, unpacked
from ft_data.sources.shapes.written import answered, dialogue

_A, _B = ("a", "1st", "first", "left"), ("b", "2nd", "second", "right")
_TIES = (
    "tie",
    "tied",
    "both",
    "neither",
    "equal",
    "equally",
    "same",
    "none",
    "draw",
    "unsure",
    "unknown",
    "not",
    "no",
)
_BETTER = (
    "better",
    "best",
    "wins",
    "won",
    "win",
    "winner",
    "beats",
    "preferred",
    "prefer",
    "over",
    "chosen",
    ">",
    "than",
)
_LAST = re.compile(r"\d+\Z", re.ASCII)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,20})?", re.ASCII)
_WORSE = ("worse", "worst", "loses", "lost", "rejected", "<")


def preference(record: Mapping[str, Any], fields: Mapping[str, str]) -> list[Core]:
    """Build a prompt with a chosen and a rejected continuation.

    :raises NoExample: when one of the three is missing or empty, or both answers are the same.
    """
    if "a" in fields:
        better, worse = sides(record, fields)
    elif "chosen" not in fields:
        return _against(record, fields)
    else:
        better, worse = record.get(fields["chosen"]), record.get(fields["rejected"])
    if better is None or worse is None:
        raise NoExample("incomplete_triple", "an answer is missing")
    record, fields, better, worse = _talks(record, fields, better, worse)
    good, bad = several(better), several(worse)
    return [
        _triple(record, fields, good[at % len(good)], bad[at % len(bad)])
        for at in range(max(len(good), len(bad)))
    ]


def _against(record: Mapping[str, Any], fields: Mapping[str, str]) -> list[Core]:
    """Compare the answers of a chat with those that are rejected in their place: the last one, or each of them."""
    before, tools = _beside(record, fields)
    messages = read_turns(unpacked(record[fields["messages"]])).messages
    answers = [at for at, one in enumerate(messages) if one["role"] == "assistant"]
    worse = several(record[fields["rejected"]])
    if len(worse) == 1:
        answers = answers[-1:]
    elif len(answers) == 1:
        answers *= len(worse)
    if not answers or len(answers) != len(worse):
        raise NoExample("incomplete_triple", f"{len(worse)} rejected answers beside {len(answers)} answers")
    if messages[0]["role"] == "system":
        before = []
    if len(worse) == 1 and len(talk := _answer(worse[0])) > 1:
        shared, chosen, rejected = split_shared(messages, talk)
        return [_compared(before + shared, chosen, rejected, tools)]
    return [
        _compared(before + messages[:at], [messages[at]], _answer(one), tools)
        for at, one in zip(answers, worse, strict=True)
    ]


def of_talks(
    record: Mapping[str, Any], fields: Mapping[str, str], talks: Sequence[Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return record and fields of a pair whose sides are the first and the last of several talks."""
    kept = {name: key for name, key in fields.items() if name != "response"}
    sides_ = {"chosen": talks[0], "rejected": talks[-1]}
    return {**record, **sides_}, {**kept, **{name: name for name in sides_}}


def _talks(
    record: Mapping[str, Any], fields: Mapping[str, str], better: Any, worse: Any
) -> tuple[Mapping[str, Any], Mapping[str, str], Any, Any]:
    """Make chats of questions and answers that are lists in JSON text, as arenas write talks of several rounds."""
    texts = [unpacked(one) for one in (record.get(fields.get("prompt", "")), better, worse)]
    if not all(isinstance(one, list) and one and all(isinstance(text, str) for text in one) for one in texts):
        return record, fields, better, worse
    asked_, *sides_ = texts
    if isinstance(record[fields["prompt"]], list) or any(len(one) != len(asked_) for one in sides_):
        return record, fields, better, worse
    talks = [
        [
            {"role": role, "content": text}
            for pair in zip(asked_, side_, strict=True)
            for role, text in zip(("user", "assistant"), pair, strict=True)
        ]
        for side_ in sides_
    ]
    return record, {name: key for name, key in fields.items() if name != "prompt"}, talks[0], talks[1]


def several(value: Any) -> list[Any]:
    """Return the answers of one side: a list of texts, or of lists of turns, holds one each; anything else is one."""
    found = value
    if isinstance(found, list) and found and not are_turns(found):
        texts = [one for one in found if isinstance(one, str) and one.strip()]
        if all(isinstance(one, str) for one in found):
            return texts or [""]
        if all(are_turns(one) for one in found):
            return list(found)
    return [value]


def _triple(record: Mapping[str, Any], fields: Mapping[str, str], better: Any, worse: Any) -> Core:
    chosen, rejected = _answer(better), _answer(worse)
    prompt, tools = _prompt(record, fields, chosen)
    if prompt is None or len(chosen) > 1 or len(rejected) > 1:
        shared, chosen, rejected = split_shared(chosen, rejected)
        told = [one for one in shared if one["role"] == "system"]
        if prompt and told == shared:
            prompt = told + [
                one for one in prompt if one not in told
            ]  # a template wrote it before each answer
        else:
            prompt = shared if prompt is None else overlaid(prompt, shared)
    return _compared(prompt, chosen, rejected, tools)


def _compared(
    prompt: list[Message], chosen: list[Message], rejected: list[Message], tools: str | None
) -> Core:
    if not any(one["role"] == "user" and one["content"].strip() for one in prompt):
        raise NoExample("incomplete_triple", "there is no prompt")
    for name, answer in (("chosen", chosen), ("rejected", rejected)):
        if not any(one["role"] == "assistant" and _says(one) for one in answer) or not _says(answer[-1]):
            raise NoExample("empty_response", f"the {name} answer is empty")
    if chosen == rejected:
        raise NoExample("equal_answers", "the chosen and the rejected answer are the same")
    return Core("preference", prompt, chosen, rejected, tools)


def _says(message: Message) -> bool:
    return bool(message["content"].strip() or message["tool_calls_json"])


def sides(record: Mapping[str, Any], fields: Mapping[str, str]) -> tuple[Any, Any]:
    """Return the better and the worse of two answers.

    :raises NoExample: when the label names neither.
    """
    winner = _winner(record, fields)
    if winner is None:
        raise NoExample("undecided", "the label names neither answer as the better one")
    a, b = record.get(fields["a"]), record.get(fields["b"])
    return (a, b) if winner == 0 else (b, a)


def _winner(record: Mapping[str, Any], fields: Mapping[str, str]) -> int | None:
    if "winner" in fields:
        value = record.get(fields["winner"])
        marks = [_LAST.search(fields[name]) for name in "ab"]
        if (told := _count(value)) is not None and marks[0] and marks[1]:
            # By the number in its own name: `response_0` is answer 0; what lies between two numbers is nearer to one of them.
            far = [abs(told - int(mark[0])) for mark in marks if mark]
            return None if far[0] == far[1] or min(far) > 0.5 else far.index(min(far))
        return side(value)
    if "strength" in fields:
        worth = float(record[fields["strength"]])
    elif "score_b" in fields:
        worth = float(record[fields["score_b"]]) - float(record[fields["score_a"]])
    else:
        worth = {1: -1.0, 0: 1.0}.get(record[fields["score_a"]], 0.0)
    return None if worth == 0 or worth != worth else int(worth > 0)


def _count(value: Any) -> float | None:
    """Return a number, also one written as a text."""
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value.strip()) else None
    return None if isinstance(value, bool) or not isinstance(value, (int, float)) else float(value)


def side(value: Any) -> int | None:
    """Return 0 for `a`, `model_a`, `output_a`, `a-is-better`, `A > B`, 1 for the other, None for neither.

    The side that is named first is meant, unless it is called the worse one. Numbers alone can mean either, so None.
    """
    if not isinstance(value, str) or len(value) > 80:
        return None
    text = value.strip().lower()
    if text in ("0", "1", "2") or "=" in text:
        return None
    words = re.findall(r"[a-z0-9]+|>|<", text)
    if any(word in _TIES for word in words):
        return None
    numbers = {"0": 0, "1": 0, "2": 1} if "0" not in words else {"0": 0, "1": 1}
    named = [
        (at, 0 if word in _A else 1 if word in _B else numbers[word])
        for at, word in enumerate(words)
        if word in _A or word in _B or word in numbers
    ]
    if not named:
        return None
    at, first = named[0]
    after = words[at + 1 : named[1][0] if len(named) > 1 else None]
    if any(word in _WORSE for word in after):
        return 1 - first
    if len(named) > 1 and named[1][1] != first and not any(word in _BETTER for word in after):
        return None
    return first


def _answer(value: Any) -> list[Message]:
    """Return one side as messages: a text, a turn, a list of turns, or a whole dialogue in one text."""
    inner = unpacked(value)
    if isinstance(inner, dict) and "messages" in inner:
        inner = inner["messages"]
    turns = [inner] if isinstance(inner, dict) else inner
    if are_turns(turns):
        read = read_turns(turns).messages
        if len(read) == 1 and read[0]["role"] == "user":  # one turn is the answer, whoever is said to speak
            return [{**read[0], "role": "assistant"}]
        return read
    return answered(string(value))


def split_shared(
    chosen: list[Message], rejected: list[Message]
) -> tuple[list[Message], list[Message], list[Message]]:
    """Return (what both sides share, the rest of each); the last message of a side is never shared."""
    most = min(len(chosen), len(rejected)) - 1
    shared = 0
    while shared < most and chosen[shared] == rejected[shared]:
        shared += 1
    while shared and chosen[shared - 1]["role"] == "assistant" and chosen[shared]["role"] == "assistant":
        shared -= 1
    return chosen[:shared], chosen[shared:], rejected[shared:]


def _prompt(
    record: Mapping[str, Any], fields: Mapping[str, str], chosen: Sequence[Message]
) -> tuple[list[Message] | None, str | None]:
    """Return the turns that ask, wherever the record has them, and the tools."""
    before, tools = _beside(record, fields)
    turns: Any = unpacked(record.get(fields["messages"])) if "messages" in fields else None
    value = record.get(fields["prompt"]) if "prompt" in fields else None
    inner = unpacked(value)
    if isinstance(inner, dict) and are_turns(inner.get("messages")):
        return before + read_turns(inner["messages"]).messages, tools_of(inner.get("tools")) or tools
    found = asking(read_turns(turns).messages, chosen) if are_turns(turns) else []
    if any(one["role"] == "user" for one in found):
        return (found if found[0]["role"] == "system" else before + found), tools
    if "prompt" not in fields:
        if isinstance(turns, list) and turns and not are_turns(turns):
            raise NoExample("incomplete_triple", "the prompt has no turns")
        return None, tools
    told = dialogue(value) if isinstance(value, str) else []
    if told and "context" not in fields:
        return asking(before + [one for one in told if one["content"]], chosen), tools
    return asking(asked(record, fields), chosen), tools


def _beside(record: Mapping[str, Any], fields: Mapping[str, str]) -> tuple[list[Message], str | None]:
    """Return the system turn and the tools that a record has in fields of their own."""
    system = string_of(record.get(fields["system"])) if "system" in fields else ""
    tools = tools_of(record.get(fields["tools"])) if "tools" in fields else None
    return ([turn("system", system)] if system.strip() else []), tools
