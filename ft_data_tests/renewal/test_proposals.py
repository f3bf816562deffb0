"""What is proposed for rows that may be out of date, why, and what is not: history, other things' figures, rows that are guarded."""

import pytest

from ft_data.renewal import stated
from ft_data.renewal.proposals import REFRESH, RETIRE, Row, proposals
from ft_data.renewal.replay import rests


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("As of 2021, the fee is 5 euros.", 2021),
        ("The latest edition (2019) lists nine ports.", 2019),
        ("Currently, in 2020, the pier is closed. As of March 2023 it is open.", 2023),
        ("The bridge was built in 1894 and widened in 1921.", None),  # history is no age
        ("The current king. In 1894 he was born.", None),
        ("She paid 2021 crowns to date.", None),
    ],
)
def test_a_year_says_that_a_text_is_old_only_where_it_is_given_as_now(text, year):
    assert stated.year(text) == year


def test_versions_are_of_things_and_figures_of_nothing_are_none():
    text = "Python 3.8 and Node v18.2.1 run here; see section 4.2, page 3.1, about 2.5 litres at 1.5 bar, PostgreSQL version 9.6."
    assert stated.versions(text) == [("python", (3, 8)), ("node", (18, 2, 1)), ("postgresql", (9, 6))]
    known = {"python": (3, 12), "node": (18, 2, 0)}
    assert stated.outdated("Install Python 3.8.", known) == ("python", (3, 8))
    assert stated.outdated("Python 3.8 is gone, take Python 3.12.", known) is None, "it knows the newer one"
    assert stated.outdated("Install Node 18.2.", known) is None


def rows():
    return [
        Row("a", "How do I start?", "Install Python 3.8.", "manual"),
        Row("b", "What is the fee?", "As of 2019 it is 5 euros.", "faq"),
        Row("c", "When does it open?", "At noon.", "faq", 1, "rules.txt, row 3"),
        Row("d", "when does it open", "At six.", "faq"),
        Row("e", "Who has the key?", "The porter, since 1987.", "faq", 2),
        Row("f", "What was it like?", "In 1894 the harbour froze.", "faq"),
    ]


def proposed(guarded=(), late=None):
    return {
        one.reason: one
        for one in proposals(rows(), 2026, ["Python 3.12 is supported."], late or {}, set(guarded))
    }


def test_each_reason_is_a_proposal_that_names_its_rows():
    found = proposed(late={"manual": "its newest data came 90 days ago"})
    assert {reason: (one.action, one.rows) for reason, one in found.items()} == {
        "superseded": (RETIRE, ("c",)), "reference": (REFRESH, ("e",)), "version": (REFRESH, ("a",)),
        "year": (REFRESH, ("b",)), "cadence": (REFRESH, ("a",)),
    }  # fmt: skip
    assert found["version"].why == {"a": "it names python 3.8, the references 3.12"}
    assert "rules.txt, row 3" in found["superseded"].why["c"]
    assert len({one.id for one in found.values()}) == 5


def test_a_guarded_row_is_never_to_be_retired():
    found = proposed(guarded=["c"])
    assert "superseded" not in found and found["reference"].rows == ("c", "e")


def test_right_answers_rest_on_rows_that_ask_the_same_or_answer_the_same_most_alike():
    canned = [
        Row(f"k{n}", f"Where is the {thing} kept today?", "In the shed.", "s")
        for n, thing in enumerate(("rope", "sail", "mast", "deck"))
    ]
    found = rests(
        [("where is the ROPE kept", "In the shed."), ("When?", "At noon."), ("Why?", "So.")],
        [*canned, *rows(), Row("w", "When?", "Later.", "s")],
    )
    assert found.rows == {"k0", "k1", "k2", "c", "w"} and found.on_none == 1
    assert rests([], rows()) == (frozenset(), 0)


def test_what_is_accepted_are_the_rows_that_were_shown():
    more = [*rows(), Row("g", "When does it open?", "At ten.", "faq", 1)]
    before, after = (
        {one.reason: one for one in proposals(some, 2026, [], {"faq": "late"}, ())} for some in (rows(), more)
    )
    assert after["superseded"].rows == ("c", "g") and after["superseded"].id != before["superseded"].id
    assert after["year"].id == before["year"].id and after["cadence"].id == before["cadence"].id
