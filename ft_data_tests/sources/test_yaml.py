"""YAML: documents, scalars as they are written, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from .helpers import read_one


def test_yaml(tmp_path: Path) -> None:
    data = "- {question: a, answer: b}\n- {question: 2024-05-01, answer: yes}\n---\nexamples:\n- {x: 1}\n"
    assert read_one(tmp_path, "a.yaml", data).values == [
        {"question": "a", "answer": "b"},
        {"question": "2024-05-01", "answer": "yes"},
        {"x": 1},
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((text, text) for text in (
            "no", "Yes", "on", "off", "007", "+5", "1_000", "0x1F", "0o7", "3.10", "1.", ".5", "1e3", "12:30:45", "5:30", "2026-11-02",
            "2026-11-02 10:00:00", "=", ".inf", ".nan", "1.10.2", "0.1.0",
        )),
        ("true", True), ("False", False), ("7", 7), ("-7", -7), ("0", 0), ("1.5", 1.5), ("-0.25", -0.25), ("1e+20", 1e20), ("~", None), ("null", None),
        ("'7'", "7"), ("!!int 007", 7), ("!!str 7", "7"), ("123456789012345678901", "123456789012345678901"),
    ],
)  # fmt: skip
def test_scalars_of_yaml_are_what_their_author_wrote(tmp_path: Path, written: str, value: object) -> None:
    (found,) = read_one(tmp_path, "a.yaml", f"question: x\nanswer: {written}\n").values
    assert (found["answer"], type(found["answer"])) == (value, type(value))


def test_keys_and_merges_of_yaml(tmp_path: Path) -> None:
    data = "base: &b {lang: no, on: 1}\nitems:\n- {<<: *b, q: a}\n- {<<: *b, q: b, 007: c}\n"
    assert read_one(tmp_path, "a.yaml", data).values == [
        {"lang": "no", "on": 1, "q": "a"},
        {"lang": "no", "on": 1, "q": "b", "007": "c"},
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("a: [1\nb: 2", "not YAML: line 2"),
        ("a: !!python/object/apply:os.system [ls]", "not YAML"),
        ("[" * 300 + "]" * 300, "nested deeper"),
        ("[" * 50_000, "nested deeper"),
        (
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + "".join(
                f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
            ),
            "aliases multiply",
        ),
        ("a: &a [*a]", "refers to itself"),
        ("a: 1\n? {b: 1}\n: 2\n", "not YAML"),
    ],
)
def test_yaml_that_is_refused(tmp_path: Path, data: str, reason: str) -> None:
    found = read_one(tmp_path, "a.yaml", data)
    assert reason in found.reasons[0]
    assert "os.system" not in found.reasons[0]
