"""Reading single values: text, labels, times, languages."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from typing import Any

import orjson

from ft_data.sources.canonical import canonical_json, text
from ft_data.text.moments import moment

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")
LANGUAGES = {
    "arabic": "ar", "bengali": "bn", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl",
    "english": "en", "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he",
    "hindi": "hi", "hungarian": "hu", "indonesian": "id", "italian": "it", "japanese": "ja",
    "korean": "ko", "norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt",
    "romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "tamil": "ta", "thai": "th",
    "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip
_LITERAL = 1 << 20  # characters


def string(value: Any) -> str:
    """Return a value as text: a text as it is, nothing as "", a list of texts line by line, else JSON."""
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        if value and all(isinstance(one, str) for one in value):
            return "\n".join(value)
        if not value:
            return ""
    if isinstance(value, dict) and isinstance(value.get("text"), (str, list)):
        return first(value["text"])
    return canonical_json(value).decode()


_ONE = (
    "text",
    "full_text",
    "value",
    "Value",
    "human_readable",
    "solution",
    "query",
    "normalized_value",
    "post",
    "article",
)  # what an object of one text calls it
_MANY = ("sentences", "contexts", "paragraphs", "text", "context", "passage", "passage_text")


def lines(value: Any) -> str:
    """Return a value as text, a list of scalars as one line each: never as JSON where it can be read."""
    value = unpacked(value)
    if isinstance(value, list) and all(isinstance(one, (str, int, float)) for one in value):
        return "\n".join(one if isinstance(one, str) else canonical_json(one).decode() for one in value)
    if isinstance(value, dict) and isinstance(value.get("text"), list):
        return lines(value["text"])
    return string(value)


def first(value: Any) -> str:
    """Return a text, or the first of several that are all right (accepted answers)."""
    if isinstance(value, list) and value:
        # Objects that hold no text of their own are one answer together, such as the spans of a text.
        inner = isinstance(value[0], dict) and _inner(value[0]) is None
        return string(value) if inner and all(isinstance(one, dict) for one in value) else first(value[0])
    if isinstance(value, dict):
        if isinstance(value.get("spans"), list) and {"number", "types"} & value.keys():
            return _counted(value)
        inner = _inner(value)
        return string(value) if inner is None else first(inner)
    return string(value)


def _inner(value: Mapping[str, Any]) -> Any:
    """Return the text of an object that is one with something about it."""
    if isinstance(value.get("spans"), list):
        return value["spans"]
    return next((value[name] for name in _ONE if isinstance(value.get(name), (str, list))), None)


def is_text(value: Mapping[str, Any]) -> bool:
    """Tell whether an object is a text with something about it."""
    return _inner(value) is not None


def _counted(value: dict[str, Any]) -> str:
    """Return an answer that is spans of a text, a number or a date (DROP)."""
    date = value.get("date")
    parts = [date.get(one) for one in ("day", "month", "year")] if isinstance(date, dict) else []
    given = (
        value["spans"] or [value["number"]]
        if value["spans"] or value.get("number") not in ("", None)
        else [" ".join(map(string, filter(None, parts)))]
    )
    return ", ".join(map(string, given))


def passage(value: Any) -> str:
    """Return what a question is about as text: a text, paragraphs, titles with their sentences (HotpotQA), a table, what was selected."""
    if isinstance(value, dict):
        if isinstance(value.get("header"), list) and isinstance(value.get("rows"), list):
            return grid([value["header"], *value["rows"]])
        if isinstance(summary := value.get("summary"), dict):  # of a book that is asked about (NarrativeQA)
            return passage(summary)
        picked = _selected(value)
        if picked is not None:
            return passage(picked)
        inner = next((value[name] for name in _MANY if isinstance(value.get(name), (str, list))), None)
        return string(value) if inner is None else passage(inner)
    if isinstance(value, list):
        if value and all(isinstance(one, str) for one in value):
            return (
                " ".join(value)
                if all(len(one) < 400 for one in value) and len(value) > 1
                else "\n\n".join(value)
            )
        return "\n\n".join(text for one in value if (text := passage(one)).strip())
    return string(value)


def grid(rows: list[Any]) -> str:
    """Return a table as lines, cells parted by ` | `."""
    return "\n".join(
        " | ".join(string(cell) for cell in row) if isinstance(row, list) else string(row) for row in rows
    )


def _selected(value: dict[str, Any]) -> list[Any] | None:
    """Return those of several passages that are marked as the ones that answer (MS MARCO), all where none is."""
    texts, marks = value.get("passage_text"), value.get("is_selected")
    if not isinstance(texts, list) or not isinstance(marks, list) or len(texts) != len(marks):
        return None
    return [text for text, mark in zip(texts, marks, strict=True) if mark] or texts


def label(value: Any) -> str | None:
    """Return a value as the text of a label or group, or None if there is none."""
    if type(value) is str:
        return value.strip() or None
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(one, (str, int, float)) for one in value):
        return ", ".join(str(one) for one in value) or None
    return canonical_json(value).decode()


_TRUE = frozenset(
    [
        "true",
        "t",
        "yes",
        "y",
        "1",
        "1.0",
        "on",
        "good",
        "up",
        "positive",
        "like",
        "liked",
        "desirable",
        "desired",
        "wanted",
        "chosen",
        "accepted",
        "correct",
        "right",
        "👍",
        "是",
        "ja",
        "oui",
        "sí",
    ]
)
_FALSE = frozenset(
    [
        "false",
        "f",
        "no",
        "n",
        "0",
        "0.0",
        "-1",
        "-1.0",
        "off",
        "bad",
        "down",
        "negative",
        "dislike",
        "disliked",
        "undesirable",
        "undesired",
        "unwanted",
        "rejected",
        "incorrect",
        "wrong",
        "👎",
        "否",
        "nein",
        "non",
    ]
)


def truth(value: Any) -> bool | None:
    """Return what a value says, in whatever type a file has it: true, false, or neither.

    The one reader of truth values: labels, masks, flags of tickets. -1 stands for false, as thumbs are counted.
    """
    if isinstance(value, (bool, int, float)):
        return None if value not in (0, 1, -1) else value > 0
    if not isinstance(value, str) or len(value) > 20:
        return None
    word = value.strip().lower().replace("_", " ").removeprefix("thumbs ").removeprefix("thumb ")
    return True if word in _TRUE else False if word in _FALSE else None


def unpacked(value: Any) -> Any:
    """Return what a JSON text holds, if it is the text of a list or an object; else the value."""
    if type(value) is str and value.lstrip()[:1] in ("[", "{"):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return _literal(value)
    return value


def _literal(value: str) -> Any:
    """Return a list or object in Python's spelling, as tables have it that were written without care; else the text."""
    if not value.lstrip().startswith(("[{'", "{'", "['", "[['")) or len(value) > _LITERAL:
        return value
    try:
        return ast.literal_eval(value.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return value


def json_text(value: Any) -> str | None:
    """Return tools or calls as JSON text: a text that is JSON stays as it is."""
    if value is None or value == "" or value == []:
        return None
    return value if isinstance(value, str) else canonical_json(value).decode()


def language(value: Any) -> str | None:
    """Return ISO 639 code of a code (`pt_BR` is `pt`) or English name; None for anything else (`python`)."""
    if type(value) is not str:
        return None
    word = value.strip()
    if _CODE.match(word) and len(word.split("-")[0].split("_")[0]) <= 3:
        return re.split("[-_]", word)[0].lower()
    return LANGUAGES.get(word.lower())


def clean(value: Any) -> Any:
    """Return a value that can be written as UTF-8 JSON."""
    return json.loads(canonical_json(value))


__all__ = [
    "clean", "first", "json_text", "label", "language", "moment", "string", "text", "truth", "unpacked",
]  # fmt: skip
