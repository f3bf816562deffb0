"""Taking the queue elsewhere and bringing decisions back: JSON Lines, CSV, Label Studio's JSON files.

Every row carries its ``record_id`` and ``content_hash``, and both are checked on return: a decision about a
row that has changed or is unknown is refused with its line, never applied to something else. Label Studio
stays in an environment of its own; only its import and export files pass between the two.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ft_data.review.db import Database
from ft_data.review.edits import edited
from ft_data.review.log import Opinion, record_many
from ft_data.review.person import Person
from ft_data.review.rows import Rows
from ft_data.review.rubric import REASONS

Format = Literal["jsonl", "csv", "label-studio"]
_FIELDS = (
    "record_id",
    "content_hash",
    "rules",
    "prompt",
    "response",
    "decision",
    "reason",
    "note",
    "edited_response",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# The labelling interface that `from_label_studio` reads back: one choice, one reason, one rewritten answer.
LABEL_STUDIO_CONFIG = """<View>
  <Text name="prompt" value="$prompt"/>
  <Text name="response" value="$response"/>
  <Choices name="decision" toName="response" required="true">
    <Choice value="keep"/><Choice value="drop"/><Choice value="edit"/>
  </Choices>
  <Choices name="reason" toName="response"
    visibleWhen="choice-selected" whenTagName="decision" whenChoiceValue="drop">
    {reasons}
  </Choices>
  <TextArea name="edited_response" toName="response" value="$response" maxSubmissions="1" editable="true"/>
</View>
""".format(reasons="".join(f'<Choice value="{reason}"/>' for reason in REASONS))


@dataclass(frozen=True)
class Imported:
    """How many decisions were stored, and what was refused: ``(line or task number, why)``."""

    stored: int
    refused: list[tuple[int, str]]


def export_queue(db: Database, rows: Rows, path: Path, form: Format = "jsonl") -> int:
    """Write the open items to judge; audits stay here, where they are blind. Returns how many."""
    items = db.con.execute(
        "SELECT * FROM item WHERE active = 1 AND state = 'open' AND task = 'judge' AND is_audit = 0"
        " ORDER BY value DESC, item_id"
    ).fetchall()
    lines = [line for start in range(0, len(items), 500) for line in _lines(rows, items[start : start + 500])]
    with path.open("w", encoding="utf-8", newline="") as file:
        if form == "csv":
            writer = csv.DictWriter(file, _FIELDS)
            writer.writeheader()
            writer.writerows({name: _cell(value) for name, value in line.items()} for line in lines)
        elif form == "jsonl":
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        else:
            json.dump([{"data": line} for line in lines], file, ensure_ascii=False)
    return len(lines)


def import_decisions(
    db: Database, rows: Rows, path: Path, person: Person, rubric_version: int, form: Format = "jsonl"
) -> Imported:
    """Read decisions back as this person's. What can be stored is; the same file twice is stored once."""
    decided: list[tuple[int, str, Opinion]] = []
    lines: dict[int, int] = {}
    refused: list[tuple[int, str]] = []
    for number, given in _READERS[form](path):
        if not given.get("decision"):
            continue  # exported and left undecided
        found = _decision(db, rows, given)
        if isinstance(found, str):
            refused.append((number, found))
        elif found[0] in lines:
            refused.append((number, f"decides the same row as {lines[found[0]]}"))
        else:
            lines[found[0]] = number
            decided.append(found)
    bulk = "import:" + hashlib.sha256(path.read_bytes()).hexdigest()[:32] + f":{person.name}"
    stored = record_many(db, person, bulk, decided, rubric_version)
    taken = lines.keys() - set(stored)
    refused += [(lines[item_id], "is decided already, or somebody is deciding it now") for item_id in taken]
    return Imported(len(stored), sorted(refused))


def _lines(rows: Rows, items: list[Any]) -> Iterator[dict[str, str]]:
    found = rows.get([item["record_id"] for item in items])
    for item in items:
        row = found.get(item["record_id"])
        if row is None or row.example["content_hash"] != item["content_hash"]:
            continue
        yield {
            **dict.fromkeys(_FIELDS, ""),
            "record_id": item["record_id"],
            "content_hash": item["content_hash"],
            "rules": ", ".join(json.loads(item["reasons"])),
            "prompt": row.example["prompt_text"] or "",
            "response": row.example["response_text"] or "",
        }


def _cell(text: str) -> str:
    """Keep a spreadsheet from computing a text that looks like a formula; texts are not read back."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _decision(db: Database, rows: Rows, given: Mapping[str, str]) -> tuple[int, str, Opinion] | str:
    record_id, content_hash = given.get("record_id", ""), given.get("content_hash", "")
    items = db.con.execute(
        "SELECT * FROM item WHERE record_id = ? AND task = 'judge'", (record_id,)
    ).fetchall()
    if not items:
        return f"no item is about record {record_id!r}" if record_id else "cannot be read: no record_id"
    item = next((one for one in items if one["content_hash"] == content_hash), None)
    if item is None or not item["active"]:
        return "the row has changed since it was exported"
    kind, reason, note = given["decision"], given.get("reason") or None, given.get("note") or None
    if kind == "keep":
        return item["item_id"], content_hash, Opinion("keep", note=note)
    if kind == "drop":
        if reason not in REASONS:
            return f"{reason!r} is not a reason; use one of {', '.join(REASONS)}"
        return item["item_id"], content_hash, Opinion("drop", reason, note)
    if kind != "edit":
        return f"{kind!r} is not a decision; use keep, drop or edit"
    row = rows.one(record_id)
    last = f"messages-{len(row.example['messages'] or ()) - 1}" if row else ""
    if row is None or row.example["messages"][-1]["role"] != "assistant":
        return "only an answer at the end can be edited outside the station"
    made = edited(row.example, {last: given.get("edited_response", "")})
    if made.example is None:
        return " ".join(made.problems)
    return item["item_id"], content_hash, Opinion("edit", note=note, example=made.example)


def _read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    given = json.loads(line)
                except ValueError:
                    given = None
                yield number, given if isinstance(given, dict) else {"decision": "unreadable"}


def _read_csv(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            yield number, {name: value or "" for name, value in row.items() if name}


def _read_label_studio(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Read Label Studio's JSON export: the latest annotation of a task that was not cancelled."""
    for number, task in enumerate(json.loads(path.read_text(encoding="utf-8")), 1):
        done = [one for one in task.get("annotations") or () if not one.get("was_cancelled")]
        data = task.get("data") or {}
        given = {name: data.get(name, "") for name in ("record_id", "content_hash")}
        for result in (done[-1].get("result") or ()) if done else ():
            value = result.get("value") or {}
            chosen = value.get("choices") or value.get("text") or [""]
            if result.get("from_name") in ("decision", "reason", "edited_response"):
                given[result["from_name"]] = chosen[0] if isinstance(chosen, list) else str(chosen)
        yield number, given


_READERS = {"jsonl": _read_jsonl, "csv": _read_csv, "label-studio": _read_label_studio}
