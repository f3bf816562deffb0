"""What sets the answers of a preference apart."""

from __future__ import annotations

import orjson
import pytest

from ft_data.signals.pairs.measure import margin
from ft_data_tests.signals.pairs.bakery import LIST, pair
from ft_data_tests.signals.rows import measure


def test_length_and_markup_are_told_from_chosen_to_rejected() -> None:
    one, other, empty = measure("pairs", [pair("x" * 80, "x" * 20), pair("flour", LIST), pair("", "flour")])
    assert (one["pair_length"], one["pair_markup"]) == (2.0, 0)
    assert other["pair_length"] < -3 and other["pair_markup"] == -4
    assert empty["pair_length"] is None


def test_the_pair_turned_round_has_the_other_key() -> None:
    first, turned, spaced, asked = measure(
        "pairs",
        [
            pair("Flour.", "Sand."),
            pair("Sand.", "Flour."),
            pair("Flour. ", "Sand."),
            pair("Sand.", "Flour.", asked="What is glass made of?"),
        ],
    )
    assert first["pair_key"] == turned["pair_turned"] and first["pair_turned"] == turned["pair_key"]
    assert spaced["pair_key"] == first["pair_key"] != first["pair_turned"]
    assert asked["pair_key"] != turned["pair_key"]


def test_rows_that_are_no_preference_have_none_of_it() -> None:
    assert set(measure("pairs", [("Why?", "Because.")])[0].values()) == {"r0", None}


@pytest.mark.parametrize(
    ("beside", "value"),
    [
        ({"score_chosen": 8.5, "score_rejected": 6}, 2.5),
        ({"chosen-rating": "3", "rejected-rating": "4"}, -1.0),
        ({"margin": 0}, 0.0),
        ({"worth": [1.0, 4.0, 2.0]}, 3.0),
        ({"worth": ["3", 1]}, 2.0),
        ({"worth": ["much", 1]}, None),
        ({"score_chosen": 8.5}, None),
        ({"score_chosen": True, "score_rejected": False}, None),
        ({"score_chosen": "good", "score_rejected": "bad"}, None),
        ({"margin": "nan"}, None),
        ({"topic": "bread"}, None),
    ],
)
def test_a_margin_is_read_from_what_the_source_gives(beside: dict[str, object], value: float | None) -> None:
    assert margin(orjson.dumps(beside).decode()) == value
