"""Topics: found, named, stable, and silent about single rows."""

from __future__ import annotations

import random

import numpy as np

from ft_data.signals.fitted import clusters
from ft_data.signals.groups.topics import GROUP
from ft_data_tests.signals.rows import table

COOKING = [
    "bake the bread dough",
    "bread flour and dough",
    "simmer soup with flour",
    "knead dough for bread",
    "oven bread recipe",
]
SAILING = [
    "hoist the sail and anchor",
    "anchor near the harbour",
    "sail into the harbour",
    "harbour pilots drop anchor",
    "reef the sail in wind",
]
ROWS = [(f"Question {k}: {text}", f"Answer: {text}.") for k in range(4) for text in (*COOKING, *SAILING)]


def test_two_subjects_become_two_topics_with_their_words():
    model = clusters.fit(table([*ROWS, ("Tell Xanthippe", "zyzzyva bread dough")]), 2)
    out = GROUP.fn(table(ROWS), {"model": model}).to_pylist()
    names = [row["topic_name"] for row in out]
    assert {names[0], names[5]} == set(model.facts["names"]) and names[0] != names[5]
    assert all(names[k] == names[k % 10] for k in range(len(names)))
    assert "bread" in names[0] and {"anchor", "harbour", "sail"} & set(names[5].split(", "))
    assert not any(
        "zyzzyva" in name or "xanthippe" in name for name in model.facts["names"]
    )  # one row's words
    assert all(0 < row["topic_similarity"] <= 1 for row in out)


def test_rows_in_another_order_give_the_same_model():
    rows = table(ROWS)
    order = list(range(len(ROWS)))
    random.Random(7).shuffle(order)
    model = clusters.fit(rows, 4)
    assert clusters.fit(rows.take(order), 4).digest == model.digest
    whole = GROUP.fn(rows, {"model": model})
    assert GROUP.fn(rows.take(order), {"model": model}).equals(whole.take(order).combine_chunks())


def test_texts_without_content_have_no_topic():
    model = clusters.fit(table(ROWS), 3)
    out = GROUP.fn(table([("", ""), ("the", "and of")]), {"model": model}).to_pylist()
    assert [(row["topic"], row["topic_name"], row["topic_similarity"]) for row in out] == [
        (None, None, None)
    ] * 2
    empty = clusters.fit(table([("", "")]), 3)
    assert GROUP.fn(table(ROWS[:1]), {"model": empty}).to_pylist()[0]["topic"] is None


def test_a_centre_is_a_unit_vector_and_no_topic_is_empty():
    model = clusters.fit(table(ROWS), 5)
    norms = np.linalg.norm(model.arrays["centroids"].astype(float), axis=1)
    assert np.allclose(norms, 1.0, atol=1e-5)
    used = set(GROUP.fn(table(ROWS), {"model": model})["topic"].to_pylist())
    assert used == set(range(len(norms)))
