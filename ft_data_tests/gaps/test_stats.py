"""Intervals and tests hold what they promise."""

import numpy as np
import pytest

from ft_data.gaps import stats


def test_sizes_are_those_that_are_published():
    """Two-sided 5%, 80% power: Fleiss' tables without continuity correction."""
    assert stats.needed(0.10, 0.20) == 199 and stats.needed(0.10, 0.15) == 686 and stats.needed(0.3, 0.3) == 0


def test_newcombe_is_that_of_newcombes_paper():
    found = stats.difference((56, 70), (48, 80))
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_intervals_cover_what_is_true():
    random = np.random.default_rng(0)
    inside = 0
    for _ in range(2_000):
        one, other = random.binomial(40, 0.3), random.binomial(60, 0.15)
        found = stats.difference((int(one), 40), (int(other), 60))
        inside += found.low <= 0.15 <= found.high
    assert inside / 2_000 > 0.94


def test_holm_is_a_step_down():
    assert stats.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert stats.holm([]) == []


def test_by_chance_few_slices_fail_more_often():
    random, alarms = np.random.default_rng(1), 0
    for _ in range(200):
        failed, members = random.random(400) < 0.2, random.integers(0, 20, 400)
        chance = [
            stats.more_often(
                int((failed & (members == k)).sum()), int((members == k).sum()), int(failed.sum()), 400
            )
            for k in range(20)
        ]
        alarms += min(stats.holm(chance)) <= 0.05
    assert alarms <= 14
