"""What a check found is used again only while version, check, code and files are the same."""

from __future__ import annotations

import dataclasses

import pytest

from ft_data.checks import factory, results, validator
from ft_data.checks.measure import measure
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse import snapshots, sums, tombstones
from ft_data_tests.pipeline.helpers import copy

SETTLED = {
    "files_are_intact",
    "no_row_moved",
    "distributions_are_steady",
    "values_are_finite",
    "numbers_can_be_derived_again",
}
ANEW = {"no_personal_data", "ids_give_nothing_away", "reviewers_agree"}  # they read what no version says


@pytest.fixture
def home(finished, tmp_path):
    return copy(finished[0], tmp_path / "home")


@pytest.fixture
def seen(monkeypatch):
    """Lists what was really measured and what was really judged, in order."""
    found = {"measured": [], "judged": []}

    def measured(build, snapshot, expectations):
        found["measured"] += [e.name for e in expectations]
        return measure(build, snapshot, expectations)

    def judged(asset, expectations, values):
        found["judged"] += [e.name for e in expectations]
        return judge(asset, expectations, values)

    judge = validator.judge
    monkeypatch.setattr(factory, "measure", measured)
    monkeypatch.setattr(validator, "judge", judged)
    return found


def checked(home, seen, asset="formatted", change=lambda snapshot: snapshot, edit=lambda e: e):
    """Check an asset; return what was measured, what was judged, and what failed."""
    seen["measured"], seen["judged"] = [], []
    build = Build.open(home, "demo")
    asked = [edit(e) for e in graph.expectations(asset, build.recipe)]
    found = factory._judgements(build, change(build.current(asset)), asked)
    assert [one.expectation for one in found] == asked
    return set(seen["measured"]), set(seen["judged"]), {f.expectation.name for f in found if not f.passed}


def names(home, asset="formatted"):
    return {e.name for e in graph.expectations(asset, Build.open(home, "demo").recipe)}


def test_nothing_that_a_run_checked_is_measured_by_the_next(home, seen):
    build = Build.open(home, "demo")
    for asset in graph.assets(build.recipe):
        assert results.are_kept(build.warehouse, asset)
        if asset == "release":
            checked(home, seen, asset)  # its files are copies
        measured, judged, failed = checked(home, seen, asset)
        assert measured == names(home, asset) & ANEW, asset
        assert not judged and not failed
    assert SETTLED <= {name for asset in graph.assets(build.recipe) for name in names(home, asset)}


def test_a_changed_version_is_measured_again(home, seen):
    everything = names(home)
    assert (
        checked(home, seen, change=lambda s: dataclasses.replace(s, content_hash="0" * 32))[0] == everything
    )
    assert checked(home, seen)[0] == everything  # only the last version's results are kept
    assert checked(home, seen)[0] == set()
    warehouse = home.warehouse("demo")
    before = snapshots.load(warehouse, "cleaned", 1)
    path = snapshots.folder(warehouse, "cleaned") / "000001.json"
    raw = sums.unseal(path.read_bytes(), indent=1)
    path.write_bytes(sums.seal(raw | {"content_hash": "0" * 32}, indent=1))
    assert checked(home, seen)[0] == everything  # what it was made of counts: its rows are joined with theirs
    assert snapshots.load(warehouse, "cleaned", 1) != before


def test_a_changed_check_is_measured_or_judged_again(home, seen):
    def another(e):
        return dataclasses.replace(e, sql=f"SELECT 1 + ({e.sql})") if e.name == "ids_are_unique" else e

    def wider(e):
        return dataclasses.replace(e, high=5) if e.name == "ids_are_unique" else e

    assert checked(home, seen, edit=another) == ({"ids_are_unique"}, {"ids_are_unique"}, {"ids_are_unique"})
    checked(home, seen)
    assert checked(home, seen, edit=wider) == (set(), {"ids_are_unique"}, set())


def test_a_recipe_that_says_other_is_checked_again(home, seen):
    path = home.recipe("demo")
    path.write_text(path.read_text().replace("rivers", "streams"))
    assert checked(home, seen)[0] == names(home)


def test_other_code_measures_and_judges_again(home, seen, monkeypatch):
    monkeypatch.setattr(results, "_code", lambda: "another state of the package")
    assert checked(home, seen)[:2] == (names(home), names(home))


def test_the_code_is_every_file_of_the_package(tmp_path, monkeypatch):
    (tmp_path / "one.py").write_text("LIMIT = 1\n")
    monkeypatch.setattr(results, "_PACKAGE", tmp_path)
    before = results._code.__wrapped__()
    (tmp_path / "one.py").write_text("LIMIT = 2\n")
    assert results._code.__wrapped__() != before


def test_rows_that_were_forgotten_since_are_looked_for_again(home, seen, monkeypatch):
    monkeypatch.setattr(tombstones, "epoch", lambda root: 7)
    assert checked(home, seen)[0] == names(home)


def test_a_released_file_that_was_touched_is_read_again_and_what_fails_is_not_kept(home, seen):
    build = Build.open(home, "demo")
    folder = home.root / build.current("release").stats["path"]
    file = sorted(folder.rglob("*.parquet"))[0]
    whole = file.read_bytes()
    file.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    for _ in range(2):
        measured, _, failed = checked(home, seen, "release")
        assert "files_are_intact" in measured and failed == {"files_are_intact"}
    file.write_bytes(whole)
    assert checked(home, seen, "release")[2] == set()
    assert "files_are_intact" not in checked(home, seen, "release")[0]


def test_damaged_results_are_none(home, seen):
    path = home.warehouse("demo").checks / "formatted.json"
    path.write_bytes(path.read_bytes().replace(b'"value": 0', b'"value": 1', 1))
    assert checked(home, seen)[0] == names(home)
    assert checked(home, seen)[0] == set()
