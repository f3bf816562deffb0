"""Whether answers fit their questions is seen by the proxy that looks at nothing else."""

import numpy as np
import pytest

from ft_data.proof.answers import Answers
from ft_data.signals.fitted.words import words_of

THINGS = [f"thing{n}" for n in range(40)]
PARTS = ("wheel", "handle", "cover", "spring")


def pairs(rng, count):
    """A thing and a part of it are asked about, and named in the answer among words that every answer has."""
    asked, told = [], []
    for _ in range(count):
        thing, part = rng.choice(THINGS), rng.choice(PARTS)
        asked.append(f"where do I find the {part} of the {thing}")
        told.append(f"look below: the {part} is at the left side of the {thing} and can be taken off")
    return asked, told


@pytest.mark.parametrize("seed", range(10))
def test_a_set_with_a_tenth_of_its_answers_shuffled_ranks_below(seed):
    rng = np.random.default_rng(seed)
    asked, told = pairs(rng, 400)
    held = tuple(map(words_of, pairs(rng, 60)))
    hit = rng.permutation(400)[:40]
    spoiled = list(told)
    for at, other in zip(hit, np.roll(hit, 1), strict=True):
        spoiled[at] = told[other]
    proxy = Answers((words_of(asked * 2), words_of(told + spoiled)), held)
    clean, worse = (proxy.losses(np.arange(400) + at) for at in (0, 400))
    assert worse.sum() > clean.sum()
    assert np.isfinite(clean).all() and (clean > 0).all()


def test_neither_order_nor_empty_sides_matter():
    asked, told = ["", "a b", "c"], ["x y", "", "z"]
    proxy = Answers((words_of(asked), words_of(told)), (words_of(["a", ""]), words_of(["x", "z y"])))
    assert proxy.losses(np.array([2, 0, 1])).tolist() == proxy.losses(np.array([0, 1, 2])).tolist()
    assert np.isfinite(proxy.losses(np.zeros(0, np.int64))).all()
    assert proxy.words().tolist() == [1, 2]
