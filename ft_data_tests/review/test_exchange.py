from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bench.support.views import row, verdict, write_views
from ft_data.recipe.review import Review
from ft_data.review.db import Database
from ft_data.review.exchange import LABEL_STUDIO_CONFIG, export_queue, import_decisions
from ft_data.review.log import Person
from ft_data.review.queue import refresh
from ft_data.review.rows import Rows
from ft_data.review.store import decisions

ADA = Person("ada")
TEXTS = ["=SUM(A1)", 'Two\nlines, "quoted"', "Plain.", "Fourth.", "Fifth."]


@pytest.fixture
def rows(db: Database, tmp_path: Path) -> Rows:
    examples = [row(str(n), f"Question {n}?", text) for n, text in enumerate(TEXTS)]
    ledger = [verdict(one, "review", ["r"], 0.5 + n / 20) for n, one in enumerate(examples)]
    reader = write_views(tmp_path / "views", examples, ledger)
    refresh(reader, db, Review(audit_rate=0, overlap=0))
    return Rows(reader)


def test_jsonl_round_trip(db: Database, rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / "queue.jsonl"
    assert export_queue(db, rows, path) == 5
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    by_text = {line["response"]: line for line in lines}
    by_text["Plain."]["decision"] = "keep"
    by_text["Fourth."] |= {"decision": "drop", "reason": "unsafe", "note": "no"}
    by_text["Fifth."] |= {"decision": "edit", "edited_response": "The fifth."}
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = import_decisions(db, rows, path, ADA, 1)
    assert (done.stored, done.refused) == (3, [])
    standing = {one["decision"]: one for one in decisions(db.path).to_pylist()}
    assert standing["drop"]["reason"] == "unsafe" and standing["drop"]["note"] == "no"
    assert json.loads(standing["edit"]["example"])["response_text"] == "The fifth."
    assert import_decisions(db, rows, path, ADA, 1).stored == 0, "the same file again"
    assert export_queue(db, rows, path) == 2


def test_what_does_not_fit_is_refused_with_its_line(db: Database, rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / "queue.jsonl"
    export_queue(db, rows, path)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    lines[0] |= {"decision": "keep", "content_hash": "changed"}
    lines[1] |= {"decision": "keep", "record_id": "unknown"}
    lines[2] |= {"decision": "drop", "reason": "because"}
    lines[3] |= {"decision": "edit", "edited_response": " "}
    lines[4] |= {"decision": "maybe"}
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{broken\n")
    done = import_decisions(db, rows, path, ADA, 1)
    assert done.stored == 0 and decisions(db.path).num_rows == 0
    assert [number for number, _ in done.refused] == [1, 2, 3, 4, 5, 6]
    for (_, why), words in zip(
        done.refused,
        ("changed", "no item", "not a reason", "empty", "not a decision", "cannot be read"),
        strict=True,
    ):
        assert words in why


def test_csv_round_trip_and_formulas(db: Database, rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / "queue.csv"
    export_queue(db, rows, path, "csv")
    with path.open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["response"] for line in lines} == {"'=SUM(A1)", *TEXTS[1:]}
    for line in lines:
        line["decision"] = "keep"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, lines[0])
        writer.writeheader()
        writer.writerows([*lines, lines[0]])
    done = import_decisions(db, rows, path, ADA, 1, "csv")
    assert done.stored == 5 and [why for _, why in done.refused] == ["decides the same row as 2"]


def test_label_studio_round_trip(db: Database, rows: Rows, tmp_path: Path) -> None:
    names = {element.get("name") for element in ET.fromstring(LABEL_STUDIO_CONFIG).iter()}
    assert {"decision", "reason", "edited_response"} <= names
    path = tmp_path / "tasks.json"
    export_queue(db, rows, path, "label-studio")
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
    path.write_text(json.dumps(tasks))
    done = import_decisions(db, rows, path, ADA, 1, "label-studio")
    assert (done.stored, done.refused) == (2, [])
    assert sorted(one["decision"] for one in decisions(db.path).to_pylist()) == ["edit", "keep"]
