"""Which rows are compared: those that agree on a whole band, however many rows there are."""

from __future__ import annotations

import numpy as np
import pytest

from ft_data.dedup.candidates import CROWDED, SMALL, candidate_pairs, split_pairs


def pairs(*bands: np.ndarray) -> set[tuple[int, int]]:
    rows = len(bands[0])
    found = candidate_pairs(
        lambda numbers: [bands[number] for number in numbers],
        len(bands),
        np.ones(rows, bool),
        np.full(rows, -1, np.int32),
    )
    return set(zip(*(side.tolist() for side in split_pairs(found)), strict=True))


@pytest.mark.parametrize("others", [0, 3000])
def test_hashes_that_agree_in_their_high_bits_only_are_no_bucket(others):
    """A bucket is sorted by the high bits of its hashes, fewer of them the more rows there are."""
    keys = np.concatenate([np.array([8, 9, 8, 9, 10], np.uint64), np.arange(others, dtype=np.uint64) << 20])
    assert {pair for pair in pairs(keys) if pair[1] < 5} == {(0, 2), (1, 3)}


def test_a_crowded_bucket_is_the_same_beside_another_one():
    rng = np.random.default_rng(3)
    first = np.full(4 * SMALL, 7, np.uint64)
    second = rng.integers(0, 5, len(first)).astype(np.uint64)
    alone = pairs(first, second)
    assert (
        len(alone) > len(first) and max(sum(pair[1] == row for pair in alone) for row in range(40)) > CROWDED
    )
    beside = pairs(
        np.concatenate([first, first - np.uint64(1)]), np.concatenate([second, second + np.uint64(99)])
    )
    assert {pair for pair in beside if pair[1] < len(first)} == alone
