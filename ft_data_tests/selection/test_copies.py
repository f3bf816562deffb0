"""A weight becomes a number of copies: whole ones exactly, parts on average, and each row's own whatever else there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ft_data.selection.copies import MOST, chance, copies

IDS = [f"row{n}" for n in range(20_000)]


@given(st.integers(0, MOST), st.text(max_size=9), st.integers(0, 9))
def test_whole_weights_are_exact(weight, name, seed):
    assert copies(weight, name, seed) == weight


@given(st.floats(0, 200), st.text(max_size=9))
def test_a_part_is_one_more_or_none_and_no_weight_is_boundless(weight, name):
    assert int(min(weight, MOST)) <= copies(weight, name) <= min(int(weight) + 1, MOST)


@pytest.mark.parametrize("weight", [0.1, 0.5, 1.25, 2.5])
def test_on_average_a_row_stands_as_often_as_it_weighs(weight):
    assert sum(copies(weight, name) for name in IDS) / len(IDS) == pytest.approx(weight, abs=0.01)


def test_another_seed_takes_others_and_a_greater_weight_takes_the_same_and_more():
    one, two = ({name for name in IDS if copies(0.3, name, seed)} for seed in (0, 1))
    assert one != two and one <= {name for name in IDS if copies(0.4, name)}
    assert all(0 < chance(name, 0) < 1 for name in IDS)
