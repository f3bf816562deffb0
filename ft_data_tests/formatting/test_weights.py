"""Weights that all answers of a row share are the row's: they leave the answers, and every format takes the row."""

import pytest

from ft_data.example import message
from ft_data.formatting import export, weights
from ft_data.formatting.outcome import Uses
from ft_data.formatting.targets import _names
from ft_data_tests.formatting.examples import THREE, example, many, table, weighed

PLAIN = many(3)
PAIR = example(
    ("user", "which"),
    kind="preference",
    chosen=[message("assistant", "this")],
    rejected=[message("assistant", "that")],
)


def sided(made, weight):
    return made | {
        side: [turn | {"weight": weight} for turn in made[side]] for side in ("chosen", "rejected")
    }


@pytest.mark.parametrize(
    ("made", "weight"),
    [
        (PLAIN[0], 1.0),
        (weighed(PLAIN[0], None, 2.5), 2.5),
        (weighed(PLAIN[0], 0.3, 0.5), 0.5),  # what a question weighs is nothing
        (weighed(THREE, None, None, 3.0, None, 3.0), 3.0),
        (weighed(THREE, None, None, 0.0, None, 3.0), 3.0),  # one answer is not trained
        (weighed(THREE, None, None, 2.0, None, 3.0), 1.0),
        (weighed(THREE, None, None, None, None, 3.0), 1.0),
        (weighed(PLAIN[0], None, 0.0), 1.0),
        (sided(PAIR, 2.0), 2.0),
        (sided(PAIR, 2.0) | {"rejected": PAIR["rejected"]}, 1.0),
    ],
)
def test_the_weight_of_a_row_is_what_its_trained_answers_share(made, weight):
    assert weights.of_row(made) == weight


def test_only_shared_weights_leave_and_order_and_all_else_stay():
    mixed = weighed(THREE, None, None, 2.0, None, 3.0)
    rows = [
        PLAIN[0],
        weighed(PLAIN[1], None, 2.0),
        mixed,
        weighed(THREE, None, None, 0.0, None, 3.0),
        PLAIN[2],
    ]
    found = weights.evened(table(*rows)).to_pylist()
    expected = [
        PLAIN[0],
        weighed(PLAIN[1], None, None),
        mixed,
        weighed(THREE, None, None, 0.0, None, None),
        PLAIN[2],
    ]
    assert found == table(*expected).to_pylist()
    plain = table(*PLAIN)
    assert weights.evened(plain) is plain


@pytest.mark.parametrize("target", _names())
def test_every_format_writes_a_weighing_row_as_it_writes_a_plain_one(target):
    asked = {"label": "tone", "values": ("good",)} if target == "classification" else {}
    labels = {"labels": {"tone": "good"}}
    told = example(("assistant", "a plain text"), kind="text")
    plain = [PLAIN[0] | labels, PLAIN[1] | labels, PAIR | labels, told]
    heavy = [
        weighed(PLAIN[0], None, 2.0) | labels,
        weighed(PLAIN[1], None, 0.5) | labels,
        sided(PAIR, 3.0) | labels,
        weighed(told, 2.0),
    ]
    one, two = (
        export.export(examples, target, uses=Uses(False, False), **asked)
        for examples in (table(*plain), weights.evened(table(*heavy)))
    )
    assert one.rows.num_rows and one.rows == two.rows and one.outcomes == two.outcomes
