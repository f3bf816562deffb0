"""Drift between invented releases: planted changes are found where they are, and nothing is where there is none."""

import numpy as np
import pytest

from bench.support import shifting
from ft_data.drift import tests, told
from ft_data.drift.compare import compare
from ft_data.drift.rows import Rows


def drifted(rows):
    return [one for one in compare(rows) if one.drifted]


def test_a_release_made_as_before_raises_no_alarm_though_families_lie_in_both():
    found = compare(shifting.null(np.random.default_rng(1), (320, 220)))
    assert {one.kind for one in found} == {"source", "topic", "mixture"}
    assert not any(one.drifted for one in found) and all(0 <= one.p <= 1 for one in found)


def test_changed_words_name_their_source_and_themselves():
    (first, *_) = found = drifted(shifting.renamed(np.random.default_rng(1), rows=420, share=0.15))
    assert (first.kind, first.slice, first.what) == ("source", shifting.SMALL, "words")
    assert {one.word for one in first.words} & {*shifting.CHANGED, *shifting.CHANGED.values()}
    assert {one.slice for one in found if one.kind == "source"} == {shifting.SMALL}
    assert "“" in told.tested(first) and "source desk: the words differs" in told.tested(first)


def test_a_source_that_grows_is_the_mixture_and_no_slice():
    assert {one.kind for one in drifted(shifting.mixed(np.random.default_rng(1), 400))} == {"mixture"}


def test_copies_of_one_row_are_one_group():
    """Two thousand copies of one new row say no more than one."""
    now = np.array([False] * 60 + [True] * 60 + [True] * 500)
    group = np.concatenate([np.arange(120), np.full(500, 119)])
    heard = [frozenset({"old", f"w{k % 7}"}) for k in range(120)] + [frozenset({"new"})] * 500
    found, telling = tests.vocabulary(heard, now, group)
    assert found.p == pytest.approx(1.0) and telling == []
    lengths = np.concatenate([np.arange(60.0), np.arange(60.0), np.full(500, 1e6)])
    assert tests.measurements({"length": lengths}, now, group)[0].p > 0.5


def test_rare_words_of_a_small_side_are_no_alarm():
    """The normal approximation calls three of a hundred against none of a thousand a word in six billion; exactly it is one in 750."""
    now = np.array([False] * 1000 + [True] * 100)
    heard = [frozenset({"the"})] * 1000 + [frozenset({"the", "quay"})] * 3 + [frozenset({"the"})] * 97
    assert tests.vocabulary(heard, now, np.arange(1100))[0].p == pytest.approx(2 * 2 * (1 / 11) ** 3, rel=0.1)


def test_with_few_rows_nothing_is_tested():
    rows = shifting.null(np.random.default_rng(1), (60, 60))
    few = type(rows)(rows.prompts[:40], rows.answers[:40], rows.sources[:40], rows.now[:40])
    assert compare(few) == []


def test_rows_that_share_a_canned_answer_are_no_copies_of_each_other():
    things = "rope sail mast deck keel anchor rudder tiller cabin buoy winch cleat".split()
    verbs = "store mend paint lend move clean".split()
    asked = [f"Where can I {verb} the {thing} today?" for thing in things for verb in verbs]
    now = np.array([k >= 36 for k in range(72)])
    found = compare(Rows(asked, ["Ask the office, please, it is open."] * 72, ["mail"] * 72, now))
    assert found and all(min(one.before, one.now) == 36 for one in found)
