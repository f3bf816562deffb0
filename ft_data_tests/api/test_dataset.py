"""A dataset in Python: what a finished home answers, in every form, and what it says where it cannot."""

from __future__ import annotations

import asyncio
import json
import os

import pandas as pd
import pyarrow as pa
import pytest

import ft_data
from ft_data.api.dataset import UnknownName
from ft_data.assets.running import RunStopped
from ft_data.cli import invoke
from ft_data.recipe.problems import RecipeError
from ft_data.warehouse import catalog, snapshots
from ft_data_tests.pipeline import helpers


@pytest.fixture
def data(finished):
    return ft_data.open("demo", finished[0].root)


def test_a_table_of_a_stage_is_its_view_in_every_form(data, finished):
    table = data.table("selected")
    names, rows = catalog.query(finished[0].warehouse("demo"), "SELECT * FROM selected")
    arrow, frame = table.arrow(), table.df()
    assert isinstance(arrow, pa.Table) and isinstance(frame, pd.DataFrame)
    assert table.columns == names == arrow.column_names == list(frame.columns)
    assert len(table) == len(rows) == arrow.num_rows == len(frame) > 50
    ids = {row[names.index("record_id")] for row in rows}
    assert ids == set(frame["record_id"]) == {row["record_id"] for row in table.to_dicts()}


def test_polars_where_it_is_installed(data):
    pytest.importorskip("polars")
    assert data.table("selected").pl().height == len(data.table("selected"))


def test_without_polars_the_error_says_what_to_do(data, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(ft_data.WrongInput, match="pip install polars"):
        data.table("selected").pl()


@pytest.mark.parametrize("name", ["raw/notes", "raw.notes", "ledger", "edits", "deduped_clusters"])
def test_other_views_are_tables_too(data, name):
    table = data.table(name)
    assert len(table) == table.arrow().num_rows
    assert name.replace("/", ".") in data.tables()


def test_a_query_answers_with_the_same_kind_of_table(data):
    found = data.query("SELECT stage, count(*) AS rows FROM ledger GROUP BY stage ORDER BY stage")
    assert type(found) is type(data.table("ledger"))
    assert found.columns == ["stage", "rows"] and found.df()["rows"].sum() == len(data.table("ledger"))
    twice = data.query("SELECT 1 AS a, 2 AS a, 3 AS a_1")
    assert twice.to_dicts() == [{"a": 1, "a_2": 2, "a_1": 3}]
    for sql in ("DROP VIEW cleaned", "SELECT * FROM nowhere", "SELECT 1; SELECT 2", "ATTACH 'x'"):
        with pytest.raises(ft_data.WrongInput):
            data.query(sql)


def test_the_funnel_is_a_sequence_that_balances(data, finished, capsys):
    funnel = data.funnel()
    assert [stage.stage for stage in funnel][:2] == ["raw", "cleaned"] and len(funnel) == len([*funnel])
    for before, stage in zip(funnel, funnel[1:], strict=False):
        assert stage["rows_in"] == stage.rows_in == before.rows_out
        assert stage.rows_in == stage.keep + stage.drop + stage.review + stage.merge
    assert invoke(["--home", str(finished[0].root), "funnel", "demo", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == funnel.to_dicts()


def test_why_takes_either_id_and_says_what_the_command_says(data, finished, capsys):
    copy = data.query(
        "SELECT record_id FROM ledger WHERE list_contains(reasons, 'exact_duplicate')"
    ).to_dicts()
    found = data.why(copy[0]["record_id"])
    assert "deduped" in found.standing and found.row["source"] == "notes"
    step = next(step for step in found if step.stage == "deduped")
    assert step.witness_id == step["witness_id"] and step.witness_id in repr(found)
    assert invoke(["--home", str(finished[0].root), "why", "demo", found.record_id]) == 0
    assert capsys.readouterr().out == repr(found) + "\n"
    release = next((finished[0].root / "releases/demo").glob("[0-9]*"))
    published = pd.read_parquet(release / "index.parquet")["record_id"][0]
    kept = data.why(published)
    assert kept.record_id != published and kept.standing.startswith("in")


def test_a_version_has_its_rows_and_its_manifest(data, finished):
    version = data.version("filtered", 1)
    manifest = snapshots.load(finished[0].warehouse("demo"), "filtered", 1)
    assert (version.content_hash, version.number) == (manifest.content_hash, 1)
    assert version.inputs == dict(manifest.inputs) and version.created_at == manifest.created_at
    assert set(version.df()["record_id"]) == set(data.table("filtered").df()["record_id"])
    assert data.version("filtered").number == data.version("filtered", 1).number
    assert len(data.version("raw/notes")) == 63
    assert data.version("release").to_dicts()[0]["version"] == "1.0.0"


def test_a_version_without_rows_still_has_its_manifest(finished, tmp_path):
    home = helpers.copy(finished[0], tmp_path)
    warehouse = home.warehouse("demo")
    tables = {"topics_list": snapshots.current(warehouse, "cleaned").parts["edits"]}
    facts = {"rows": 0, "inputs": {}, "code_version": "1", "settings": {}, "stats": {}}
    snapshots.commit(warehouse, "models", tables, **facts)
    version = ft_data.open("demo", home.root).version("models")
    assert len(version) == 0 and version.columns == [] and "models version 1: 0 rows" in repr(version)
    assert version._repr_html_() and version.stage == "models"


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda data: ft_data.open("dmeo", data.home), "did you mean `demo`"),
        (lambda data: data.table("selcted"), "did you mean `selected`"),
        (lambda data: data.table("raw/nots"), "did you mean `raw.notes`"),
        (lambda data: data.version("filterd", 1), "did you mean `filtered`"),
        (lambda data: data.version("filtered", 99), "there are 1"),
        (lambda data: data.why("nobody"), "no record `nobody`"),
        (lambda data: data.table('x" UNION SELECT 1 --'), "no table"),
    ],
)
def test_a_name_that_is_not_there_is_said_with_those_that_are(data, ask, words):
    with pytest.raises(UnknownName, match=words):
        ask(data)
    assert issubclass(UnknownName, LookupError) and issubclass(UnknownName, ft_data.WrongInput)


def test_the_home_is_the_one_named_else_that_of_the_environment(finished, monkeypatch):
    monkeypatch.setenv("FT_DATA_HOME", str(finished[0].root))
    assert ft_data.open("demo").home == finished[0].root


def test_a_run_ends_as_the_command_does(tmp_path, finished, recwarn):
    home = helpers.copy(finished[0], tmp_path / "one")
    data, heard = ft_data.open("demo", home.root), []

    async def in_a_notebook():
        return data.run("release", hear=heard.append)

    ran = asyncio.run(in_a_notebook())
    assert [str(one.message) for one in recwarn if "never awaited" in str(one.message)] == []
    assert ran.release == home.root / "releases/demo/1.0.0" and not ran.new
    assert "nothing new" in repr(ran) and ran.funnel == data.funnel() and heard
    assert "DAGSTER_HOME" not in os.environ  # the next home has an instance of its own
    assert (home.root / "history/runs").exists()
    recipe = home.recipe("demo")
    recipe.write_text(helpers.RECIPE + "gates: {min_rows: 1000}\n")
    with pytest.raises(RunStopped, match="min_rows"):
        data.run(["eval_report+"])
    recipe.write_text(helpers.RECIPE + "gatse: {min_rows: 1000}\n")
    with pytest.raises(RecipeError, match="gates"):
        data.run()


def test_a_dataset_that_never_ran_says_so(tmp_path):
    data = ft_data.open("demo", helpers.make(tmp_path).root)
    assert len(data.funnel()) == 0 and "nothing has run yet" in repr(data.funnel())
    assert data.tables() == []
    with pytest.raises(UnknownName, match="run it first"):
        data.table("cleaned")
    with pytest.raises(UnknownName, match="run it first"):
        data.version("cleaned")
    with pytest.raises(UnknownName):
        data.why("5f0c")
