from __future__ import annotations

import csv
import json
import math
from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.review.agreement import (
    alpha_interval,
    cohen_kappa,
    krippendorff_alpha,
    percent,
    tabulate,
)
from ft_data_tests.realdata import shared

# Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C: four observers, twelve units.
WORKED = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def opinions(table: list[list[int | None]]) -> dict[int, dict[str, int]]:
    return {
        unit: {f"o{person}": row[unit] for person, row in enumerate(table) if row[unit] is not None}
        for unit in range(len(table[0]))
    }


def naive_alpha(counts: np.ndarray, distance) -> float:
    """Alpha from its definition: every pair of opinions in a unit against every pair of opinions at all."""
    units = [[c for c, n in enumerate(row) for _ in range(int(n))] for row in counts]
    units = [unit for unit in units if len(unit) > 1]
    everything = [value for unit in units for value in unit]
    observed = sum(sum(distance(a, b) for a, b in product(unit, unit)) / (len(unit) - 1) for unit in units)
    expected = sum(distance(a, b) for a, b in product(everything, everything)) / (len(everything) - 1)
    return 1 - observed / expected if expected else math.nan


def test_the_published_worked_example() -> None:
    counts, values = tabulate(opinions(WORKED), [1, 2, 3, 4, 5])
    assert krippendorff_alpha(counts, "nominal") == pytest.approx(0.743421, abs=1e-6)
    assert krippendorff_alpha(counts, "ordinal") == pytest.approx(0.815388, abs=1e-6)
    assert krippendorff_alpha(counts, "interval", values) == pytest.approx(0.849107, abs=1e-6)


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=2, max_size=8))
def test_alpha_equals_its_definition(rows: list[list[int]]) -> None:
    counts = np.array(rows, dtype=float)
    paired = counts[counts.sum(axis=1) >= 2]
    totals = paired.sum(axis=0)

    def ordinal(a: int, b: int) -> float:
        low, high = min(a, b), max(a, b)
        return 0.0 if a == b else (totals[low : high + 1].sum() - (totals[a] + totals[b]) / 2) ** 2

    for level, distance in (
        ("nominal", lambda a, b: float(a != b)),
        ("interval", lambda a, b: float(a - b) ** 2),
        ("ordinal", ordinal),
    ):
        ours, definition = krippendorff_alpha(counts, level), naive_alpha(counts, distance)
        assert (math.isnan(ours) and math.isnan(definition)) or ours == pytest.approx(definition, abs=1e-9)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_cohen_equals_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    from sklearn.metrics import cohen_kappa_score

    first, second = zip(*pairs, strict=True)
    ours = cohen_kappa(first, second)
    if math.isnan(ours):
        assert len({*first, *second}) == 1
    else:
        assert ours == pytest.approx(cohen_kappa_score(first, second), abs=1e-9)


def test_real_votes_equal_the_references() -> None:
    path = shared("data/hate-offensive/labeled_data.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            [int(row[n]) for n in ("hate_speech", "offensive_language", "neither")]
            for row in csv.DictReader(file)
        ]
    counts = np.array(rows, dtype=float)
    assert len(counts) == 24_783
    for level in ("nominal", "ordinal", "interval"):
        ours = krippendorff_alpha(counts, level)
        for reference in references(counts, level):
            assert ours == pytest.approx(reference, abs=1e-6)


def test_many_raters_an_item_equal_the_references() -> None:
    path = shared("data/judge-bench/dices_990.json")
    items = json.loads(path.read_text())["instances"]
    votes = [Counter(item["annotations"]["safety"]["individual_human_scores"]) for item in items]
    counts = np.array([[vote["No"], vote["Unsure"], vote["Yes"]] for vote in votes], dtype=float)
    assert len(counts) == 990 and 69 <= counts.sum(axis=1).max() <= 200
    for level in ("nominal", "ordinal", "interval"):
        for reference in references(counts, level):
            assert krippendorff_alpha(counts, level) == pytest.approx(reference, abs=1e-6)
    found = alpha_interval(counts, "nominal", resamples=200)
    assert found.low < found.value < found.high and found.high - found.low < 0.1


def references(counts: np.ndarray, level: str) -> list[float]:
    """Alpha from coincidences summed in plain loops, and from the `krippendorff` package where installed."""
    k = counts.shape[1]
    meet = [[0.0] * k for _ in range(k)]
    for row in counts.tolist():
        people = sum(row)
        if people >= 2:
            for a in range(k):
                for b in range(k):
                    meet[a][b] += row[a] * (row[b] - (a == b)) / (people - 1)
    totals = [sum(line) for line in meet]
    everything = sum(totals)

    def distance(a: int, b: int) -> float:
        if level == "nominal":
            return float(a != b)
        if level == "interval":
            return float(a - b) ** 2
        between = sum(totals[min(a, b) : max(a, b) + 1]) - (totals[a] + totals[b]) / 2
        return 0.0 if a == b else between**2

    observed = sum(meet[a][b] * distance(a, b) for a in range(k) for b in range(k))
    expected = sum(totals[a] * totals[b] * distance(a, b) for a in range(k) for b in range(k)) / (
        everything - 1
    )
    found = [1 - observed / expected]
    try:
        import krippendorff
    except ImportError:
        return found
    given = {"value_counts": counts.astype(int), "level_of_measurement": level}
    return [*found, float(krippendorff.alpha(**given, value_domain=list(range(k))))]


def test_undefined_is_not_a_number_and_not_an_error() -> None:
    one_value, _ = tabulate({1: {"a": "x", "b": "x"}, 2: {"a": "x", "b": "x"}})
    assert math.isnan(krippendorff_alpha(one_value)) and percent(one_value) == 1.0
    alone, _ = tabulate({1: {"a": "x"}, 2: {"b": "y"}})
    assert math.isnan(krippendorff_alpha(alone)) and math.isnan(percent(alone))
    assert math.isnan(alpha_interval(alone).low)
    assert math.isnan(cohen_kappa([], []))
    with pytest.raises(ValueError, match="same items"):
        cohen_kappa([1], [1, 2])


def test_an_interval_covers_the_truth_as_often_as_it_says() -> None:
    generator = np.random.default_rng(7)
    population = np.array([[2, 0], [0, 2], [1, 1], [2, 0], [0, 2]] * 400, dtype=float)
    truth = krippendorff_alpha(population)
    covered = 0
    for number in range(60):
        sample = population[generator.integers(0, len(population), 150)]
        low, high = alpha_interval(sample, resamples=200, seed=number)[1:]
        covered += low <= truth <= high
    assert covered >= 52
