"""A share's interval is Wilson's, and narrows with what is counted."""

from __future__ import annotations

import math

import pytest

from ft_data.intervals import wilson


def test_wilson() -> None:
    assert wilson(8, 10).low == pytest.approx(0.490162, abs=1e-6)
    assert wilson(8, 10).high == pytest.approx(0.943318, abs=1e-6)
    assert wilson(0, 10).low == 0.0 and math.isnan(wilson(0, 0).value)


def test_wilson_is_that_of_newcombes_paper() -> None:
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


def test_an_interval_narrows_with_what_is_counted() -> None:
    _, low, high = wilson(50, 100, 1.645)
    _, wide_low, wide_high = wilson(5, 10, 1.645)
    assert wide_low < low < 0.5 < high < wide_high
    assert round(low + high, 9) == 1.0
