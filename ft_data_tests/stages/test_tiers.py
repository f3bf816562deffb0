"""What a rule may do is what happens: marks stay with kept rows, questions keep to the budget, fuses hold drops back."""

from __future__ import annotations

import json

import pytest

from ft_data.filtering import force, ranking
from ft_data.filtering.evidence import Count, Evidence
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
from ft_data.warehouse.home import Home
from ft_data.warehouse.view_reader import ViewReader
from ft_data_tests.pipeline import helpers

PLACES = ("harbour", "mill", "station", "market", "bridge", "quarry", "garden", "tower", "school", "ferry")
CUT = 30  # answers that stop inside a sentence


def lines() -> list[dict]:
    made = []
    for number in range(120):
        place, other = PLACES[number % 10], PLACES[(number // 10) % 10]
        answer = f"The {place} lies {number + 2} minutes on foot from the {other}, along the river path."
        if number < CUT:
            answer = (
                f"From the {other} take the road to the {place}, which needs {number + 2} minutes, and then,"
            )
        made.append(
            {
                "id": str(number),
                "instruction": f"How do I get from stop {number} to the {place}?",
                "response": answer,
            }
        )
    made.append({"id": "void", "instruction": "And the castle?", "response": "N/A"})
    return made


def built(home: Home, *stages: str) -> Build:
    build = Build.open(home, "demo")
    for stage in stages:
        make(build, stage)
    return build


def sql(home: Home, query: str) -> list[tuple]:
    return catalog.query(home.warehouse("demo"), query)[1]


def ranked(rule: str) -> str:
    """The words of a rule in the ranking."""
    return next(one.says for one in ranking.terms("chat") if one.name == rule)


def verdicts(home: Home) -> dict[str, int]:
    return dict(
        sql(home, "SELECT verdict, count(*)::INTEGER FROM ledger WHERE stage = 'filtered' GROUP BY verdict")
    )


@pytest.fixture(scope="module")
def measured(tmp_path_factory) -> Home:
    home = helpers.make(tmp_path_factory.mktemp("tiers"), lines=lines())
    built(home, "raw/notes", "cleaned", "signals", "deduped", "decontaminated", "filtered")
    return home


@pytest.fixture
def home(measured, tmp_path) -> Home:
    return helpers.copy(measured, tmp_path)


def test_what_only_marks_stays_and_says_so(measured):
    assert verdicts(measured) == {"keep": 120, "drop": 1}
    marked = sql(
        measured,
        "SELECT record_id, detail FROM ledger WHERE stage = 'filtered' AND list_contains(reasons, 'truncated') AND verdict = 'keep'",
    )
    assert len(marked) == CUT
    (found,) = [one for one in json.loads(marked[0][1])["rules"] if one["rule"] == "truncated"]
    assert found["verdict"] == "mark" and found["value"] >= 0.52 and found["threshold"].startswith(">=")
    step = next(s for s in why(measured.warehouse("demo"), marked[0][0]) if s["stage"] == "filtered")
    assert step["verdict"] == "keep" and "truncated" in step["reasons"] and step["signal"] == "truncated"
    assert step["detail"]["quality"] < 0.9 and step["detail"]["because"][0] == ranked("truncated")
    effect = {one["rule"]: one for one in effects(Build.open(measured, "demo"))}
    assert [effect["truncated"][key] for key in ("does", "drop", "review", "marked", "dropped")] == [
        "mark", None, None, CUT, 0,
    ]  # fmt: skip
    assert effect["truncated"]["evidence"].startswith("right in ")
    assert effect["placeholder"]["does"] == "drop" and effect["placeholder"]["dropped"] == 1


def test_a_recipe_that_lets_it_drop_gets_that_and_one_that_asks_is_not_held_to_the_budget(home):
    drops = helpers.RECIPE + 'rules: [{name: truncated, drop: ">= 0.52"}]\n'
    home.recipe("demo").write_text(drops)
    built(home, "filtered")
    assert verdicts(home) == {"keep": 90, "drop": CUT + 1}
    home.recipe("demo").write_text(drops.replace("drop:", "review:"))
    built(home, "filtered")
    assert verdicts(home) == {"keep": 90, "drop": 1, "review": CUT}
    asked = sql(home, "SELECT detail FROM ledger WHERE stage = 'filtered' AND verdict = 'review'")
    for (detail,) in asked:
        (found,) = [one for one in json.loads(detail)["rules"] if one["rule"] == "ranking"]
        assert found["evidence"].startswith(ranked("truncated")) and found["verdict"] == "mark"


def test_what_a_row_is_taken_for_is_shown_and_a_recipe_may_say_it(home):
    (row,) = sql(home, "SELECT record_id FROM cleaned ORDER BY record_id LIMIT 1")
    said = why(home.warehouse("demo"), row[0])[-1]["detail"]
    assert said["row_kind"] == "prose" and said["row_kind_by"].startswith("its text (confidence ")
    recipe = helpers.RECIPE.replace("license: MIT", "license: MIT, row_kind: dialogue")
    home.recipe("demo").write_text(recipe)
    built(home, "signals", "filtered")
    said = why(home.warehouse("demo"), row[0])[-1]["detail"]
    assert (said["row_kind"], said["row_kind_by"]) == ("dialogue", "the recipe")
    assert sql(home, "SELECT DISTINCT row_kind, answer_kind FROM signals WHERE row_kind_confidence = 1") == [
        ("dialogue", "dialogue")
    ]


def trusted(monkeypatch) -> None:
    """Let reads of five sets say that `truncated` is right, so that it drops by evidence."""
    counts = tuple(Count(f"set{n}", "prose/en", 8, 8, 8) for n in range(5))
    known = {**force.evidence(), "truncated": Evidence("reads", False, counts, 30_000, 20)}
    shipped = [
        rule.model_copy(update={"drop": rule.mark, "mark": None}) if rule.name == "truncated" else rule
        for rule in force.profile("chat")
    ]
    layer = force.Layer("chat", False, tuple(shipped), known)
    monkeypatch.setattr(force, "layers", lambda *names: [layer])


def judge(home: Home, kinds: list[str]) -> None:
    """Decide what the fuse asks about, as a person would who also draws a marked row of the lottery on the way."""
    warehouse = home.warehouse("demo")
    db = Database(warehouse.review)
    refresh(ViewReader(warehouse, VIEWS), db, Build.open(home, "demo").recipe.review)
    drawn = {name for (name,) in sql(home, "SELECT record_id FROM filtered_lottery")}
    asked = iter(kinds)
    while held := claim(db, Person("ada")):
        kind = "keep" if held.record_id in drawn else next(asked)
        opinion = Opinion(kind, "broken" if kind == "drop" else None)
        record(db, Person("ada"), held.token, held.item_id, held.content_hash, opinion, 1)


WIDE = helpers.RECIPE + "review: {audit_rate: 0, overlap: 0, triage: {budget: 0.2}}\n"


@pytest.mark.parametrize(
    ("said", "state", "dropped"),
    [(["drop"] * 7 + ["keep"], "released", CUT), (["keep"] * 5 + ["drop"] * 3, "demoted", 0)],
)
def test_a_rule_that_would_drop_much_waits_for_people(home, monkeypatch, said, state, dropped):
    trusted(monkeypatch)
    home.recipe("demo").write_text(WIDE)
    build = built(home, "filtered")
    assert verdicts(home) == {"keep": 112, "drop": 1, "review": 8}
    ((about, source, would, of, now, text),) = sql(
        home, 'SELECT rule, source, rows, "of", state, text FROM filtered_findings'
    )
    assert (about, source, would, of, now) == ("truncated", "notes", CUT, 121, "asking")
    assert text.endswith("drops nothing there until people judged 8 of them (0 so far)")
    asked = sql(home, "SELECT detail FROM ledger WHERE stage = 'filtered' AND verdict = 'review'")
    assert all("drops nothing there until" in detail for (detail,) in asked)
    assert build.current("filtered").stats["findings"] == [text]
    judge(home, said)
    build = built(home, "filtered")
    assert verdicts(home).get("drop") == dropped + 1 and verdicts(home).get("review") is None
    assert sql(home, "SELECT state FROM filtered_findings") == [(state,)]
    effect = {one["rule"]: one for one in effects(build)}["truncated"]
    assert effect["does"] == f"drop in prose/en; else mark; {state} in notes ({CUT} rows)"
    built(home, "filtered")
    assert sql(home, "SELECT state FROM filtered_findings") == [(state,)], "it stays so"


def test_without_room_in_the_budget_nothing_is_asked_and_nothing_dropped(home, monkeypatch):
    trusted(monkeypatch)
    built(home, "filtered")
    assert verdicts(home) == {"keep": 119, "drop": 1, "review": 1}, "1% of 121 rows"
