"""Where the records are in a parsed document: a list, a wrapper around one, columns, or entries by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ft_data.sources.shapes.detect import is_record

# Names under which datasets wrap their rows, most telling first.
_DEEP = (
    ("rasa_nlu_data", "common_examples"), ("interactionModel", "languageModel", "intents"), ("resource", "intents"),
)  # fmt: skip
_WRAPPERS = (
    "data", "examples", "instances", "rows", "records", "items", "entries", "samples", "train", "tickets",
    "dialogues", "dialogs", "documents", "docs", "questions", "results", "test", "validation",
)  # fmt: skip
_ID = "id"


def records(document: Any) -> Iterable[Any]:
    """Return the records of a document.

    - a list: its elements (bare values become ``{"value": x}`` later);
    - an object that is itself a known kind of record: that one record;
    - an object that wraps a list of objects, such as ``{"canary": ..., "examples": [...]}``: its elements;
    - columns, ``{"original": [...], "sampled": [...]}`` of equal length: one record a position;
    - columns by row, ``{"original": {"0": ...}, "sampled": {"0": ...}}``, as pandas writes them: one record a row;
    - objects by key, ``{"MIT": {...}, "ISC": {...}}``: the objects, their key as ``id`` (or ``_key``);
    - anything else: one record.
    """
    if isinstance(document, list):
        return document
    if not isinstance(document, dict) or not document:
        return [document]
    numbered = _numbered(document)
    if numbered is not None:
        return numbered
    if is_record(document):
        return [document]
    wrapped = _deep(document) or _wrapped(document)
    if wrapped is not None:
        return wrapped
    columns = _columns(document)
    if columns is not None:
        return columns
    keyed = _keyed(document)
    return keyed if keyed is not None else [document]


def _deep(document: Mapping[str, Any]) -> list[Any] | None:
    """Return the list that an export of a chatbot builder has some objects deep."""
    for path in _DEEP:
        inner: Any = document
        for name in path:
            inner = inner.get(name) if isinstance(inner, Mapping) else None
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
            return inner
    return None


def _wrapped(document: Mapping[str, Any]) -> list[Any] | None:
    lists = {
        name: value
        for name, value in document.items()
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value)
    }
    for name in _WRAPPERS:
        if name in lists:
            return lists[name]
        inner = document.get(name)
        if len(document) <= 3 and isinstance(inner, dict) and inner and name in ("data", "train", "test"):
            found = _wrapped(inner) or _columns(inner) or _keyed(inner)
            if found:
                return found
    if not lists:
        return None
    longest = max(lists, key=lambda name: len(lists[name]))
    return lists[longest] if len(lists[longest]) > 1 or len(document) == 1 else None


def _columns(document: Mapping[str, Any]) -> list[Any] | None:
    values = list(document.values())
    if len(values) < 2 or not all(isinstance(value, list) and value for value in values):
        return None
    if len({len(value) for value in values}) != 1:
        return None
    return [dict(zip(document, row, strict=True)) for row in zip(*values, strict=True)]


def _numbered(document: Mapping[str, Any]) -> list[Any] | None:
    """Return the rows of columns whose values stand by the number of their row; numbers name no fields of a record."""
    columns = list(document.values())
    if len(columns) < 2 or not all(isinstance(one, dict) and one for one in columns):
        return None
    rows = columns[0].keys()
    if not all(row.isdecimal() for row in rows) or any(one.keys() != rows for one in columns):
        return None
    if all(name.isdecimal() for name in document):
        return None
    return [{name: column[row] for name, column in document.items()} for row in rows]


def _keyed(document: Mapping[str, Any]) -> list[Any] | None:
    if len(document) < 2 or not all(isinstance(value, dict) and value for value in document.values()):
        return None
    fields = [frozenset(value) for value in document.values()]
    shared = frozenset.intersection(*fields)
    if not shared or len(shared) * 2 < max(map(len, fields)):
        return None
    return [{("_key" if _ID in value else _ID): key, **value} for key, value in document.items()]
