"""Layouts of the unseen sets that a team would bring: code and questions, mails, talks with a desk, calls, rankings, laws, corrected texts."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from typing import Any

from bench.natural.people import _calls, _tools

Rows = Iterator[dict[str, Any]]


def _lines(record: Mapping[str, Any], ending: str) -> Iterator[dict[str, Any]]:
    """The objects of every file of JSON Lines whose name ends so."""
    for name, text in sorted(record["files"].items()):
        if name.endswith(ending):
            yield from (json.loads(line) for line in text.split("\n") if line.strip())


def wanted_and_code(record: Mapping[str, Any]) -> Rows:
    """A folder, a file a language: what is wanted in words and the expression that does it."""
    for one in _lines(record, "_test.jsonl"):
        yield {"prompt": one["intent"], "response": one["canonical_solution"]}


def marked_lines(record: Mapping[str, str]) -> Rows:
    """Lines with a mark before a tab; the mark answers."""
    for line in record["text"].splitlines():
        mark, tab, text = line.partition("\t")
        if tab and text.strip():
            yield {"prompt": text.strip(), "response": mark}


def user_then_system(record: Mapping[str, Any]) -> Rows:
    """A talk in which a turn holds what the system said and then what the user said."""
    turns: list[dict[str, str]] = []
    for turn in record["turns"]:
        for role, key in (("assistant", "system_utterance"), ("user", "user_utterance")):
            if turn.get(key):
                turns.append({"role": role, "content": turn[key]["text"]})
    while turns and turns[-1]["role"] == "user":
        turns.pop()
    yield {"messages": turns}


def told_task(record: Mapping[str, Any]) -> Rows:
    """A folder of one set: an instruction for all rows, a text, and what is wanted of it."""
    for name, text in sorted(record["files"].items()):
        for one in json.loads(text) if name.endswith(".json") else ():
            yield {"instruction": one["instruction"], "input": one["question"], "output": one["answer"]}


def same_or_not(record: Mapping[str, str]) -> Rows:
    """Two questions and whether they ask the same."""
    yield {"prompt": f"{record['q1']}\n{record['q2']}", "response": record["label"]}


def counted_choice(record: Mapping[str, Any]) -> Rows:
    """A question with options; the answer is the number of the right one, counted from one."""
    options = [f"{number}. {text}" for number, text in enumerate(record["candidates"], 1)]
    number = int(record["answer"])
    if 0 < number <= len(options):
        yield {"prompt": "\n".join([record["question"], *options]), "response": options[number - 1]}


def wished_calls(record: Mapping[str, Any]) -> Rows:
    """What somebody wants of a shop and who he is; what the desk has to call answers."""
    said = record["user_scenario"]["instructions"]
    made = [(call["name"], call["arguments"]) for call in record["evaluation_criteria"]["actions"] or ()]
    if made:
        request = "\n".join(filter(None, (said["known_info"], said["reason_for_call"])))
        yield {
            "messages": [
                {"role": "user", "content": request},
                {"role": "assistant", "content": "", "tool_calls": _calls(made)},
            ],
            "tools": _tools(made),
        }


def reviewed_pairs(record: Mapping[str, Any]) -> Rows:
    """A folder of questions, answers by model, and reviews that score two answers; equal scores are left out."""
    asked = {one["question_id"]: one["text"] for one in _lines(record, "question.jsonl")}
    said = {
        one["answer_id"]: one["text"]
        for name in record["files"]
        if name.startswith("answer/")
        for one in _lines({"files": {name: record["files"][name]}}, ".jsonl")
    }
    for name, text in sorted(record["files"].items()):
        if not name.startswith("review/"):
            continue
        for one in map(json.loads, filter(str.strip, text.split("\n"))):
            first, second = one.get("score", one.get("metadata", {}).get("score")) or _scores(one["text"])
            answers = (said.get(one["answer1_id"]), said.get(one["answer2_id"]))
            if first != second and all(answers):
                good, bad = answers if first > second else answers[::-1]
                yield {"prompt": asked[one["question_id"]], "chosen": good, "rejected": bad}


def _scores(text: str) -> tuple[float, float]:
    """The two numbers that a review begins with; none of the kind: equal."""
    words = text.split("\n", 1)[0].replace(",", " ").split()
    try:
        first, second = (float(word) for word in words)
    except ValueError:
        return 0.0, 0.0
    return first, second


def scored_pairs(record: Mapping[str, Any]) -> Rows:
    """Two answers, each with the score that people gave it."""
    if record["human_score_1"] != record["human_score_2"]:
        good = 1 if record["human_score_1"] > record["human_score_2"] else 2
        yield {
            "prompt": record["question"],
            "chosen": record[f"response_{good}"],
            "rejected": record[f"response_{3 - good}"],
        }


def side_by_side(record: Mapping[str, Any]) -> Rows:
    """A folder of two files whose lines belong together."""
    asked, wanted = (record["files"][name].splitlines() for name in ("src.txt", "targ.txt"))
    for one, other in zip(asked, wanted, strict=True):
        yield {"prompt": one, "response": other}


def corrected(record: Mapping[str, Any]) -> Rows:
    """A folder of texts as people wrote them, and one of what a reader made of each (often two readers)."""
    for name, text in sorted(record["files"].items()):
        number = name.removeprefix("target/").split(".")[0]
        if name.startswith("target/"):
            yield {"prompt": record["files"][f"source/{number}.src.txt"], "response": text}


def consumers_questions(record: Mapping[str, Any]) -> Rows:
    """A folder of what people wrote to a library, each also in the words of somebody who shortened it; the first answer answers both."""
    for name, text in sorted(record["files"].items()):
        for one in ET.fromstring(text).iter("NLM-QUESTION") if name.endswith(".xml") else ():
            answer = next((part.text or "" for part in one.iter("ANSWER")), "")
            question = one.find("Original-Question")
            parts = [] if question is None else [question.findtext("SUBJECT"), question.findtext("MESSAGE")]
            for asked in ("\n".join(filter(None, parts)), one.findtext("NIST-PARAPHRASE")):
                if asked and answer:
                    yield {"prompt": asked, "response": " ".join(answer.split())}


def named_spans(record: Mapping[str, Any]) -> Rows:
    """A text and where in it what kind of thing is named."""
    spans = [{"type": one["entity_type"], "value": one["entity_value"]} for one in record["spans"]]
    yield {"prompt": record["full_text"], "response": json.dumps(spans, ensure_ascii=False)}


def sent(record: Mapping[str, Any]) -> Rows:
    """A mail as an object: who, when, subject and text."""
    head = f"From: {record['sent_from']}\nDate: {record['date']}\nSubject: {record['subject']}"
    yield {"text": f"{head}\n\n{record['text']}"}


def asked_of_a_table(record: Mapping[str, Any]) -> Rows:
    """A question with its table as JSON (eight rows); the query answers, where there is one."""
    if record.get("sql"):
        table = {
            "columns": [column["name"] for column in record["table"]["table_info"]["columns"]],
            "rows": record["table"]["table_info"]["rows"][:8],
        }
        yield {
            "prompt": f"{record['description']}\n{json.dumps(table, ensure_ascii=False)}",
            "response": record["sql"]["query"],
        }


def slots_of_a_booking(record: Mapping[str, Any]) -> Rows:
    """What somebody says who books a table; the spans of what the desk asked for answer as JSON."""
    text, slots = record["userInput"]["text"], {}
    for one in record.get("labels", ()):
        span = one.get("valueSpan", {})
        slots[one["slot"]] = text[span.get("startIndex", 0) : span.get("endIndex", len(text))]
    if slots:
        yield {"prompt": text, "response": json.dumps(slots, ensure_ascii=False)}
