"""Benchmark items from the rows of a benchmark file, whatever layout its authors chose.

Known layouts: gsm8k, ifeval, mt_bench, bbh, truthfulqa, humaneval, multiple choice (``question`` and a list
of ``choices``). Other layouts name their columns: the first holds the question, the second the answer,
further ones belong to the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple


class BenchmarkItem(NamedTuple):
    """One item of an evaluation set. ``choices`` are separate texts, so that their order does not matter."""

    benchmark: str
    item_id: str
    question: tuple[str, ...]  # texts that follow each other but are not one text (turns)
    answer: str
    choices: tuple[str, ...] = ()
    split: str = "test"


_OPTION = re.compile(r"^[ \t]*(?:\(([A-Z])\)|([A-Z])[.)])[ \t]+(.+)$", re.MULTILINE)
_OPTIONS_HEAD = re.compile(r"\n[ \t]*(?:Options|Choices|Answer Choices):[ \t]*\n", re.IGNORECASE)


def read_items(
    rows: Iterable[Mapping[str, Any]], benchmark: str, fields: Sequence[str] = (), split: str = "test"
) -> Iterator[BenchmarkItem]:
    """Yield the items of a benchmark.

    The id of an item is its number in ``rows``, counted from 0 and, where one row wraps many items, through
    all of them. Raises `ValueError` when the layout is unknown and no ``fields`` are given, or a field is
    missing.
    """
    for number, row in enumerate(_unwrapped(rows)):
        question, answer, choices = _by_fields(row, fields) if fields else _by_layout(row)
        if not choices and len(question) == 1:
            stem, choices = split_options(question[0])
            question = (stem,)
        yield BenchmarkItem(benchmark, str(number), question, answer, choices, split)


def split_options(question: str) -> tuple[str, tuple[str, ...]]:
    """Separate lettered options, ``(A) ...`` or ``A. ...`` on lines of their own, from the question."""
    options = [match.group(3).strip() for match in _OPTION.finditer(question)]
    if len(options) < 2:
        return question, ()
    stem = _OPTION.sub("", question)
    return _OPTIONS_HEAD.sub("\n", stem + "\n").strip(), tuple(options)


def _unwrapped(rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        if isinstance(row.get("examples"), list):  # bbh: {canary, examples: [{input, target}]}
            yield from row["examples"]
        else:
            yield row


def _by_fields(row: Mapping[str, Any], fields: Sequence[str]) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    absent = [name for name in fields if name not in row]
    if absent:
        raise ValueError(f"benchmark field {absent[0]!r} is missing; the row has {', '.join(sorted(row))}")
    texts = [_text(row[name]) for name in fields]
    return (texts[0], *texts[2:]), texts[1] if len(texts) > 1 else "", ()


def _by_layout(row: Mapping[str, Any]) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    if "turns" in row:  # mt_bench
        return tuple(_text(turn) for turn in row["turns"]), _text(row.get("reference")), ()
    if "canonical_solution" in row:  # humaneval
        return (_text(row["prompt"]),), _text(row["canonical_solution"]), ()
    if "Question" in row and "Best Answer" in row:  # truthfulqa
        wrong = tuple(part.strip() for part in _text(row.get("Incorrect Answers")).split(";"))
        right = tuple(part.strip() for part in _text(row.get("Correct Answers")).split(";"))
        return (_text(row["Question"]),), _text(row["Best Answer"]), tuple(filter(None, right + wrong))
    for asked, answered in (
        ("question", "answer"),
        ("input", "target"),
        ("prompt", "response"),
        ("prompt", ""),
    ):
        if asked in row:
            options = row.get("choices", row.get("options"))
            texts = options.get("text", ()) if isinstance(options, Mapping) else options
            choices = tuple(map(_text, texts)) if isinstance(texts, (list, tuple)) else ()
            return (_text(row[asked]),), _text(row.get(answered)), choices
    columns = ", ".join(sorted(row)) or "no columns"
    raise ValueError(f"unknown benchmark layout with {columns}; name the text columns in `fields`")


def _text(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "\n".join(map(_text, value))
    return "" if value is None else str(value)
