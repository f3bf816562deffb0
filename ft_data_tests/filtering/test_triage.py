"""Triage: exact bounds, guarantees that hold as often as they say, and a budget that is kept."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from ft_data.filtering.triage import audits_needed, certify, upper_bound, within_budget
from ft_data.recipe.schema import Triage
from ft_data.stages.triage import apply
from ft_data.stages.verdicts import verdict


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


def test_the_budget_is_kept_and_takes_the_worst() -> None:
    assert within_budget(["a", "b", "c"], [0.9, 0.1, 0.5], 20, 0.1) == {"b", "c"}
    assert within_budget(["a", "b"], [0.9, 0.1], 20, 0.0) == set()
    assert within_budget(["b", "a"], [0.5, 0.5], 10, 0.1) == {"a"}


def _stage(
    triage: Triage, asked: dict[str, Any], audits: list[dict[str, str]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE cleaned AS SELECT 'r' || i AS record_id, 'h' || i AS content_hash FROM range(1000) t(i)"
    )
    names = [f"r{i}" for i in range(1000)]
    scores = pa.table({"record_id": names, "quality": [i / 1000 for i in range(1000)]})
    said = apply(SimpleNamespace(con=con), asked, scores, triage, audits)  # type: ignore[arg-type]
    return said, asked


def test_the_stage_hands_over_what_cannot_be_certified() -> None:
    audits = [
        {"record_id": f"r{i}", "content_hash": f"h{i}", "decision": "drop" if i < 15 else "keep"}
        for i in range(1000)
    ]
    said, decided = _stage(Triage(budget=None, max_bad=0.01, confidence=0.9), {}, audits)
    assert said["guarantee"].startswith("certified: at most ")
    assert set(decided) == {f"r{i}" for i in range(20)}
    assert {row["verdict"] for row in decided.values()} == {"review"}
    stale = [{**audit, "content_hash": "other"} for audit in audits]
    said, decided = _stage(Triage(budget=None, max_bad=0.01, confidence=0.9), {}, stale)
    assert said["guarantee"].startswith("cannot certify: ") and not decided


def test_the_stage_keeps_the_budget() -> None:
    asked = {f"r{i}": verdict(f"r{i}", "review", ["doubt"]) for i in range(30)}
    said, decided = _stage(Triage(budget=0.02, max_bad=None, confidence=0.9), asked, [])
    assert said == {"over_budget": 10}
    assert [row["verdict"] for _, row in sorted(decided.items(), key=lambda item: int(item[0][1:]))] == [
        "review"
    ] * 20 + ["keep"] * 10
    assert all(row["reasons"] == ["doubt"] for row in decided.values())
