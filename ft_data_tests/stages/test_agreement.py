"""Three opinions block nothing; twenty that disagree beyond doubt do, and what to do is said either way."""

from __future__ import annotations

import pytest

from ft_data.recipe.load import load
from ft_data.review.claims import claim
from ft_data.review.db import Database
from ft_data.review.log import Opinion, Person, record
from ft_data.stages import graph
from ft_data.stages.agreement import alpha_at_best, remarks
from ft_data.stages.build import Build
from ft_data_tests.pipeline import helpers
from ft_data_tests.review.items import add_item


def held(tmp_path, opinions: list[tuple[str, str]]):
    """A home in which two people decided these items, and the limit of the check on them."""
    home = helpers.make(tmp_path)
    warehouse = home.warehouse("demo")
    warehouse.root.mkdir(parents=True)
    db = Database(warehouse.review)
    for number, given in enumerate(opinions):
        add_item(db, f"{number:024x}", need=2)
        for person, kind in zip(("ada", "ben"), given, strict=True):
            item = claim(db, Person(person))
            record(db, Person(person), item.token, item.item_id, item.content_hash, Opinion(kind), 1)
    recipe = load(home.recipe("demo"), "demo")
    (check,) = [e for e in graph.expectations("reviewed", recipe) if e.name == "reviewers_agree"]
    value = alpha_at_best(Build.open(home, "demo"), None, None)
    return value >= check.low, remarks(warehouse, recipe)


@pytest.mark.parametrize(
    ("opinions", "passes", "words"),
    [
        ([], True, None),
        ([("keep", "keep"), ("drop", "drop"), ("keep", "drop")], True, "too few to judge by"),
        ([("keep", "keep"), ("drop", "drop")] * 12, True, None),
        ([("keep", "keep")] * 30, True, None),
        ([("keep", "drop"), ("drop", "keep"), ("keep", "keep")] * 10, False, "let a lead settle them"),
        (([("keep", "keep"), ("drop", "drop")] * 3 + [("keep", "drop")] * 2) * 3, True, "at best"),
    ],
    ids=["none", "two of three", "all agree", "one answer", "clear disagreement", "within the interval"],
)
def test_only_clear_disagreement_blocks_and_advice_is_given(opinions, passes, words, tmp_path):
    held_up, said = held(tmp_path, opinions)
    assert held_up is passes
    assert (words in said[0]) if words else said == []
