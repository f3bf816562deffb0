"""Files of a release depend on their rows alone: what did not change is copied from the version before, and never shared with it."""

from __future__ import annotations

import dataclasses
import os

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.errors import FtDataError
from ft_data.release import build, layout, pieces, publish, push, verify, versions
from ft_data.release.ids import Namer
from ft_data.release.private import Private
from ft_data.warehouse import files
from ft_data.warehouse.key import Keys
from ft_data_tests.formatting.examples import example, many
from ft_data_tests.release import building
from ft_data_tests.release.building import World


@pytest.fixture
def con():
    connection = duckdb.connect()
    yield connection
    connection.close()


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(layout, "SHARD_ROWS", 16)
    monkeypatch.setattr(pieces, "ROW_GROUP", 8)


def data_files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for where in ("messages", "prompt_completion", "exports")
        for path in sorted((folder / where).rglob("*"))
        if path.is_file()
    }


TARGETS = ("messages", "prompt_completion", "openai")


@pytest.mark.parametrize("parts", [1, 7])
def test_a_version_made_of_the_one_before_has_the_bytes_of_one_made_from_nothing(tmp_path, con, small, parts):
    rows = many(400)
    world = World(rows=rows[:397], targets=TARGETS)
    first = building.publish(tmp_path / "a", con, world.spec(con))
    world.rows = rows
    grown = building.publish(tmp_path / "a", con, world.spec(con, parts))
    afresh = building.publish(tmp_path / "b", con, world.spec(con))
    assert grown.root == afresh.root
    before, after = data_files(first.path), data_files(grown.path)
    assert after == data_files(afresh.path)
    same = [path for path in after if before.get(path) == after[path]]
    assert len([path for path in same if path.startswith("messages/train")]) >= 10, (
        "three rows touch three files"
    )
    for path in same:
        assert os.stat(first.path / path).st_ino != os.stat(grown.path / path).st_ino, "never a second name"
    for folder in (first.path, grown.path, afresh.path):
        verify._sound.clear()
        assert verify.verify(folder) == []


def test_what_the_version_before_has_is_copied_and_nothing_else_is_written(tmp_path, con, small, monkeypatch):
    rows = many(400)
    world = World(rows=rows, targets=TARGETS)
    building.publish(tmp_path, con, world.spec(con))
    world.rows = rows[:-1]
    wrote = []
    written = pieces._written
    monkeypatch.setattr(pieces, "_written", lambda *given: wrote.append(given[-1].path) or written(*given))
    done = building.publish(tmp_path, con, world.spec(con))
    assert done.new and 0 < len(wrote) <= len(TARGETS)
    assert len(data_files(done.path)) > 10 * len(wrote) / len(TARGETS)


def test_a_file_of_the_version_before_that_is_damaged_is_not_copied(tmp_path, con, small):
    rows = many(200)
    world = World(rows=rows, targets=TARGETS)
    first = building.publish(tmp_path, con, world.spec(con))
    for path in data_files(first.path):
        content = bytearray((first.path / path).read_bytes())
        content[len(content) // 2] ^= 1
        (first.path / path).write_bytes(content)
    world.rows = rows[:-1]
    done = building.publish(tmp_path, con, world.spec(con))
    verify._sound.clear()
    assert done.new and verify.verify(done.path) == []


def test_no_file_holds_the_rows_of_one_source_and_none_is_out_of_order(tmp_path, con, small):
    rows = [
        example(("user", f"{source} asks {i}?"), ("assistant", f"{source} {i}"), source=source)
        for source in ("desk", "mail")
        for i in range(200)
    ]
    done = building.publish(tmp_path, con, World(rows=rows, targets=("messages",)).spec(con))
    paths = sorted((done.path / "messages").glob("train-*"))
    assert len(paths) >= 8
    said = [[row["messages"][1]["content"] for row in pq.read_table(path).to_pylist()] for path in paths]
    assert all({text.split()[0] for text in of} == {"desk", "mail"} for of in said)
    index = pq.read_table(done.path / "index.parquet", filters=[("split", "=", "train")])
    assert len(index) == sum(map(len, said)) and index["record_id"].to_pylist() == sorted(
        index["record_id"].to_pylist()
    )


def test_a_split_has_no_more_files_than_it_may_however_small_they_are(tmp_path, con, monkeypatch):
    monkeypatch.setattr(layout, "SHARD_ROWS", 1)
    done = building.publish(tmp_path, con, World(rows=many(400), targets=("messages",)).spec(con))
    assert 32 <= len(list((done.path / "messages").glob("train-*"))) <= layout.MOST


def turned(rows):
    return rows.take(pa.array(range(len(rows))[::-1]))


def lose_the_order(monkeypatch):
    write = pq.ParquetWriter.write_table
    monkeypatch.setattr(
        pq.ParquetWriter, "write_table", lambda self, rows, **how: write(self, turned(rows), **how)
    )


def take_other_rows(monkeypatch):
    taken = pieces._Held.take
    monkeypatch.setattr(pieces._Held, "take", lambda self, part, place: turned(taken(self, part, place)))


def lose_a_line(monkeypatch):
    monkeypatch.setattr(pieces, "leaves", lambda path: [b"\0" * 32])


@pytest.mark.parametrize(
    ("fault", "target"),
    [(lose_the_order, "messages"), (take_other_rows, "messages"), (lose_a_line, "openai")],
)
def test_what_is_written_must_be_what_was_to_be_written(tmp_path, con, monkeypatch, fault, target):
    spec = World(targets=(target,)).spec(con)
    fault(monkeypatch)
    with pytest.raises(pieces.Unlike, match="was written and does not hold the rows it was made of"):
        building.publish(tmp_path, con, spec)
    assert issubclass(pieces.Unlike, FtDataError)
    assert not list(tmp_path.glob("[0-9]*")) and not list(tmp_path.glob(".building-*"))


def test_rows_that_are_too_many_to_lie_together_are_taken_from_several_tables(
    tmp_path, con, small, monkeypatch
):
    rows = many(300)
    one = building.publish(tmp_path / "a", con, World(rows=rows, targets=TARGETS).spec(con, 7))
    monkeypatch.setattr(pieces, "_WHOLE", 0)
    other = building.publish(tmp_path / "b", con, World(rows=rows, targets=TARGETS).spec(con, 5))
    assert data_files(one.path) == data_files(other.path)


def test_a_copy_and_its_original_change_apart(tmp_path):
    (tmp_path / "a").write_bytes(b"before" * 100_000)
    files.cloned(tmp_path / "a", tmp_path / "b")
    (tmp_path / "a").write_bytes(b"after")
    assert (tmp_path / "b").read_bytes() == b"before" * 100_000
    assert os.stat(tmp_path / "a").st_ino != os.stat(tmp_path / "b").st_ino


def test_a_repository_of_the_hub_loses_the_files_of_the_version_before(tmp_path, con, small, monkeypatch):
    import huggingface_hub
    from huggingface_hub.utils import filter_repo_objects

    sent = {}

    class Api:  # the service: nothing here can reach it
        def __getattr__(self, name):
            return lambda *given, **named: sent.update({name: named})

    monkeypatch.setattr(huggingface_hub, "HfApi", Api)
    done = building.publish(tmp_path, con, World(rows=many(200), targets=TARGETS).spec(con))
    push.push(done.path, "hub:someone/desk", dry_run=False)
    there = ["README.md", "notes/mine.parquet", "messages/train-00000-of-00001.parquet"]
    gone = filter_repo_objects(there, allow_patterns=sent["upload_folder"]["delete_patterns"])
    assert list(gone) == there[-1:]


def test_a_format_whose_trainer_takes_one_file_is_one_file_a_split(tmp_path, con, small):
    done = building.publish(tmp_path, con, World(rows=many(200)).spec(con))
    assert len(list((done.path / "messages").glob("train-*"))) > 1
    assert [path.name for path in (done.path / "alpaca").glob("train-*")] == ["train-00000-of-00001.parquet"]
    assert "alpaca_train" in (done.path / "dataset_info.json").read_text()


def test_names_that_the_version_before_has_are_looked_up_and_are_the_same(tmp_path, con, monkeypatch):
    rows = many(60)
    world = World(rows=rows)
    building.publish(tmp_path, con, world.spec(con))
    made = []
    one = Namer.id
    monkeypatch.setattr(Namer, "id", lambda self, name: made.append(name) or one(self, name))
    world.rows = [*rows, *many(62)[60:]]
    grown = building.publish(tmp_path, con, world.spec(con))
    assert grown.new and set(made) <= {row["record_id"] for row in world.rows[60:]}
    ids = pq.read_table(grown.path / "index.parquet")["record_id"].to_pylist()
    afresh = Namer(building.KEYS.current)
    assert sorted(ids) == sorted(one(afresh, row["record_id"]) for row in world.rows)
    assert afresh.ids([None, "a"]).to_pylist() == [None, one(afresh, "a")]


def test_names_are_made_anew_under_another_key(tmp_path, con):
    world = World(rows=many(60))
    building.publish(tmp_path, con, world.spec(con))
    other = Private(tmp_path / ".private", Keys(b"another".ljust(64, b"."), (building.KEYS.current,)))
    publish.publish(tmp_path, con, world.spec(con), other)
    ids = pq.read_table(versions.newest(tmp_path).path / "index.parquet")["record_id"].to_pylist()
    afresh = Namer(other.keys.current)
    assert sorted(ids) == sorted(afresh.id(row["record_id"]) for row in world.rows)


def test_a_version_of_which_no_format_has_a_file_is_no_release(tmp_path, con):
    spec = World(targets=("messages",)).spec(con)
    with pytest.raises(build.NothingToRelease):
        building.publish(tmp_path, con, dataclasses.replace(spec, exports={"messages": []}))
