"""The first screen's answers, and the rows to read."""

from __future__ import annotations

import dataclasses

import pytest

from ft_data.evaluation.report import summary
from ft_data.evaluation.report.overview import Finding, Gate
from ft_data.recipe.schema import Recipe
from ft_data_tests.evaluation import sample

HELD = Gate("Rows", "12", "≥ 10", True)
FAILED = Gate("Rows", "2", "≥ 10", False)
UNSET = Gate("Waiting", "2%", "no limit", None)
BEATS = summary.Against(-3.4, -1.2, "the selection beats as many random rows, by 1.2 to 3.4%")
BAD = [
    Finding("note", "x", "funnel"),
    Finding("bad", "2 slices are gone.", "blind-spots"),
    Finding("ask", "y", "reasons"),
]


def lineage(**stats):
    return {name: dataclasses.replace(sample.snapshot(name, 5), stats=said) for name, said in stats.items()}


@pytest.mark.parametrize(
    ("number", "given", "tone", "said"),
    [
        (0, {"gates": [HELD, UNSET]}, "good", "All 1 that the recipe sets hold"),
        (0, {"gates": [HELD, FAILED]}, "bad", "1 of 2 fail: Rows"),
        (0, {"gates": [UNSET]}, "open", "the recipe sets none"),
        (0, {"gates": []}, "open", "None was measured"),
        (1, {"proof": None}, "open", "no proof"),
        (1, {"proof": BEATS}, "good", "by 1.2 to 3.4%"),
        (1, {"proof": BEATS._replace(low=0.4, high=2.0)}, "bad", "the selection"),
        (1, {"proof": BEATS._replace(high=0.1)}, "open", "the selection"),
        (1, {"proof": summary.Against(None, None, None)}, "open", "too few texts"),
        (2, {"lineage": lineage(reviewed={"decisions": 0})}, "open", "ft-data review harbour"),
        (2, {"lineage": lineage(reviewed={"decisions": 1})}, "good", "1 decision of people"),
        (2, {"lineage": lineage(reviewed={"decisions": 40}, filtered={"guarantee": "at most 2% bad"})}, "good", "at most 2% bad"),
        (3, {"findings": BAD}, "bad", "2 slices are gone. And 1 more below."),
        (3, {"findings": BAD[:1]}, "good", "Nothing stands out"),
    ],
)  # fmt: skip
def test_what_was_not_looked_into_is_open_and_never_good(number, given, tone, said):
    whole = {"gates": [HELD], "proof": None, "lineage": {}, "findings": []} | given
    found = summary.answers(**whole, dataset="harbour")[number]
    assert found.tone == tone and said in found.said


def test_rows_of_the_version_are_shown_by_what_they_have_in_common_and_only_masked():
    made = sample.make(300)
    html = sample.render(made)
    part = html.partition('<section id="rows">')[2].partition("</section>")[0]
    con = made.open()
    there = {row[0] for row in con.execute("SELECT record_id FROM formatted").fetchall()}
    groups = con.execute("SELECT count(DISTINCT source) FROM formatted").fetchone()[0]
    con.close()
    shown = part.split('class="example"')[1:]
    assert part.count("<h3>") == groups and len(shown) == 2 * groups
    assert all(any(name in one for name in there) for one in shown)
    assert '<a href="#rows">' in html
    kept = Recipe.model_validate({**sample.RECIPE, "clean": {"pii": "keep"}})
    assert 'id="rows"' not in sample.render(dataclasses.replace(made, recipe=kept))
