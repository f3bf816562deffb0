"""From a stored answer to what it says, or the name of what is wrong with it; what rows of it look like. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ft_data.synthesis.schema import TEXT, fields, wrong
from ft_data.synthesis.store import ANSWERED, Answer
from ft_data.text.fence import unfenced

QUESTION, ANSWER = "question", "answer"
BOTH = (QUESTION, ANSWER)
EXCHANGE = fields(question=TEXT, answer=TEXT)


class Pair(NamedTuple):
    """A question and its answer; ``wrote`` says which of them a teacher wrote, the other one is a row's."""

    question: str
    answer: str
    wrote: tuple[str, ...] = BOTH

    def sides(self) -> Iterator[tuple[str, str]]:
        """Yield what the teacher wrote, by its name: only that is to be validated."""
        yield from ((name, getattr(self, name)) for name in self.wrote)


class Finding(NamedTuple):
    """A verdict against a generation: its name, and what shows it."""

    reason: str
    evidence: str = ""


class Row(NamedTuple):
    """What a request came to: the messages of an example.

    ``wrote`` as in `Pair`. ``rejected`` is a worse last answer, ``tools`` the JSON of tools that are declared, and ``ground``
    what the row must be supported by, where that is not the passage that was shown.
    """

    messages: tuple[Mapping[str, Any], ...]
    wrote: tuple[str, ...] = BOTH
    rejected: str = ""
    tools: str = ""
    ground: str = ""

    @property
    def kind(self) -> str:
        """The kind of example that it is."""
        if self.rejected:
            return "preference"
        return "instruction" if len(self.messages) == 2 else "conversation"

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Every question with the answer in words that follows it."""
        found, asked = [], ""
        for one in self.messages:
            if one["role"] == "user":
                asked = one["content"]
            elif one["role"] == "assistant" and one["content"]:
                found.append(Pair(asked, one["content"], self.wrote))
        return tuple(found)

    @property
    def whole(self) -> Pair:
        """All that is asked, and all that is answered."""
        pairs = self.pairs
        return Pair(
            "\n\n".join(one.question for one in pairs), "\n\n".join(one.answer for one in pairs), self.wrote
        )


def exchange(question: str, answer: str, wrote: tuple[str, ...] = BOTH, **more: str) -> Row:
    """Return a row of one question and its answer."""
    asked, said = ({"role": "user", "content": question}, {"role": "assistant", "content": answer})
    return Row((asked, said), wrote, **more)


def read(answer: Answer, schema: Mapping[str, Any] = EXCHANGE) -> dict[str, Any] | Finding:
    """Read an answer: a JSON object as its schema says, whole and alone, whose texts say something."""
    if answer.state != ANSWERED or answer.content is None:
        return Finding(answer.state)
    if answer.finish == "length":
        return Finding("truncated", "the model reached `max_tokens`")
    try:
        value = json.loads(unfenced(answer.content))
    except (ValueError, RecursionError):
        return Finding("bad_format", "no JSON object")
    if fault := wrong(value, schema):
        return Finding("bad_format", fault)
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return Finding("bad_format", "characters that no encoding has")
    said = {name: one.strip() if isinstance(one, str) else one for name, one in value.items()}
    empty = next((name for name, one in said.items() if one == ""), "")
    return Finding("empty", f"no {empty}") if empty else said
