"""Questions of benchmarks that generated rows hold: short ones whole, longer ones nearly word for word."""

from __future__ import annotations

import pytest

from ft_data.decontamination.benchmarks import BenchmarkItem
from ft_data.decontamination.questions import Questions

LONG = (
    "Which of the pilots of watch fourteen would have met the grain ship from Ostrava near the northern buoy?"
)
ITEMS = [
    BenchmarkItem("b", "0", ("Can pilots swim?",), "Yes."),
    BenchmarkItem("b", "1", ("Can any of the harbour pilots swim?",), "Yes."),
    BenchmarkItem("b", "2", (LONG,), "The second."),
    BenchmarkItem("b", "3", ("Who rings the bell?",), "Nobody.", split="train"),
]
QUESTIONS = Questions(ITEMS)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("can PILOTS swim", "0"),
        ("Ask this: can pilots swim?", None),  # three words stand anywhere
        ("Well: can any of the harbour pilots swim? They say so.", "1"),
        ("Can some of the harbour pilots swim?", "1"),  # seven words, one of them another
        ("Can none of those harbour boats swim?", None),
        (LONG, "2"),
        (f"Here is a riddle. {LONG.replace('would have met', 'met')} Explain.", "2"),
        (LONG.replace("pilots", "men").replace("fourteen", "two").replace("grain", "coal").replace("northern", "southern"), None),
        ("Who rings the bell?", None),
        ("", None), ("?", None),
    ],
)  # fmt: skip
def test_a_question_is_held_nearly_word_for_word(text, item):
    found = QUESTIONS.find(text)
    assert (found.item.item_id if found else None) == item
