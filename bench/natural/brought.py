"""Unseen sets as a team would bring them, with their layouts: forums, logs, mails, optical recognition, answers of models, tools, manuals."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bench.natural.build import whole_file

Rows = Iterator[dict[str, Any]]
_MANUAL = {"path": "**/*.md", "format": "md", "shape": "manual"}
_TEXT = {"profile": "text", "stage": "pretraining"}
_FILES = {"pick": "files", "rows": 2_000}
_MARK = re.compile(r"<\|[^|<>]+\|>:? ?|<eo[a-z]>\n?")
_CALL = re.compile(r"(\w+)\((.*?)\)(?=,? ?(?:\w+\(|\Z))", re.S)
_FIELD = re.compile(r"^(msgid|msgstr) ((?:\"(?:[^\"\\]|\\.)*\"\n?)+)", re.M)
_IRC = re.compile(r"^\S+ (\d{4}-\d\d-\d\d) (.*)$", re.M)
_ASKED = {"usr": "user", "sys": "assistant", "client": "user", "counselor": "assistant"}


def _named(record: Mapping[str, Any], ending: str) -> Iterator[tuple[str, str]]:
    yield from ((name, text) for name, text in sorted(record["files"].items()) if name.endswith(ending))


def _pair(prompt: Any, response: Any) -> dict[str, Any]:
    return {"map": {"prompt": prompt, "response": response}}


def _turns(said: list[Mapping[str, str]]) -> dict[str, Any]:
    return {"messages": [{"role": _ASKED[one["role"]], "content": one["content"]} for one in said]}


def travel_talk(record: Mapping[str, Any]) -> Rows:
    """A talk of `usr` and `sys`, with what each meant beside it."""
    yield _turns(record["messages"])


def counselled(record: Mapping[str, Any]) -> Rows:
    """A folder of talks of `client` and `counselor`, a file each."""
    for _, text in _named(record, ".json"):
        yield _turns(json.loads(text))


def written_lines(record: Mapping[str, Any]) -> Rows:
    """A folder of what a model wrote, a text in each line."""
    for _, text in _named(record, ".txt"):
        yield from ({"text": line} for line in text.splitlines() if line.strip())


def right_and_wrong(record: Mapping[str, Any]) -> Rows:
    """A problem with solutions of several models; a right one is preferred to a wrong one."""
    tried = [one for one in record.values() if isinstance(one, dict)]
    right = [one["solution"] for one in tried if str(one["is_correct"]) == "True"]
    wrong = [one["solution"] for one in tried if str(one["is_correct"]) == "False"]
    if right and wrong:
        yield {"prompt": record["question"], "chosen": right[-1], "rejected": wrong[0]}


def channel_days(record: Mapping[str, Any]) -> Rows:
    """A folder of logs of channels; forty lines of a day are a text."""
    for _, text in _named(record, ".ascii.txt"):
        days: dict[str, list[str]] = {}
        for day, line in _IRC.findall(text):
            days.setdefault(day, []).append(line.rstrip())
        for lines in days.values():
            yield from ({"text": "\n".join(lines[at : at + 40])} for at in range(0, len(lines), 40))


def with_tools(record: Mapping[str, Any]) -> Rows:
    """A folder of talks whose turns hold the request, a call, its result and the answer, each between marks."""
    for _, text in _named(record, ".json"):
        one = json.loads(text)
        said = [{"role": "system", "content": one["meta_instruction"]}]
        for turn in one["chat"].values():
            part = {name: _MARK.sub("", value).strip() for name, value in turn.items()}
            said.append({"role": "user", "content": part["Human"]})
            calls = [] if part["Commands"] == "None" else _CALL.findall(part["Commands"])
            if calls:
                said.append(
                    {"role": "assistant", "content": "", "tool_calls": [_call(*call) for call in calls]}
                )
                said.append({"role": "tool", "content": part["Tool Responses"]})
            said.append({"role": "assistant", "content": part["MOSS"]})
        yield {"messages": said}


def _call(name: str, given: str) -> dict[str, Any]:
    arguments = json.dumps({"input": given.strip("\"'")}, ensure_ascii=False)
    return {"type": "function", "function": {"name": name, "arguments": arguments}}


def catalogue(record: Mapping[str, Any]) -> Rows:
    """A folder of catalogues of translations; what is translated asks, its translation answers."""
    for _, text in _named(record, ".po"):
        asked = ""
        for kind, quoted in _FIELD.findall(text):
            value = "".join(ast.literal_eval(line) for line in quoted.strip().split("\n"))
            if kind == "msgid":
                asked = value
            elif asked and value:
                yield {"prompt": f"Translate into Polish: {asked}", "response": value}


def agreements(record: Mapping[str, Any]) -> Rows:
    """Agreements as they were recognised, a line each with its line ends written out, and what is to be found in them."""
    files = {name.rpartition("/")[2]: text for name, text in record["files"].items() if name.endswith(".tsv")}
    for line, wanted in zip(files["in.tsv"].splitlines(), files["expected.tsv"].splitlines(), strict=True):
        found = "\n".join(one.replace("=", ": ", 1).replace("_", " ") for one in wanted.split(" "))
        yield {"prompt": line.split("\t")[2].replace("\\n", "\n"), "response": found}


def lettered(record: Mapping[str, Any]) -> Rows:
    """A question with lettered answers, of which one is marked as right."""
    options = [f"{one['choice']}. {one['text']}" for one in record["answers"]]
    right = next((one for one in record["answers"] if one["correct"]), None)
    if right:
        yield {"prompt": "\n".join([record["question"], *options]), "response": right["choice"]}


def said_and_answered(record: Mapping[str, str]) -> Rows:
    """A remark and its answer in a line, apart by a tab, a space between any two characters."""
    for line in record["text"].splitlines():
        said, _, answer = line.partition("\t")
        if answer:
            yield {"prompt": said, "response": answer}


def asks_something(record: Mapping[str, str]) -> Rows:
    """A label and a sentence of a mail in a line."""
    for line in record["text"].splitlines():
        label, _, sentence = line.partition("\t")
        if sentence:
            yield {"prompt": sentence, "response": label}


def ranked(record: Mapping[str, Any]) -> Rows:
    """A folder of what was said on a board, with a true and some drawn answers; the true one is taken."""
    for _, text in _named(record, "dev.tsv"):
        for line in text.splitlines():
            right, *said = line.split("\t")
            if right == "1":
                turns = [one.replace(" __BR__ ", "\n") for one in said]
                roles = ("user", "assistant") if len(turns) % 2 == 0 else ("assistant", "user")
                yield {"messages": [{"role": roles[n % 2], "content": one} for n, one in enumerate(turns)]}


def first_of_list(record: list[Mapping[str, Any]]) -> Rows:
    """A record in a list of its own."""
    yield from (dict(one) for one in record)


def found_in_words(record: Mapping[str, Any]) -> Rows:
    """Words and a tag for each; what was found answers."""
    found: list[list[str]] = []
    for word, tag in zip(record["words"], record["tags"], strict=True):
        if tag.startswith("B-"):
            found.append([tag[2:], word])
        elif tag.startswith("I-") and found:
            found[-1][1] += f" {word}"
    if found:
        answer = "\n".join(f"{kind}: {words}" for kind, words in found)
        yield {"prompt": " ".join(record["words"]), "response": answer}


def meant(record: Mapping[str, Any]) -> Rows:
    """A table of what customers said by turn; what was meant answers."""
    for _, text in _named(record, ".tsv"):
        for row in csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE):
            yield {"prompt": row["utterance"], "response": row["intent"]}


# name, path, kind, languages, layout (None: as it is read), the rest
BROUGHT: tuple[tuple[str, str, str, tuple[str, ...], Any, dict[str, Any]], ...] = (
    ("crosswoz", "data/crosswoz/val.json", "dialogue", ("zh",), travel_talk, {"rows": 500}),
    ("dogo_fastfood", "", "chat", ("en",), meant, {"rows": 1_500}),
    ("formal_it", "eval/results", "documents", ("it",), written_lines, {"rows": 1_500, **_TEXT}),
    ("gpt_codegen", "Codegen/codegen-instruct.json", "code", ("en",), None, {"rows": 1_000}),
    ("gsm_socratic", "grade_school_math/data/test_socratic.jsonl", "math", ("en",), None, {"rows": 400}),
    ("gsm_solutions", "grade_school_math/data/example_model_solutions.jsonl", "math", ("en",), right_and_wrong,
     {"rows": 600, "stage": "preference"}),
    ("hexlet", "modules", "documents", ("ru", "es", "en"), None, {"pick": "files", "rows": 90, "source": _MANUAL, **_TEXT}),
    ("ift_tldr", "automatic-eval-samples/tldr_samples.csv", "chat", ("en",), None,
     {"rows": 1_200, "source": _pair("context", "sample")}),
    ("ift_toxic", "automatic-eval-samples/real_toxicity_samples.csv", "chat", ("en",), None,
     {"rows": 2_000, "source": _pair("context", "sample")}),
    ("irc_stripe", "data/new-domains", "documents", ("en",), channel_days, {"rows": 600, **_TEXT}),
    ("moss_conv", "SFT_data", "chat", ("zh", "en"), None, {**_FILES, "source": {"path": "**/*.json"}}),
    ("moss_plug", "SFT_data", "structured", ("en", "zh"), with_tools, {"rows": 500}),
    ("mxjava", "data/mbxp/mbjp_release_v1.2.jsonl", "code", ("en",), None, {"rows": 600}),
    ("neike", "", "chat", ("zh",), None, {**_FILES, "source": {"path": "slice.csv", **_pair("ask", "answer")}}),
    ("pydocs_pl", "", "documents", ("pl", "en"), catalogue, {"rows": 600}),
    ("react_ko", "src", "documents", ("ko",), None, {"pick": "files", "rows": 25, "source": _MANUAL, **_TEXT}),
    ("react_tr", "src", "documents", ("tr", "en"), None, {"pick": "files", "rows": 40, "source": _MANUAL, **_TEXT}),
    ("talon", "", "documents", ("en", "ru"), None, {**_FILES, "source": {"path": "**/*"}, **_TEXT}),
    ("tm4", "TM-4-2024/data/data_00.json", "dialogue", ("en",), None, {"rows": 500}),
    ("toolqa", "data/questions", "structured", ("en",), None, {**_FILES, "source": {"path": "**/*.jsonl"}}),
    ("vue_uk", "src", "documents", ("uk",), None, {"pick": "files", "rows": 25, "source": _MANUAL, **_TEXT}),
    ("zapier", "test/emails", "documents", ("en",), None, {**_FILES, "source": {"path": "*.txt"}, **_TEXT}),
    ("zulip", "zulip_json", "documents", ("en",), None,
     {**_FILES, "source": {"path": "**/*.json", "map": {"text": "content", "name": "sender_full_name"}}, **_TEXT}),
    ("kleister", "dev-0", "structured", ("en",), agreements, {"rows": 83}),
    ("cypher92", "", "documents", ("en",), None, {**_FILES, "source": {"path": "*.txt"}}),
    ("trivia", "hq_trivia_questions.json", "chat", ("en",), lettered, {"rows": 500}),
    ("cdial", "data/toy_train.txt", "dialogue", ("zh",), said_and_answered, {"rows": 1_500}),
    ("enron_ask", "src/resources/Ask0729-fixed.txt", "chat", ("en",), asks_something, {"rows": 2_000}),
    ("aci", "data/challenge_data/train.csv", "dialogue", ("en",), None, {}),
    ("open2ch", "ranking", "dialogue", ("ja",), ranked, {"rows": 1_500}),
    ("fakao", "data/fakao_gpt4.json", "chat", ("zh",), None, {"rows": 500}),
    ("legal_zh", "data/legal_advice.json", "chat", ("zh",), first_of_list, {"rows": 500}),
    ("policyqa", "data", "chat", ("en",), None, {**_FILES, "source": {"path": "dev.json"}}),
    ("smile", "data", "dialogue", ("zh",), counselled, {"rows": 400}),
    ("food_fa", "data/sentiment-analysis/food_dev.jsonl", "chat", ("fa",), None,
     {"rows": 1_000, "source": _pair(["review", "question"], "label")}),
    ("hindi_disc", "discourse_dataset.json", "chat", ("hi",), None,
     {"rows": 1_000, "source": _pair("Sentence", "Discourse Mode")}),
    ("kto", "data/kto_en_demo.json", "chat", ("en",), None, {"stage": "preference"}),
    ("thai_law", "data/last/law", "documents", ("th",), None, {**_FILES, "source": {"path": "**/*.txt"}, **_TEXT}),
    ("trimmer", "test/emails", "documents", ("en", "de", "fr", "es"), whole_file,
     {**_FILES, "source": {"path": "*.txt"}, **_TEXT}),
    ("ssla", "tasks/ssla_individual_defendants/test_old.tsv", "structured", ("en",), None,
     {"rows": 500, "source": _pair("text", "answer")}),
    ("phoner", "data/syllable/dev_syllable.json", "structured", ("vi",), found_in_words, {"rows": 600}),
)  # fmt: skip


def brought() -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield what names a set (name, path, kind, languages) and the rest of it."""
    for name, path, kind, languages, layout, rest in BROUGHT:
        yield (
            (name, path, kind, *languages),
            {"pick": "built" if layout else "records", "build": layout, **rest},
        )
