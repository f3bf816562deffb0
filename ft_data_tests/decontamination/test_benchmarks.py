from __future__ import annotations

import gzip
import json
from collections import Counter

import pytest

from bench.support.rows import read_rows
from ft_data.decontamination.benchmarks import read_items, split_options
from ft_data_tests.decontamination.benchmarks import items


def only(row, **rest):
    (item,) = read_items([row], "b", **rest)
    return item


@pytest.mark.parametrize(
    ("row", "question", "answer", "choices"),
    [
        ({"question": "How many?", "answer": "#### 3"}, ("How many?",), "#### 3", ()),
        ({"key": 7, "prompt": "Write a poem.", "kwargs": [{}]}, ("Write a poem.",), "", ()),
        (
            {"turns": ["First?", "Second?"], "reference": ["one", "two"]},
            ("First?", "Second?"),
            "one\ntwo",
            (),
        ),
        (
            {"task_id": "T/0", "prompt": "def f():", "canonical_solution": " pass", "test": ""},
            ("def f():",),
            " pass",
            (),
        ),
        (
            {
                "Question": "Why?",
                "Best Answer": "So.",
                "Correct Answers": "So.; Thus",
                "Incorrect Answers": "No; Never",
            },
            ("Why?",),
            "So.",
            ("So.", "Thus", "No", "Never"),
        ),
        ({"question": "Which?", "choices": ["red", "blue"], "answer": 1}, ("Which?",), "1", ("red", "blue")),
        (
            {"question": "Which?", "choices": {"text": ["red", "blue"], "label": ["A", "B"]}},
            ("Which?",),
            "",
            ("red", "blue"),
        ),
        ({"input": "Q?\nOptions:\n(A) red\n(B) blue", "target": "(A)"}, ("Q?",), "(A)", ("red", "blue")),
    ],
)
def test_known_layouts(row, question, answer, choices):
    item = only(row)
    assert (item.question, item.answer, item.choices) == (question, answer, choices)
    assert (item.benchmark, item.item_id, item.split) == ("b", "0", "test")


def test_named_fields_win_over_layouts():
    item = only(
        {"question": "not this", "a": "ask", "b": "say", "c": "more"}, fields=["a", "b", "c"], split="train"
    )
    assert (item.question, item.answer, item.split) == (("ask", "more"), "say", "train")
    with pytest.raises(ValueError, match="'z' is missing"):
        only({"a": "x"}, fields=["z"])


def test_an_unknown_layout_says_what_to_do():
    with pytest.raises(
        ValueError, match="unknown benchmark layout with foo; name the text columns in `fields`"
    ):
        only({"foo": 1})


def test_wrapped_items_are_numbered_through():
    wrapped = [
        {"examples": [{"input": "a", "target": "1"}, {"input": "b", "target": "2"}]},
        {"examples": [{"input": "c"}]},
    ]
    assert [(item.item_id, item.question) for item in read_items(wrapped, "bbh")] == [
        ("0", ("a",)),
        ("1", ("b",)),
        ("2", ("c",)),
    ]


def test_options_are_recognised_only_as_a_list():
    assert split_options("Pick.\nA. one\nB. two") == ("Pick.", ("one", "two"))
    assert split_options("A. Smith wrote to me (A) today") == ("A. Smith wrote to me (A) today", ())


def test_files_of_every_kind(tmp_path):
    rows = [{"question": "ä?", "answer": "b"}]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "a.jsonl").write_text(lines, "utf-8")
    (tmp_path / "a.json").write_text(json.dumps(rows))
    (tmp_path / "a.csv").write_text('question,answer\nä?,"b"\n', "utf-8-sig")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    for name in ("a.jsonl", "a.json", "a.csv", "a.jsonl.gz"):
        assert list(read_rows(tmp_path / name)) == rows


def test_the_real_benchmarks_are_read_whole():
    assert Counter(item.benchmark for item in items()) == {
        "gsm8k": 1319,
        "ifeval": 540,
        "mt_bench": 80,
        "bbh": 6511,
        "truthfulqa": 817,
        "humaneval": 164,
    }
