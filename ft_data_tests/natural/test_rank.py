"""Fitting the ranking: areas counted by hand, sets left out, ridge and signs."""

from __future__ import annotations

import math

import numpy as np

from bench.natural import rank
from bench.natural.rank import Rows, auc, card, fit, left_out, render
from ft_data.filtering import ranking


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    ones = np.ones(4)
    assert auc(np.array([3.0, 2, 1, 0]), np.array([1.0, 0, 1, 0]), ones) == 0.75
    assert auc(np.zeros(4), np.array([1.0, 0, 1, 0]), ones) == 0.5
    assert auc(np.array([3.0, 2, 1, 0]), np.array([1.0, 0, 1, 0]), np.array([3.0, 1, 1, 1])) == 7 / 8
    assert math.isnan(auc(ones, ones, ones))


def rows(sets: int = 6, each: int = 80, seed: int = 4) -> Rows:
    """A mark that tells, one that says the contrary, one that never fires; a measure that tells nothing."""
    rng = np.random.default_rng(seed)
    count = sets * each
    marks = np.c_[rng.random(count) < 0.3, rng.random(count) < 0.3, np.zeros(count)].astype(float)
    odds = -2 + 3 * marks[:, 0] - 3 * marks[:, 1]
    serious = (rng.random(count) < 1 / (1 + np.exp(-odds))).astype(float)
    measures = rng.random((count, len(ranking.MEASURES)))
    names = np.repeat([f"set{n}" for n in range(sets)], each)
    return Rows(names, ("cut", "fine", "never"), marks, measures, serious, np.ones(count))


def test_a_mark_that_tells_weighs_most_and_none_speaks_for_a_row() -> None:
    found = fit(rows(), np.ones(480, bool))
    cut, fine, never = found.rules
    assert cut > never >= fine >= 0
    assert never == found.mark


def test_a_set_does_not_teach_its_own_scores() -> None:
    mine = rows()
    before = left_out(mine)
    there = mine.sets == "set0"
    other = Rows(
        mine.sets,
        mine.rules,
        mine.marks,
        mine.measures,
        np.where(there, 1 - mine.serious, mine.serious),
        mine.weight,
    )
    after = left_out(other)
    assert np.array_equal(before[there], after[there])
    assert not np.array_equal(before[~there], after[~there])


def test_the_file_reads_back_as_it_was_fitted() -> None:
    import yaml

    found = card(rows())
    again = ranking.Card.model_validate(yaml.safe_load(render(found)))
    assert again == found
    assert {*found.rules} == {"cut", "fine"} and found.mean.rows == 480
    assert found.deciles[0][1] > found.deciles[-1][1]
    assert rank.PATH.name == "ranking.yaml"
