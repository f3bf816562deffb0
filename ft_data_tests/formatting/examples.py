"""Canonical examples written for the tests."""

from __future__ import annotations

import pyarrow as pa
import pytest

from ft_data.example import EXAMPLE, content_hash, message, record_id, texts
from ft_data.formatting.outcome import Refusal
from ft_data.formatting.targets import get


def example(*turns, kind=None, **fields):
    """Build a canonical example from (role, content) pairs or ready messages."""
    messages = [t if isinstance(t, dict) else message(*t) for t in turns]
    blank = {
        "kind": kind or ("instruction" if len(messages) <= 2 else "conversation"),
        "messages": messages, "chosen": [], "rejected": [], "tools_json": None, "source": "desk",
        "source_uri": "desk.jsonl", "source_row": 0, "origin": "human", "license": "CC-BY-4.0",
        "consent": None,
        "subject_id": None, "created_at": None, "language_declared": "en", "groups": {}, "labels": {},
        "parents": [], "extra": None,
    }  # fmt: skip
    made = blank | fields
    made["prompt_text"], made["response_text"] = texts(made["kind"], made["messages"], made["chosen"])
    made["content_hash"] = content_hash(made)
    made.setdefault("record_id", record_id("desk", made["content_hash"]))
    return made


def table(*examples) -> pa.Table:
    rows = [e | {k: list(e[k].items()) for k in ("groups", "labels")} for e in examples]
    return pa.Table.from_pylist(rows, schema=EXAMPLE)


def weighed(made, *weights):
    """Give the turns of an example their weights."""
    turns = [turn | {"weight": weight} for turn, weight in zip(made["messages"], weights, strict=True)]
    return made | {"messages": turns}


def many(n: int, prefix: str = "question"):
    """Rows that differ, with lengths that vary."""
    return [
        example(
            ("user", f"{prefix} number {i}?"),
            ("assistant", f"answer {i} " + "word " * (i % 17)),
            source_row=i,
        )
        for i in range(n)
    ]


CALL = '[{"id": "c1", "function": {"name": "look_up", "arguments": {"order": 7}}}]'


WITH_TOOLS = example(
    ("user", "Where is it?"),
    message("assistant", "", tool_calls_json=CALL),
    message("tool", '{"at": "depot"}', tool_call_id="c1", name="look_up"),
    ("assistant", "At the depot."),
    tools_json='[{"name": "look_up", "parameters": {"type": "object"}}]',
)


THREE = example(
    ("system", "Be kind."),
    ("user", "a"),
    ("assistant", "b"),
    ("user", "c"),
    ("assistant", "d"),
    kind="conversation",
)


def reason(target, made):
    with pytest.raises(Refusal) as refused:
        get(target).export(made)
    return refused.value.reason
