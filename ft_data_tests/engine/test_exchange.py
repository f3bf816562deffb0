"""An exchange brings together what belongs together, whoever performs it, and leaves nothing but receipts and parts."""

import pytest

from ft_data.engine import pool
from ft_data.engine.local import Local
from ft_data.stages.build import SERVER
from ft_data_tests.engine import counting


@pytest.fixture
def two_workers(monkeypatch):
    monkeypatch.setenv("FT_DATA_WORKERS", "2")
    monkeypatch.setattr(pool, "_awake", lambda: True)
    yield
    pool.stop()


@pytest.mark.parametrize("partitions", [1, 2, 5, 64])
def test_every_partition_gets_all_that_belongs_to_it(tmp_path, partitions):
    folder = tmp_path / "parts" / "counted"
    maps, reduce = counting.tasks(folder)
    heard = []
    receipts = Local(SERVER).exchange(
        maps, reduce, partitions, lambda receipt, task: heard.append(receipt.key)
    )
    assert counting.found(folder, receipts) == counting.EXPECTED
    assert len(receipts) == partitions and sorted(heard) == sorted(receipt.key for receipt in receipts)
    assert len(set(heard)) == partitions
    assert not [path for path in folder.iterdir() if path.suffix not in (".json", ".parquet")]


def test_workers_make_the_bytes_that_one_process_makes(tmp_path, two_workers):
    here, there = tmp_path / "here" / "counted", tmp_path / "there" / "counted"
    maps, reduce = counting.tasks(here)
    Local(SERVER).exchange(maps, reduce, 3)
    maps, reduce = counting.tasks(there, rows=10_000)
    Local(SERVER).exchange(maps, reduce, 3)
    assert counting.bytes_of(here) == counting.bytes_of(there)


def test_where_all_is_finished_no_map_is_run(tmp_path):
    folder = tmp_path / "parts" / "counted"
    maps, reduce = counting.tasks(folder)
    first = Local(SERVER).exchange(maps, reduce, 3)
    assert Local(SERVER).exchange([], reduce, 3) == first
    (folder / f"{first[1].key}.json").unlink()
    assert Local(SERVER).exchange(maps, reduce, 3) == first


@pytest.mark.parametrize("half", ["map", "reduce"])
def test_a_worker_killed_in_either_half_leaves_nothing_that_is_believed(tmp_path, two_workers, half):
    whole, folder = tmp_path / "whole" / "counted", tmp_path / "parts" / "counted"
    maps, reduce = counting.tasks(whole)
    Local(SERVER).exchange(maps, reduce, 3)
    maps, reduce = counting.tasks(folder, rows=10_000, breaks=half, mark=str(tmp_path / "died"))
    with pytest.raises(pool.WorkerDied):
        Local(SERVER).exchange(maps, reduce, 3)
    assert (tmp_path / "died").exists()
    receipts = Local(SERVER).exchange(maps, reduce, 3)
    assert counting.found(folder, receipts) == counting.EXPECTED
    left = counting.bytes_of(folder)
    assert {name: left[name] for name in left if not name.startswith(".tmp-")} == counting.bytes_of(whole)


def test_rows_for_a_partition_that_is_not_there_are_refused(tmp_path):
    maps, reduce = counting.tasks(tmp_path / "parts" / "counted")
    wrong = [type(task)(f"{__name__}:astray", task.folder, task.key, task.inputs, {}) for task in maps[:1]]
    with pytest.raises(ValueError, match="partition 7 of 3"):
        Local(SERVER).exchange(wrong, reduce, 3)


def astray(inputs, params):
    import pyarrow as pa

    return {7: pa.table({"word": ["x"]})}
