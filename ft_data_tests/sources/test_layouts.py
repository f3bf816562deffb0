"""Every layout of docs/sources.md is found without a map, in a file of its own, and becomes what the page says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from ft_data.sources import layouts, shapes
from ft_data.sources.layouts import LAYOUTS, Known

from .helpers import mapped, read_one


def told(draft: Any) -> tuple[str, ...]:
    found = [(turn["role"], turn) for turn in draft.messages]
    found += [("chosen", turn) for turn in draft.chosen or ()] + [
        ("rejected", turn) for turn in draft.rejected or ()
    ]
    lines = []
    for who, turn in found:
        calls = [call["function"]["name"] for call in orjson.loads(turn["tool_calls_json"] or "[]")]
        thought = f"({turn['reasoning']}) " if turn.get("reasoning") else ""
        weight = f" *{turn['weight']:g}" if "weight" in turn else ""
        lines.append(f"{who}: {thought}{turn['content']}{calls[0].join('[]') if calls else ''}{weight}")
    return (*lines, *(f"{name}: {value}" for name, value in draft.labels.items()))


@pytest.mark.parametrize("known", LAYOUTS, ids=[known.name for known in LAYOUTS])
@pytest.mark.parametrize("suffix", ["jsonl", "json"])
def test_a_layout_is_found(known: Known, suffix: str, tmp_path: Path) -> None:
    line = orjson.dumps(known.record)
    data = line + b"\n" + line + b"\n" if suffix == "jsonl" else b"[" + line + b"]"
    found = read_one(tmp_path, f"a.{suffix}", data)
    assert not found.rejects
    for value in found.values:
        made = mapped(value, known.stage, choice_numbers=known.numbers)
        assert made.reason is None
        assert tuple(map(told, made.drafts)) == known.gives
        assert shapes.detect(value).shape != "unknown"


def test_the_page_lists_them() -> None:
    page = Path(__file__, "../../../docs/sources.md").resolve().read_text("utf-8")
    assert layouts.written(page) == page, "python -m ft_data.sources.layouts docs/sources.md"
    assert len({known.name for known in LAYOUTS}) == len(LAYOUTS)


WRAPPED: list[tuple[Any, int]] = [
    ({"data": [{"author": "Ann", "content": "One post."}, {"author": "Bo", "content": "Another."}]}, 2),
    ({"data": [{"name": "x", "text": "One."}]}, 1),
    ({"data": ["One text.", "Another."]}, 1),
    (
        {
            "dialogues": [
                {"id": 1, "turns": [{"speaker": "USER", "text": "a"}, {"speaker": "SYSTEM", "text": "b"}]}
            ]
            * 3
        },
        3,
    ),
    ({"question": ["ask", "a"], "answer": ["say", "b"]}, 2),
    ({"categories": ["c"], "conversations": [["a", "b"], ["c", "d"]]}, 1),
    ({"version": 1, "data": [{"title": "t", "paragraphs": [{"context": "it", "qas": []}]}] * 2}, 2),
    ({"conversations": [{"from": "human", "value": "ask"}, {"from": "gpt", "value": "say"}]}, 1),
    ({"conversations": [{"conversation": [{"input": "ask", "output": "say"}]}] * 2}, 2),
]


@pytest.mark.parametrize(("document", "rows"), WRAPPED)
@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_a_document_is_one_record_or_many(document: Any, rows: int, suffix: str, tmp_path: Path) -> None:
    found = read_one(tmp_path, f"a.{suffix}", orjson.dumps(document, option=orjson.OPT_INDENT_2))
    assert len(found.values) == rows


KEYED = """
en: &text {title: Yes or no, text: "One."}
no: {<<: *text, text: "Two."}
1: {title: Once, text: "Three."}
2024-01-31: {title: A day, text: "Four."}
~: {title: Nothing, text: "Five."}
"""


def test_keys_of_yaml_that_are_no_text_are_spelled_as_json_spells_them(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.yaml", KEYED.encode())
    assert not found.rejects
    ids = ["en", "no", "1", "2024-01-31", "null"]
    assert [(one["id"], one["text"]) for one in found.values] == list(
        zip(ids, ["One.", "Two.", "Three.", "Four.", "Five."], strict=True)
    )
    page = read_one(tmp_path, "a.md", b"---\nno: {1: x}\ntitle: A page\n---\n# Head\n\nA text.\n")
    assert not page.rejects
    assert read_one(tmp_path, "b.yaml", b"- {1: a, set: !!set {1, 2}}\n").values == [
        {"1": "a", "set": [1, 2]}
    ]
