"""Layouts of the unseen sets that hold people's data and doubles: talks with calls and their results, profiles, mails, questions asked twice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bench.natural.layouts import passage_questions

Rows = Iterator[dict[str, Any]]


def told_by_wizard(record: Mapping[str, Any]) -> Rows:
    """A folder of talks with an assistant whom a person plays, a file each; what was instructed and looked up is left out."""
    for name, text in sorted(record["files"].items()):
        if name.endswith(".json"):
            turns: list[dict[str, str]] = []
            for event in json.loads(text)["Events"]:
                if event["Action"] in ("utter", "pick_suggestion"):
                    role = "user" if event["Agent"] == "User" else "assistant"
                    if turns and turns[-1]["role"] == role:
                        turns[-1]["content"] += f"\n{event['Text']}"
                    else:
                        turns.append({"role": role, "content": event["Text"]})
            yield {"messages": turns}


def last_call(record: Mapping[str, Any]) -> Rows:
    """A folder of turns asked and of what is to be called; of each talk its last call."""
    asked, wanted = (
        [json.loads(line) for line in text.splitlines()]
        for text in (
            next(text for name, text in record["files"].items() if name.endswith(f"_{kind}.json"))
            for kind in ("input", "ground")
        )
    )
    talks = {
        turn["dialogue_id"]: (turn["question"], one["ground_truth"])
        for turn, one in zip(asked, wanted, strict=True)
        if one["ground_truth"]
    }
    for question, calls in talks.values():
        given = [(call["name"], call["arguments"]) for call in calls]
        yield {
            "messages": [*question, {"role": "assistant", "content": "", "tool_calls": _calls(given)}],
            "tools": _tools(given),
        }


def talks_with_calls(record: Mapping[str, Any]) -> Rows:
    """A folder of talks, a file each: what was said, and calls with their results."""
    for name, text in sorted(record["files"].items()):
        if not name.endswith(".jsonl"):
            continue
        turns: list[dict[str, Any]] = []
        made = []
        for one in map(json.loads, text.splitlines()):
            if one["role"] == "API":
                call = (one["api_name"], one["param_dict"])
                made.append(call)
                if not turns or turns[-1]["role"] != "assistant":
                    turns.append({"role": "assistant", "content": ""})
                turns[-1]["tool_calls"] = _calls([call])
                turns.append(
                    {"role": "tool", "content": json.dumps(one["result"]["output"], ensure_ascii=False)}
                )
            else:
                turns.append(
                    {"role": "user" if one["role"] == "User" else "assistant", "content": one["text"]}
                )
        yield {"messages": turns, "tools": _tools(made)}


def _calls(given: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "type": "function",
            "function": {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)},
        }
        for name, arguments in given
    ]


def _tools(given: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """The sets' own descriptions lie elsewhere: what is called, with the parameters it is called with."""
    seen: dict[str, dict[str, Any]] = {}
    for name, arguments in given:
        seen.setdefault(name, {}).update({key: {"type": "string"} for key in arguments})
    return [
        {
            "type": "function",
            "function": {
                "name": name,
                "description": name,
                "parameters": {"type": "object", "properties": properties},
            },
        }
        for name, properties in seen.items()
    ]


def profiles(record: Mapping[str, Any]) -> Rows:
    """A folder of people's pages about themselves, a file each; what they say, their links and milestones are a text."""
    for name, text in sorted(record["files"].items()):
        if not name.endswith(".json"):
            continue
        one = json.loads(text)
        links = [f"- {link.get('name')}: {link.get('url')}" for link in one.get("links", ())]
        steps = [
            f"- {step.get('date', '')} {step.get('title', '')}: {step.get('description', '')}"
            for step in one.get("milestones", ())
        ]
        yield {"text": "\n".join([str(one.get("name")), "", str(one.get("bio", "")), "", *links, *steps])}


def mail_body(record: Mapping[str, str]) -> Rows:
    """A mail as an object: subject and body."""
    yield {"text": f"{record['header']}\n\n{record['body']}"}


def asked_twice(record: Mapping[str, Any]) -> Rows:
    """A folder of one set of questions and their paraphrases."""
    for name, text in sorted(record["files"].items()):
        if name.endswith(".json"):
            for title in json.loads(text)["data"]:
                yield from passage_questions(title)


def said_otherwise(record: Mapping[str, str]) -> Rows:
    """Two questions; where they ask the same, the second answers the first."""
    if record["is_duplicate"] == "1":
        yield {"prompt": record["question1"], "response": record["question2"]}


def lettered_pair(record: Mapping[str, Any]) -> Rows:
    """Two answers and which is better."""
    good, bad = ("A", "B") if record["label"] == "A>B" else ("B", "A")
    yield {
        "prompt": record["question"],
        "chosen": record[f"response_{good}"],
        "rejected": record[f"response_{bad}"],
    }


def pairs_in_styles(record: Mapping[str, Any]) -> Rows:
    """Several good and bad answers to one request, each in the same styles; a pair a style."""
    for chosen, rejected in zip(record["chosen"], record["rejected"], strict=True):
        yield {"prompt": record["prompt"], "chosen": chosen, "rejected": rejected}


def text_and_intent(record: list[list[str]]) -> Rows:
    """One part of a set of requests, each with what is wanted; ten and more ways to want the same."""
    for text, intent in record:
        yield {"prompt": text, "response": intent}
