"""Raw text: who may look at it, how long it stays, and what a tombstone keeps out of it."""

import datetime
import json

import pytest

from ft_data.recipe.base import span
from ft_data.recipe.load import parse_recipe
from ft_data.recipe.problems import RecipeError
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.warehouse import retention, snapshots, tombstones
from ft_data.warehouse.home import Home
from ft_data.warehouse.tombstones import subject_id

RECIPE = """
dataset: kept
purpose: Test what happens to unmasked text.
sources:
  notes: {path: "sources/*.jsonl", map: {prompt: ask, response: say, subject_id: who}}
govern: {raw_retention: 90d}
"""


def home_with(tmp_path, lines) -> Home:
    folder = tmp_path / "datasets/kept/sources"
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "recipe.yaml").write_text(RECIPE)
    (folder / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return Home(tmp_path)


def read(home: Home):
    return make(Build.open(home, "kept"), "raw/notes")


def test_nobody_else_may_look_into_the_folder_of_unmasked_text(tmp_path):
    home = home_with(tmp_path, [{"ask": "Where?", "say": "Here."}])
    read(home)
    assert (home.warehouse("kept").parts / "raw.notes").stat().st_mode & 0o777 == 0o700


def test_a_replaced_version_goes_when_its_time_is_over(tmp_path):
    home = home_with(tmp_path, [{"ask": "Where?", "say": "Here."}])
    warehouse = home.warehouse("kept")
    first = read(home)
    home_with(tmp_path, [{"ask": "Where?", "say": "There."}])
    second = read(home)
    assert snapshots.versions(warehouse, "raw/notes") == [1, 2]  # 90 days are not over
    now = datetime.datetime.now(datetime.UTC)
    assert retention.expire(warehouse, "raw/notes", now - datetime.timedelta(hours=1)) == []
    assert retention.expire(warehouse, "raw/notes", now + datetime.timedelta(hours=1)) == [1]
    assert snapshots.versions(warehouse, "raw/notes") == [2]
    left = {f"raw.notes/{path.name}" for path in (warehouse.parts / "raw.notes").glob("*.parquet")}
    named = {part.file for found in second.parts.values() for part in found}
    assert left == named
    assert not left & ({part.file for part in first.parts["main"]})
    assert read(home).version == 2  # every receipt that is left is still true


@pytest.mark.parametrize(("period", "hours"), [("90d", 2160), ("12h", 12)])
def test_periods(period, hours):
    assert span(period).total_seconds() / 3600 == hours
    assert parse_recipe(RECIPE.replace("90d", period)).govern.raw_retention == period


@pytest.mark.parametrize("period", ["36501d", "999999d", "9999999999999d", "90m"])
def test_a_period_that_reaches_back_further_than_dates_is_refused_with_its_line(period):
    with pytest.raises(RecipeError, match=period) as refused:
        parse_recipe(RECIPE.replace("90d", period))
    assert refused.value.problems[0].line


def test_a_person_stays_forgotten_in_records_that_make_no_example(tmp_path):
    lines = [
        {"ask": "Where?", "say": "Here.", "who": "customer-7"},
        {"ask": "Still there?", "say": "", "who": "customer-7"},  # no answer: no example
        {"ask": "And now?", "say": "Gone.", "who": "customer-8"},
    ]
    home = home_with(tmp_path, lines)
    assert read(home).rows == 3
    hashed = tombstones.of_subject(subject_id("customer-7", home.key()), home.key())
    tombstones.add(home.warehouse("kept"), [hashed], "subject", "privacy-officer")
    assert read(home).rows == 1
