"""Health of a proof follows what the proof found: made rows of its table, judged as the proof itself judges."""

import numpy as np
import pytest

from ft_data.inspection.health import proven
from ft_data.proof import table
from ft_data.proof.judged import judged

WORDS = np.full(40, 10, np.int64)
SIZES = dict.fromkeys(("selection", "random", "whole pool", "previous release"), (10, 100))


def told(neural=False, texts=40, **worse):
    """Compare a selection with arms whose loss is higher by so much; 0 is the same but for noise."""
    rng = np.random.default_rng(7)
    base = rng.uniform(20, 30, texts)
    arms = {"selection": 0.0, "random": 0.0, **{name.replace("_", " "): by for name, by in worse.items()}}
    losses = {
        name: [base * (1 + by) + rng.normal(0, 0.5, texts) for _ in range(3)] for name, by in arms.items()
    }
    losses.setdefault("whole pool", losses["random"])
    made, _ = table.compared(
        "tiny" if neural else "ngram", losses, SIZES, WORDS[:texts], ["a"] * texts, 5, neural
    )
    return judged((row for row in made.to_pylist() if row["slice"] == table.ALL), neural)


@pytest.mark.parametrize(
    ("found", "stale", "level", "words"),
    [
        (told(random=0.2), "", "good", "the selection beats random (ngram)"),
        (told(random=-0.2), "", "trouble", "the selection lost to random (ngram)"),
        (told(), "", "attention", "cannot be told from random (ngram)"),
        (told(texts=4, random=0.2), "", "attention", "cannot be told from random"),
        (told(random=0.2, previous_release=-0.2), "", "trouble", "lost to previous release (ngram); the selection beats random"),
        (told(random=0.2, previous_release=0.0), "", "good", "cannot be told from previous release"),
        (told(random=0.2), "of an earlier version", "attention", "beats random"),
        (told(random=-0.2), "of an earlier version", "trouble", "lost to random"),
        ([], "", "attention", "nothing that it must beat"),
    ],
)  # fmt: skip
def test_the_level_follows_what_was_found(found, stale, level, words):
    assert proven.level_of(found, stale) == level and words in proven.words(found)


def test_the_whole_pool_counts_where_a_proxy_may_judge_it():
    """An n-gram model is diluted by unrelated text: it says nothing of the whole pool, a neural one does."""
    assert {one.arm for one in told(random=0.2, whole_pool=-0.2)} == {"random"}
    lost = told(neural=True, random=0.2, whole_pool=-0.2)
    assert proven.level_of(lost) == "trouble" and "lost to whole pool (tiny)" in proven.words(lost)
    assert proven.level_of([*told(random=0.2), *lost]) == "trouble", "one proxy that says so is enough"
