"""Conversations as records hold them: turns, texts that take turns, threads, mails and tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from ft_data.sources.shapes import threads, tickets, transcripts, values
from ft_data.sources.shapes.content import string_of
from ft_data.sources.shapes.detect import style
from ft_data.sources.shapes.draft import Core, NoExample, kind_of, turn
from ft_data.sources.shapes.layout import Route
from ft_data.sources.shapes.names import normal
from ft_data.sources.shapes.paired import pair_keys, rows, spread
from ft_data.sources.shapes.rendered import rendered
from ft_data.sources.shapes.spoken import spoken
from ft_data.sources.shapes.tools import allows_null, in_text, tools_of
from ft_data.sources.shapes.training import must_train, with_masks
from ft_data.sources.shapes.turns import (
    Turns,
    are_turns,
    counted,
    greeted,
    has_roles,
    read_turns,
    role_of,
    strings,
    trimmed,
    unnamed,
)


def chat(record: Mapping[str, Any], route: Route, shape: str) -> list[Core]:
    """Make a conversation of a record whose route is one of turns, a ticket or a mail.

    :raises NoExample: when nobody asks or nobody answers.
    """
    fields = route.fields
    if route.family == "mail":
        return threads.mail(
            record, [{**record, "body": record[fields["body"]], "from": record[fields["sender"]]}]
        )
    value = rows(values.unpacked(record[fields["messages"]]))
    if isinstance(value, dict):
        value = tickets.comments_of(record, fields["messages"])
    system = string_of(record.get(fields["system"])) if "system" in fields else ""
    tools = tools_of(record.get(fields["tools"])) if "tools" in fields else None
    around = _Around(system, tools)
    if isinstance(value, str):
        if not spoken(value):
            return written_down(value)
        return [_conversation(read_turns(spoken(value)), around.of_text())]
    kind = style(record, route, shape)
    if not isinstance(value, list) or (not value and kind != "ticket"):
        raise NoExample("empty_text", "the conversation has no turns")
    if kind == "ticket":
        return tickets.ticket(record, value)
    if kind == "mail":
        return threads.mail(record, value)
    if kind == "strings":
        # Benchmarks list the questions of a conversation as `turns`; the answers are not in the record.
        told = spoken("\n".join(value)) if all(isinstance(one, str) for one in value) else []
        if told and len(told) == len(value):  # every text begins with its speaker
            return [_conversation(read_turns(told), around)]
        asked = normal(fields["messages"]) == "turns"
        return [_conversation(Turns(strings(value, asked), []), around)]
    if texts := unnamed(value):
        return [_conversation(Turns(strings(texts, False), []), around)]
    if pair_keys(value[0]) is not None:
        return [_conversation(read_turns(spread(value)), around)]
    if kind == "thread" and not (shape == "auto" and _has_calls(value)):
        made = threads.thread(record, value, _title(record, fields))
        before = [turn("system", system)] if system.strip() else []
        return [core._replace(messages=[*before, *core.messages]) for core in made]
    if not are_turns(value):
        raise NoExample("unknown_shape", "the turns have no role or no text")
    read = read_turns(with_masks(value, record), partial(allows_null, tools))
    return [_conversation(read, around)]


_ENDS = "__eou__"  # what DailyDialog and the Ubuntu corpus write behind every turn


def from_text(text: str, labelled: bool = False) -> list[Core]:
    """Make conversations of a chat that is written out in a model's template, of a talk or of questions with their answers; nothing of
    any other text.

    ``labelled``: something is said of the text, so that a talk that people wrote down is what it is about.
    """
    if _ENDS in text:
        said = [one.strip() for one in text.split(_ENDS) if one.strip()]
        return [_conversation(Turns(strings(said, False), []), _Around("", None))] if len(said) > 1 else []
    turns = rendered(text)
    if any(role_of(one["role"]) == "assistant" for one in turns):
        return [_conversation(read_turns(turns), _Around("", None))]
    return [] if labelled else written_down(text)


def written_down(text: str) -> list[Core]:
    """Make examples of questions with their answers, or of talks, that somebody wrote down in a text; nothing of any other text."""
    if asked := transcripts.questions(text):
        return [Core("instruction", [turn("user", one.ask), turn("assistant", one.say)]) for one in asked]
    made: list[Core] = []
    for said in transcripts.talks(text):
        if "speaker" in said[0]:
            made += threads.thread({}, said)
        else:
            made.append(_conversation(read_turns(said), _Around("", None)))
    return made


class _Around(NamedTuple):
    """What a record says beside its turns."""

    system: str
    tools: str | None

    def of_text(self) -> _Around:
        """Take apart what stands before a dialogue in one text: its mark, and functions listed in it (Glaive)."""
        system = self.system.removeprefix("SYSTEM:").strip()
        if self.tools is not None:
            return self._replace(system=system)
        text, found = in_text(system)
        return _Around(text, tools_of(found))


def _conversation(read: Turns, around: _Around) -> Core:
    messages, greeting = greeted(read.messages)
    messages, trailing = trimmed(messages)
    if around.system.strip() and not any(one["role"] == "system" for one in messages):
        messages = [turn("system", around.system), *messages]
    answers = [one for one in messages if one["role"] == "assistant"]
    if not answers:
        raise NoExample("no_response", "nobody answers")
    if not any(one["content"].strip() or one["tool_calls_json"] for one in answers):
        raise NoExample("empty_response", "the answers are empty")
    if not any(one["content"].strip() for one in messages if one["role"] not in ("assistant", "system")):
        raise NoExample("empty_prompt", "nobody asks anything")
    must_train(messages)
    extra = counted(greeting=greeting, after_last_answer=trailing, null_arguments=read.null_arguments)
    if read.rest:
        extra["turns"] = read.rest
    return Core(kind_of(messages), messages, tools_json=around.tools, extra=extra or None)


def _title(record: Mapping[str, Any], fields: Mapping[str, str]) -> str:
    return values.string(record.get(fields["subject"])) if "subject" in fields else ""


def _has_calls(value: Sequence[Any]) -> bool:
    return has_roles(value) and any({"tool_calls", "function_call", "api"} & one.keys() for one in value)
