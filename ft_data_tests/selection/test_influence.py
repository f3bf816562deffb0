"""Influence in closed form: what it is held against, and that nothing but the rows and targets decides it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ft_data.selection import influence
from ft_data.signals.fitted import importance
from ft_data.signals.fitted.words import words_of

TEXTS = [
    "where is my refund the money has not come back",
    "the delay of my order is a week",
    "boil the rice for ten minutes and add salt",
    "the refund of a late order takes a week",
    "a river is longer than a brook",
]
WORDS = st.lists(st.sampled_from("refund order rice river week the of my".split()), min_size=1, max_size=9)


def measured(texts, targets):
    rows, wanted = words_of(texts), words_of(targets)
    proxy = influence.proxy(importance.counts(rows), wanted)
    summed, features, _ = importance.importance(rows, proxy.weights, np.zeros(0, np.uint64))
    return influence.per_feature(summed, features), influence.helped(rows, proxy), proxy


def dense(texts, counted):
    """Shares of features by bucket, one text after another, and the proxy's probabilities."""
    shares = np.array([importance.counts(words_of([text])) for text in texts])
    p = (1 - importance.UNIFORM) * counted / counted.sum() + importance.UNIFORM / importance.BUCKETS
    return shares / shares.sum(1, keepdims=True), p


def test_it_is_the_gradient_product_under_the_inverse_fisher_matrix():
    """On the few buckets that occur, with the matrix inverted by linear algebra rather than by the closed form."""
    targets = ["my refund is late", "the order has a delay"]
    counted = importance.counts(words_of(TEXTS))
    (rows, p), (wanted, _) = dense(TEXTS, counted), dense(targets, counted)
    used = np.flatnonzero((rows.sum(0) + wanted.sum(0)) > 0)
    rest = 1 - p[used].sum()  # all other buckets as one
    q = np.append(p[used], rest)
    fisher = np.diag(q) - np.outer(q, q)
    gradients = [np.pad(side[:, used], ((0, 0), (0, 1))) - q for side in (rows, wanted)]
    product = gradients[0] @ np.linalg.pinv(fisher, rcond=1e-12) @ gradients[1].T
    proxy = influence.proxy(counted, words_of(targets))
    kernel = np.zeros((len(TEXTS), len(targets)))
    for place in range(len(proxy.docs)):
        bucket = np.searchsorted(proxy.starts, place, "right") - 1
        kernel[:, proxy.docs[place]] += rows[:, bucket] * proxy.values[place]
    assert np.allclose(kernel - 1, product, rtol=1e-5)
    found = influence.helped(words_of(TEXTS), proxy)
    assert found[:2].tolist() == product.argmax(1)[:2].tolist() == [0, 1]


def test_a_step_on_the_row_of_most_influence_lowers_the_loss_on_the_targets_most():
    """The proxy is moved a little towards each row and the targets' loss is computed: no gradient, no closed form."""
    targets = ["my refund is late", "the order has a delay"]
    counted = importance.counts(words_of(TEXTS))
    (rows, p), _ = dense(TEXTS, counted), None
    wanted = importance.counts(words_of(targets))
    wanted = (wanted + importance.PRIOR * p) / (wanted.sum() + importance.PRIOR)
    losses = [-(wanted * np.log((1 - 1e-4) * p + 1e-4 * row)).sum() for row in rows]
    found, _, _ = measured(TEXTS, targets)
    assert np.argsort(losses)[:3].tolist() == np.argsort(-found)[:3].tolist()


@given(st.lists(WORDS, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_no_order_decides(texts, chance):
    texts = [" ".join(text) for text in texts]
    order = list(range(len(texts)))
    chance.shuffle(order)
    targets = ["my refund", "rice of the river"]
    found, helps, _ = measured(texts, targets)
    again, helps_again, _ = measured([texts[at] for at in order], targets)
    assert again.tolist() == found[order].tolist() and helps_again.tolist() == helps[order].tolist()


def test_a_word_or_two_prove_little():
    found, _, _ = measured([*TEXTS, "refund"], ["where is my refund the money has not come back"])
    assert found[0] > found[-1] > 0


def test_without_targets_or_rows_nothing_happens():
    found, helps, _ = measured(TEXTS, [])
    assert helps.tolist() == [-1] * len(TEXTS) and np.abs(found).max() < 1e-6
    assert measured([], ["my refund"])[0].tolist() == []
