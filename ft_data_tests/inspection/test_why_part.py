"""`ft-data why NAME --part STAGE`: the ingredient that differs, since the version before and against a run now."""

import shutil

import pytest

from ft_data.cli import invoke
from ft_data.inspection.why_part import why_part
from ft_data.stages.build import Build
from ft_data.stages.graph import make
from ft_data.warehouse.home import Home
from ft_data_tests.pipeline import helpers

TILL = ("raw/notes", "cleaned", "signals", "deduped", "decontaminated", "filtered")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    home = helpers.make(tmp_path_factory.mktemp("why"))
    make(Build.open(home, "demo"), *TILL)
    return home.root


@pytest.fixture
def home(made, tmp_path):
    """A copy: each test changes recipe or rows, and none may see another's."""
    return Home(shutil.copytree(made, tmp_path / "home", ignore=shutil.ignore_patterns("*-wal", "*-shm")))


def said(home, asset):
    found = {}
    for row in why_part(Build.open(home, "demo"), asset):
        found.setdefault(row["when"], {})[row["what"]] = row["differs"]
    return found


def test_where_nothing_differs_it_says_so(home):
    for asset in TILL:
        assert said(home, asset)["a run now"] == {"code, settings, inputs": "no difference"}, asset


def test_a_changed_threshold_is_named_before_and_after_the_run(home, monkeypatch, capsys):
    home.recipe("demo").write_text(helpers.RECIPE + "dedupe: {near: {threshold: 0.9}}\n")
    told = said(home, "deduped")
    assert told["a run now"] == {"dedupe.near.threshold": "0.8 -> 0.9"}
    assert said(home, "cleaned")["a run now"] == {"code, settings, inputs": "no difference"}

    make(Build.open(home, "demo"), *TILL)
    told = said(home, "deduped")
    assert told["a run now"] == {"code, settings, inputs": "no difference"}
    assert told["since version 1"]["dedupe.near.threshold"] == "0.8 -> 0.9"
    assert "dedupe" in told["its parts"] and "cleaned" not in told["its parts"]

    monkeypatch.setenv("FT_DATA_HOME", str(home.root))
    assert invoke(["why", "demo", "--part", "deduped"]) == 0
    assert "dedupe.near.threshold" in capsys.readouterr().out
    assert invoke(["why", "demo", "--part", "nowhere"]) == 2


def test_new_rows_make_their_parts_anew_and_no_others(home):
    helpers.write(
        home.folder("demo") / "sources/b.jsonl",
        [{"instruction": "And the lakes?", "response": "Three of them."}],
    )
    make(Build.open(home, "demo"), "raw/notes")
    assert said(home, "cleaned")["a run now"] == {"raw/notes": "version 1 -> 2"}
    make(Build.open(home, "demo"), "cleaned")
    told = said(home, "cleaned")["its parts"]
    assert told["raw"].startswith("differs in") and "code" not in told
