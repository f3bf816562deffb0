"""Triage: exact bounds, guarantees that hold as often as they say, and a budget that is kept."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from ft_data.filtering.judged import Judged
from ft_data.filtering.triage import audits_needed, certify, upper_bound
from ft_data.recipe.review import Review, Triage
from ft_data.stages.triage import guarantee, lottery, within_budget
from ft_data.warehouse.detail import Finding


def test_bounds_against_closed_forms() -> None:
    # No bad row in n: (1 - p)^n = 1 - confidence.
    assert upper_bound(0, 230, 0.9) == pytest.approx(1 - 0.1 ** (1 / 230))
    # All but one bad: 1 - p^n = 0.1.
    assert upper_bound(9, 10, 0.9) == pytest.approx(0.9 ** (1 / 10))
    assert upper_bound(0, 0, 0.9) == 1.0
    assert upper_bound(5, 5, 0.9) == 1.0


def test_the_number_of_audits_that_are_missing() -> None:
    assert audits_needed(0, 0, 0.01, 0.9) == math.ceil(math.log(0.1) / math.log(0.99))
    assert audits_needed(0, 300, 0.01, 0.9) == 0
    more = audits_needed(3, 100, 0.02, 0.95)
    assert upper_bound(3, 100 + more, 0.95) <= 0.02 < upper_bound(3, 99 + more, 0.95)


def test_too_few_audits_are_said_so() -> None:
    found = certify(np.array([0.5, 0.9]), np.array([]), np.array([], bool), 0.01, 0.9)
    assert found.threshold is None
    assert str(found) == f"cannot certify: {found.needed} more audits needed (0 of 0 were bad)"


@pytest.mark.parametrize("base", [0.006, 0.011, 0.02])
def test_the_error_holds_at_the_confidence_over_random_splits(base: float) -> None:
    rng = np.random.default_rng(7)
    quality = rng.random(6000)
    bad = rng.random(6000) < 2 * base * (1 - quality)
    broken = 0
    for _ in range(50):
        audits = rng.choice(6000, 700, replace=False)
        rest = np.setdiff1d(np.arange(6000), audits)
        found = certify(quality, quality[audits], bad[audits], 0.02, 0.9)
        if found.threshold is not None:
            broken += bad[rest][quality[rest] >= found.threshold].mean() > 0.02
    assert broken / 50 <= 0.1 + 0.02


def test_bad_rows_of_low_quality_cost_only_these() -> None:
    quality = np.linspace(0, 1, 4000)
    bad = quality < 0.03
    found = certify(quality, quality, bad, 0.01, 0.9)
    assert found.threshold is not None and 0.01 < found.threshold < 0.12
    assert found.bound <= 0.01


SCORES = pa.table(
    {"record_id": [f"r{i:04}" for i in range(1000)], "quality": [i / 1000 for i in range(1000)]}
)
ASKS = Finding("doubt", "words", 1.0, "< 3", "review")
MARKS = Finding("odd", "words", 1.0, "< 9", "mark")


def _asked(judged: dict[str, Judged]) -> list[str]:
    return sorted(name for name, one in judged.items() if one.asks)


def _guarantee(audits: list[dict[str, Any]]) -> tuple[str, dict[str, Judged]]:
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE cleaned AS SELECT format('r{:04d}', i) AS record_id, 'h' || i AS content_hash FROM range(1000) t(i)"
    )
    judged: dict[str, Judged] = {"r0000": Judged((MARKS,))}
    review = Review(triage=Triage(budget=None, max_bad=0.01, confidence=0.9))
    return guarantee(SimpleNamespace(con=con), judged, SCORES, review, audits), judged  # type: ignore[arg-type]


def test_the_stage_hands_over_what_cannot_be_certified() -> None:
    audits = [
        {
            "record_id": f"r{i:04}",
            "content_hash": f"h{i}",
            "decision": "drop" if i < 15 else "keep",
            "audit": True,
        }
        for i in range(1000)
    ]
    said, judged = _guarantee(audits)
    assert said.startswith("certified: at most ")
    assert _asked(judged) == [f"r{i:04}" for i in range(20)]
    assert judged["r0000"].said()["reasons"] == ["uncertified"] and MARKS in judged["r0000"].findings
    said, judged = _guarantee([{**audit, "content_hash": "other"} for audit in audits])
    assert said.startswith("cannot certify: ") and not _asked(judged)


def test_a_budget_of_the_recipe_is_kept_and_takes_the_worst() -> None:
    judged = {f"r{i:04}": Judged((ASKS,), own=True) for i in range(30)}
    over = within_budget(judged, SCORES, Review(audit_rate=0, triage=Triage(budget=0.02)))
    assert over == 10 and _asked(judged) == [f"r{i:04}" for i in range(20)]
    kept = judged["r0025"]
    assert (kept.verdict, kept.said()["reasons"], kept.facts["over_budget"]) == ("keep", ["doubt"], True)
    assert kept.findings[0].verdict == "mark", "what was not asked is not said to ask"


def test_without_a_budget_shipped_rules_ask_little_and_the_recipe_asks_what_it_wants() -> None:
    judged = {f"r{i:04}": Judged((ASKS,), own=i < 50) for i in range(100)}
    within_budget(judged, SCORES, Review(audit_rate=0.02))
    # 1% of 1,000 rows, less a quarter for audits and a tenth for the lottery.
    assert _asked(judged) == [f"r{i:04}" for i in range(50 + 10 - 2 - 1)]


def test_rows_that_hold_a_fuse_are_asked_about_first() -> None:
    judged = {f"r{i:04}": Judged((ASKS,), fused=i >= 15) for i in range(20)}
    within_budget(judged, SCORES, Review(audit_rate=0))
    assert _asked(judged) == ["r0000", "r0001", "r0002", "r0003", *[f"r{i:04}" for i in range(15, 20)]]


def test_the_default_budget_is_a_percent_and_never_more_than_three_hundred() -> None:
    triage = Triage()
    assert [triage.room(rows) for rows in (99, 1000, 30_000, 10**6)] == [0, 10, 300, 300]
    assert triage.audits(10_000, 0.02) == 25 and triage.audits(10_000, 0.001) == 10
    assert triage.lottery(10_000) == 10
    assert Triage(budget=0.5).room(10**6) == 500_000 and Triage(budget=0.5).audits(1000, 0.02) == 20


def test_a_tenth_of_the_budget_is_drawn_from_what_is_only_marked() -> None:
    judged = {f"{i * 2654435761 % 2**32:024x}": Judged((MARKS,)) for i in range(200)}
    judged |= {"f" * 24: Judged((ASKS,))}
    drawn = lottery(judged, 10_000, Review())
    assert drawn.num_rows == 10 and set(drawn["reason"].to_pylist()) == {"odd"}
    assert "f" * 24 not in drawn["record_id"].to_pylist()
    assert lottery(judged, 99, Review()).num_rows == 0
