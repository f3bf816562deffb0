"""A list of turns, in anybody's spelling, as messages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, Final, NamedTuple

import orjson

from ft_data.sources.shapes import names, sides
from ft_data.sources.shapes.calls import Calls, listed
from ft_data.sources.shapes.content import Content, content_of
from ft_data.sources.shapes.draft import Message, NoExample, turn
from ft_data.sources.shapes.training import reasoning_of, weight_of, with_reasoning
from ft_data.sources.shapes.values import json_text

_PLAIN = ({"role", "content"}, {"from", "value"})
_MADE = ("tool_calls", "function_call", "toolCalls")
GREETING = 200  # characters of what an assistant may say before it is asked without its being missed
# A role is a word of a format; what a person is called is not shown.
_SHOWN = re.compile(r"[a-z][a-z0-9_ -]{1,30}\Z")


class Turns(NamedTuple):
    """Messages, and what the turns held besides: fields without a place, one dict a turn."""

    messages: list[Message]
    rest: list[dict[str, Any]]
    null_arguments: int = 0  # left out of calls, see `calls.Calls`


def keys_of(first: Any) -> tuple[str, str] | None:
    """Return the fields that hold who speaks and what is said, or None if this is no turn."""
    return _keys(tuple(first)) if isinstance(first, dict) else None


@lru_cache(4096)
def _keys(fields: tuple[str, ...]) -> tuple[str, str] | None:
    role = next((name for name in names.TURN_ROLE if name in fields), None)
    text = next((name for name in names.TURN_TEXT if name in fields and name != role), None)
    if role is None or (text is None and not {*_MADE, "api"} & set(fields)):
        return None
    return role, text or "content"


def role_of(value: Any) -> str | None:
    """Return the role that a speaker's name stands for: user, assistant, system, developer, tool, call or thought."""
    return (names.ROLES.get(value) or _role(value)) if isinstance(value, str) else None


@lru_cache(4096)
def _role(value: str) -> str | None:
    if len(value) >= 64:
        return None
    word = names.normal(value)
    return names.ROLES.get(word) or names.ROLES.get(sides.bare(word))


def are_turns(value: Any) -> bool:
    """Tell whether a value is a list of turns: nobody says a number."""
    if not isinstance(value, list) or not value:
        return False
    found = keys_of(value[0])
    return found is not None and not isinstance(value[0].get(found[1]), (int, float))


def as_turns(value: Any) -> list[Any]:
    """Return a list of turns as it is, one turn that says a known role as a list, and nothing of anything else."""
    if isinstance(value, list):
        return value if are_turns(value) else []
    return [value] if isinstance(value, dict) and are_turns([value]) and has_roles([value]) else []


def says_roles(value: Sequence[Any]) -> bool:
    """Tell whether the turns are in a format that has roles; in a chat export they say who spoke instead."""
    found = keys_of(value[0])
    return found is not None and (found[0] == "role" or found == ("from", "value") or has_roles(value))


def has_roles(value: Sequence[Any]) -> bool:
    """Tell whether every turn says a role that is known."""
    found = keys_of(value[0])
    return found is not None and all(
        isinstance(one, dict) and role_of(one.get(found[0], "")) is not None for one in value
    )


def read_turns(value: Sequence[Any], allows_null: Any = None) -> Turns:
    """Turn a list whose entries name their roles into messages; what one speaker says in several turns is one.

    :raises NoExample: for an unknown role, and for content that is not text.
    """
    reader = _Reader(value, allows_null)
    for one in value:
        reader.read(one)
    if reader.thought:
        raise NoExample("unknown_role", "somebody thinks and says nothing")
    rest = reader.rest if any(reader.rest) else []
    return Turns(joined(reader.messages), rest, reader.calls.dropped)


class _Reader:
    """Reads one turn after another."""

    def __init__(self, value: Sequence[Any], allows_null: Any) -> None:
        self.messages: list[Message] = []
        self.rest: list[dict[str, Any]] = []
        self.calls = Calls(allows_null)
        self.thought = ""  # said by a turn of its own, before the words it leads to
        self.answers = {"system": "assistant"} if _system_answers(value) else {}

    def read(self, one: Any) -> None:
        if type(one) is not dict:
            raise NoExample("unknown_shape", "a turn is not an object")
        if one.keys() in _PLAIN and not self.thought:
            said, text = (one["role"], one["content"]) if "role" in one else (one["from"], one["value"])
            role = role_of(said)
            if role not in (None, "call", "tool", "thought") and type(text) is str:
                role = self.answers.get(str(role), str(role))
                if role in ("user", "assistant"):
                    self.calls.over()
                self.messages.append(turn(role, text))
                self.rest.append({})
                return
        self._turn(one)

    def _turn(self, one: dict[str, Any]) -> None:
        found = keys_of(one)
        if found is None:
            raise NoExample("unknown_shape", "a turn has no role or no text")
        role_key, text_key = found
        role = role_of(one[role_key])
        if role is None:
            raise NoExample("unknown_role", _unknown(one[role_key], role_key))
        role = self.answers.get(role, role)
        used = {role_key, text_key, *_MADE, "tool_call_id"}
        content = content_of(one.get(text_key))
        if role == "thought":
            self.thought = "\n\n".join(part for part in (self.thought, content.text) if part.strip())
            self.rest.append({})
            return
        if role == "tool":
            used |= self._tool(one, role_key, content)
        else:
            used |= self._said(one, role, content)
        self.rest.append(
            {key: item for key, item in one.items() if key not in used and item not in (None, [], {})}
        )

    def _tool(self, one: Mapping[str, Any], role_key: str, content: Content) -> set[str]:
        used = set()
        name = one.get("name")
        if isinstance(name, dict) or name is None or role_key == "name":
            name = None
        else:
            used.add("name")
        given = one.get("tool_call_id")
        if content.results:
            self._results(content)
        else:
            self._result(
                None if given is None else str(given), None if name is None else str(name), content.text
            )
        return used

    def _results(self, content: Content) -> None:
        for result in content.results:
            self._result(result.call, result.name, result.text)

    def _result(self, given: str | None, name: str | None, text: str) -> None:
        message = turn("tool", text)
        message["tool_call_id"] = self.calls.answered(given, name)
        message["name"] = name
        self.messages.append(message)

    def _said(self, one: Mapping[str, Any], role: str, content: Content) -> set[str]:
        used: set[str] = set()
        made: Any = next((one[name] for name in _MADE if one.get(name)), None) or list(content.calls)
        if role == "call":
            made, content = made or listed(content.text), content._replace(text="")
        elif not made and isinstance(one.get("api"), dict):
            made = [{"name": name, "arguments": arguments} for name, arguments in one["api"].items()]
            used.add("api")
        role = "assistant" if role == "call" else role
        self._results(content)
        if content.results and not (content.text.strip() or made):
            return used
        message = turn(role, content.text)
        weight, said_by = weight_of(one, role == "assistant")
        used |= said_by
        if role == "assistant":
            weight = content.weight if weight is None else weight
            if weight is not None:
                message["weight"] = weight
            reasoning, said_by = reasoning_of(one)
            used |= said_by
            for part in (self.thought, content.reasoning, reasoning):
                message = with_reasoning(message, part)
            self.thought = ""
            if made:
                message["tool_calls_json"] = json_text(self.calls.made(made)) or "[]"
        elif self.thought:
            raise NoExample("unknown_role", "somebody thinks and somebody else speaks")
        if not message["tool_calls_json"] and role in ("user", "assistant"):
            self.calls.over()
        self.messages.append(message)
        return used


def _unknown(value: Any, key: str) -> str:
    shown = value.strip() if isinstance(value, str) else ""
    which = f": {shown}" if key == "role" and _SHOWN.match(shown) else ""
    return f"a turn's role is none of the known ones{which}"


def _system_answers(value: Sequence[Any]) -> bool:
    """Tell whether USER and SYSTEM talk in turn: there the system is who answers, not who instructs."""
    found = keys_of(value[0]) if len(value) > 1 else None
    if found is None or not any(
        isinstance(one, dict) and role_of(one.get(found[0])) == "system" for one in value[1:3]
    ):
        return False
    roles = [role_of(one.get(found[0])) if isinstance(one, dict) else None for one in value]
    if roles[0] == "system" and found[0] != "role" and len(roles) > 2:
        roles = roles[1:]
    return all(role == ("user", "system")[at % 2] for at, role in enumerate(roles))


def joined(messages: list[Message]) -> list[Message]:
    """Join what one speaker says in neighbouring turns: people write in bursts, and talk before they call a tool.

    Answers of different weights stay apart, and so does what follows a call: it may depend on the result.
    """
    if not any(
        a["role"] == b["role"] in ("user", "assistant") for a, b in zip(messages, messages[1:], strict=False)
    ):
        return messages
    made: list[Message] = []
    for message in messages:
        last = made[-1] if made else None
        if (
            last is None
            or last["role"] != message["role"]
            or message["role"] not in ("user", "assistant")
            or last.get("weight") != message.get("weight")
            or (last["tool_calls_json"] and not message["tool_calls_json"])
        ):
            made.append(message)
            continue
        both = [one["content"] for one in (last, message)]
        one = {**last, "content": "\n".join(text for text in both if text.strip()) or both[0]}
        calls = [
            one
            for text in (last, message)
            if text["tool_calls_json"]
            for one in orjson.loads(text["tool_calls_json"])
        ]
        one["tool_calls_json"] = json_text(calls)
        made[-1] = with_reasoning(one, message.get("reasoning") or "")
    return made


def overlaid(first: list[Message], second: list[Message]) -> list[Message]:
    """Return what two lists of turns say together: where one goes on from the other, or lies in it, once."""
    one, other = ([(each["role"], each["content"].strip()) for each in turns] for turns in (first, second))
    if len(other) > len(one) and other[len(other) - len(one) :] == one:
        return second
    most = min(len(one), len(other))
    same = next((n for n in range(most, 0, -1) if one[len(one) - n :] == other[:n]), 0)
    return first + second[same:]


def without_tail(messages: list[Message], tail: Sequence[Message]) -> list[Message]:
    """Return messages without the answer that is to follow them, where it stands there already."""
    at = len(messages) - len(tail)
    same = at > 0 and [_key(one) for one in messages[at:]] == [_key(one) for one in tail]
    return messages[:at] if same else messages


def asking(messages: list[Message], chosen: Sequence[Message]) -> list[Message]:
    """Return the part of a chat that asks: without the chosen answer, or whatever answer it ends on."""
    found = without_tail(messages, chosen)
    end = len(found)
    while end and found is messages and found[end - 1]["role"] == "assistant":
        end -= 1
    return found[:end]


def _key(message: Message) -> tuple[Any, ...]:
    return message["role"], message["content"].strip(), message["tool_calls_json"]


def strings(value: Any, all_asked: bool) -> list[Message]:
    """Return messages for a list of bare texts that take turns, the user first, or that all ask."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise NoExample("unknown_shape", "the turns are neither texts nor objects")
    return [turn("assistant" if at % 2 and not all_asked else "user", one) for at, one in enumerate(value)]


def unnamed(value: Sequence[Any]) -> list[str]:
    """Return the texts of turns that do not say who speaks and take turns, each an object with a `text` (MultiWOZ)."""
    told = all(
        isinstance(one, dict) and isinstance(one.get("text"), str) and {"metadata", "turn_id"} & one.keys()
        for one in value
    )
    return [one["text"] for one in value] if told and len(value) > 1 and keys_of(value[0]) is None else []


def merged(messages: Sequence[Message]) -> list[Message]:
    """Join neighbours of the same role, as people write in bursts; empty texts disappear."""
    return joined([one for one in messages if one["content"].strip() or one["tool_calls_json"]])


def by_speaker(speakers: Sequence[str], texts: Sequence[str]) -> list[Message]:
    """Give roles to people: who speaks first asks, everybody else answers, unless names or the order say otherwise."""
    known = [role_of(who) for who in speakers]
    if {*known} <= {"user", "assistant", "system"} and len({*known}) > 1:
        # Between USER and SYSTEM, without an assistant, the system is who answers.
        answers = "assistant" if known[:1] == ["user"] and "assistant" not in known else "system"
        roles = [answers if role == "system" else str(role) for role in known]
    elif told := sides.served(
        {who: _side_of(who) for who in speakers},
        {who for who in speakers if sides.is_served(names.normal(who))},
    ):
        roles = [told[who] for who in speakers]
    elif answerer := _answers_all(speakers, texts):
        roles = ["assistant" if who == answerer else "user" for who in speakers]
    else:
        asker = speakers[0] if speakers else ""
        roles = ["user" if who == asker else "assistant" for who in speakers]
    return merged([turn(role, text) for role, text in zip(roles, texts, strict=True)])


def _side_of(who: str) -> str:
    """Return the role that a word for a side tells; a letter may be anybody's, and so may a role of machines."""
    role = role_of(who)
    return role if role and names.normal(who) not in _ANYBODY else ""


_ANYBODY = frozenset("a q".split())


def _answers_all(speakers: Sequence[str], texts: Sequence[str]) -> str:
    """Return who answers several people in turn, such as a help desk in a group; "" where nobody does.

    Whoever speaks at nearly every second turn, after at least two others of whom one asks, and did not begin:
    what the others ask after the first is no part of an answer.
    """
    turns = [who for who, _ in groupby(speakers)]
    who, count = Counter(turns).most_common(1)[0] if turns else ("", 0)
    after = {turns[at - 1] for at, one in enumerate(turns) if one == who and at}
    if len(after) < 2 or who == turns[0] or count < _HUB * (len(turns) - 1):
        return ""
    later = after - {turns[0]}
    return (
        who
        if any(one in later and _ASKS.search(text) for one, text in zip(speakers, texts, strict=True))
        else ""
    )


_HUB: Final = 0.45
_ASKS = re.compile("[?？؟]")


def greeted(messages: list[Message]) -> tuple[list[Message], int]:
    """Drop a short greeting of the assistant before anybody asks; return how many turns that was."""
    spoken = [at for at, one in enumerate(messages) if one["role"] not in ("system", "developer")]
    if not spoken or messages[spoken[0]]["role"] != "assistant":
        return messages, 0
    first = messages[spoken[0]]
    asked = len(spoken) > 1 and messages[spoken[1]]["role"] == "user"
    if not asked or first["tool_calls_json"] or len(first["content"]) > GREETING:
        return messages, 0
    return [one for one in messages if one is not first], 1


def trimmed(messages: list[Message]) -> tuple[list[Message], int]:
    """Drop what follows the last answer, such as thanks; return how many turns that was."""
    last = max((at for at, one in enumerate(messages) if one["role"] == "assistant"), default=-1)
    return messages[: last + 1], len(messages) - last - 1


def counted(**left_out: int) -> dict[str, Any]:
    """Return the `left_out` entry of extra: what was recognised and not used, and how often."""
    found = {name: count for name, count in Counter(left_out).items() if count}
    return {"left_out": found} if found else {}
