"""What a list puts under each of its mails is cut from all of them; what only ends all rows is not."""

from __future__ import annotations

import pytest

from ft_data.cleaning import Cleaner
from ft_data.cleaning.cleaner import cuts_footers
from ft_data.cleaning.footers import cut, learn
from ft_data.recipe.schema import Clean

KEY = b"k" * 32
LIST = "-.-.-.-.-.-.-.-.-.-\ntides mailing list -- Read http://tides.example/FAQ\nTo: tides-request at tides.example\n_._._._._._._._._"
PAGE = "* * * * *\n[Home](https://tides.example) | [Help](https://tides.example/help)"
TEMPLATE = "Answer with one word.\n\n### Response:"
SIGNED = "I hope this helps you.\nPlease ask again.\nDr. Poe"


def mails(footer: str, often: int = 30) -> list[dict[str, str]]:
    return [{"q": f"When does tide {n} come?\n\n{footer if n < often else ''}", "a": f"At {n}.\nBring boots.\n\n{footer if n < often else ''}"} for n in range(40)]  # fmt: skip


@pytest.mark.parametrize("footer", [LIST, PAGE])
def test_a_footer_of_the_source_is_learned_and_cut(footer: str) -> None:
    learned = learn(mails(footer), KEY)
    assert learned and cut(f"At noon.\nBring boots.\n\n{footer}\n", learned, KEY) == (
        "At noon.\nBring boots.",
        1,
    )
    assert not any(line in "".join(learned) for line in footer.split("\n")), (
        "what work is named by holds no text"
    )


@pytest.mark.parametrize("footer", [TEMPLATE, SIGNED])
def test_a_template_and_a_manner_of_speaking_are_none(footer: str) -> None:
    assert learn(mails(footer), KEY) == frozenset()


def test_few_rows_and_few_of_them_teach_nothing() -> None:
    assert learn(mails(LIST)[:10], KEY) == frozenset() and learn(mails(LIST, often=15), KEY) == frozenset()


def test_what_is_nothing_else_or_stands_elsewhere_stays() -> None:
    learned = learn(mails(LIST), KEY)
    for text in (LIST, f"See below:\n{LIST}\nIs that right?", "At noon.\n-.-.-.-.-\nmore"):
        assert cut(text, learned, KEY) == (text, 0)


def test_a_cleaner_cuts_it_first_and_says_so() -> None:
    cleaner = Cleaner(Clean(), "chat", KEY, footer=learn(mails(LIST), KEY))
    text, edits = cleaner.clean(f"At noon.\n\n{LIST}", role="assistant")
    assert text == "At noon." and [(one.rule, one.before) for one in edits] == [("source_footer", None)]
    assert Cleaner(Clean(), "chat", KEY).clean(LIST, role="assistant")[0] != ""


def test_where_the_rule_is_off_nothing_is_to_be_learned() -> None:
    assert cuts_footers(Clean(), "chat")
    assert not cuts_footers(Clean(boilerplate="keep"), "chat")
    assert not cuts_footers(Clean(keep=["source_footer"]), "chat")
