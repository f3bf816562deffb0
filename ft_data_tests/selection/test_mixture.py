"""The mixture that is advised is one that a source's own counts speak for, and no source gives more than it has."""

import numpy as np
import pytest

from ft_data.proof import mixture
from ft_data.signals.fitted.words import words_of

TOPICS = {
    "tea": "leaves water cup steep",
    "bread": "flour yeast oven crust",
    "boats": "sail mast harbour rope",
}


def told(rng, topic, count):
    words = TOPICS[topic].split()
    return [f"the {' '.join(rng.choice(words, 12))} is near the {rng.choice(words)}" for _ in range(count)]


def advised(seed=0, supply=(100, 100, 100), room=1_000, wanted="tea"):
    rng = np.random.default_rng(seed)
    pool = words_of([text for topic, n in zip(TOPICS, supply, strict=True) for text in told(rng, topic, n)])
    source = np.repeat(np.arange(3), supply)
    now = np.bincount(source, weights=np.diff(pool.at))
    texts = [words_of(told(rng, wanted, 30)) for _ in range(2)]
    made, said = mixture.advice(pool, source, list(TOPICS), now, room, *texts)
    return made.to_pylist(), said


@pytest.mark.parametrize("wanted", list(TOPICS))
def test_the_source_that_speaks_of_what_is_wanted_gets_most(wanted):
    rows, said = advised(wanted=wanted)
    best = {row["source"]: row for row in rows if row["mixture"] == mixture.ADVISED}
    assert max(best, key=lambda name: best[name]["share"]) == wanted and best[wanted]["share"] > 0.8
    assert best[wanted]["high"] < 0 and f"{wanted} " in said and "nothing was changed" in said


def test_no_source_gives_more_than_it_has():
    rows, _ = advised(supply=(10, 100, 100), room=1_000)
    words = 10 * 17
    shares = [row["share"] for row in rows if row["source"] == "tea"]
    assert max(shares) <= words / 1_000
    for name in (mixture.COME, mixture.NOW, mixture.ADVISED):
        assert sum(row["share"] for row in rows if row["mixture"] == name) == pytest.approx(1, abs=1e-5)


def test_a_curve_falls_where_more_of_a_source_helps_and_says_its_interval():
    rows, _ = advised()
    curve = [row for row in rows if row["mixture"] == mixture.CURVE and row["source"] == "tea"]
    assert [row["share"] for row in curve] == sorted(row["share"] for row in curve) and len(curve) == 11
    assert curve[0]["loss"] > curve[-1]["loss"]
    assert all(row["low"] <= row["change"] <= row["high"] for row in curve)


def test_where_nothing_is_better_nothing_is_advised():
    found = mixture.change([np.ones(9)], [np.ones(9)])
    assert "none is better" in mixture.said(found, ["a"], np.ones(1), np.ones(1))
