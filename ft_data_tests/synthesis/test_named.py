"""Names of a passage in other dress are its names; other names are not."""

from __future__ import annotations

import pytest

from ft_data.signals.fitted import align
from ft_data.synthesis.checks.contradiction import contradiction
from ft_data.synthesis.checks.grounding import grounding, source
from ft_data.synthesis.checks.named import folded, strange
from ft_data.synthesis.replies import Pair

PASSAGE = (
    "Lothar de Maizière sailed for the World Health Organization from India to Canada, and the US harbour office gave him an anti-HIV-1 drug.\n"
    "The Scottish Parliament had no say in it, although the pilots of Port Ellin,\nwho knew the way, wrote to it on every one of these days and\nwaited for an answer that did not come."
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Who gave de Maiziere a drug?", None),
        ("What did the WHO say?", None),
        ("What did the W.H.O. say?", None),
        ("Which Indian or Canadian office gave it?", None),
        ("In the United States, who gave it?", None),
        ("What is the anti-HIV1 drug?", None),
        ("What Scottish pilots knew the way?", None),
        ("What's Ellin's way?", None),
        ("WHat did he and I do?", None),
        ("What did the UNO say?", "UNO"),
        ("Which Iranian office gave it?", "Iranian"),
        ("In the United Kingdom, who gave it?", "United"),
        ("What is x200?", "x200"),
        ("Velmora Ellin knew the way.", "Velmora"),
    ],
)
def test_names_in_other_dress(text, name):
    assert strange(align.sentence(folded(text)), source(PASSAGE).names) == name


def test_lines_that_go_on_are_one_sentence_and_a_part_of_it_can_be_denied():
    said = "the pilots of Port Ellin, who knew the way, wrote to it on every one of these days"
    asked = "Who wrote to the Parliament?"
    assert contradiction(Pair(asked, said), PASSAGE) is None
    assert contradiction(Pair(asked, said.replace("wrote", "never wrote")), PASSAGE).reason == "contradicts"
    whole = "the pilots of Port Ellin, who knew the way, wrote to it on every one of these days and waited for an answer that did not come"
    assert contradiction(Pair(asked, whole), PASSAGE) is None
    assert (
        contradiction(Pair(asked, whole.replace("did not come", "did come")), PASSAGE).reason == "contradicts"
    )
    assert grounding(Pair(asked, "The pilots wrote to it in one day."), PASSAGE) is None
    assert grounding(Pair(asked, "The pilots wrote to it in 30 days."), PASSAGE).reason == "not_grounded"


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Which three Velmoran pilots of Port Ellin wrote to the Parliament?", True),  # their name elsewhere, how many
        ("Which pilots of Port Ellin wrote to the Parliament in 1931?", False),
        ("Who in Velmora sells boats to the Parliament?", False),  # hardly about it, and named so
    ],
)  # fmt: skip
def test_a_question_about_a_passage_may_name_what_else_it_knows_but_date_nothing(question, kept):
    found = grounding(Pair(question, "The pilots of Port Ellin wrote to it."), PASSAGE)
    assert (found is None) is kept, found
