from __future__ import annotations

import random

import orjson
import pytest

from ft_data.recipe.licenses import strictest_first
from ft_data.recipe.schema import Dedupe, Near
from ft_data_tests.dedup.reference import dropped, jaccard, kept, rows, run, shingles

RNG = random.Random(4)
VOCABULARY = [
    a + b + c for a in "bdfgkmp" for b in ("ai", "o", "eu", "a") for c in ("lt", "nd", "rk", "st", "mbo")
]
BODY = [RNG.choice(VOCABULARY) for _ in range(90)]


def filled(*values: str) -> tuple[str, str]:
    """One form: slots at fixed places of a fixed text."""
    text = list(BODY)
    for place, value in zip((20, 50, 80), values, strict=False):
        text[place] = value
    return "fill in the form for me please", " ".join(text)


def edited(rng: random.Random) -> tuple[str, str]:
    """One careless copy: a word or two changed anywhere."""
    text = list(BODY)
    for _ in range(rng.randrange(1, 3)):
        text[rng.randrange(len(text))] = rng.choice(VOCABULARY) + "x"
    return "fill in the form for me please", " ".join(text)


def unlike() -> str:
    return "slot" + "".join(RNG.choice("abcdefgh") for _ in range(8))


@pytest.mark.parametrize("value", [unlike, lambda: unlike().title(), lambda: str(RNG.randrange(10**9))])
def test_filled_in_forms_stay_although_they_are_nearly_equal(tmp_path, value):
    texts = [filled(value()) for _ in range(12)]
    assert jaccard(shingles(*texts[0]), shingles(*texts[1])) >= 0.8
    result = run(tmp_path, rows(*texts))
    assert len(kept(result)) == 12
    assert set(result.templates["family_id"].to_pylist()) == {"r000"} and len(result.templates) == 12


def test_copies_edited_here_and_there_are_no_family(tmp_path):
    rng = random.Random(8)
    result = run(tmp_path, rows(*(edited(rng) for _ in range(30))))
    assert len(result.templates) == 0
    assert len(kept(result)) <= 10


def test_a_form_filled_in_twice_alike_is_a_duplicate_all_the_same(tmp_path):
    texts = [filled(unlike(), unlike(), unlike()) for _ in range(12)]
    again = (texts[3][0], texts[3][1].replace(BODY[2], "oops", 1))
    result = run(tmp_path, rows(*texts, again))
    assert list(dropped(result)) == ["r012"]
    assert dropped(result)["r012"]["witness_id"] == "r003"


def test_forms_that_differ_in_punctuation_only_are_duplicates(tmp_path):
    texts = [filled(str(number)) for number in range(100, 106)]
    result = run(tmp_path, rows(*texts, (texts[2][0], texts[2][1] + "!")))
    assert list(dropped(result)) == ["r006"]


def test_families_can_be_capped(tmp_path):
    texts = [filled(unlike()) for _ in range(12)] + [filled(str(number)) for number in range(7)]
    settings = Dedupe(near=Near(templates="cap", template_cap=3))
    result = run(tmp_path, rows(*texts), settings)
    gone = dropped(result)
    assert {row["reasons"][0] for row in gone.values()} == {"template_cap"}
    assert all(row["witness_id"] in kept(result) for row in gone.values())
    for family in set(result.templates["family_id"].to_pylist()):
        stays = [row for row in result.templates.to_pylist() if row["family_id"] == family and row["kept"]]
        assert len(stays) == 3


def test_families_can_be_sent_to_review(tmp_path):
    result = run(
        tmp_path, rows(*(filled(unlike()) for _ in range(12))), Dedupe(near=Near(templates="review"))
    )
    details = [orjson.loads(detail) for detail in result.verdicts["detail"].to_pylist()]
    assert all(detail["flags"] == ["template_family"] and detail["value"] == "r000" for detail in details)
    assert set(result.verdicts["verdict"].to_pylist()) == {"keep"}


def test_a_crowd_of_forms_does_not_hide_its_true_duplicates(tmp_path):
    """Two hundred forms share most bands; the copies among them are still found."""
    texts = [filled(unlike(), unlike(), unlike()) for _ in range(200)]
    copies = []
    for number in range(0, 200, 10):
        words = texts[number][1].split()
        words[35] = "typo"
        copies.append((texts[number][0], " ".join(words)))
    gone = dropped(run(tmp_path, rows(*texts, *copies)))
    assert sorted(gone) == [f"r{number}" for number in range(200, 220)]
    assert {row["witness_id"] for row in gone.values()} == {f"r{number:03d}" for number in range(0, 200, 10)}


def test_a_row_inside_another_goes_when_asked(tmp_path):
    long = ("Tell me all about it, please.", " ".join(BODY))
    part = ("Tell me all about it, please.", " ".join(BODY[:40]))
    other = ("Tell me all about it, please.", " ".join(BODY[:28]) + " but then it ends in quite another way")
    yes = ("Tell me all about it, please. " + " ".join(BODY), "yes")
    table = rows(part, long, other, yes)
    assert len(kept(run(tmp_path, table))) == 4
    result = run(tmp_path, table, Dedupe(near=Near(containment=0.95)))
    gone = dropped(result)
    assert list(gone) == ["r000"]
    assert gone["r000"]["witness_id"] == "r001" and gone["r000"]["reasons"] == ["contained"]
    assert gone["r000"]["score"] == 1.0


def test_a_witness_that_is_contained_leaves_no_row_without_one(tmp_path):
    """r000 removes its near duplicate r001, then goes itself: r001 is contained as well, or else it stays."""
    body = " ".join(BODY)
    small = " ".join(BODY[:60])
    for twin, expected in (
        (small + " end", ["r002"]),
        (small[:-20] + " and now in a new way", ["r001", "r002"]),
    ):
        table = rows(("", small), ("", twin), ("", body))
        result = run(tmp_path, table, Dedupe(near=Near(containment=0.97, threshold=0.75)))
        assert kept(result) == expected
        assert all(row["witness_id"] in expected for row in dropped(result).values())


def test_the_strictest_licence_wins_and_ties_are_alphabetical():
    assert min(["MIT", "CC-BY-NC-4.0", "CC0-1.0"], key=strictest_first) == "CC-BY-NC-4.0"
    assert min(["MIT", "Apache-2.0"], key=strictest_first) == "Apache-2.0"
    assert min(["MIT", None], key=strictest_first) is None
