"""Sheets are blind and fair, and what readers note becomes labels that hold no text."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from bench.natural.reading import KEYS, labels
from bench.natural.sample import A_RULE_AND_SET, APART, SHEETS, draw, group, placed
from bench.natural.sets import BY_NAME, SETS
from bench.natural.text import changes, shortened, text_key
from ft_data_tests.natural.facts import fact


def test_every_set_is_named_once_and_lies_on_one_side():
    assert len(BY_NAME) == len(SETS)
    assert {one.side for one in SETS} == {"tune", "report", "unseen"}
    assert {one.language for one in SETS} == {"en", "latin", "other"}


def test_a_row_belongs_to_the_rule_that_decided():
    assert group({**fact(1, "drop"), "rules": {"rude": "review", "echo": "drop"}}) == "drop:echo"
    assert group(fact(1, "drop", "near_duplicate", "deduped")) == "merged:near_duplicate"
    assert group(fact(1, whitespace=2)) == "plain"
    assert group(fact(1, whitespace=2, html=1)) == "edited:html"
    assert group(fact(1, html=1, pii_email=1)) == "masked:pii_email"


def test_no_rule_fills_the_sheets_and_forty_percent_are_plain():
    rows = [fact(n, "drop", "echo") for n in range(900)] + [fact(n) for n in range(900, 4000)]
    rows += [fact(n, "drop", "loop") for n in range(4000, 4003)]
    drawn = draw({"oasst_fr": rows, "tau": rows}, seed=3)
    seen = Counter((row["set"], row["group"]) for row in drawn)
    assert seen["tau", "drop:echo"] == A_RULE_AND_SET
    assert seen["tau", "drop:loop"] == 3
    assert seen["tau", "plain"] + seen["oasst_fr", "plain"] >= 0.4 * len(drawn)
    assert {row["of"] for row in drawn if row["group"] == "drop:echo"} == {900}
    assert drawn == draw({"tau": rows, "oasst_fr": rows}, seed=3)


def test_a_second_reading_is_on_another_sheet():
    rows = placed(draw({"tau": [fact(n) for n in range(2500)]}, seed=1), seed=1)
    first = {row["row"]: row["sheet"] for row in rows if not row["second"]}
    again = [row for row in rows if row["second"]]
    assert again
    assert all((first[row["row"]] + APART) % SHEETS == row["sheet"] for row in again)
    assert all(first[row["row"]] != row["sheet"] for row in again)


ROW = {"turns": [["user", "Name the capital of Peru."], ["assistant", "The capital of Peru is the"]]}
ITEM = {"n": 7, "set": "tau", "row": "ab", "text": ROW["turns"]}


def test_a_label_holds_offsets_and_no_text():
    (found,) = labels('7 serious cut "Peru is the"', [ITEM], {"tau/ab": ROW})
    assert list(found) == list(KEYS)
    assert found["span"] == [1, 15, 26]
    assert (found["drop"], found["worth_asking"], found["edit_harm"]) == (True, True, None)
    assert "Peru" not in json.dumps(found)


def test_a_repair_saves_a_row_from_being_dropped():
    (found,) = labels('7 serious foreign repair=markup "capital"', [ITEM], {"tau/ab": ROW})
    assert (found["drop"], found["repair"]) == (False, "markup")


@pytest.mark.parametrize(
    ("note", "item", "says"),
    [
        ("7 bad", ITEM, "no verdict"),
        ("7 serious", ITEM, "needs one of none"),
        ("7 serious fact", ITEM, "needs one of none"),
        ("7 serious cut", ITEM, "quoted span"),
        ('7 serious cut "Lima"', ITEM, "no turn holds"),
        ("7 ok whatever", ITEM, "what is"),
        ("8 ok", ITEM, "8"),
        ("7 ok", {**ITEM, "changes": [["user", "a", "b"]]}, "harm or noharm"),
        ("7 ok noharm", {**ITEM, "changes": [["user", "a", "b"]], "masks": "pii_email"}, "mask"),
        ("7 ok", {**ITEM, "same_as": ROW["turns"]}, "dup"),
    ],
)
def test_a_note_that_leaves_something_open_is_refused(note, item, says):
    with pytest.raises(ValueError, match=says):
        labels(note, [item], {"tau/ab": ROW})


def test_long_rows_keep_both_ends_and_changes_show_masks_first():
    text = shortened([["user", "Why?"], ["assistant", "First. " + "word " * 2000 + "last"]])
    assert text[1][1].startswith("First.")
    assert text[1][1].endswith("last")
    assert len(text[1][1]) < 1400
    before = {"turns": [["user", "a  b " + "c " * 30 + "write to ann@example.org"]]}
    after = {"turns": [["user", "a b " + "c " * 30 + "write to [EMAIL]"]]}
    assert "[EMAIL]" in changes(before, after)[0][2]


def test_the_key_of_a_row_does_not_hang_on_its_layout():
    assert text_key({"turns": [["user", "One, two"], ["assistant", "3"]]}) == text_key(
        {"turns": [["text", "one two\n\n3"]]}
    )
