"""Pages of a PDF as running text."""

from __future__ import annotations

import pytest

from ft_data.sources.shapes.paged import running

from .helpers import mapped, read_one
from .test_documents import pdf

TEXTS = [
    f"{name} water is boiled for as long as it takes to sing the old song twice."
    for name in ("Clear", "Cold", "Hard", "Soft")
]


def said(*pages: str) -> list[tuple[int, str]]:
    return [tuple(page) for page in running(pages)]


def test_heads_feet_and_numbers_are_no_text():
    pages = [f"Kettles · Chapter 2\n\n{text}\n\nPage {n} of 4" for n, text in enumerate(TEXTS, 1)]
    assert said(*pages) == [*enumerate(TEXTS, 1)]
    assert said(*[f"The Kettle\n{text}\n- {n} -" for n, text in enumerate(TEXTS, 11)]) == [
        *enumerate(TEXTS, 1)
    ]
    assert said(*[f"{text}\n{n}" for n, text in enumerate(TEXTS[:2], 1)]) == [*enumerate(TEXTS[:2], 1)]
    sides = [f"{'Kettles' if n % 2 else 'Ada Bell'}\n{text}" for n, text in enumerate(TEXTS * 2)]
    assert [text for _, text in said(*sides)] == TEXTS * 2


def test_numbers_and_lines_that_count_no_pages_stay():
    sums = [f"{text}\n{n}" for text, n in zip(TEXTS, (12, 700, 3, 55), strict=True)]
    assert [text for _, text in said(*sums)] == sums
    steps = [f"Step {n}\n{text}" for text, n in zip(TEXTS, (1, 3, 7, 8), strict=True)]
    assert [text for _, text in said(*steps)] == steps
    twice = [f"See above.\n{text}" for text in TEXTS[:2]]
    assert [text for _, text in said(*twice)] == twice


def test_what_goes_on_stands_where_it_begins():
    first = "Water is boiled for as long as it takes to sing the old song and then the"
    assert said(first, f"lid is lifted.\n\n{TEXTS[0]}") == [(1, f"{first}\nlid is lifted."), (2, TEXTS[0])]
    assert said(first[:-4] + " ket-", f"tle whistles.\n\n{TEXTS[0]}")[0][1].endswith(
        "and then kettle whistles."
    )
    assert (
        said(f"{TEXTS[0]}", "lower case begins a page of its own here, and there are enough words.")[1][0]
        == 2
    )


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("the ket-\ntle", "the kettle"),
        ("a well-\nknown tea, as well-known", "a well-known tea, as well-known"),
        ("pre-\nand post-war", "pre-\nand post-war"),
        ("East-\nWest and 3-\n4", "East-\nWest and 3-\n4"),
        ("Tee-\nkessel", "Teekessel"),
    ],
)
def test_open_hyphens(text, closed):
    assert said(text) == [(1, closed)]


def test_few_words_stand_with_the_next_page_or_the_one_before():
    assert said("Kettles", TEXTS[0], "The end.") == [(1, f"Kettles\n\n{TEXTS[0]}\n\nThe end.")]
    assert said("", " ", "Tea.") == [(3, "Tea.")]
    assert said("1", "2", "3") == []


def test_a_document_is_read_so(tmp_path):
    pytest.importorskip("pypdf")
    (record,) = read_one(tmp_path, "a.pdf", pdf(TEXTS[:3])).values
    found = mapped(record, "pretraining", shape="manual").drafts
    assert [(one.extra["page"], one.messages[0]["content"]) for one in found] == [*enumerate(TEXTS[:3], 1)]


def test_pages_take_time_in_proportion():
    """Minutes where it is quadratic."""
    assert len(said(*["and so on " * 20] * 20_000)) > 100
    assert said(*["Head" + "\n" * 300_000 + text for text in TEXTS]) == [*enumerate(TEXTS, 1)]
    assert said("x" * 1_000_000) == [(1, "x" * 1_000_000)]
