"""Who is missing and who is treated otherwise: planted gaps are found, and where there are too few rows that is said."""

import math
import random
from collections import Counter

import numpy as np
import pytest

from bench import fairness
from ft_data.evaluation.inside import coverage, grouped, parity, read, tables, told
from ft_data.evaluation.inside.moments import Columns, Slicing


def test_planted_gaps_in_coverage_are_named_once_and_at_their_widest():
    targets = Counter({(topic, code): 50 for topic in "abcd" for code in ("en", "de")})
    rows = Counter({(topic, code): 500 for topic in "abcd" for code in ("en", "de")})
    rows["a", "en"] = rows["a", "de"] = 0
    rows["b", "de"] = 40
    found = coverage.coverage(rows, targets)
    assert [(cell.key, cell.state) for cell in found if cell.gap] == [
        (("a", None), coverage.MISSING), (("b", "de"), coverage.FEW),
    ]  # fmt: skip
    assert found[0].wanted == pytest.approx(2_540 / 4, abs=2)
    said = list(tables.covered(("topic", "language"), None, found))
    assert said[0]["said"].startswith("topic = a: no row; 25.0% of the targets (100)")
    assert said[0]["language"] is None and said[0]["group"] is None


def test_few_targets_do_not_tell():
    found = coverage.coverage(Counter({("a",): 90, ("b",): 10}), Counter({("a",): 25, ("b",): 5}))
    assert [cell.state for cell in found] == [coverage.UNKNOWN, coverage.COVERED]
    assert coverage.coverage(Counter({("a",): 9}), Counter({("b",): 4})) == []
    known = Counter({("a", "en"): 900, (None, "en"): 20, ("a", "de"): 80})
    wanted = Counter({("a", "en"): 25, ("b", "en"): 25})
    (cell,) = [one for one in coverage.coverage(known, wanted) if one.key == ("b", None)]
    assert cell.state == coverage.MISSING
    (cell,) = [
        one
        for one in coverage.coverage(known + Counter({(None, "en"): 7_000}), wanted)
        if one.key == ("b", None)
    ]
    assert (
        cell.state == coverage.UNKNOWN and not cell.gap
    )  # most rows say nothing of it: they may be what is missing


def test_a_gap_in_refusals_is_found_none_is_made_up_and_few_rows_say_so():
    assert fairness.refusals(None, 1) and fairness.sizes(None, 1)


def columns(values, groups, topics=None, scale="share"):
    family = np.arange(len(values))
    slicings = {"group region": Slicing(("north", "south"), groups, family)}
    if topics is not None:
        slicings["topic"] = Slicing(("a", "b"), topics, family)
    return Columns(family, {"refusals": values}, {"refusals": scale}, slicings)


def test_a_gap_that_lies_inside_topics_alone_is_found_too():
    """Refused more often in each topic, yet as often in all: the group asks more about the topic that is refused less."""
    counts = {(0, 0): (400, 40), (0, 1): (100, 30), (1, 0): (100, 0), (1, 1): (400, 10)}
    made = [
        (group, topic, number < refused)
        for (topic, group), (rows, refused) in counts.items()
        for number in range(rows)
    ]
    groups, topics, refused = (np.array(one) for one in zip(*made, strict=True))
    (one, *_) = parity.parity(columns(refused.astype(float), groups, topics), {})
    assert one.gap.value == pytest.approx(0.0) and one.p == 1.0
    assert abs(one.within.value) > 0.05 and one.p_within < 0.001


def test_what_no_row_has_is_too_few_to_tell_and_never_zero():
    values = np.full(200, np.nan)
    values[:100] = 0.0
    found = parity.parity(columns(values, np.repeat([0, 1], 100)), {})
    assert {one.verdict for one in found} == {parity.UNKNOWN}
    (row, _) = tables.parity(found).to_pylist()
    assert row["gap"] is None and row["p"] is None and "too few to tell" in row["said"]
    assert math.isnan(found[0].gap.value)


def test_large_gaps_are_written_as_the_page_writes_figures():
    values = np.concatenate([np.tile([-1_234.0, -1_240.0], 150), np.tile([50.0, 56.0], 150)])
    one, *_ = parity.parity(columns(values, np.repeat([0, 1], 300), scale="plain"), {})
    said = told.disparity(one)
    assert "-1,237 against 53 (-1,290, -1,393 to -1,187; 300 rows)" in said and "e+" not in said


def test_estimated_groups_are_marked_and_told_by_wording():
    assert fairness.estimated(["He don't know nothing", "Explain me the fees", "Kindly revert back", "What does it cost?"]) == [
        "African American English", "learner's English", "Indian English", grouped.STANDARD,
    ]  # fmt: skip
    random.seed(0)
    values, groups = np.repeat([0.0, 1.0], 300), np.repeat([0, 1], 300)
    plain = columns(values, groups)
    found = parity.parity(plain, {"names gender": Slicing(("women", "men"), groups, plain.family)})
    assert {one.kind: one.estimate for one in found} == {"group region": False, "names gender": True}
    said = tables.parity(found).column("said").to_pylist()
    assert any("names gender = women (an estimate), refusals: 0.0% against 100.0%" in one for one in said)


def test_terms_of_a_recipe_add_to_ours():
    kinds = grouped.terms(
        {"gender": {"women": ["dame"]}, "trade": {"bakers": ["baker"], "smiths": ["smith"]}}
    )
    assert "dame" in kinds["gender"]["women"] and "woman" in kinds["gender"]["women"]
    assert "names trade" in grouped.places({"trade": {"bakers": ["baker"], "smiths": ["smith"]}})
    assert "dame" not in grouped.terms()["gender"]["women"]


def test_estimates_and_groups_have_rows_that_a_query_counts():
    made, _ = fairness.measured([row for row, _ in fairness.answers(random.Random(0), "north", 0, 40)])
    (sql,) = [sql for section, sql in grouped.queries() if section == f"estimated: {grouped.VARIETY}"]
    assert made.con.execute(sql).fetchall() == [(grouped.STANDARD, 40)]
    assert read.groups(made.con) == ["region"]


def test_few_rows_that_happen_to_be_alike_are_no_gap_that_is_sure():
    """Most rows have no rudeness at all, and so may all of a small group: their variance is nothing, and tells nothing."""
    named = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        code = rng.choice(6, 3_000, p=[0.6, 0.34, 0.015, 0.015, 0.015, 0.015])
        rude = (rng.random(3_000) < 0.08) * rng.random(3_000)
        rude[code == 5] = 0.0
        names = [str(at) for at in range(6)]
        family = np.arange(3_000)
        made = Columns(
            family, {"rudeness": rude}, {"rudeness": "plain"}, {"group region": Slicing(names, code, family)}
        )
        named += [(seed, one.group) for one in parity.parity(made, {}) if one.verdict == parity.DIFFERS]
    assert named == []
    rude[code == 4] = 0.5
    assert {one.group for one in parity.parity(made, {}) if one.verdict == parity.DIFFERS} >= {"4"}
