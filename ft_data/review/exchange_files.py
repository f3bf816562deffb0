"""Files that leave the station and come back: JSON Lines, CSV, Label Studio's JSON; the ending of the name says which.

A file that comes back was in other hands: what cannot be read is named with its line, and no text of it is quoted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from ft_data.errors import WrongInput
from ft_data.review.rubric import REASONS
from ft_data.warehouse import files

FIELDS = (
    "record_id", "content_hash", "rules", "prompt", "response", "decision", "reason", "note", "edited_response",
)  # fmt: skip
MAX_BYTES = 256 * 2**20
UNREADABLE = {"unreadable": "yes"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# The labelling interface whose answers `_from_label_studio` reads: one choice, one reason, one rewritten answer.
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

Line = Mapping[str, str]


class NotExchanged(WrongInput):
    """A file of decisions cannot be read or written as a whole; the message says why."""


def write(path: Path, lines: Iterable[Line]) -> list[Path]:
    """Write lines of ``FIELDS``, readable by the owner alone; returns what was written."""
    match path.suffix:
        case ".jsonl":
            content = b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in lines)
        case ".csv":
            text = io.StringIO(newline="")
            writer = csv.DictWriter(text, FIELDS)
            writer.writeheader()
            writer.writerows({name: cell(value) for name, value in line.items()} for line in lines)
            content = text.getvalue().encode()
        case ".json":
            content = orjson.dumps([{"data": line} for line in lines])
            interface = path.with_suffix(".xml")
            files.write_secret(path, content)
            files.write_secret(interface, LABEL_STUDIO_CONFIG.encode())
            return [path, interface]
        case _:
            raise _unknown(path)
    files.write_secret(path, content)
    return [path]


def read(path: Path) -> Iterator[tuple[int, Line]]:
    """Yield ``(line or task number, fields)``; a line that is none is ``UNREADABLE``. Raises NotExchanged."""
    if not path.is_file():
        raise NotExchanged(f"{path} is no file")
    if path.stat().st_size > MAX_BYTES:
        raise NotExchanged(f"{path} is larger than {MAX_BYTES >> 20} MB; split it")
    content = path.read_bytes()
    match path.suffix:
        case ".jsonl":
            return _from_jsonl(content)
        case ".csv":
            return _from_csv(path, content)
        case ".json":
            return _from_label_studio(path, content)
        case _:
            raise _unknown(path)


def _unknown(path: Path) -> NotExchanged:
    return NotExchanged(f"{path.name}: use a name that ends in .jsonl, .csv or .json (tasks of Label Studio)")


def cell(text: str) -> str:
    """Keep a spreadsheet from computing a text that looks like a formula; texts are not read back."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _from_jsonl(content: bytes) -> Iterator[tuple[int, Line]]:
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            try:
                yield number, _texts(orjson.loads(line))
            except ValueError:
                yield number, UNREADABLE


def _from_csv(path: Path, content: bytes) -> Iterator[tuple[int, Line]]:
    csv.field_size_limit(MAX_BYTES)  # the whole file: an answer may be longer than csv's 128 KB
    try:
        text = content.decode("utf-8-sig")
        header = text.partition("\n")[0]
        delimiter = max(",;\t", key=header.count)  # spreadsheets take the one of their language
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        if not {"record_id", "content_hash", "decision"} <= {*(rows.fieldnames or ())}:
            raise NotExchanged(
                f"{path.name}: its first line does not name record_id, content_hash and decision"
            )
        for row in rows:
            yield rows.line_num, {name: value or "" for name, value in row.items() if name}
    except UnicodeDecodeError:
        raise NotExchanged(f"{path.name} is not UTF-8: save it as CSV UTF-8") from None
    except csv.Error as error:
        raise NotExchanged(f"{path.name}, near line {rows.line_num + 1}: {error}") from None


def _from_label_studio(path: Path, content: bytes) -> Iterator[tuple[int, Line]]:
    """Read Label Studio's JSON export: the latest annotation of a task that was not cancelled."""
    try:
        tasks = orjson.loads(content)
    except ValueError:
        tasks = None
    if not isinstance(tasks, list):
        raise NotExchanged(f"{path.name} is no JSON export of Label Studio: a list of tasks is expected")
    for number, task in enumerate(tasks, 1):
        try:
            yield number, _texts(_annotated(task))
        except (AttributeError, TypeError, ValueError, KeyError, IndexError):
            yield number, UNREADABLE


def _annotated(task: Any) -> dict[str, Any]:
    done = [one for one in task.get("annotations") or () if not one.get("was_cancelled")]
    data = task.get("data") or {}
    given = {name: data.get(name, "") for name in ("record_id", "content_hash")}
    for result in (done[-1].get("result") or ()) if done else ():
        if result.get("from_name") in ("decision", "reason", "edited_response"):
            value = result["value"]
            chosen = value.get("choices") or value.get("text") or ""
            given[result["from_name"]] = chosen[0] if isinstance(chosen, list) else chosen
    return given


def _texts(given: Any) -> Line:
    """Take the known fields; raises ValueError for what is no object of texts."""
    if not isinstance(given, dict):
        raise ValueError
    found = {name: "" if given.get(name) is None else given[name] for name in FIELDS}
    if not all(isinstance(value, str) for value in found.values()):
        raise ValueError
    return found
