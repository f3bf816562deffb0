"""The queue as files, out and back: what was in other hands is checked again, line by line."""

from __future__ import annotations

import csv
import json
import stat
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import NamedTuple

import pytest

from bench.support.views import ParquetReader, row, verdict, write_views
from ft_data.recipe.review import Review
from ft_data.review.db import Database
from ft_data.review.exchange import Imported, export_queue, import_decisions, signed
from ft_data.review.exchange_files import NotExchanged
from ft_data.review.people import issue_token
from ft_data.review.person import NotAllowed, Person
from ft_data.review.store import decisions

SETTINGS = Review(audit_rate=0, overlap=0)
TEXTS = ["=SUM(A1)", 'Two\nlines, "quoted"', "Plain.", "Fourth.", "Fifth. " + "long " * 40_000]


class Queue(NamedTuple):
    reader: ParquetReader
    db: Database
    folder: Path

    def taken(self, name: str) -> Path:
        path = self.folder / name
        assert export_queue(self.reader, self.db, SETTINGS, path)[0] == len(TEXTS)
        return path

    def brought(self, path: Path, person: Person = Person("ada")) -> Imported:
        return import_decisions(self.reader, self.db, SETTINGS, path, person)


@pytest.fixture
def queue(db: Database, tmp_path: Path) -> Queue:
    examples = [row(str(n), f"Question {n}?", text) for n, text in enumerate(TEXTS)]
    ledger = [verdict(one, "review", ["r"], 0.5 + n / 20) for n, one in enumerate(examples)]
    return Queue(write_views(tmp_path / "views", examples, ledger), db, tmp_path)


def lines_of(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def write_lines(path: Path, lines: list[dict], more: str = "") -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + more)


def test_jsonl_round_trip(queue: Queue) -> None:
    path = queue.taken("queue.jsonl")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    lines = lines_of(path)
    by_text = {line["response"][:6]: line for line in lines}
    by_text["Plain."]["decision"] = "keep"
    by_text["Fourth"] |= {"decision": "drop", "reason": "unsafe", "note": "no"}
    by_text["Fifth."] |= {"decision": "edit", "edited_response": "The fifth."}
    write_lines(path, lines)
    assert queue.brought(path) == Imported(3, [])
    standing = {one["decision"]: one for one in decisions(queue.db.path).to_pylist()}
    assert {one["actor"] for one in standing.values()} == {"ada"}
    assert standing["drop"]["reason"] == "unsafe" and standing["drop"]["note"] == "no"
    assert json.loads(standing["edit"]["example"])["response_text"] == "The fifth."
    assert queue.brought(path).stored == 0, "the same file again"
    assert export_queue(queue.reader, queue.db, SETTINGS, path)[0] == 2


def test_what_does_not_fit_is_refused_with_its_line_and_quotes_nothing(queue: Queue) -> None:
    path = queue.taken("queue.jsonl")
    lines = lines_of(path)
    lines[0] |= {"decision": "keep", "content_hash": "changed"}
    lines[1] |= {"decision": "keep", "record_id": "unknown"}
    lines[2] |= {"decision": "drop", "reason": "because ann.muster@nebulae.org"}
    lines[3] |= {"decision": "edit", "edited_response": " "}
    lines[4] |= {"decision": "maybe"}
    odd = (
        '{broken\n{"decision": "keep"}\n[1]\n{"record_id": "x", "decision": {"keep": 1}}\n'
        + "[" * 5000
        + "\n"
    )
    write_lines(path, lines, odd)
    done = queue.brought(path)
    assert done.stored == 0 and decisions(queue.db.path).num_rows == 0
    assert [number for number, _ in done.refused] == list(range(1, 11))
    expected = (
        "changed",
        "no item",
        "the reason is none",
        "empty",
        "the decision is none",
        *["cannot be read"] * 5,
    )
    for (_, why), words in zip(done.refused, expected, strict=True):
        assert words in why and "muster" not in why


def test_csv_round_trip_formulas_and_other_delimiters(queue: Queue) -> None:
    path = queue.taken("queue.csv")
    csv.field_size_limit(10**9)
    with path.open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["response"] for line in lines} == {"'=SUM(A1)", *TEXTS[1:]}
    for line in lines:
        line["decision"] = "keep"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, lines[0], delimiter=";")
        writer.writeheader()
        writer.writerows([*lines, lines[0]])
    done = queue.brought(path)
    assert done.stored == 5 and [why for _, why in done.refused] == ["decides the same row as 2"]


def test_label_studio_round_trip(queue: Queue) -> None:
    path = queue.taken("tasks.json")
    names = {element.get("name") for element in ET.parse(path.with_suffix(".xml")).iter()}
    assert {"decision", "reason", "edited_response"} <= names
    tasks = json.loads(path.read_text())

    def answer(**given: str) -> dict:
        kinds = {"edited_response": "text"}
        return {
            "result": [{"from_name": n, "value": {kinds.get(n, "choices"): [v]}} for n, v in given.items()],
            "was_cancelled": False,
        }

    tasks[0]["annotations"] = [answer(decision="drop", reason="broken"), answer(decision="keep")]
    tasks[1]["annotations"] = [answer(decision="edit", edited_response="Rewritten.")]
    tasks[2]["annotations"] = [{**answer(decision="keep"), "was_cancelled": True}]
    tasks[3]["annotations"] = ["x"]
    tasks[4]["annotations"] = [{"result": [{"from_name": "decision", "value": {"choices": [{}]}}]}]
    path.write_text(json.dumps([*tasks, 7, None]))
    done = queue.brought(path)
    assert done.stored == 2 and [number for number, _ in done.refused] == [4, 5, 6, 7]
    assert sorted(one["decision"] for one in decisions(queue.db.path).to_pylist()) == ["edit", "keep"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"x"),
        ("a.json", b"{}"),
        ("a.json", b"\xff"),
        ("a.csv", b"\xff\xfe"),
        ("a.csv", b""),
        ("a.csv", b"a,b\n1,2\n"),
        ("a.csv", b'record_id,content_hash,decision\n"open'),
    ],
)
def test_what_is_no_such_file_is_named(queue: Queue, name: str, content: bytes) -> None:
    path = queue.folder / name
    path.write_bytes(content)
    try:
        done = queue.brought(path)
    except NotExchanged as refused:
        assert name in str(refused)
    else:
        assert done.stored == 0 and content.endswith(b'"open')
    assert decisions(queue.db.path).num_rows == 0


def test_who_signs_is_asked_as_at_the_station(db: Database) -> None:
    people = {"ada": "reviewer", "lea": "lead", "pat": "approver"}
    assert signed(db, people, "ada", "") == Person("ada")
    lea, pat = issue_token(db, "lea", "lead"), issue_token(db, "pat", "approver")
    assert signed(db, people, "lea", lea) == Person("lea", "lead")
    for name, token in (("lea", ""), ("eve", ""), ("ada", "wrong"), ("ada", lea), ("pat", pat)):
        with pytest.raises(NotAllowed):
            signed(db, people, name, token)


def test_audits_and_what_others_decided_are_left_alone(queue: Queue) -> None:
    path = queue.taken("queue.jsonl")
    lines = [line | {"decision": "keep"} for line in lines_of(path)]
    write_lines(path, lines)
    assert queue.brought(path).stored == 5
    again = path.with_name("again.jsonl")
    write_lines(again, lines)
    done = queue.brought(again, Person("ben"))
    assert done.stored == 0 and len(done.refused) == 5
    assert all("decided already" in why for _, why in done.refused)
