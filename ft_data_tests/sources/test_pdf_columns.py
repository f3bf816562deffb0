"""Two columns of a PDF are read one after the other, also where the file goes across them; tables are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ft_data.sources.readers.pdf_columns import Piece, one_after_the_other

from .helpers import read_one
from .test_documents import pdf

LEFT = [
    "The committee met on the first floor",
    "and looked at the plans of the school.",
    "It found that the roof of the gym was",
    "too low for the lamps that hang there.",
    "nobody had thought of it before then.",
]
RIGHT = [
    "A second plan puts the lamps on the",
    "walls. It costs more, but the pupils",
    "could play without looking up, which",
    "most of the teachers would prefer.",
]


def across(left: list[str], right: list[str]) -> list[Piece]:
    made = []
    for row in range(max(len(left), len(right))):
        made += [
            Piece(side[row], x, 700 - 14 * row) for side, x in ((left, 60), (right, 330)) if row < len(side)
        ]
    return made


def test_columns_that_were_written_across() -> None:
    head, foot = Piece("On lamps", 60, 740), Piece("12", 300, 40)
    found = one_after_the_other([head, *across(LEFT, RIGHT), foot], 612)
    assert found == "\n".join(["On lamps", *LEFT, *RIGHT, "12"])
    bold = [
        Piece("The ", 60, 700),
        Piece("committee met on the first floor", 82, 700),
        *across(LEFT, RIGHT)[1:],
    ]
    assert one_after_the_other(bold, 612) == "\n".join([*LEFT, *RIGHT])


def test_what_stays_as_it_is() -> None:
    columns = [one for one in across(LEFT, RIGHT) if one.x < 300] + [
        one for one in across(LEFT, RIGHT) if one.x > 300
    ]
    assert one_after_the_other(columns, 612) is None
    names = ["Height of the tower", "Width of the gate", "Depth of the well", "Length of the wall", "Age"]
    assert one_after_the_other(across(names, ["30 m", "4 m", "12 m", "1,200 m", "700 years"]), 612) is None
    labels = [
        "Sweep the yard before eight.",
        "Light the stove in the hall.",
        "Set the table for ten.",
        "Open the gate at nine.",
    ]
    answers = [
        "Anna does that every day.",
        "Ben lights it at seven.",
        "The cook sets it.",
        "The porter opens it.",
    ]
    assert one_after_the_other(across(labels, answers), 612) is None
    assert one_after_the_other(across(LEFT, []), 612) is None
    assert one_after_the_other([], 612) is None


def test_a_page_without_a_box_is_read(tmp_path: Path) -> None:
    pytest.importorskip("pypdf")
    data = pdf(["A page"]).replace(b"/MediaBox", b"/MediaBux")
    assert read_one(tmp_path, "a.pdf", data).values == [{"pages": ["A page"]}]
