"""What a cut may not leave of an answer."""

from __future__ import annotations

from ft_data.cleaning import Cleaner
from ft_data.cleaning.watch import guts
from ft_data.recipe.schema import Clean

ASKED = ["Did the printer come back to life?"]
REPLY = "It prints again since the update of Monday, thank you very much for the quick help."
HEADER = "\n\nFrom: Support\nSent: Monday\nTo: Maria\nSubject: Printer\n\n"
SHORT, LONG = "Please restart it.", "Please restart it, and tell us what the lamp does. " * 6


def clean(text: str, **settings) -> str:
    return Cleaner(Clean(boilerplate="everywhere", **settings), "chat", b"k").clean(
        text, role="assistant", asked=ASKED
    )[0]


def test_a_cut_by_wording_that_takes_more_than_half_is_not_made_unless_the_recipe_asks_for_it():
    assert clean(REPLY + HEADER + SHORT) == REPLY
    assert clean(REPLY + HEADER + LONG) == (REPLY + HEADER + LONG).rstrip()
    assert clean(REPLY + HEADER + LONG, repair=["forwarded"]) == REPLY


def test_a_cut_by_construction_may_take_more_than_half():
    quoted = (
        "\n\nOn Mon, Jan 5, 2026 at 3:04 PM Support wrote:\n"
        + "> Please restart it and look at the lamp.\n" * 9
    )
    assert clean(REPLY + quoted) == REPLY


def test_no_cut_leaves_a_template_alone():
    head = "Below is an instruction that describes a task. Write a response that completes the request."
    text = (
        f"{head}\n\n### Instruction:\nBake a loaf of rye bread.\n\n### Response:\nTake flour, water and salt."
    )
    assert guts("next_row", text, head, ASKED, wanted=True)
    assert guts("copied_request", f"{ASKED[0]}\n\n", "", ASKED)
    assert not guts("copied_request", f"{ASKED[0]}\n\n{REPLY}", REPLY, ASKED)
