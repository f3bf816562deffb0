"""Publishing: versions, identity, rollback, verification."""

from __future__ import annotations

import copy
import dataclasses

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.example import content_hash, record_id
from ft_data.formatting import links, splits
from ft_data.release import diff, publish, verify, versions
from ft_data.stages import graph
from ft_data_tests.formatting.examples import example, many
from ft_data_tests.release import building
from ft_data_tests.release.building import RECIPE, SHARES, World


@pytest.fixture
def con():
    connection = duckdb.connect()
    yield connection
    connection.close()


def test_first_release_has_every_file_and_verifies(tmp_path, con):
    done = building.publish(tmp_path, con, World().spec(con))
    assert (done.version, done.new) == ("1.0.0", True)
    files = {p.relative_to(done.path).as_posix() for p in done.path.rglob("*") if p.is_file()}
    assert {
        "README.md",
        "manifest.json",
        "CHANGELOG.md",
        "ATTRIBUTION.md",
        "index.parquet",
        "ledger.parquet",
    } <= files
    assert "messages/train-00000-of-00001.parquet" in files
    assert pq.read_schema(done.path / "messages/train-00000-of-00001.parquet").names == ["messages"]
    assert verify.verify(done.path) == []
    assert "The desk, 2026" in (done.path / "ATTRIBUTION.md").read_text()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".building")] == []


def test_what_was_found_sound_is_read_again_once_a_file_is_in_another_state(tmp_path, con, monkeypatch):
    done = building.publish(tmp_path, con, World().spec(con))
    read = []
    rows = verify._rows
    monkeypatch.setattr(verify, "_rows", lambda folder, *found: read.append(folder) or rows(folder, *found))
    assert verify.verify(done.path) == [] and not read, "publishing looked at these very files"
    (done.path / "index.parquet").touch()
    assert verify.verify(done.path) == [] and read == [done.path]


def test_identical_content_publishes_nothing(tmp_path, con):
    world = World()
    first = building.publish(tmp_path, con, world.spec(con))
    world.rows = [row | {"source_uri": "renamed.jsonl"} for row in reversed(world.rows)]
    again = building.publish(tmp_path, con, world.spec(con))
    assert (again.new, again.version, again.root) == (False, "1.0.0", first.root)
    assert versions.names(tmp_path) == ["1.0.0"]


def test_rows_are_minor_texts_are_patch_and_the_test_split_is_major(tmp_path, con):
    world = World(rows=many(700))
    building.publish(tmp_path, con, world.spec(con))
    world.frozen = versions.frozen_splits(tmp_path, None)
    assert world.frozen == {"test"}
    world.rows = world.rows + many(20, "another")
    second = building.publish(tmp_path, con, world.spec(con))
    assert (second.version, second.bump) == ("1.1.0", "minor")
    assert sum(second.changes["added"].values()) == 20

    world.recipe = copy.deepcopy(RECIPE) | {"purpose": "Answer politely."}
    third = building.publish(tmp_path, con, world.spec(con))
    assert (third.version, third.root) == ("1.1.1", second.root)

    index = pq.read_table(third.path / "index.parquet")
    gone = next(r for r, s in zip(*(index[c].to_pylist() for c in ("record_id", "split"))) if s == "test")
    (record,) = building.private(tmp_path).records([gone]).values()
    world.rows = [row for row in world.rows if row["record_id"] != record]
    fourth = building.publish(tmp_path, con, world.spec(con))
    assert (fourth.version, fourth.reasons) == ("2.0.0", ["1 row of the test split was removed"])
    log = (fourth.path / "CHANGELOG.md").read_text()
    assert [line for line in log.split("\n") if line.startswith("## ")] == [
        f"## {v} (2026-01-02)" for v in ("2.0.0", "1.1.1", "1.1.0", "1.0.0")
    ]


def test_a_test_split_of_a_handful_of_rows_is_no_yardstick_yet(tmp_path, con):
    world = World(rows=many(200))
    first = building.publish(tmp_path, con, world.spec(con))
    held = versions.load(tmp_path, "1.0.0").manifest["splits"]["test"]
    assert 0 < held < versions.FREEZES_AT
    assert versions.frozen_splits(tmp_path, None) == frozenset()
    world.rows = world.rows + many(600, "another")
    second = building.publish(tmp_path, con, world.spec(con))
    assert (second.version, second.changes["added"]["test"] > 0) == ("1.1.0", True)
    assert versions.frozen_splits(tmp_path, None) == {"test"} and first.version == "1.0.0"
    assert versions.frozen_splits(tmp_path, "2.0.0") == frozenset()


def test_a_version_without_its_test_rows_does_not_open_the_test_split(tmp_path, con):
    world = World(rows=many(700))
    building.publish(tmp_path, con, world.spec(con))
    placed = splits.assign(
        pa.array([row["record_id"] for row in world.rows]),
        links.LINK.empty_table(),
        world.split_ledger,
        SHARES,
    ).assignments.to_pylist()
    out = {row["record_id"] for row in placed if row["split"] == "test"}
    world.rows = [row for row in world.rows if row["record_id"] not in out]
    building.publish(tmp_path, con, world.spec(con))
    assert versions.newest(tmp_path).manifest["splits"].get("test", 0) == 0
    assert versions.frozen_splits(tmp_path, None) == {"test"}


def test_renamed_sources_and_ids_are_a_patch_and_moved_files_are_nothing(tmp_path, con):
    world = World(rows=many(700))
    building.publish(tmp_path, con, world.spec(con))
    world.frozen = versions.frozen_splits(tmp_path, None)
    world.rows = [again(row, source=f"desk_{i % 3}") for i, row in enumerate(world.rows)]
    source = RECIPE["sources"]["desk"]
    world.recipe = RECIPE | {"sources": {f"desk_{i}": source for i in range(3)}}
    second = building.publish(tmp_path, con, world.spec(con))
    assert (second.version, second.reasons) == (
        "1.0.1",
        ["700 rows go by another id and say the same"],
    )
    assert versions.newest(tmp_path).manifest["splits"] == versions.load(tmp_path, "1.0.0").manifest["splits"]
    found = diff.diff(con, tmp_path / "1.0.0", tmp_path / "1.0.1", building.private(tmp_path), graph.stages())
    assert [(one["change"], one["rows"]) for one in found.summary] == [("renamed", 700)]
    world.recipe = RECIPE | {"sources": {f"desk_{i}": source | {"path": "all/*"} for i in range(3)}}
    for _ in range(2):
        assert building.publish(tmp_path, con, world.spec(con)).new is False


def test_ids_that_change_hands_are_not_changes_of_rows(tmp_path, con):
    """Ids were line numbers and a line was put in front."""
    world = World(rows=[again(row, record_id=f"{i:024x}") for i, row in enumerate(many(700))])
    building.publish(tmp_path, con, world.spec(con))
    world.frozen = versions.frozen_splits(tmp_path, None)
    rows = [*many(1, "in front"), *world.rows]
    world.rows = [again(row, record_id=f"{i:024x}") for i, row in enumerate(rows)]
    second = building.publish(tmp_path, con, world.spec(con))
    assert second.version == "1.1.0" and second.reasons == ["1 row was added"]
    assert sum(second.changes["renamed"].values()) == 700 and not second.changes["moved"]


def again(row, **fields):
    """The same row under other names."""
    made = row | fields
    made["content_hash"] = content_hash(made)
    return made | {"record_id": fields.get("record_id") or record_id(made["source"], made["content_hash"])}


def test_dropping_a_format_is_major_and_declared_versions_are_a_floor(tmp_path, con):
    building.publish(tmp_path, con, World().spec(con))
    fewer = building.publish(tmp_path, con, World(targets=("messages",)).spec(con))
    assert fewer.version == "2.0.0"
    jumped = building.publish(
        tmp_path, con, World(recipe=RECIPE | {"version": "5.0.0"}, targets=("messages",)).spec(con)
    )
    assert jumped.version == "5.0.0"
    assert versions.following("5.0.0", "minor", "5.0.0") == "5.1.0"


def test_rollback_holds_until_the_next_release(tmp_path, con):
    world = World()
    building.publish(tmp_path, con, world.spec(con))
    world.rows = world.rows + [example(("user", "new?"), ("assistant", "yes"))]
    building.publish(tmp_path, con, world.spec(con))
    last = versions.newest(tmp_path).version
    versions.rollback(tmp_path, "1.0.0")
    assert versions.current(tmp_path).version == "1.0.0"
    world.rows = world.rows + [example(("user", "newer?"), ("assistant", "yes"))]
    third = building.publish(tmp_path, con, world.spec(con))
    assert versions.current(tmp_path).version == third.version
    assert versions.parse(third.version) > versions.parse(last)
    assert versions.load(tmp_path, third.version).manifest["parents"][0]["version"] == "1.0.0"
    with pytest.raises(ValueError, match="no version"):
        versions.rollback(tmp_path, "9.9.9")
    line = versions.lineage(tmp_path)
    assert [entry["version"] for entry in line if entry["current"]] == [third.version]
    assert [entry["parents"] for entry in line] == [[], ["1.0.0"], ["1.0.0"]]


def test_any_changed_byte_is_found(tmp_path, con):
    done = building.publish(tmp_path, con, World().spec(con))
    for path in sorted(p for p in done.path.rglob("*") if p.is_file()):
        good = path.read_bytes()
        for at in {0, len(good) // 2, len(good) - 1}:
            bad = bytearray(good)
            bad[at] ^= 1
            path.write_bytes(bad)
            assert verify.verify(done.path), f"a changed byte {at} of {path.name} was not noticed"
        path.write_bytes(good)
    assert verify.verify(done.path) == []
    (done.path / "extra.txt").write_text("x")
    assert verify.verify(done.path) == ["extra.txt is there but not listed"]


def test_the_root_does_not_depend_on_order_threads_or_shards(tmp_path, con, monkeypatch):
    rows = many(300)
    roots = set()
    for i, threads in enumerate((1, 2, 4)):
        con.sql(f"SET threads = {threads}")
        world = World(rows=rows[i * 50 :] + rows[: i * 50])
        if i == 2:
            monkeypatch.setattr("ft_data.release.layout.SHARD_ROWS", 64)
            monkeypatch.setattr("ft_data.release.pieces.ROW_GROUP", 16)
        done = building.publish(tmp_path / str(i), con, world.spec(con))
        roots.add(done.root)
        assert verify.verify(done.path) == []
    assert len(roots) == 1
    assert len(list((tmp_path / "2/1.0.0/messages").glob("train-*"))) > 1


def test_a_row_in_two_splits_is_not_published(tmp_path, con):
    twins = [example(("user", "same?"), ("assistant", "same"), record_id=f"{i:024x}") for i in range(40)]
    world = World(rows=twins)
    spec = world.spec(con)
    con.sql(
        """CREATE TABLE leaking AS SELECT * REPLACE (CASE WHEN row_number() OVER (ORDER BY record_id) % 2 = 0
           THEN 'train' ELSE 'test' END AS split) FROM rel_index"""
    )
    with pytest.raises(publish.Unsound) as refused:
        building.publish(tmp_path, con, dataclasses.replace(spec, index="leaking"))
    assert "1 rows of messages/test are in messages/train too" in refused.value.problems
    assert "1 groups are in more than one split" in refused.value.problems
    assert versions.names(tmp_path) == []


def test_a_row_that_a_trainer_would_drop_is_not_published(tmp_path, con):
    spec = World().spec(con)
    told = "SELECT * REPLACE ('dropped' AS outcome, 'why' AS reason) FROM rel_outcomes LIMIT 2"
    con.sql(f"CREATE TABLE told AS {told}")
    with pytest.raises(publish.Unsound, match="the trainer dropped"):
        building.publish(tmp_path, con, dataclasses.replace(spec, outcomes="told"))
