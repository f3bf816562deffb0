"""Layouts of the unseen sets as a curator would hand them over: record in, rows out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

import yaml

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


def sections(record: Mapping[str, Any]) -> Rows:
    """A help file, cut at its rules of equal signs."""
    for part in re.split(r"^={20,}\n", record["text"], flags=re.M):
        if part.strip():
            yield {"text": part}


def asked_page(record: Mapping[str, Any]) -> Rows:
    """A page whose head names the question; what stands below it answers."""
    _, head, answer = record["text"].split("---\n", 2)
    yield {"prompt": yaml.safe_load(head)["question"], "response": answer.strip()}


def marked_spans(record: list[Any]) -> Rows:
    """A text asks for what is marked in it; the marks as JSON answer, by kind, in the order of the text."""
    text, marks = record
    found: dict[str, list[str]] = {}
    for start, end, kind in sorted(marks["entities"]):
        found.setdefault(kind, []).append(text[start:end].strip())
    yield {
        "prompt": f"Extract the entities as JSON.\n\n{text}",
        "response": json.dumps(found, ensure_ascii=False),
    }


def slots(record: list[Mapping[str, Any]]) -> Rows:
    """Requests in pieces; the pieces that are named answer as JSON."""
    for row in record:
        named = {piece["entity"]: piece["text"] for piece in row["data"] if "entity" in piece}
        yield {
            "prompt": "".join(piece["text"] for piece in row["data"]),
            "response": json.dumps(named, ensure_ascii=False),
        }


def offered_answers(record: Mapping[str, Any]) -> Rows:
    """A story, a question and three answers; the right one answers."""
    choices = [record[f"ans{number}"] for number in range(3)]
    asked = [record["context"], record["question"], *(f"- {choice}" for choice in choices)]
    yield {"prompt": "\n".join(asked), "response": choices[record["label"]]}


def lettered(record: Mapping[str, Any]) -> Rows:
    """A problem with lettered options; how it is solved, then the letter, answers."""
    yield {
        "prompt": "\n".join([record["question"], *record["options"]]),
        "response": f"{record['rationale']}\n\n{record['correct']}",
    }


def mails(record: Mapping[str, Any]) -> Rows:
    """A list's mails, each a text."""
    for row in record["rows"]:
        yield {"text": f"{row['subject']}\n\n{row['body']}"}


def replies(record: Mapping[str, Any]) -> Rows:
    """A list's mails that open a thread; the first reply answers."""
    first: dict[str, Mapping[str, Any]] = {}
    for row in sorted(record["rows"], key=lambda row: row["date"]):
        if row["in_reply_to"]:
            first.setdefault(row["in_reply_to"], row)
    for row in record["rows"]:
        if not row["in_reply_to"] and row["message_id"] in first:
            yield {
                "prompt": f"{row['subject']}\n\n{row['body']}",
                "response": first[row["message_id"]]["body"],
            }


def exercises(record: Mapping[str, Any]) -> Rows:
    """A folder of exercises: what is asked, and the program that passes its tests."""
    for name, asked in sorted(record["files"].items()):
        path = PurePosixPath(name)
        solved = record["files"].get(str(path.parents[1] / ".meta" / "example.py"))
        if path.parts[-2:] == (".docs", "instructions.md") and solved:
            yield {"prompt": asked.strip(), "response": f"```python\n{solved.strip()}\n```"}


def function_calls(record: Mapping[str, Any]) -> Rows:
    """A folder of requests with their functions, and one of what is to be called, of several values the first."""
    for name, text in sorted(record["files"].items()):
        calls = record["files"].get(f"answer_{name}")
        for asked, answer in zip(text.splitlines(), calls.splitlines(), strict=True) if calls else ():
            one, wanted = json.loads(asked), json.loads(answer)["ground_truth"]
            yield {
                "messages": [
                    *one["question"][0],
                    {"role": "assistant", "content": "", "tool_calls": [_call(call) for call in wanted]},
                ],
                "tools": [{"type": "function", "function": function} for function in one["function"]],
            }


def _call(call: Mapping[str, Any]) -> dict[str, Any]:
    ((name, given),) = call.items()
    arguments = json.dumps(_first(given), ensure_ascii=False)
    return {"type": "function", "function": {"name": name, "arguments": arguments}}


def _first(given: Mapping[str, Any]) -> dict[str, Any]:
    firsts = {key: values[0] for key, values in given.items() if values and values[0] != ""}
    return {key: _first(value) if isinstance(value, dict) else value for key, value in firsts.items()}


def judged(record: Mapping[str, Any]) -> Rows:
    """Two answers and what most of three people liked better; ties are left out."""
    votes = [record[f"annotator{number}"] for number in (1, 2, 3)]
    best = max((1, 2), key=votes.count)
    if votes.count(best) > 1:
        yield {
            "prompt": "\n".join(part for part in (record["instruction"], record["input"]) if part),
            "chosen": record[f"response{best}"],
            "rejected": record[f"response{3 - best}"],
        }


def better_first(record: Mapping[str, Any]) -> Rows:
    """Two answers, labelled 0 or 1 for the better one, 2 for a tie, which is left out."""
    if record["label"] < 2:
        sides = record["response 1"], record["response 2"]
        yield {
            "prompt": record["prompt"],
            "chosen": sides[record["label"]],
            "rejected": sides[1 - record["label"]],
        }


def speakers(record: Mapping[str, Any]) -> Rows:
    """Two people who take turns; the second answers."""
    said = [
        one.get("utterance", one.get("message")) for one in record.get("utterances", record.get("messages"))
    ]
    yield {
        "messages": [{"role": ("user", "assistant")[n % 2], "content": text} for n, text in enumerate(said)]
    }


def chatter(record: Mapping[str, Any]) -> Rows:
    """A folder of YAML files of conversations; turns alternate."""
    for name, text in sorted(record["files"].items()):
        for said in yaml.safe_load(text)["conversations"] if name.endswith(".yml") else ():
            yield {
                "messages": [
                    {"role": ("user", "assistant")[n % 2], "content": str(one)} for n, one in enumerate(said)
                ]
            }


def instructed(record: Mapping[str, Any]) -> Rows:
    """One text of instruction and output."""
    asked, found, answer = record["code"].partition("\n###Output: ")
    if found:
        yield {"prompt": asked.removeprefix("###Instruction: "), "response": answer}
