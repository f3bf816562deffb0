"""Relevance and importance by hand, and what a row is compared by."""

from __future__ import annotations

import math
import random

import numpy as np
import pyarrow as pa
import pytest

from ft_data.signals.fitted import importance, retrieval, targets
from ft_data.signals.fitted.model import Model
from ft_data.signals.fitted.targets import Target
from ft_data.signals.fitted.words import hash_of, words_of
from ft_data.signals.groups.targets import GROUP
from ft_data_tests.signals.rows import table

QUESTIONS = [
    Target("How do I replace a lost card?", "", "q.csv row 2"),
    Target("Why was my transfer declined?", "", "q.csv row 3"),
    Target("When will my new card arrive?", "", "q.csv row 4"),
]
ROWS = [
    ("My card is lost, how do I replace it?", "We send you another one."),
    ("How tall is a giraffe?", "About five metres."),
    ("Where is my transfer?", "It was declined."),
    ("", "A card without a question."),
    ("...", "!"),
]


def fitted(listed=QUESTIONS, rows=ROWS, compare="auto") -> Model:
    return targets.fit(listed, table(rows), compare)


def measure(model: Model, rows=ROWS) -> list[dict]:
    return GROUP.fn(table(rows), {"model": model}).to_pylist()


def test_what_is_like_the_targets_ranks_above_what_is_not():
    lost, giraffe, transfer, text, empty = measure(fitted())
    assert lost["target_perplexity"] < giraffe["target_perplexity"]
    assert lost["target_importance"] > giraffe["target_importance"]
    assert lost["target_relevance"] > 0.5 and giraffe["target_relevance"] == 0
    assert lost["target_nearest"] == "q.csv row 2" and giraffe["target_nearest"] is None
    assert transfer["target_terms"][0] == "transfer"
    assert giraffe["target_unknown"] == pytest.approx(3 / 5)  # tall, is, giraffe
    assert text["target_perplexity"] is not None  # a row without a question is compared by its text
    assert {empty[name] for name in ("target_perplexity", "target_relevance", "target_importance")} == {None}


def test_bm25_is_the_formula():
    passages = words_of(["red fox fox", "red dog", "blue whale swims far"])
    best, scores = retrieval.nearest(words_of(["fox fox red"]), retrieval.index(passages, "bm25"), "bm25", 2)
    mean = 9 / 3

    def term(tf: int, df: int, length: int) -> float:
        idf = math.log(1 + (3 - df + 0.5) / (df + 0.5))
        return idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * length / mean))

    assert best[0].tolist() == [0, 1]
    assert scores[0] == pytest.approx([term(2, 1, 3) + term(1, 2, 3), term(1, 2, 2)], rel=1e-6)


def test_the_cosine_is_the_formula_and_one_for_itself():
    passages = words_of(["red fox fox", "red dog"])
    index = retrieval.index(passages, "cosine")
    _, scores = retrieval.nearest(words_of(["fox fox red", "red", "cat"]), index, "cosine")
    fox, red = (1 + math.log(2)) * math.log(3), math.log(2)
    dog = math.log(3)
    assert scores[:, 0] == pytest.approx([1.0, red / math.hypot(red, dog), 0.0], rel=1e-6)
    assert scores[1, 0] > red / math.hypot(fox, red)


def test_importance_is_the_smoothed_log_ratio():
    wanted, corpus = words_of(["pay card"]), words_of(["pay tea", "tea tea"])
    weights = importance.fit(wanted, corpus)
    background = 0.9 * 1 / 6 + 0.1 / importance.BUCKETS  # "pay" is one of the 3 + 3 features of the corpus
    expected = math.log((1 + importance.PRIOR * background) / (3 + importance.PRIOR) / background)
    assert importance.weight_of(hash_of("pay"), weights) == pytest.approx(expected, rel=1e-4)
    total, features, best = importance.importance(
        words_of(["pay pay", ""]), weights, np.array([hash_of("the")], np.uint64)
    )
    assert features.tolist() == [3, 0] and total[1] == 0 and best[0].tolist() == [0, -1, -1]
    assert total[0] > 2 * importance.weight_of(hash_of("pay"), weights) - 1


def test_pairs_are_compared_by_both_sides_and_a_recipe_may_say_otherwise():
    paired = [Target("How are you?", "I am fine.", "p row 1"), *QUESTIONS]
    assert fitted(paired).facts["compare"] == "both" and fitted().facts["compare"] == "first"
    only_answers = fitted(paired, compare="response")
    assert (
        measure(only_answers, [("x", "I am fine."), ("I am fine.", "Perhaps.")])[0]["target_relevance"] == 1
    )
    assert measure(only_answers, [("I am fine.", "Perhaps.")])[0]["target_relevance"] == 0


def test_neither_order_nor_batches_matter():
    rows, listed = ROWS * 3, QUESTIONS * 2
    model = fitted(listed, rows)
    shuffled = rows[:]
    random.Random(5).shuffle(shuffled)
    assert fitted(listed[::-1], shuffled).digest == model.digest
    whole = GROUP.fn(table(rows), {"model": model})
    halves = [GROUP.fn(table(rows).slice(at, 4), {"model": model}) for at in range(0, len(rows), 4)]
    assert pa.concat_tables(halves).equals(whole)
    assert whole.schema == GROUP.schema


def test_a_stored_model_is_the_model():
    model = fitted()
    again = Model.of(model.table())
    assert again.digest == model.digest and measure(again) == measure(model)
