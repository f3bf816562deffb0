"""Weaknesses of a version whose faults are planted: a rule that removes, a topic nobody collected, a file with wrong answers."""

import pytest

from bench.support import harbour
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.stages.reading import Versions
from ft_data_tests.pipeline import helpers

COLLECTED = [topic for topic in harbour.ANSWERS if topic != "customs"]


def home_of(root):
    home = helpers.make(root, harbour.RECIPE, harbour.rows(COLLECTED, 70))
    folder = home.folder("demo")
    helpers.write(folder / "sources/late.jsonl", harbour.rows(["berth"], 130, 1, said="crane"))
    (folder / "feedback").mkdir()
    return home


def learned(home):
    return helpers.query(home, "SELECT prompt_text, response_text FROM formatted WHERE split = 'train'")


def made(home, *more):
    build = Build.open(home, "demo")
    names = list(graph.assets(build.recipe))
    return build, graph.make(build, *names[: names.index("formatted") + 1], *more)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    home = home_of(tmp_path_factory.mktemp("weak"))
    helpers.write(home.folder("demo") / "feedback/first.jsonl", [])
    build = Build.open(home, "demo")
    names = [one for one in graph.assets(build.recipe) if one not in ("feedback", "weaknesses")]
    graph.make(build, *names[: names.index("formatted") + 1])
    helpers.write(home.folder("demo") / "feedback/first.jsonl", harbour.tried(learned(home), "1.0.0"))
    return home, build, graph.make(build, "feedback", "weaknesses")


def query(found, sql):
    _, build, snapshot = found
    with Versions(build, snapshot) as versions:
        return versions.con.execute(sql).fetchall()


def test_each_planted_fault_is_a_slice_with_its_cause(found):
    causes = {
        slice: (cause, rule, common)
        for slice, cause, rule, common in query(
            found, "SELECT slice, cause, rule, common FROM weaknesses WHERE kind = 'slice'"
        )
    }
    assert causes["customs"] == ("never_collected", None, None)
    assert causes["refund"] == ("removed_by_rule", "filtered: too_blunt", None)
    assert causes["berth"][0] == "wrong_rows" and "late.jsonl" in causes["berth"][2]
    assert len(causes) == 3


def test_the_file_stands_out_over_all_failures(found):
    ((trait, value, z),) = query(
        found, "SELECT trait, value, z FROM weaknesses_common ORDER BY z DESC LIMIT 1"
    )
    assert trait == "file" and value.endswith("late.jsonl") and z > 5


def test_the_rows_it_names_are_the_planted_ones(found):
    rows = "SELECT source_uri FROM weaknesses_rows JOIN cleaned USING (record_id) WHERE role = 'wrong' ORDER BY failures DESC LIMIT 10"
    assert sum("late" in uri for (uri,) in query(found, rows)) >= 8
    removed = "SELECT DISTINCT response_text FROM weaknesses_rows JOIN cleaned USING (record_id) WHERE role = 'removed'"
    assert query(found, removed) == [(harbour.ANSWERS["refund"],)]


def test_figures_and_sentences_say_the_same(found):
    rows = query(
        found,
        "SELECT failures, tries, rate, rest_rate, low, high, p, weight, said FROM weaknesses ORDER BY weight DESC",
    )
    for failures, tries, rate, rest, low, high, p, weight, said in rows:
        assert rate == failures / tries and low < rate - rest < high and p < 0.05 and 0 < weight <= 1
        assert f"{failures:,} of {tries:,} fail" in said
    assert found[2].stats["said"][0].startswith("file sources/late.jsonl stands out")


def test_nothing_held_back_is_shown_and_what_must_hold_does(found):
    assert query(found, "SELECT count(*) > 0 FROM weaknesses_examples") == [(True,)]
    _, build, snapshot = found
    with Versions(build, snapshot) as versions:
        for one in graph.expectations("weaknesses", build.recipe):
            if one.blocking:
                assert versions.con.execute(one.sql).fetchone() == (0,), one.name


def test_a_recipe_without_feedback_has_none_of_it():
    from ft_data.recipe.load import parse_recipe

    names = graph.assets(parse_recipe(helpers.RECIPE))
    assert "feedback" not in names and "weaknesses" not in names
