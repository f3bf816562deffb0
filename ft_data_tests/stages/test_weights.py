"""Weights of a recipe and of records, through the stages: what is written how often, what is left out, and what is said of it."""

from collections import Counter

import pytest

from ft_data.cli import invoke
from ft_data.recipe.problems import RecipeError
from ft_data.selection.copies import copies
from ft_data.stages import card_facts, graph
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data_tests.pipeline import helpers

RECIPE = helpers.RECIPE + (
    "  more: {path: more/*.jsonl, license: MIT, origin: human}\n"
    "select: {weights: {more: 2.5, notes: 0.5}}\n"
    "format: {splits: {train: 0.8, validation: 0.1, test: 0.1}, targets: [messages, openai, alpaca]}\n"
)


def more(own):
    return [
        {
            "messages": [
                {"role": "user", "content": f"Which birds nest by the {river} in spring?"},
                {"role": "assistant", "content": f"Herons nest by the {river}, and warblers in its reeds.", "weight": weight},
            ]
        }
        for river, weight in zip(helpers.RIVERS, own, strict=False)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    found = helpers.make(tmp_path_factory.mktemp("weights"), RECIPE)
    (found.folder("demo") / "more").mkdir()
    helpers.write(found.folder("demo") / "more/birds.jsonl", more([2.0] * 6 + [1.0] * 6))
    build = Build.open(found, "demo")
    names = list(graph.assets(build.recipe))
    return build, graph.make(build, *names[: names.index("formatted") + 1])


def asked(made, sql):
    with Versions(*made) as versions:
        return versions.con.sql(sql).fetchall()


def test_weights_of_recipe_and_record_are_multiplied_and_become_copies(made):
    own = dict(asked(made, "SELECT record_id, list_last(messages).weight FROM reviewed"))
    source = dict(asked(made, "SELECT record_id, source FROM reviewed"))
    weight = {name: {"more": 2.5, "notes": 0.5}[source[name]] * (own[name] or 1.0) for name in source}
    wanted = {name: copies(weight[name], name) for name in source}
    kept = dict(asked(made, "SELECT record_id, weight FROM selected_main"))
    assert kept == {name: float(count) for name, count in wanted.items() if count}
    assert {count for name, count in wanted.items() if source[name] == "more"} == {2, 3, 5}
    left = asked(made, "SELECT record_id, verdict, reasons FROM selected_verdicts WHERE verdict <> 'keep'")
    assert {row[0] for row in left} == {name for name, count in wanted.items() if not count}
    assert all(row[1:] == ("drop", ["sampled_out"]) for row in left) and left


def test_no_format_refuses_a_row_for_a_weight_that_its_copies_carry(made):
    told = Counter(asked(made, "SELECT target, outcome FROM formatted_outcomes"))
    count = len(asked(made, "SELECT record_id FROM formatted_main"))
    assert told == {(target, "accepted"): count for target in ("messages", "openai", "alpaca")}


def test_the_card_counts_them_and_why_says_how_often_a_row_stands(made, capsys):
    build, snapshot = made
    with Versions(build, snapshot) as versions:
        section = card_facts.copies(versions)
    rows = section["tables"][0]["rows"]
    train = asked(
        made,
        "SELECT record_id, weight FROM formatted_main JOIN selected_main USING (record_id) WHERE split = 'train'",
    )
    assert sum(row["rows"] for row in rows) == len(train)
    assert sum(row["written"] for row in rows) == sum(weight for _, weight in train)
    assert f"{int(sum(weight for _, weight in train)):,} times for {len(train):,} rows" in section["text"]
    name, weight = max(train, key=lambda row: (row[1], row[0]))
    assert invoke(["--home", str(build.home.root), "why", "demo", name]) == 0
    assert f"{int(weight)} times in `train` of every export that holds it" in capsys.readouterr().out


def test_a_budget_counts_copies(tmp_path):
    found = helpers.make(tmp_path, RECIPE.replace("select: {", "select: {budget: 20, "))
    (found.folder("demo") / "more").mkdir()
    helpers.write(found.folder("demo") / "more/birds.jsonl", more([1.0] * 12))
    build = Build.open(found, "demo")
    names = list(graph.assets(build.recipe))
    snapshot = graph.make(build, *names[: names.index("selected") + 1])
    with Versions(build, snapshot) as versions:
        ((total, most),) = versions.con.sql("SELECT sum(weight), max(weight) FROM selected_main").fetchall()
    assert 20 - most < total <= 20


@pytest.mark.parametrize("weight", ["0", "-1", "101", ".nan"])
def test_a_weight_that_is_none_is_refused_with_its_place(tmp_path, weight):
    found = helpers.make(tmp_path, RECIPE.replace("2.5", weight))
    with pytest.raises(RecipeError, match="select.weights.more"):
        Build.open(found, "demo")
