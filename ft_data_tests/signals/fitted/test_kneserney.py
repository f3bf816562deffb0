"""The language model against a hand computation, a slow model written from the formulas, and its own axioms."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ft_data.signals.fitted import kneserney
from ft_data.signals.fitted.model import Model
from ft_data.signals.fitted.words import words_of

WORDS = ["a", "b", "c", "d", "e"]


def model(texts: list[str]) -> Model:
    return Model(kneserney.fit(words_of(texts)))


def probability(fitted: Model, text: str) -> float:
    return math.exp(kneserney.perplexity(words_of([text]), fitted)[0][0])


def test_probabilities_are_those_computed_by_hand():
    # "<s> a b </s>" twice, "<s> a c </s>" once; too few n-grams to estimate discounts: 0.5, 1, 1.5.
    # Unigrams (distinct words before): a 1, b 1, c 1, </s> 2; left over (0.5 * 3 + 1) / 5 = 0.5, over 5 types.
    p_b, p_end = 0.5 / 5 + 0.1, (2 - 1) / 5 + 0.1
    p_a_start = (3 - 1.5) / 3 + 1.5 / 3 * 0.2
    p_b_a = (1 - 0.5) / 2 + 1 / 2 * p_b
    p_end_b = (1 - 0.5) / 1 + 0.5 * p_end
    p_b_start_a = (2 - 1) / 3 + 1.5 / 3 * p_b_a
    p_end_a_b = (2 - 1) / 2 + 1 / 2 * p_end_b
    fitted = model(["a b", "a c", "A B!"])
    assert probability(fitted, "a b") == pytest.approx(p_a_start * p_b_start_a * p_end_a_b, rel=1e-5)
    # An unknown word: backed off from <s> to the uniform share; what follows it is predicted without a context.
    assert probability(fitted, "zebra") == pytest.approx(1.5 / 3 * 0.1 * p_end, rel=1e-5)
    logs, unknown, count = kneserney.perplexity(words_of(["zebra a", ""]), fitted)
    assert unknown.tolist() == [1, 0] and count.tolist() == [2, 0] and logs[1] == 0


def slow(texts: list[list[str]]):
    """Return p(word, context) of modified Kneser-Ney, straight from the definitions."""
    grams = [Counter() for _ in range(4)]
    for text in texts:
        line = ["<s>", *text, "</s>"]
        for order in (1, 2, 3):
            grams[order].update(tuple(line[k : k + order]) for k in range(len(line) - order + 1))
    adjusted = {3: dict(grams[3])}
    for order in (1, 2):
        before = defaultdict(set)
        for gram in grams[order + 1]:
            before[gram[1:]].add(gram[0])
        adjusted[order] = {g: n if g[0] == "<s>" else len(before[g]) for g, n in grams[order].items()}
    del adjusted[1][("<s>",)]
    types = len(adjusted[1]) + 1
    take = {}
    for order, table in adjusted.items():
        values = np.array([*table.values(), *([0] if order == 1 else [])])
        take[order] = (0.0, *kneserney.discounts(values))

    def p(word: str, context: tuple[str, ...]) -> float:
        order = len(context) + 1
        table = adjusted[order]
        follow = {g[-1]: n for g, n in table.items() if g[:-1] == context}
        lower = p(word, context[1:]) if context else 1 / types
        if not follow:
            return lower
        whole = sum(follow.values())
        left = sum(take[order][min(n, 3)] for n in follow.values()) / whole
        n = follow.get(word, 0)
        return max(n - take[order][min(n, 3)], 0) / whole + left * lower

    return p


@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7), min_size=1, max_size=25),
    st.lists(st.sampled_from([*WORDS, "zebra"]), min_size=1, max_size=6),
)
def test_it_equals_the_formulas(texts, asked):
    fitted, p = model([" ".join(text) for text in texts]), slow(texts)
    seen = {word for text in texts for word in text}
    line = ["<s>", *(word if word in seen else "<unk>" for word in asked), "</s>"]
    expected = sum(math.log(p(line[k], tuple(line[max(0, k - 2) : k]))) for k in range(1, len(line)))
    assert kneserney.perplexity(words_of([" ".join(asked)]), fitted)[0][0] == pytest.approx(
        expected, rel=1e-4
    )
    for context in ((), ("a",), ("a", "b"), ("<s>", "a")):
        assert sum(p(word, context) for word in (*seen, "</s>", "<unk>")) == pytest.approx(1.0)


def test_estimated_discounts_are_those_of_chen_and_goodman():
    counts = np.array([1] * 10 + [2] * 4 + [3] * 2 + [4])
    y = 10 / (10 + 2 * 4)
    assert kneserney.discounts(counts) == pytest.approx((1 - 2 * y * 0.4, 2 - 3 * y * 0.5, 3 - 4 * y * 0.5))
    assert kneserney.discounts(np.array([1, 1, 2])) == (0.5, 1.0, 1.5)


def test_the_order_of_the_texts_does_not_matter():
    texts = ["how do i pay", "my card is lost", "how do i get a card", "pay by card"]
    assert model(texts).digest == model(texts[::-1]).digest
    assert model(texts).digest != model(texts[1:]).digest


def test_nothing_can_be_estimated_from_nothing():
    with pytest.raises(ValueError, match="no words"):
        model(["", "!"])
