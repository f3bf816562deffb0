"""Anki's notes as text: one that is not well written costs no other, and what the file says of itself is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from .helpers import read_one

NOTES = [{"front": "f2", "back": "b2"}, {"front": "f3", "back": "b3"}]


@pytest.mark.parametrize(
    ("first", "want"),
    [
        ("f1\tone\rtwo", {"front": "f1", "back": "one\rtwo"}),
        ('f1\t"never closed', {"front": "f1", "back": '"never closed'}),
        ("f1\tb1\tmore", {"front": "f1", "back": "b1", "field_3": "more"}),
        ("f1", {"front": "f1"}),
    ],
)
def test_a_note_that_is_written_badly_costs_no_other(
    first: str, want: dict[str, str], tmp_path: Path
) -> None:
    found = read_one(tmp_path, "a.txt", f"#separator:tab\n#html:false\n{first}\nf2\tb2\nf3\tb3\n")
    assert found.values == [want, *NOTES] and not found.rejects and found.positions == [3, 4, 5]


def test_a_note_of_several_lines_stands_where_it_starts(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.txt", '#separator:Semicolon\nf1;"one\ntwo"\nf2;b2\n')
    assert found.values == [{"front": "f1", "back": "one\ntwo"}, NOTES[0]] and found.positions == [2, 4]


@pytest.mark.parametrize(
    ("head", "note", "want"),
    [
        ("#separator:\n#columns:Q\tA", "f1\tb1", {"Q": "f1", "A": "b1"}),
        ('#separator:"', "f1\tb1", {"front": "f1", "back": "b1"}),
        (
            "#separator:tab\n#guid column:1\n#tags column:4",
            "x1\tf1\tb1\thard",
            {"guid": "x1", "front": "f1", "back": "b1", "tags": "hard"},
        ),
    ],
)
def test_fields_are_those_that_the_file_names(
    head: str, note: str, want: dict[str, str], tmp_path: Path
) -> None:
    assert read_one(tmp_path, "a.txt", f"{head}\n{note}\n").values == [want]
