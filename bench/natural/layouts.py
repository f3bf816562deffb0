"""Layouts of the unseen sets as a curator would hand them over: record in, rows out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Rows = Iterator[dict[str, Any]]


def queries(record: Mapping[str, Any]) -> Rows:
    """Ways to ask, each with its variables filled in; the first query answers."""
    for one in record["sentences"]:
        asked, answer = one["text"], record["sql"][0]
        for name, value in one["variables"].items():
            asked, answer = asked.replace(name, value), answer.replace(name, value)
        yield {"prompt": asked, "response": answer}


def word_problem(record: Mapping[str, Any]) -> Rows:
    """A story and its question ask; the equation, then the number, answers."""
    yield {
        "prompt": f"{record['Body']} {record['Question']}",
        "response": f"{record['Equation']} = {record['Answer']}",
    }


def quiz(record: Mapping[str, Any]) -> Rows:
    """A question with five choices; the right one answers."""
    choices = [record[f"choice{number}"] for number in range(5)]
    lines = [f"{number}. {choice}" for number, choice in enumerate(choices, 1)]
    yield {"prompt": "\n".join([record["question"], *lines]), "response": choices[record["label"]]}


def dialogue_question(record: list[Any]) -> Rows:
    """A dialogue, then one question about it with its choices."""
    turns, asked, _ = record
    for one in asked:
        options = [f"- {choice}" for choice in one["choice"]]
        yield {"prompt": "\n".join([*turns, "", one["question"], *options]), "response": one["answer"]}


def service_dialogue(record: Mapping[str, Any]) -> Rows:
    """Turns of a customer and a service."""
    roles = {"USER": "user", "SYSTEM": "assistant"}
    yield {
        "messages": [{"role": roles[one["speaker"]], "content": one["utterance"]} for one in record["turns"]]
    }


def disfluency(record: Mapping[str, Any]) -> Rows:
    """A question as it was said asks; as it was meant it answers."""
    yield {"prompt": f"Rewrite without disfluencies: {record['disfluent']}", "response": record["original"]}


_TURN = re.compile(r"^(Patient|Doctor|病人|医生)[:：][ \t]*\n", re.M)
_ROLES = {"Patient": "user", "病人": "user", "Doctor": "assistant", "医生": "assistant"}


def consultations(record: Mapping[str, Any]) -> Rows:
    """Talks between patient and doctor, from one numbered text; turns of one speaker in a row are joined."""
    for block in re.split(r"^id=\d+\s*$", record["text"], flags=re.M)[1:]:
        _, *said = _TURN.split(block.split("Dialogue", 1)[-1].split("Diagnosis and suggestions")[0])
        turns: list[dict[str, str]] = []
        for speaker, text in zip(said[::2], said[1::2], strict=True):
            if turns and turns[-1]["role"] == _ROLES[speaker]:
                turns[-1]["content"] += "\n" + text.strip()
            else:
                turns.append({"role": _ROLES[speaker], "content": text.strip()})
        if turns:
            yield {"messages": turns}


_HEAD = re.compile(r"^ {0,3}\d+\. +### (.+)$", re.M)


def headed_answers(record: Mapping[str, Any]) -> Rows:
    """Questions as numbered headings of one Markdown page, each answered by what stands below it."""
    _, *said = _HEAD.split(record["text"])
    for question, answer in zip(said[::2], said[1::2], strict=True):
        yield {"prompt": question.strip(), "response": answer.split("**[⬆")[0].rstrip()}


def premises(record: Mapping[str, Any]) -> Rows:
    """Blocks of a statement, a question about it and the answer, each line with its letter."""
    for block in record["text"].split("\n\n"):
        line = dict(part.split(": ", 1) for part in block.strip().split("\n") if ": " in part)
        if {"T", "Q", "A"} <= set(line):
            yield {"prompt": f"{line['T']}\n{line['Q']}", "response": line["A"]}


def passage_questions(record: Mapping[str, Any]) -> Rows:
    """A passage and one question about it; the words found in the passage answer."""
    for passage in record["paragraphs"]:
        for one in passage["qas"]:
            yield {
                "prompt": f"{passage['context']}\n\n{one['question']}",
                "response": one["answers"][0]["text"],
            }


def snippet(record: Mapping[str, Any]) -> Rows:
    """A page of title, description and code: title and description ask, the first fence answers."""
    page = record["text"].split("---\n", 2)
    title = re.search(r"^title: (.+)$", page[1], re.M) if len(page) == 3 else None
    asked, fence, rest = page[-1].partition("```")
    if title and fence:
        yield {"prompt": f"{title[1]}: {asked.strip()}", "response": fence + rest.split("\n```")[0] + "\n```"}
