"""More layouts of the unseen sets: what is published as folders of files, transcripts, comparisons and calls beside their answers."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from typing import Any

Rows = Iterator[dict[str, Any]]
_JUDGED = re.compile(
    r"###The instruction to evaluate:\n(.*?)\n\n###Response to evaluate:\n(.*?)\n\n###Score Rubrics:", re.S
)
_SAID = re.compile(r"^(user|system): ", re.M)


def judged_inside(record: Mapping[str, str]) -> Rows:
    """Two requests to judge an answer; what was to be answered, and the two answers, stand in them."""
    good, bad = (_JUDGED.search(record[f"{side}_instruction"]) for side in ("chosen", "rejected"))
    if good and bad:
        yield {"prompt": good[1], "chosen": good[2], "rejected": bad[2]}


def numbered_pair(record: Mapping[str, Any]) -> Rows:
    """Two outputs and the number of the better one; a tie is left out."""
    best = record.get("label", record.get("preference"))
    if best in (1, 2):
        yield {
            "prompt": record.get("input", record.get("instruction")),
            "chosen": record[f"output_{best}"],
            "rejected": record[f"output_{3 - best}"],
        }


def numbered_pairs(record: Mapping[str, Any]) -> Rows:
    """A folder of such files."""
    for name, text in sorted(record["files"].items()):
        if name.endswith("dataset.json"):
            for one in json.loads(text):
                yield from numbered_pair(one)


def critique(record: Mapping[str, str]) -> Rows:
    """A question with somebody's answer; what is to be said of it answers."""
    yield {"prompt": f"{record['question']}\n\n{record['answer']}", "response": record["feedback"]}


def spec_and_module(record: Mapping[str, Any]) -> Rows:
    """A folder of what is asked (`_prompt.txt`) and the module that does it (`_ref.sv`)."""
    for name, text in sorted(record["files"].items()):
        if name.endswith("_prompt.txt"):
            yield {"prompt": text, "response": record["files"][name.replace("_prompt.txt", "_ref.sv")]}


def story_problems(record: Mapping[str, Any]) -> Rows:
    """A folder with problems as XML: a story and its question ask, the answer and how it is reckoned answer."""
    for name, text in sorted(record["files"].items()):
        for one in ET.fromstring(text).iter("Problem") if name.endswith(".xml") else ():
            said = {part.tag: part.text or "" for part in one}
            yield {
                "prompt": f"{said['Body']} {said['Question']}",
                "response": f"{said['Formula']}\n{said['Answer']}",
            }


def log_templates(record: Mapping[str, Any]) -> Rows:
    """A folder of log lines as CSV; the template of a line answers."""
    for row in _tables(record, "_structured.csv"):
        yield {"prompt": row["Content"], "response": row["EventTemplate"]}


def _tables(record: Mapping[str, Any], ending: str) -> Rows:
    """The rows of every CSV file whose name ends so."""
    for name, text in sorted(record["files"].items()):
        if name.endswith(ending):
            yield from csv.DictReader(io.StringIO(text))


def called(record: Mapping[str, Any]) -> Rows:
    """A folder of talks with functions, and one of what is to be called."""
    for name, text in sorted(record["files"].items()):
        answers = record["files"].get(f"possible_answer/{name}")
        if answers is None or "_normal_" not in name:
            continue
        for asked, answer in zip(text.splitlines(), answers.splitlines(), strict=True):
            one, wanted = json.loads(asked), json.loads(answer)["ground_truth"]
            names = {function["name"] for function in one["function"]}
            calls = [(key, value) for key, value in wanted.items()] if isinstance(wanted, dict) else []
            if calls and all(isinstance(value, dict) for _, value in calls):
                yield _talk(one, [(_known(key, names), value) for key, value in calls])


def _known(name: str, names: set[str]) -> str:
    """A call that is made twice has a number behind its name."""
    return name if name in names else re.sub(r"_\d+\Z", "", name)


def _talk(one: Mapping[str, Any], calls: list[tuple[str, Any]]) -> dict[str, Any]:
    pieces = _SAID.split(one["question"])
    turns = [
        {"role": "user" if role == "user" else "assistant", "content": text.strip()}
        for role, text in zip(pieces[1::2], pieces[2::2], strict=True)
    ]
    setting = [{"role": "system", "content": one["time"]}] if one.get("time") else []
    return {
        "messages": [
            *setting,
            *(turns or [{"role": "user", "content": one["question"]}]),
            {
                "role": "assistant",
                "content": "",
                "tool_calls": [
                    {
                        "type": "function",
                        "function": {"name": name, "arguments": json.dumps(given, ensure_ascii=False)},
                    }
                    for name, given in calls
                ],
            },
        ],
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": function["name"],
                    "description": function["description"],
                    "parameters": function.get("parameters", function.get("arguments")),
                },
            }
            for function in one["function"]
        ],
    }


def talks_of_two(record: Mapping[str, Any]) -> Rows:
    """A folder of talks, a file each; the one who did not begin answers."""
    for name, text in sorted(record["files"].items()):
        if name.endswith(".json"):
            said = json.loads(text)["utterances"]
            yield {
                "messages": [
                    {
                        "role": "user"
                        if one["interlocutor_id"] == said[0]["interlocutor_id"]
                        else "assistant",
                        "content": one["text"],
                    }
                    for one in said
                ]
            }


def marked_talks(record: Mapping[str, str]) -> Rows:
    """Talks one below another, each turn with its speaker in angle brackets."""
    for talk in record["text"].split("<<start conversation>>"):
        pieces = re.split(r"^<(사람|챗봇)>: ?", talk, flags=re.M)
        roles = {"사람": "user", "챗봇": "assistant"}
        turns = [
            {"role": roles[who], "content": text.strip()}
            for who, text in zip(pieces[1::2], pieces[2::2], strict=True)
        ]
        if turns:
            yield {"messages": turns}


def channel(record: Mapping[str, Any]) -> Rows:
    """A folder of a channel's messages as XML, told apart into talks; a talk is a text."""
    for name, text in sorted(record["files"].items()):
        if not name.endswith(".xml"):
            continue
        talks: dict[str, list[str]] = {}
        for one in ET.fromstring(text).iter("message"):
            talks.setdefault(one.attrib["conversation_id"], []).append(
                f"{one.findtext('user')}: {one.findtext('text')}"
            )
        yield from ({"text": "\n".join(lines)} for lines in talks.values())


def scenes(record: Mapping[str, Any]) -> Rows:
    """Utterances in rows, with the number of their talk; turns alternate."""
    talks: dict[str, list[str]] = {}
    text = next(text for name, text in record["files"].items() if name.endswith("dev_sent_emo.csv"))
    for row in csv.DictReader(io.StringIO(text)):
        talks.setdefault(row["Dialogue_ID"], []).append(f"{row['Speaker']}: {row['Utterance']}")
    for said in talks.values():
        yield {
            "messages": [
                {"role": ("user", "assistant")[n % 2], "content": line} for n, line in enumerate(said)
            ]
        }


def masked_time(record: Mapping[str, Any]) -> Rows:
    """A talk with a gap and four ways to fill it; the first right one answers."""
    choices = sorted(record[name] for name in ("correct1", "correct2", "incorrect1", "incorrect2"))
    yield {
        "prompt": "\n".join([*record["conversation"], *(f"- {choice}" for choice in choices)]),
        "response": record["correct1"],
    }


def exam(record: Mapping[str, Any]) -> Rows:
    """An examination: questions with lettered answers, without those that need a picture."""
    for task in record["tasks"]:
        if task["answers"] and not task["with_photo"] and len(task["correct_answer"]) == 1:
            options = [f"{one['answer']}. {one['text']}" for one in task["answers"]]
            yield {
                "prompt": "\n".join([task["question"], *options]),
                "response": task["correct_answer"][0],
            }


def asked_in_own_language(record: Mapping[str, Any]) -> Rows:
    """A folder of questions in ten languages, of each file those that were asked and answered in its language."""
    for name, text in sorted(record["files"].items()):
        if name.endswith(".test.json"):
            for line in text.splitlines():
                one = json.loads(line)
                yield {"prompt": one["question_lang"], "response": one["answer_lang"]}


def lines_by_class(record: Mapping[str, Any]) -> Rows:
    """A folder of text files, a text in each line; the file's name is the label."""
    for name, text in sorted(record["files"].items()):
        stem = name.rpartition("/")[2].removesuffix(".txt")
        if name.endswith(".txt"):
            for line in text.splitlines():
                if line.strip():
                    yield {"prompt": line.strip(), "response": stem}


def files_by_class(record: Mapping[str, Any]) -> Rows:
    """A folder of text files; the folder they are in is the label."""
    for name, text in sorted(record["files"].items()):
        yield {"prompt": text.strip(), "response": name.split("/")[0]}


def reviews_by_language(record: Mapping[str, Any]) -> Rows:
    """A folder for each language with texts and labels as CSV."""
    for row in _tables(record, "/train.csv"):
        yield {"prompt": row["text"], "response": row["label"]}


def answered_sentences(record: Mapping[str, Any]) -> Rows:
    """A folder of forum questions with the answer that was accepted, in HTML."""
    for name, text in sorted(record["files"].items()):
        for one in json.loads(text)["sentences"] if name.endswith("Corpus.json") else ():
            answer = (one.get("answer") or {}).get("text")
            if answer:
                yield {"prompt": one["text"], "response": answer}


def entailed(record: Mapping[str, str]) -> Rows:
    """Two sentences; whether the second follows from the first answers."""
    yield {"prompt": f"{record['premise']}\n{record['hypothesis']}", "response": record["label"]}


def translated(record: Mapping[str, str]) -> Rows:
    """A prompt that ends in the language wanted, and what a model wrote."""
    yield {"prompt": record["context"], "response": record["sample"]}
