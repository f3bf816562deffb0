import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ft_data.evaluation.report import text


@given(st.text(st.characters(codec=None), max_size=600))
def test_what_is_shown_is_short_and_visible(value):
    shown = text.show(value)
    assert len(shown.split("\n")) <= 6
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", shown
    )


def test_direction_overrides_are_written_out():
    assert text.show("abc\u202edef\0") == "abc\\u{202e}def\\u{0}"


def test_emoji_and_marks_of_ordinary_writing_stay():
    family = "👩\u200d👩\u200d👧 क्षि e\u0301"
    assert text.show(family) == family


def test_stacked_marks_are_cut():
    assert text.show("a" + "\u0301" * 300) == "a" + "\u0301" * 4


def test_long_text_is_cut_and_says_so():
    assert text.show("word " * 1000).endswith("…")
    assert len(text.show("x" * 5000)) == text.EXCERPT + 2


def test_many_lines_become_six():
    assert text.show("\n".join("abcdefghij")) == "a\nb\nc\nd\ne\nf ⏎ g ⏎ h ⏎ i ⏎ j"


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (0, 10, "0%"),
        (1, 10_000, "<0.1%"),
        (9_999, 10_000, ">99.9%"),
        (10, 10, "100%"),
        (1, 3, "33.3%"),
        (1, 0, "–"),
    ],
)
def test_a_share_never_hides_a_row(part, whole, written):
    assert text.share(part, whole) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(12345, "12,345"), (0.8125, "0.8125"), (0.00001234, "1.2e-05"), (None, "–"), (1.0, "1"), (-0.5, "-0.5")],
)
def test_numbers(value, written):
    assert text.number(value) == written


def kinds(removed, kept):
    return [(piece.kind, piece.text.strip()) for piece in text.differences(removed, kept)]


def test_a_changed_word_is_marked_on_both_sides():
    assert kinds("the red boat sails", "the blue boat sails") == [
        ("same", "the"),
        ("gone", "red"),
        ("kept", "blue"),
        ("same", "boat sails"),
    ]


def test_spacing_is_no_difference():
    assert kinds("one  two\nthree", "one two three") == [("same", "one  two\nthree")]


def test_long_equal_stretches_are_left_out():
    words = " ".join(f"w{i}" for i in range(200))
    found = kinds(f"{words} red {words}", f"{words} blue {words}")
    assert [kind for kind, _ in found] == ["skip", "same", "gone", "kept", "same", "skip"]
    assert found[1][1] == " ".join(f"w{i}" for i in range(192, 200))


def test_a_difference_that_was_not_compared_is_never_called_equal():
    same = "w " * 3000
    assert ("skip", "") in kinds(same[: text.READ], same[: text.READ])
    changed = " ".join(f"a{i}" for i in range(400))
    assert kinds(changed, changed.replace("a", "b"))[-1] == ("skip", "")


@given(
    st.lists(st.sampled_from(["red", "blue", "boat", "."]), max_size=60),
    st.lists(st.sampled_from(["red", "boat", ","]), max_size=60),
)
def test_nothing_but_equal_stretches_is_left_out(a, b):
    pieces = text.differences(" ".join(a), " ".join(b))
    gone = sum(len(re.findall(r"\w+|[^\w\s]", piece.text)) for piece in pieces if piece.kind == "gone")
    kept = sum(len(re.findall(r"\w+|[^\w\s]", piece.text)) for piece in pieces if piece.kind == "kept")
    if sum(len(piece.text) for piece in pieces) < 800:
        assert len(a) - gone == len(b) - kept  # what is not marked is equal on both sides
        assert (a == b) == all(piece.kind in ("same", "skip") for piece in pieces)
