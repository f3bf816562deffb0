"""The funnel and the figures of an asset say what is so: no source that left, no mixture of runs, no rate of work not done."""

from __future__ import annotations

import time

import pytest

from ft_data.api.funnel import FunnelStage
from ft_data.assets.metadata import describe
from ft_data.recipe.load import load
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse import snapshots, verdicts
from ft_data.warehouse.detail import Finding
from ft_data.warehouse.funnel import funnel
from ft_data_tests.pipeline import helpers
from ft_data_tests.pipeline.helpers import RECIPE


@pytest.fixture
def home(finished, tmp_path):
    return helpers.copy(finished[0], tmp_path)


def stages(home) -> dict[str, dict]:
    return {row["stage"]: row for row in funnel(home.warehouse("demo"))}


def make(home, *assets: str):
    return graph.make(Build.open(home, "demo"), *assets)


def test_a_source_that_left_the_recipe_is_not_counted(home):
    helpers.write(home.recipe("demo").parent / "more.jsonl", helpers.rows()[:7])
    home.recipe("demo").write_text(RECIPE + "  more: {path: more.jsonl, license: MIT}\n")
    make(home, "raw/more", "cleaned")
    assert stages(home)["raw"]["rows_in"] == 70 == stages(home)["cleaned"]["rows_in"]
    home.recipe("demo").write_text(RECIPE)
    make(home, "cleaned")
    assert stages(home)["raw"]["rows_in"] == 63 == stages(home)["cleaned"]["rows_in"]


def test_stages_of_an_earlier_run_are_marked(home):
    assert not any(row["earlier_run"] for row in stages(home).values())
    helpers.write(home.recipe("demo").parent / "sources/b.jsonl", [helpers.rows()[0] | {"id": "b"}])
    make(home, "raw/notes")
    assert [name for name, row in stages(home).items() if not row["earlier_run"]] == ["raw"]
    make(home, "cleaned")
    assert [name for name, row in stages(home).items() if not row["earlier_run"]] == ["raw", "cleaned"]
    assert FunnelStage(**stages(home)["deduped"]).said()["stage"] == "deduped (an earlier run)"


def test_a_record_cut_into_examples_is_no_loss():
    row = {
        "stage": "cleaned", "rows_in": 10, "keep": 6, "drop": 4, "review": 0, "merge": 0, "new": 9, "split": 3,
        "rows_out": 15, "reasons": {"split": 3, "empty_response": 1}, "earlier_run": False,
    }  # fmt: skip
    shown = FunnelStage(**row).said()
    assert shown["drop"] == 1 and shown["reasons"] == "split 3; empty_response 1"
    assert (
        row["rows_in"] + row["new"] == row["keep"] + row["drop"] + row["review"] + row["merge"] + row["new"]
    )


def test_a_rule_that_asks_is_not_counted_as_one_that_drops():
    rules = [
        Finding("toxic", "toxicity", 0.9, "> 0.8", "drop"),
        Finding("short", "words", 2, "< 3", "review"),
    ]
    table = verdicts.table(
        [
            verdicts.verdict("a", "drop", ["toxic", "short", "names"], rules=rules, flags=["names"]),
            verdicts.verdict("b", "review", ["short"], rules=rules[1:]),
            verdicts.verdict("c", "drop", ["empty_response"]),
        ]
    )
    counted = verdicts.counts(table)
    assert counted["verdicts"] == {"drop": 2, "review": 1}
    assert counted["reasons"] == {
        "drop": {"empty_response": 1, "toxic": 1},
        "review": {"names": 1, "short": 2},
    }
    assert verdicts.dropping(table)["reasons"].to_pylist() == [["toxic"], ["short"], ["empty_response"]]


def test_figures_of_an_asset_are_its_own(home):
    build = Build.open(home, "demo")
    warehouse = home.warehouse("demo")
    load(home.recipe("demo"), "demo")
    found = {
        asset: describe(build, snapshots.current(warehouse, asset), 0.01)
        for asset in snapshots.assets(warehouse)
    }
    formatted = snapshots.current(warehouse, "formatted")
    assert found["eval_report"]["kept_ratio"] == 1.0 and found["eval_report"]["rows_in"] == formatted.rows
    assert found["release"]["kept_ratio"] == 1.0 == found["raw/notes"]["kept_ratio"]
    cleaned = snapshots.current(warehouse, "cleaned").stats["verdicts"]
    assert found["cleaned"]["kept_ratio"] == round(cleaned["keep"] / 63, 6) < 1
    assert {name: one["rows_per_second"] for name, one in found.items()} == dict.fromkeys(found, 0)
    began = time.time()
    helpers.write(home.recipe("demo").parent / "sources/b.jsonl", helpers.rows()[:9])
    snapshot = make(home, "raw/notes")
    assert describe(build, snapshot, time.time() - began)["rows_per_second"] > 0
