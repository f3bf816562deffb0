"""One question, one answer: alpaca, prompt/completion, question/answer, self-instruct instances, KTO."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ft_data.sources.shapes import names
from ft_data.sources.shapes.calls import Calls
from ft_data.sources.shapes.content import string_of
from ft_data.sources.shapes.draft import Core, Message, NoExample, kind_of, turn
from ft_data.sources.shapes.rendered import rendered
from ft_data.sources.shapes.spoken import spoken
from ft_data.sources.shapes.tools import tools_of
from ft_data.sources.shapes.training import must_train, with_reasoning
from ft_data.sources.shapes.turns import are_turns, as_turns, overlaid, read_turns, trimmed, without_tail
from ft_data.sources.shapes.values import first, is_text, json_text, passage, string, truth, unpacked
from ft_data.sources.shapes.written import answered, apart, marked

Fields = Mapping[str, str]
# What generated sets write where there is no input.
_NO_INPUT = frozenset(
    {"<noinput>", "noinput", "no input", "no input.", "<no input>", "(no input)", "n/a", "none", "nan"}
)


def pair(record: Mapping[str, Any], fields: Fields) -> list[Core]:
    """Build messages from a prompt, an optional system text, input and history, and a response."""
    prompt, response = record.get(fields["prompt"]), record.get(fields.get("response", ""))
    if type(prompt) is str and type(response) is str and len(fields) == 2:
        if not response.startswith('["') and not marked(prompt, response):
            _required(prompt, response)
            return [Core("instruction", [turn("user", prompt), turn("assistant", response)])]
    messages = asked(record, fields)
    if isinstance(response, list) and response and all(map(are_turns, response)):
        response = response[0]  # several talks, the best one first
    said = as_turns(response)
    answers = read_turns(said).messages if said else [_answer(record, fields, response)]
    messages = overlaid(without_tail(messages, answers), answers)
    must_train(messages)
    if not messages[-1]["content"].strip() and not messages[-1]["tool_calls_json"]:
        raise (
            NoExample("empty_response", "the answer is empty")
            if "response" in fields
            else NoExample("no_response", "there is a question and no answer")
        )
    tools = tools_of(record.get(fields["tools"])) if "tools" in fields else None
    return [Core(kind_of(messages), messages, tools_json=tools)]


def asked(record: Mapping[str, Any], fields: Fields) -> list[Message]:
    """Return everything that comes before the answer.

    :raises NoExample: when nothing is asked.
    """
    messages: list[Message] = []
    system = string_of(record.get(fields["system"])) if "system" in fields else ""
    if system.strip():
        messages.append(turn("system", system))
    if "history" in fields:
        messages += before(unpacked(record.get(fields["history"])))
    prompt = record.get(fields["prompt"])
    if are_turns(prompt):
        return messages + read_turns(prompt).messages  # type: ignore[arg-type]
    told, text = apart(first(prompt) if isinstance(prompt, dict) else _words(prompt))
    messages += [one for one in told if one not in messages]
    if "context" in fields:
        about, answer = passage(record.get(fields["context"])), record.get(fields.get("response", ""))
        text = with_context(text, about, fields, answer)
    if not text.strip():
        raise NoExample("empty_prompt", "the question is empty")
    return [*messages, turn("user", text)]


def before(history: Any) -> list[Message]:
    """Return what was said before a question: pairs, turns, a dialogue in one text, or texts that take turns, the last of which was an answer."""
    if isinstance(history, str):
        return read_turns(spoken(history)).messages
    if not isinstance(history, list) or not history:
        return []
    if are_turns(history):
        return read_turns(history).messages
    if all(isinstance(one, str) for one in history):
        if told := spoken("\n".join(history)):
            return read_turns(told).messages
        return [
            turn("user" if (len(history) - at) % 2 == 0 else "assistant", one)
            for at, one in enumerate(history)
            if one.strip()
        ]
    pairs = (one for one in history if isinstance(one, list) and len(one) == 2)
    return [
        turn(role, string(said))
        for one in pairs
        for role, said in zip(("user", "assistant"), one, strict=True)
    ]


def _words(value: Any) -> str:
    """Return what a question says, be it in parts as services write them.

    :raises NoExample: when a part is no text.
    """
    parts = (
        isinstance(value, list)
        and value
        and all(isinstance(one, dict) and one.get("type") == "text" for one in value)
    )
    return string_of(value) if parts else string(value)


def with_context(text: str, context: str, fields: Fields, answer: object = None) -> str:
    """Return a question and what it is about as one text.

    ``answer``: what is to be learned; a text that has the question and the answer is no context, but both written out once more.
    """
    asks, about = text.strip(), context.strip()
    name = names.normal(fields["context"])
    if not about or about.lower() in _NO_INPUT or (name in names.SOURCES and _only_names(about)):
        return text
    if name in names.MATERIAL:
        if isinstance(answer, str) and _holds_both(about, asks, answer):
            return text
        if len(asks) >= _PHRASE and asks in about:
            # The question, written out once more for a trainer; or all that is asked, of which the instruction is a part.
            return text if name == "text" else context
    if len(about) >= _PASSAGE and about in text and not fields.get("context_first"):
        return text
    order = (context, text) if fields.get("context_first") else (text, context)
    return "\n\n".join(part for part in order if part.strip())


_PHRASE = 12  # characters; a word such as "Translate" stands in many a text that it is about
_PASSAGE = 40  # characters; shorter ones, such as one of two words to choose from, are said twice


def _holds_both(whole: str, asks: str, answer: str) -> bool:
    """Tell whether a text is a question with its answer behind it, or a talk in a template that ends in the answer."""
    whole, asks, answer = (" ".join(one.split()) for one in (whole, asks, answer))
    if not answer or answer not in whole:
        return False
    at = whole.find(asks)
    if at < 0:
        return bool(rendered(whole))
    behind = _ENDS.sub("", whole[at + len(asks) :])
    return behind.endswith(answer) or (len(asks) >= _PHRASE and answer in behind)


_ENDS = re.compile(r"(?: ?<[^<> ]{1,20}>){1,9}\Z")  # marks of a template


def _only_names(about: str) -> bool:
    """Tell whether a text is only names, of files or tables: `handbook.pdf`."""
    return all(_NAME.fullmatch(word) for word in about.split())


_NAME = re.compile(r"[!-~]*\w[._/:\\-]\w[!-~]*")


def instances(record: Mapping[str, Any], fields: Fields) -> list[Core]:
    """Build one pair for each of a task's instances (self-instruct)."""
    found = record.get(fields["instances"])
    if not isinstance(found, list) or not found:
        raise NoExample("no_response", "the task has no instances")
    inner = {"prompt": "instruction", "context": "input", "response": "output"}
    made: list[Core] = []
    last = NoExample("unknown_shape", "an instance is not an object")
    for one in found:
        if isinstance(one, Mapping):
            try:
                whole = one.get("instruction_with_input")  # unnatural instructions have a slot for the input
                asks = {"instruction": whole, "input": ""} if isinstance(whole, str) else {}
                made += pair({**one, "instruction": record.get(fields["prompt"]), **asks}, inner)
            except NoExample as problem:
                if len(found) == 1:
                    raise
                last = problem
    if not made:
        raise last
    return made


def kto(record: Mapping[str, Any], fields: Fields) -> list[Core]:
    """Build a pair whose label `label` says `true` for a wanted answer and `false` for an unwanted one."""
    if "messages" in fields:
        value = unpacked(record.get(fields["messages"]))
        if not are_turns(value):
            raise NoExample("unknown_shape", "the conversation has no turns")
        messages, _ = trimmed(read_turns(value).messages)
        if not messages:
            raise NoExample("no_response", "nobody answers")
        must_train(messages)
        system = string_of(record.get(fields["system"])) if "system" in fields else ""
        if system.strip() and messages[0]["role"] != "system":
            messages = [turn("system", system), *messages]
        tools = tools_of(record.get(fields["tools"])) if "tools" in fields else None
        made = [Core(kind_of(messages), messages, tools_json=tools)]
    else:
        made = pair(record, {name: key for name, key in fields.items() if name != "label"})
    wanted = truth(record.get(fields["label"]))
    if wanted is None:
        raise NoExample("undecided", "the label says neither wanted nor unwanted")
    return [one._replace(labels={"label": "true" if wanted else "false"}) for one in made]


def _answer(record: Mapping[str, Any], fields: Fields, response: Any) -> Message:
    """Return the one turn that answers: words, or calls where there are tools to call."""
    answer = turn("assistant", "")
    own = fields.get("response", "")
    if isinstance(response, Mapping) and isinstance(response.get(own), str):
        response = response[own]  # an object around the answer: its other fields are about it
    if isinstance(response, Mapping) and names.normal(own) in names.PROGRAMS and not is_text(response):
        raise NoExample("no_response", "the parse of a program is no answer")
    called = unpacked(response) if "tools" in fields else None
    if isinstance(called, list) and called and all(_is_call(one) for one in called):
        answer["tool_calls_json"] = json_text(Calls().made(called))
    else:
        several = names.normal(fields.get("response", "")) in names.SEVERAL
        text = first(unpacked(response) if several else response)
        told = answered(text)
        answer["content"] = told[0]["content"] if len(told) == 1 else text
    return with_reasoning(answer, string(record.get(fields["reasoning"])) if "reasoning" in fields else "")


def _is_call(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("name"), str) and "arguments" in value


def _required(prompt: str, response: str) -> None:
    if not response or response.isspace():
        raise NoExample("empty_response", "the answer is empty")
    if not prompt or prompt.isspace():
        raise NoExample("empty_prompt", "the question is empty")
