"""Records of odd layouts as a curator would hand them over: one function per layout, record in, rows out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def choices(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A problem with its options asks; the solution, then the letter, answers."""
    options = [option for group in record["answer_option_list"] for option in group]
    lines = [f"{option['aoVal']}. {option['content'].strip()}" for option in options]
    steps = "\n".join(step.strip() for step in record["answer_analysis"] or ())
    answer = record["answer_value"]
    yield {
        "id": record["queId"],
        "prompt": "\n".join([record["problem"].strip(), *lines]),
        "response": f"{steps}\n\n{answer}" if steps else answer,
    }


def tool_steps(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A request below the functions that may be used; the calls, as JSON, answer."""
    for request, calls in zip(record["Instructions"], record["Golden_Answers"], strict=False):
        yield {
            "system": record["Functions"]
            if isinstance(record["Functions"], str)
            else json.dumps(record["Functions"]),
            "prompt": request,
            "response": json.dumps(calls, ensure_ascii=False, indent=1),
        }


def utterances(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Turns of a user and an agent."""
    roles = {"user": "user", "agent": "assistant"}
    yield {
        "id": record["id"],
        "messages": [{"role": roles[one["name"]], "content": one["text"]} for one in record["utterances"]],
    }


def question_and_answer(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A question and its first answer out of one text."""
    asked, *answers = record["text"].removeprefix("Q: ").split("\n\nA: ")
    yield {"prompt": asked, "response": answers[0]} if answers else {"text": asked}


def whole_file(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A file as one document."""
    yield {"text": record["text"]}
