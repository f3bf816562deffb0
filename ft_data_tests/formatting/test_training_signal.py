"""What must not be trained is not trained, what is thought is not lost: every format by its own documented meaning.

A thousand generated conversations go through every exporter. A reader per format says what its trainer learns from the
rows as they are written; an example is either refused by name or learned exactly.
"""

from __future__ import annotations

import json
import random

import orjson
import pytest

from bench.support import marked
from bench.support.marked import of
from ft_data.example import content_hash, message
from ft_data.formatting import export
from ft_data.formatting.outcome import Uses
from ft_data.formatting.targets import EXPORTERS, get
from ft_data_tests.formatting.examples import example, reason, table


def talk(rng: random.Random, number: int) -> dict:
    """Return a marked example with all its columns."""
    made = marked.talk(rng, number)
    return example(*made.pop("messages"), **made, source_row=number)


def openai_like(row: dict, weight: str = "weight") -> list[str]:
    """Answers are trained unless they say otherwise; unknown keys are no part of the format."""
    if "messages" not in row or "chosen" in row:
        return sides(row)
    return [
        mark
        for turn in row["messages"]
        if turn["role"] == "assistant" and turn.get(weight, True)
        for mark in of(turn, "content", "tool_calls", *(("reasoning_content",) if weight == "train" else ()))
    ]


def conversational(turns: list[dict]) -> list[str]:
    return [
        mark
        for turn in turns
        if turn["role"] == "assistant"
        for mark in of(turn, "reasoning_content", "content", "tool_calls")
    ]


def said(turns: list[dict]) -> list[str]:
    """ShareGPT in the hands of LLaMA-Factory: every gpt and function_call turn is trained, JSON after a thought."""
    for turn in turns:
        if turn["from"] == "function_call":
            json.loads(turn["value"].rpartition("\n</think>\n\n")[2])
    return [mark for turn in turns if turn["from"] in ("gpt", "function_call") for mark in of(turn, "value")]


def mistral(row: dict) -> list[str]:
    """As mistral-finetune: where tools are defined the last message alone is trained; every tool has a description."""
    assert all("description" in tool["function"] for tool in row.get("tools", ()))
    return openai_like({"messages": row["messages"][-1:]} if row.get("tools") else row)


def sides(row: dict) -> list[str]:
    """A pair: both answers, nothing of what was said before."""
    if "completions" in row:
        return marked.MARK.findall(str(row["completions"]))
    names = ("chosen", "rejected") if "chosen" in row else ("preferred_output", "non_preferred_output")
    return [mark for name in names for mark in marked.MARK.findall(str(row[name]))]


READERS = {
    "messages": lambda row: conversational(row["messages"]),
    "prompt_completion": lambda row: conversational(row["completion"]),
    "kto": lambda row: conversational(row["completion"]),
    "preference": lambda row: conversational([*row["chosen"], *row["rejected"]]),
    "alpaca": lambda row: of(row, "output"),
    "sharegpt": lambda row: said(row["conversations"]),
    "llama_factory": lambda row: sides(row) if "chosen" in row else said(row["conversations"]),
    "axolotl": lambda row: openai_like(row, "train"),
    "openai": openai_like,
    "together": openai_like,
    "mistral": mistral,
    "bedrock": lambda row: [m for t in row["messages"] if t["role"] == "assistant" for m in of(t, "content")],
    "vertex": lambda row: sides(row) if "completions" in row else [
        m for t in row["contents"] if t["role"] == "model" for m in of(t, "parts")
    ],
    "prompt_only": lambda row: [],
    "text": lambda row: [],
}  # fmt: skip


@pytest.mark.parametrize("target", sorted(set(EXPORTERS.builtin) - {"classification"}))
def test_what_is_written_is_learned_exactly(target):
    rng = random.Random(5)
    examples = [talk(rng, number) for number in range(1000)]
    part = table(*examples)
    uses = export.uses(part)
    assert uses == Uses(tools=True, reasoning=True)
    made = export.export(part, target, uses=uses)
    rows: dict[str, list[dict]] = {}
    for row in made.rows.to_pylist():
        rows.setdefault(row["record_id"], []).append(orjson.loads(row["line"]) if "line" in row else row)
    written = 0
    for one, outcome in zip(examples, made.outcomes.to_pylist(), strict=True):
        if outcome["outcome"] == "refused":
            assert outcome["reason"] and one["record_id"] not in rows
            continue
        written += 1
        learned = [mark for row in rows[one["record_id"]] for mark in READERS[target](row)]
        expected = marked.owed(one, target)
        assert sorted(learned) == sorted(expected), (target, one, rows[one["record_id"]])
    assert written or target == "text"


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("messages", lambda row: row["messages"][1]["reasoning_content"]),
        ("prompt_completion", lambda row: row["completion"][0]["reasoning_content"]),
        ("axolotl", lambda row: row["messages"][1]["reasoning_content"]),
        ("alpaca", lambda row: row["output"].removeprefix("<think>\n").removesuffix("\n</think>\n\nNo.")),
    ],
)
def test_reasoning_has_its_place(target, place):
    made = example(("user", "Is 57 a prime?"), message("assistant", "No.", reasoning="Three times nineteen."))
    (row,) = get(target).export(made)
    assert place(row) == "Three times nineteen."


@pytest.mark.parametrize("target", ["openai", "together", "mistral", "bedrock", "vertex"])
def test_reasoning_is_refused_where_it_has_none(target):
    made = example(("user", "Is 57 a prime?"), message("assistant", "No.", reasoning="Three times nineteen."))
    assert reason(target, made) == "reasoning_not_carried"


def test_fields_that_a_message_does_not_use_leave_no_trace_in_its_hash():
    made = example(("user", "Is 57 a prime?"), ("assistant", "No."))
    stored = table(made).to_pylist()[0]
    assert {"reasoning": None, "weight": None}.items() <= stored["messages"][1].items()
    assert content_hash(stored | {"groups": {}, "labels": {}}) == made["content_hash"]
    # The hash that this row had before messages had these fields: releases are compared by it.
    assert made["content_hash"] == "728f1d72c4ea82f5d0b7ab15556c2a01"
    for more in ({"weight": 0.0}, {"reasoning": "Three times nineteen."}):
        other = example(("user", "Is 57 a prime?"), message("assistant", "No.", **more))
        assert other["content_hash"] != made["content_hash"]
    assert other["response_text"] == "Three times nineteen.\n\nNo."
