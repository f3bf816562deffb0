"""People's decisions on rows that a rule chose take its right to drop or to ask in this dataset, and no other's."""

import pytest

from ft_data.filtering.overruled import Said, overruled
from ft_data.filtering.rules import InForce
from ft_data.inspection.tuning import effects
from ft_data.inspection.why import why
from ft_data.review.claims import claim
from ft_data.review.db import Database
from ft_data.review.log import Opinion, Person, record
from ft_data.review.queue import refresh
from ft_data.review.reader import VIEWS
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.warehouse import catalog
from ft_data.warehouse.view_reader import ViewReader
from ft_data_tests.pipeline import helpers

DROPS = InForce(name="short", signal="response_words", drop="< 3")
ASKS = InForce(name="odd", signal="response_words", review="> 90")


def said(rule: str, level: str, right: int, judged: int, source: str = "a") -> list[Said]:
    return [Said(rule, level, source, f"{source}{n}", n < right) for n in range(judged)]


@pytest.mark.parametrize(
    ("rule", "level", "right", "judged", "lost"),
    [
        (DROPS, "drop", 0, 3, True),
        (DROPS, "drop", 0, 2, False),  # too few to say anything
        (DROPS, "drop", 2, 3, False),
        (DROPS, "drop", 8, 8, False),
        (DROPS, "drop", 8, 20, True),
        (DROPS, "review", 0, 20, False),  # it has no such band
        (ASKS, "review", 0, 20, True),
        (ASKS, "review", 8, 20, False),
    ],
)
def test_a_band_is_lost_where_even_the_upper_bound_is_too_low(rule, level, right, judged, lost):
    assert bool(overruled([DROPS, ASKS], said(rule.name, level, right, judged))) is lost


def test_a_band_of_the_recipe_stands_and_is_told():
    (one,) = overruled([DROPS.model_copy(update={"own": ("drop",)})], said("short", "drop", 0, 5))
    assert one.state == "stands" and "because the recipe says so: people agreed with 0 of 5" in str(one)


def test_a_row_that_is_judged_again_counts_as_it_was_judged_last():
    again = [one._replace(right=True) for one in said("short", "drop", 0, 3)]
    assert not overruled([DROPS], [*said("short", "drop", 0, 3), *again])


ALL = helpers.RECIPE + "review: {audit_rate: 1, overlap: 0, triage: {budget: 1.0}}\n"


def test_a_rule_that_people_overrule_only_marks_from_then_on_and_says_so(tmp_path):
    lines = [
        {
            "id": str(n),
            "instruction": f"Which stop comes after stop number {n} on the line to the harbour?",
            "response": "N/A" if n < 6 else f"The one at mill number {n + 1}, which lies beside the river.",
        }
        for n in range(12)
    ]
    home = helpers.make(tmp_path, recipe=ALL, lines=lines)
    warehouse = home.warehouse("demo")

    def run(*stages: str) -> Build:
        build = Build.open(home, "demo")
        for stage in stages:
            make(build, stage)
        return build

    build = run("raw/notes", "cleaned", "signals", "deduped", "decontaminated", "filtered")
    dropped = "SELECT record_id FROM ledger WHERE stage = 'filtered' AND verdict = 'drop' ORDER BY 1"
    gone = [row[0] for row in catalog.query(warehouse, dropped)[1]]
    assert len(gone) == 6
    db = Database(warehouse.review)
    refresh(ViewReader(warehouse, VIEWS), db, build.recipe.review)
    judged = 0
    while (held := claim(db, Person("ada"))) is not None:
        record(db, Person("ada"), held.token, held.item_id, held.content_hash, Opinion("keep"), 1)
        judged += 1
    assert judged >= 6
    build = run("filtered")
    assert catalog.query(warehouse, dropped)[1] == []
    (text,) = build.current("filtered").stats["findings"]
    assert text.startswith(
        "`placeholder` may no longer drop in this dataset and only marks: people agreed with 0 of 6"
    )
    effect = {one["rule"]: one for one in effects(build)}["placeholder"]
    assert effect["does"].endswith("; overruled by people in 6 of 6 rows, so it only marks")
    assert effect["marked"] == 6 and effect["dropped"] == 0
    (step,) = [one for one in why(warehouse, gone[0]) if one["stage"] == "filtered"]
    assert step["verdict"] == "keep" and step["detail"]["rules"][0]["evidence"] == text
    before = build.current("filtered").content_hash
    assert run("filtered").current("filtered").content_hash == before, "it stays so"
