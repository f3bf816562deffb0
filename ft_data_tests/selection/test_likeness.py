"""Drawing towards targets and across topics: shares, order, and what happens without a measure."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ft_data.selection.draw import Row, select
from ft_data.selection.likeness import dealt, in_turns, like

NAMES = [f"r{k:03d}" for k in range(300)]


def rows(factors=None, topics=None) -> list[Row]:
    return [Row(n, "s", False, 0.8, (factors or {}).get(n, 1.0), (topics or {}).get(n)) for n in NAMES]


def test_factors_grow_with_the_importance_in_standard_deviations():
    found = like({"a": 1.0, "b": 2.0, "c": 3.0, "d": None, "e": math.nan}, strength=2.0, keep=1.0)
    z = 1 / math.sqrt(2 / 3)
    assert [found.factors[n] for n in "abc"] == pytest.approx([math.exp(-2 * z), 1.0, math.exp(2 * z)])
    assert found.factors["d"] == found.factors["e"] == 1.0 and found.left_out == {}
    assert like({"a": 5.0, "b": 5.0}, 3.0, 1.0).factors == {"a": 1.0, "b": 1.0}
    assert like({"a": None}, 3.0, 0.5) == ({"a": 1.0}, {})


def test_only_the_share_most_like_the_targets_stays_and_unmeasured_rows_do():
    found = like({"a": 3.0, "b": 1.0, "c": 2.0, "d": 1.0, "e": None}, strength=1.0, keep=0.5)
    assert found.left_out == {"b": (1.0, 2.0), "d": (1.0, 2.0)}
    assert set(like({"a": 1.0, "b": 1.0}, 1.0, 0.5).left_out) == {"b"}  # of equals the smaller id stays


def test_likely_rows_are_drawn_sooner_and_strength_zero_changes_nothing():
    importance = {name: float(k % 2) for k, name in enumerate(NAMES)}
    near = like(importance, strength=2.0, keep=1.0)
    kept = select(rows(near.factors), 60, {}, None).kept
    assert sum(importance[name] for name in kept) > 55
    plain = like(importance, strength=0.0, keep=1.0)
    assert select(rows(plain.factors), 60, {}, None) == select(rows(), 60, {}, None)


def test_topics_take_turns_as_the_balance_says():
    topics = {name: 0 if k < 240 else 1 if k < 290 else None for k, name in enumerate(NAMES)}

    def taken(balance: float) -> Counter:
        return Counter(topics[name] for name in select(rows(topics=topics), 30, {}, None, 0, balance).kept)

    assert taken(1.0) == {0: 10, 1: 10, None: 10}
    assert taken(0.0) == {0: 24, 1: 5, None: 1}
    assert taken(0.5)[0] == pytest.approx(
        30 * math.sqrt(240) / (math.sqrt(240) + math.sqrt(50) + math.sqrt(10)), abs=1
    )


@given(st.permutations(NAMES[:30]), st.floats(0, 1))
def test_dealing_is_a_reordering_that_keeps_the_order_within_a_topic(order, balance):
    topics = {name: int(name[-1]) % 4 or None for name in order}
    out = dealt(order, topics, balance)
    assert sorted(out) == sorted(order)
    for topic in (None, 1, 2, 3):
        assert [n for n in out if topics[n] == topic] == [n for n in order if topics[n] == topic]


@given(st.permutations(NAMES[:40]))
def test_the_order_of_rows_does_not_matter(order):
    importance = {name: (int(name[1:]) * 37 % 11) / 7 for name in order}
    near = like(importance, 1.5, 0.7)
    sorted_ = like({name: importance[name] for name in sorted(order)}, 1.5, 0.7)
    assert near.factors == sorted_.factors and near.left_out == sorted_.left_out


def test_targets_take_turns_and_rows_that_help_none_come_last():
    influence = {"a": 0.9, "b": 0.8, "c": 0.7, "d": 0.1, "none": 0.95, "also": 0.95}
    target = {"a": 0, "b": 0, "c": 0, "d": 1, "none": -1, "also": None}
    assert in_turns(influence, target, 1.0) == ["a", "d", "b", "c", "also", "none"]
    assert in_turns(influence, target, 0.0) == ["a", "b", "d", "c", "also", "none"]
    assert in_turns(dict(reversed(influence.items())), target, 0.5) == in_turns(influence, target, 0.5)


def test_what_helps_little_does_not_push_back_what_helps_much():
    """A target of many so-so rows beside one of few that help much: these are not left for rows that hardly help."""
    influence = {f"s{n:02d}": 0.1 for n in range(60)} | {f"g{n}": 5.0 for n in range(7)}
    target = {name: 0 if name[0] == "s" else 1 for name in influence}
    assert {f"g{n}" for n in range(7)} <= set(in_turns(influence, target, 0.5)[:30])


def test_rows_of_no_influence_do_not_speed_a_target_up():
    influence = {"a1": 0.5, "a2": 0.4, "b1": 0.5, "b2": 0.4} | {f"z{n}": -0.1 for n in range(50)}
    target = {name: 1 if name[0] == "b" else 0 for name in influence}
    found = in_turns(influence, target, 0.0)
    assert found[:4] == ["a1", "b1", "a2", "b2"] and found[4:] == sorted(found[4:])
