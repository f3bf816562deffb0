"""Approvals, the registry of trained models, and copying a release elsewhere."""

from __future__ import annotations

import duckdb
import pyarrow.parquet as pq
import pytest

from ft_data.release import approvals, push, trained, versions
from ft_data_tests.formatting.examples import many
from ft_data_tests.release import building
from ft_data_tests.release.building import RECIPE, World

GOVERNED = RECIPE | {"govern": {"approvals": 2, "approvers": ["data-lead", "bo"]}}


@pytest.fixture
def con():
    connection = duckdb.connect()
    yield connection
    connection.close()


def test_a_release_waits_for_the_people_it_needs(tmp_path, con):
    world = World(rows=many(30), recipe=GOVERNED, targets=("messages",))
    with pytest.raises(approvals.NeedsApproval) as waiting:
        building.publish(tmp_path, con, world.spec(con))
    assert versions.names(tmp_path) == []
    hash_ = approvals.candidate(building.private(tmp_path))["hash"]
    assert waiting.value.candidate["hash"] == hash_
    approvals.approve(building.private(tmp_path), hash_, "ann", role="data-lead")
    approvals.approve(building.private(tmp_path), hash_, "ann", role="data-lead")
    approvals.approve(building.private(tmp_path), hash_, "eve", role="guest")
    with pytest.raises(approvals.NeedsApproval, match="given by ann"):
        building.publish(tmp_path, con, world.spec(con))
    approvals.approve(building.private(tmp_path), hash_, "bo")
    done = building.publish(tmp_path, con, world.spec(con))
    kept = versions.load(tmp_path, done.version).manifest["approvals"]
    assert [entry["who"] for entry in kept] == ["data-lead 1", "approver 1"]
    assert approvals.candidate(building.private(tmp_path)) is None

    world.rows = world.rows[1:]
    with pytest.raises(approvals.NeedsApproval, match="nobody yet"):
        building.publish(tmp_path, con, world.spec(con))


def test_from_a_model_to_its_rows_and_back(tmp_path, con):
    done = building.publish(tmp_path, con, World(targets=("messages",)).spec(con))
    trained.record(tmp_path, "1.0.0", "desk-7b", metrics={"loss": 1.5}, run="mlflow:12", target="messages")
    index = pq.read_table(done.path / "index.parquet").to_pylist()
    by_split = {
        split: [row["record_id"] for row in index if row["split"] == split] for split in ("train", "test")
    }
    rows = trained.rows_of(con, tmp_path, "desk-7b")
    assert rows.num_rows == 60 and set(rows["version"].to_pylist()) == {"1.0.0"}
    (hit,) = trained.models_of(con, tmp_path, [*by_split["train"][:3], by_split["test"][0]])
    assert (hit["model"], hit["rows"], hit["metrics"]) == ("desk-7b", 3, {"loss": 1.5})
    assert trained.models_of(con, tmp_path, by_split["test"]) == []
    with pytest.raises(ValueError, match="no version"):
        trained.record(tmp_path, "9.0.0", "x")
    with pytest.raises(ValueError, match="no format"):
        trained.record(tmp_path, "1.0.0", "x", target="kto")
    with pytest.raises(ValueError, match="no run"):
        trained.rows_of(con, tmp_path, "unheard-of")


def test_push_plans_sends_resumes_and_refuses(tmp_path, con):
    done = building.publish(tmp_path / "r", con, World(targets=("messages",)).spec(con))
    target = f"file://{tmp_path}/there"
    plan = push.push(done.path, target)
    assert {step.action for step in plan} == {"send"} and not (tmp_path / "there").exists()
    assert plan[-1].path == "manifest.json"
    push.push(done.path, target, dry_run=False)
    copy = tmp_path / "there" / done.version
    for path in done.path.rglob("*"):
        if path.is_file():
            assert (copy / path.relative_to(done.path)).read_bytes() == path.read_bytes()
    assert {step.action for step in push.push(done.path, target)} == {"keep"}

    (copy / "manifest.json").unlink()
    (copy / "README.md").write_text("half")
    again = push.push(done.path, target, dry_run=False)
    assert sorted(step.path for step in again if step.action == "send") == ["README.md", "manifest.json"]

    (copy / "manifest.json").write_text("{}")
    with pytest.raises(ValueError, match="another release"):
        push.push(done.path, target)
    (done.path / "README.md").write_text("changed")
    with pytest.raises(ValueError, match="changed since"):
        push.push(done.path, target)


def test_hub_dry_run_needs_no_network(tmp_path, con):
    done = building.publish(tmp_path, con, World(targets=("messages",)).spec(con))
    plan = push.push(done.path, "hub:someone/desk")
    assert plan[-1].path == "manifest.json" and all(step.action == "send" for step in plan)
