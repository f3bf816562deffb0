"""Withdrawn versions are neither passed on nor made current; purged ones are gone, and so are their numbers."""

import json
import sys

import duckdb
import pyarrow.parquet as pq
import pytest

from ft_data.cli import invoke
from ft_data.release import push, versions, withdrawals
from ft_data.release.private import Private
from ft_data.warehouse import lines
from ft_data_tests.formatting.examples import example
from ft_data_tests.pipeline import helpers
from ft_data_tests.pipeline.helpers import told
from ft_data_tests.release import building
from ft_data_tests.release.building import World


@pytest.fixture
def three(tmp_path):
    """Three versions of a dataset, and what publishes the next."""
    world = World(targets=("messages",))
    with duckdb.connect() as con:

        def more():
            world.rows = [*world.rows, example(("user", f"new {len(world.rows)}?"), ("assistant", "yes"))]
            return building.publish(tmp_path, con, world.spec(con))

        yield [more().version for _ in range(3)], more


def test_withdrawn_versions_are_refused(tmp_path, three):
    made, _ = three
    kept = building.private(tmp_path)
    withdrawals.add(tmp_path, made[0], "Anna", kept)
    with pytest.raises(withdrawals.Withdrawn, match="withdrawn"):
        versions.rollback(tmp_path, made[0])
    with pytest.raises(withdrawals.Withdrawn, match="withdrawn"):
        push.push(tmp_path / made[0], f"file://{tmp_path}/there", dry_run=True)
    assert not (tmp_path / "there").exists()
    assert versions.rollback(tmp_path, made[1]).version == made[1]
    assert push.push(tmp_path / made[1], f"file://{tmp_path}/there")


@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize("which", [(2,), (0, 2), (0, 1, 2)])
def test_a_purged_version_is_gone_and_its_number_is_not_used_again(
    tmp_path, three, which, stopped, monkeypatch
):
    made, more = three
    kept, gone = building.private(tmp_path), [made[number] for number in which]
    if stopped:  # killed after it was written down: the next publisher finishes
        with monkeypatch.context() as patch:
            patch.setattr(withdrawals, "finish", lambda *_: None)
            withdrawals.purge(tmp_path, gone, "Anna", kept)
        assert all((tmp_path / version).exists() for version in gone)
        with pytest.raises(withdrawals.Withdrawn):
            versions.rollback(tmp_path, gone[0])
    else:
        withdrawals.purge(tmp_path, gone, "Anna", kept)
    after = more()
    assert after.version not in made and versions.parse(after.version) > versions.parse(made[-1])
    assert after.bump == "major" and any(made[-1] in reason for reason in after.reasons)
    left = [version for version in made if version not in gone]
    assert versions.names(tmp_path) == [*left, after.version]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".purging")]
    assert all(kept.table(version) is None for version in gone)
    assert set(gone) == withdrawals.withdrawn(tmp_path)
    assert "Anna" not in (tmp_path / withdrawals.FILE).read_text()


def test_a_frozen_test_split_stays_frozen_when_its_versions_are_purged(tmp_path, three, monkeypatch):
    monkeypatch.setattr(versions, "FREEZES_AT", 1)
    assert versions.frozen_splits(tmp_path, None) == {"test"}
    withdrawals.purge(tmp_path, three[0], "", building.private(tmp_path))
    assert versions.names(tmp_path) == [] and versions.frozen_splits(tmp_path, None) == {"test"}


def test_forget_deletes_releases_and_says_where_copies_are(finished, tmp_path):
    home = helpers.copy(finished[0], tmp_path)
    base = home.root / "releases/demo"
    there = tmp_path / "there"
    assert told(home, "push", "demo", "--to", f"file://{there}", "--yes").returncode == 0
    published = pq.read_table(base / "1.0.0/index.parquet")["record_id"].to_pylist()
    first = Private.of(home, "demo").records(published[:1])[published[0]]

    said = told(home, "forget", "demo", "--record", first, "--actor", "Anna", "--yes", "--json")
    (done,) = json.loads(said.stdout)
    assert said.returncode == 0 and done["withdrawn_releases"] == ["1.0.0"] and done["deleted_releases"] == []
    assert done["copies_elsewhere"] == [f"1.0.0 at file://{there}"]
    assert "--purge-releases` deletes them" in said.stderr
    for refused in (("push", "demo", "--to", f"file://{there}", "--yes"), ("rollback", "demo", "1.0.0")):
        done = told(home, *refused)
        assert done.returncode == 2 and "withdrawn" in done.stderr
    assert json.loads(told(home, "forget", "demo", "--purge-releases", "--yes", "--json").stdout) == [
        {"deleted_releases": ["1.0.0"]}
    ]
    assert not (base / "1.0.0").exists()
    assert versions.names(base) == [] and versions.last_number(base) == "1.0.0"
    assert versions.following("1.0.0", "major") == "2.0.0"


def test_where_a_copy_goes_is_noted_before_it_is_sent(finished, tmp_path):
    home = helpers.copy(finished[0], tmp_path)
    (tmp_path / "there").write_text("a file, and no folder")
    done = told(home, "push", "demo", "--to", f"file://{tmp_path}/there/copies", "--yes")
    assert done.returncode != 0
    sent = lines.entries(Private.of(home, "demo").log("pushed"))
    assert [entry["to"] for entry in sent] == [f"file://{tmp_path}/there/copies"]


def test_where_nothing_can_be_sent_is_not_noted(finished, tmp_path, monkeypatch):
    home = helpers.copy(finished[0], tmp_path)
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)  # as without the extra
    assert invoke(["--home", str(home.root), "push", "demo", "--to", "hub:someone/desk", "--yes"]) == 2
    assert lines.entries(Private.of(home, "demo").log("pushed")) == []
