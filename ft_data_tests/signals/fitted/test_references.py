"""What counts as a contradiction, and above all what does not."""

from __future__ import annotations

import pytest

from ft_data.signals.fitted import references, values
from ft_data.signals.fitted.facts import checkable, sentences
from ft_data.signals.fitted.references import Document
from ft_data.signals.groups.contradictions import GROUP
from ft_data_tests.signals.rows import table

MANUAL = [
    Document(
        "Mixer X200",
        "The Mixer X200 weighs 4.2 kg without its bowl. Its warranty lasts 36 months from the date of purchase.\n\n"
        "It was first sold on 12 March 2019 by Brandt Kitchen in Hamburg. The bowl of the mixer holds about 5 litres "
        "of dough. The timer stops the motor after 90 seconds.",
        "x200.md row 1",
    ),
    Document("Mixer X300", "The Mixer X300 weighs 6 kg without its bowl. Use the grey lid.", "x300.md row 1"),
    Document(
        "Storage", "Flour keeps for 12 months in a dry cupboard. Keep the lid closed.", "store.md row 1"
    ),
]
MODEL = references.fit(MANUAL)


def judge(answer: str, prompt: str = "Tell me about the Mixer X200.") -> dict:
    return GROUP.fn(table([(prompt, answer)]), {"model": MODEL}).to_pylist()[0]


@pytest.mark.parametrize(
    ("answer", "said", "reference"),
    [
        ("The Mixer X200 weighs 5.2 kg without its bowl.", "5.2 kg", "4.2 kg"),
        ("Sure! The warranty lasts 24 months from the date of purchase.", "24 months", "36 months"),
        (
            "It was first sold on March 21, 2019 by Brandt Kitchen in Hamburg.",
            "March 21, 2019",
            "12 March 2019",
        ),
        ("It was first sold on 12 March 2019 by Brandt Kitchen in Munich.", "Munich", "Hamburg"),
        ("The timer stops the motor after three minutes.", "three minutes", "90 seconds"),
    ],
)
def test_another_number_date_or_name_is_a_contradiction_with_its_evidence(answer, said, reference):
    found = judge(answer)
    assert found["contradicts_reference"] == 1 and found["reference_place"] == "x200.md row 1"
    (evidence,) = found["contradiction_evidence"]
    assert (
        evidence.startswith(f"'{said}' where the reference has '{reference}'") and "x200.md row 1" in evidence
    )


@pytest.mark.parametrize(
    ("answer", "prompt"),
    [
        ("The Mixer X200 weighs 4,200 g without its bowl.", ""),  # another unit
        ("It was first sold in March 2019 by Brandt Kitchen in Hamburg.", ""),  # less exact
        ("The bowl of the mixer holds about 5.2 litres of dough.", ""),  # both hedged
        ("The timer stops the motor after one and a half minutes.", ""),  # not read as a number: not compared
        ("The Mixer X300 weighs 6 kg without its bowl.", "Tell me about the Mixer X300."),
        ("The Mixer X400 weighs 9 kg without its bowl.", "Tell me about the Mixer X400."),  # another thing
        (
            "Its warranty lasts 24 months from the date of purchase.",
            "And the Mixer X900?",
        ),  # the question is of another
        ("Does it weigh 9 kg without its bowl?", ""),  # asks
        (
            "The whisk of the mixer holds about 9 litres of dough.",
            "What does the whisk of the mixer hold?",
        ),  # another part
        ("A bicycle weighs 12 kg.", ""),  # no passage is near
        ("```\nThe Mixer X200 weighs 9 kg without its bowl.\n```", ""),  # code
        ("", ""),
    ],
)
def test_what_may_also_be_true_or_speaks_of_something_else_is_none(answer, prompt):
    assert not judge(answer, prompt or "Tell me about the Mixer X200.")["contradicts_reference"]


def test_rows_without_a_near_passage_are_not_judged():
    far = judge("The museum opened in 1901 and has 40 rooms.", "When did it open?")
    assert far["contradicts_reference"] is None and far["reference_checked"] is None
    agreed = judge("The Mixer X200 weighs 4.2 kg without its bowl.")
    assert (agreed["contradicts_reference"], agreed["reference_checked"]) == (0, 1)
    assert agreed["contradiction_evidence"] is None


def test_the_order_of_documents_does_not_matter():
    assert references.fit(MANUAL[::-1]).digest == MODEL.digest
    assert references.fit(MANUAL[1:]).digest != MODEL.digest


def test_no_references_judge_nothing():
    empty = references.fit([])
    out = GROUP.fn(table([("a", "The X200 weighs 3 kg.")]), {"model": empty}).to_pylist()[0]
    assert out["contradicts_reference"] is None


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("3.14", "3.14159", True), ("1,200", "1200", True), ("1.2 million", "1,200,000", True), ("5 %", "5 percent", True),
        ("2 hours", "120 minutes", True), ("twelve users", "12 users", True), ("about 100 pages", "95 pages", True),
        ("2021-03-12", "March 12th, 2021", True), ("March 2021", "12 March 2021", True), ("12 March", "12 March 2021", True),
        ("100 pages", "95 pages", False), ("2 hours", "2 minutes", False), ("12 March 2021", "13 March 2021", False),
        ("$5", "$6", False), ("-3 degrees", "3 degrees", False),
    ],
)  # fmt: skip
def test_values_agree_when_both_can_be_true(a, b, same):
    (x,), (y,) = values.read(a), values.read(b)
    assert values.comparable(x, y) and values.agree(x, y) is same


@pytest.mark.parametrize(
    ("a", "b"), [("5 users", "5 pages"), ("$5", "5 kg"), ("March 2021", "2021"), ("3 %", "3 hours")]
)
def test_values_of_different_things_are_not_compared(a, b):
    (x,), (y,) = values.read(a), values.read(b)
    assert not values.comparable(x, y)


@pytest.mark.parametrize(
    "text", ["version 15.8.2", "10:30", "a1b2", "x86_64", "192.168.0.1", "/dev/sda1", "1/2", "no digits"]
)
def test_what_is_no_number_is_not_read(text):
    assert values.read(text) == []


def test_sentences_and_what_can_be_checked():
    text = "It has 3 parts, e.g. a lid. See Fig. 2 below.\n- One item has 4 legs\n\n```\nx = 5\n```\nIs it 6?"
    assert list(sentences(text)) == [
        "It has 3 parts, e.g. a lid.",
        "See Fig. 2 below.",
        "One item has 4 legs",
        "Is it 6?",
    ]
    assert checkable(text) == ["It has 3 parts, e.g. a lid.", "See Fig. 2 below.", "One item has 4 legs"]
