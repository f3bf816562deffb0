"""What holds for every fitted group, as for every other: schema, bounds, order, any text, and its own code version."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ft_data.signals import registry
from ft_data.signals.fitted import clusters, protected, references, targets
from ft_data_tests.signals.rows import MIXED, table

HOSTILE = [
    "a" * 1_000_000,
    "a " * 300_000,
    "1 " * 100_000,
    "漢" * 100_000,
    "A. " * 50_000,
    "3 kg. " * 20_000,
    "\u200b" * 50_000,
    "```" * 30_000,
    "$" * 100_000,
]
FITTED = {group.name: group for group in registry.fitted()}
PLAIN = table(
    [("How do I pay by card?", "The fee is 5 euros in Berlin."), ("Where is my card?", "It comes in 3 days.")]
)
MODELS = {
    "targets": targets.fit([targets.Target("How do I pay?", "By card, 3 days.", "t row 1")], PLAIN),
    "topics": clusters.fit(PLAIN, 2),
    "contradictions": references.fit(
        [references.Document("Cards", "The fee is 4 euros in Berlin.", "c row 1")]
    ),
    "protected": protected.fit(
        [
            protected.Work(
                "Fees", "The fee is 5 euros in Berlin, and nobody was ever known to pay it in coins."
            )
        ]
    ),
}


def measure(name: str, rows: pa.Table) -> pa.Table:
    return FITTED[name].fn(rows, {"model": MODELS[name]})


def check(name: str, out: pa.Table) -> None:
    group = FITTED[name]
    assert out.schema == group.schema
    for signal in group.signals:
        for value in out[signal.name].to_pylist():
            if isinstance(value, float):
                assert math.isfinite(value), signal.name
                assert signal.unit != "ratio 0..1" or 0 <= value <= 1, signal.name
                assert signal.unit != "perplexity >= 1" or value >= 1, signal.name
            if signal.unit == "count" and value is not None:
                assert value >= 0


@pytest.mark.parametrize("name", FITTED)
def test_a_row_does_not_depend_on_its_batch(name):
    rows = table(MIXED)
    whole = measure(name, rows)
    check(name, whole)
    order = [7, 2, 9, 0, 4, 1, 8, 3, 6, 5]
    assert measure(name, rows.take(order)).to_pylist() == [whole.to_pylist()[k] for k in order]
    assert (
        pa.concat_tables([measure(name, rows.slice(at, 3)) for at in range(0, 10, 3)]).to_pylist()
        == whole.to_pylist()
    )
    assert measure(name, pa.concat_tables([rows.slice(0, 4), rows.slice(4)])).to_pylist() == whole.to_pylist()
    assert measure(name, rows.slice(0, 0)).num_rows == 0


@settings(max_examples=30)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_measured(prompt, response):
    for name in FITTED:
        check(name, measure(name, table([(prompt, response)])))


@pytest.mark.parametrize("name", FITTED)
def test_a_model_has_the_arrays_it_is_known_by(name):
    assert sorted(MODELS[name].arrays) == sorted(FITTED[name].arrays)


@pytest.mark.parametrize("name", FITTED)
def test_hostile_text_is_measured(name):
    rows = [("Why?", text) for text in HOSTILE] + [
        (text[:100_000], "Because of 3 things.") for text in HOSTILE
    ]
    check(name, measure(name, table(rows)))


def test_names_are_unique_and_everything_is_defined():
    names = [s.name for group in registry.declared() for s in group.signals]
    assert len(names) == len(set(names))
    for group in FITTED.values():
        assert group.asked and group.needs == ("model",)
        assert all(s.definition.endswith(".") and s.unit and s.source for s in group.signals)
