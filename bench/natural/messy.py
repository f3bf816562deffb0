"""Layouts of unseen sets of which many are messy: forums, raw exports, optical recognition, crowds' dialogues, answers of models."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from typing import Any

from bench.natural.layouts import passage_questions

MANUALS = (
    ("goweb_ja", "ja", "ja", 15),
    ("goweb_ru", "ru", "ru", 12),
    ("rustzh", "src", "zh", 15),
    ("ukjs", "1-js", "uk", 25),
    ("devops", "topics", "en", 25),
    ("top10_ar", "ar", "ar", 8),
)
Rows = Iterator[dict[str, Any]]
_MARK = " +++$+++ "
_POST = re.compile(r"^(\d+) \+\+\+\$\+\+\+ .*? \+\+\+\$\+\+\+ ", re.M)
_DAY = re.compile(r"^(?=(\d\d/\d\d/\d{4}), )", re.M)
_ASKED = re.compile(r"## Human:\n(.*?)\n\s*## Assistant:\n(.*)", re.S)
_SAID = re.compile(r"^([A-Z][\w .()]{0,30}): (.+)$", re.M)


def _named(record: Mapping[str, Any], ending: str) -> Iterator[tuple[str, str]]:
    yield from ((name, text) for name, text in sorted(record["files"].items()) if name.endswith(ending))


def short_messages(record: Mapping[str, Any]) -> Rows:
    """A folder with telephones' short messages as XML; a message is a text."""
    for _, text in _named(record, ".xml"):
        yield from ({"text": one.findtext("text") or ""} for one in ET.fromstring(text).iter("message"))


def forum(record: Mapping[str, Any]) -> Rows:
    """A folder of a forum: posts of several lines with their numbers, and which numbers make a thread; the one who asked asks."""
    files = {name.rpartition("/")[2]: text for name, text in record["files"].items()}
    pieces = _POST.split(files["egret_wenda_lines.txt"])
    posts = {int(number): text.strip() for number, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    for line in files["egret_wenda_conversations.txt"].splitlines():
        numbers = json.loads(line.rpartition(_MARK)[2])
        yield {
            "messages": [
                {"role": ("user", "assistant")[n % 2], "content": posts[number]}
                for n, number in enumerate(numbers)
            ]
        }


def receipts(record: Mapping[str, Any]) -> Rows:
    """A folder of what was recognised on receipts, with places, and of what is to be found there."""
    for name, text in _named(record, ".csv"):
        key = record["files"].get(name.replace("box/", "key/").replace(".csv", ".json"))
        if key:
            lines = [line.split(",", 8)[-1] for line in text.splitlines() if line.strip()]
            yield {"prompt": "\n".join(lines), "response": key.strip()}


def comment(record: Mapping[str, str]) -> Rows:
    """A comment in a column without a name."""
    yield {"text": record["0"]}


def roles_in_brackets(record: Mapping[str, Any]) -> Rows:
    """Laws, and what client and lawyer said."""
    roles = {"[客户]": "user", "[律师]": "assistant"}
    turns = [{"role": "system", "content": "\n".join(record["laws"])}]
    for said in record["history"]:
        who, _, text = said.partition(" ")
        turns.append({"role": roles[who], "content": text})
    yield {"messages": turns}


def first_accepted(record: Mapping[str, Any]) -> Rows:
    """A talk whose last turn has several answers that are accepted."""
    turns = []
    for turn in record["conversations"]:
        value = turn["value"]
        turns.append({"role": turn["from"], "content": value[0] if isinstance(value, list) else value})
    yield {"messages": turns}


def problems(record: Mapping[str, Any]) -> Rows:
    """A folder of programming tasks with a solution."""
    for _, text in _named(record, ".jsonl"):
        for one in (json.loads(line) for line in text.split("\n") if line.strip()):
            yield {"prompt": one["prompt"], "response": one["reference_solution"]}


def any_answer(record: Mapping[str, Any]) -> Rows:
    """A question whose answer is a number, a list or a word."""
    yield {"prompt": record["Question"], "response": str(record["Answer"])}


def answered_passage(record: Mapping[str, Any]) -> Rows:
    """A passage and a question in a record."""
    yield {
        "prompt": f"{record['context']}\n\n{record['question']}",
        "response": record["answers"]["text"][0],
    }


def answerable(record: Mapping[str, Any]) -> Rows:
    """Passages, of whose questions some have no answer: those are left out."""
    for part in record["paragraphs"]:
        yield from passage_questions(
            {"paragraphs": [part | {"qas": [one for one in part["qas"] if one["answers"]]}]}
        )


def marked_columns(record: Mapping[str, str]) -> Rows:
    """A comment and a column for each label."""
    text, *labels = record
    yield {"prompt": record[text], "response": ", ".join(one for one in labels if record[one] == "1")}


def usual_answer(record: Mapping[str, Any]) -> Rows:
    """A request answered by several writers; the one of no trade is taken."""
    yield {"prompt": record["query"], "response": record["responses"]["normal"]}


def scored_texts(record: Mapping[str, Any]) -> Rows:
    """Two whole talks in a text each, with scores; a tie is left out."""
    found = [_ASKED.search(text) for text in record["text"]]
    best = record["score"].index(max(record["score"]))
    if all(found) and len(set(record["score"])) > 1:
        good, bad = found[best], found[1 - best]
        yield {"prompt": good[1].strip(), "chosen": good[2].strip(), "rejected": bad[2].strip()}


def days(record: Mapping[str, str]) -> Rows:
    """A talk of a group as its telephone writes it out; a day is a text."""
    by_day: dict[str, list[str]] = {}
    pieces = _DAY.split(record["text"])
    for day, text in zip(pieces[1::2], pieces[2::2], strict=True):
        by_day.setdefault(day, []).append(text)
    yield from ({"text": "".join(texts)} for texts in by_day.values())


def quizzes(record: Mapping[str, Any]) -> Rows:
    """A folder of tables without a heading: a question, four answers, the letter of the right one."""
    for _, text in _named(record, ".csv"):
        for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))):
            if len(row) == 6:
                options = [f"{letter}. {one.strip()}" for letter, one in zip("ABCD", row[1:5], strict=True)]
                yield {"prompt": "\n".join([row[0], *options]), "response": row[5].strip()}


def proofs(record: Mapping[str, Any]) -> Rows:
    """A folder, a statement and its proof in a file each."""
    for _, text in _named(record, ".json"):
        one = json.loads(text)
        yield {"prompt": one["informal_statement"], "response": one["informal_proof"]}


def tries(record: Mapping[str, Any]) -> Rows:
    """What is wanted of a shell, the commands that were tried and what each printed."""
    turns = [{"role": "user", "content": record["query"]}]
    seen = record["turn_history"]
    for action, output in zip(seen["actions"], seen["observations"], strict=False):
        turns += [{"role": "assistant", "content": action}, {"role": "user", "content": str(output)}]
    yield {"messages": turns[:-1]}


def scripts(record: Mapping[str, Any]) -> Rows:
    """A folder of talks as lines with names; who did not begin answers."""
    for name, text in _named(record, ".txt"):
        said = _SAID.findall(text) if name.startswith("convo") else []
        if len(said) > 1:
            first = said[0][0]
            turns = [
                {"role": "user" if who == first else "assistant", "content": words} for who, words in said
            ]
            yield {"messages": turns}


def film_talks(record: Mapping[str, Any]) -> Rows:
    """A folder of talks of two of a crowd, a file each; who did not begin answers. One may speak several times in a row."""
    for _, text in _named(record, ".json"):
        said = json.loads(text)["history"]
        yield {
            "messages": [
                {"role": "user" if one["uid"] == said[0]["uid"] else "assistant", "content": one["text"]}
                for one in said
            ]
        }


def asked_again(record: Mapping[str, Any]) -> Rows:
    """A folder of tables: the same questions, put to models on several days, and what they said."""
    for _, text in _named(record, ".csv"):
        for row in csv.DictReader(io.StringIO(text)):
            yield {"prompt": row["query"], "response": row["answer"]}


def written_by_models(record: Mapping[str, Any]) -> Rows:
    """A folder of what models wrote to a prompt in their own template; evaluations and interviews hold the same."""
    for _, text in _named(record, ".ndjson"):
        for one in (json.loads(line) for line in text.split("\n") if line.strip()):
            if isinstance(one.get("answer"), str) and "status" in one:
                yield {"prompt": one["prompt"], "response": one["answer"]}


def marked_turns(record: Mapping[str, str]) -> Rows:
    """Talks between rules of equal signs, each turn with a letter before it."""
    roles = {"Q": "user", "A": "assistant"}
    for talk in record["text"].split("==="):
        said = re.findall(r"^([QA]): (.+)$", talk, re.M)
        if said:
            yield {"messages": [{"role": roles[who], "content": text} for who, text in said]}


def blocks(record: Mapping[str, str]) -> Rows:
    """Talks between empty lines, a turn in a line; who did not begin answers."""
    for talk in re.split(r"\n\s*\n", record["text"].replace("\r", "")):
        said = [line for line in talk.split("\n") if line.strip()]
        if len(said) > 1:
            turns = [{"role": ("user", "assistant")[n % 2], "content": line} for n, line in enumerate(said)]
            yield {"messages": turns}


MORE: tuple[tuple[str, str, str, str, Any], ...] = (
    ("dsp", "data/domain_specific_preference.test.json", "chat", "en", usual_answer),
    ("drift", "generation", "chat", "en", asked_again),
    ("caicode", "results", "code", "en", written_by_models),
    ("papaya", "Data/Corpus/Augment1/a_papaya_new.txt", "dialogue", "en", marked_turns),
    ("tweettalk", "TwitterConvCorpus.txt", "dialogue", "en", blocks),
)
