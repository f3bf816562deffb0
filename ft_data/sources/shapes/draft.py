"""What a record becomes: drafts of examples, or the reason why none."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from ft_data.errors import Unusable

Message = dict[str, Any]


class Draft(NamedTuple):
    """One example before repair and masking. ``messages`` hold what asks, and for pairs what answers.

    ``subject`` is the raw identifier of a person; ``names`` are values to be masked; ``extra`` holds every
    field of the record that is nowhere else, ids included.
    """

    kind: str  # instruction | conversation | preference | text
    messages: list[Message]
    chosen: list[Message] | None
    rejected: list[Message] | None
    tools_json: str | None
    created_at: datetime | None  # UTC
    subject: str | None
    language: str | None
    license: str | None
    consent: str | None
    groups: dict[str, str]
    labels: dict[str, str]
    extra: dict[str, Any]
    names: list[str]
    letters: bool = (
        False  # mails, tickets or threads: what mail programs add is around the text, not its subject
    )


class Mapped(NamedTuple):
    """No draft and a reason (``rule_name: text``), one draft (the record itself), or several (a split)."""

    drafts: tuple[Draft, ...]
    reason: str | None = None


class Detection(NamedTuple):
    """The shape of a record and what it was recognised by. The evidence names fields, never values."""

    shape: str
    evidence: str


class Core(NamedTuple):
    """What a shape makes of a record: the parts of a draft that do not come from its envelope."""

    kind: str
    messages: list[Message]
    chosen: list[Message] | None = None
    rejected: list[Message] | None = None
    tools_json: str | None = None
    labels: dict[str, str] | None = None
    extra: dict[str, Any] | None = None
    names: list[str] | None = None
    created_at: datetime | None = None
    letters: bool = False


def noting(cores: list[Core], name: str, count: int) -> list[Core]:
    """Note on the first of several examples how many others the record would hold, had they an answer."""
    if not count or not cores:
        return cores
    extra = cores[0].extra or {}
    left_out = {**extra.get("left_out", {}), name: count}
    return [cores[0]._replace(extra={**extra, "left_out": left_out}), *cores[1:]]


class NoExample(Unusable):
    """The record makes no example. Carries the rule name and a short text that quotes nothing."""

    def __init__(self, rule: str, text: str):
        super().__init__(f"{rule}: {text}")
        self.rule = rule


def turn(role: str, content: str) -> Message:
    """Build a plain message; `reasoning` and `weight` are there only where a turn has them."""
    return {"role": role, "content": content, "tool_calls_json": None, "tool_call_id": None, "name": None}


def kind_of(messages: list[Message]) -> str:
    """Return `instruction` for one question with one answer, else `conversation`."""
    asked = answered = 0
    for message in messages:
        role = message["role"]
        if role == "user":
            asked += 1
        elif role == "assistant":
            answered += 1
            if message["tool_calls_json"]:
                return "conversation"
        elif role == "tool":
            return "conversation"
    return "instruction" if asked <= 1 and answered <= 1 else "conversation"
