"""What workers elsewhere are called with and what they send back, without an engine between."""

import pickle

import pyarrow as pa
import pytest

from ft_data.engine import exchange, fingerprint, remote, spark
from ft_data.engine.fingerprint import MixedWorkers
from ft_data.engine.local import Local
from ft_data.engine.remote import Plan
from ft_data.errors import WrongInput
from ft_data.stages.build import SERVER
from ft_data_tests.engine import counting


@pytest.fixture
def settled(monkeypatch):
    """Spare this process what makes a worker of it."""
    monkeypatch.setattr(remote, "_ready", lambda plan: None)
    return Plan("nothing", {})


def fails(inputs, params):
    raise WrongInput("this will not do")


class Stubborn(Exception):
    def __reduce__(self):
        raise TypeError("stays here")


def stubborn(inputs, params):
    raise Stubborn("said aloud")


def ask(folder, name):
    (task, *_), _ = counting.tasks(folder)
    return type(task)(f"{__name__}:{name}", task.folder, task.key, {}, {})


def test_a_worker_with_other_libraries_does_nothing_and_says_which(tmp_path):
    (task, *_), _ = counting.tasks(tmp_path / "a")
    plan = Plan(SERVER, {**fingerprint.fingerprint(), "pyarrow": "1.0"})
    with pytest.raises(MixedWorkers, match="pyarrow .* where it was planned with 1.0"):
        remote.opened(remote.performed(plan, task))
    with pytest.raises(MixedWorkers):
        remote.opened(remote.handed(plan, task, 3))
    assert not (tmp_path / "a").exists()


def test_what_a_task_raises_is_raised_by_whoever_planned_it(tmp_path, settled):
    with pytest.raises(WrongInput, match="this will not do"):
        remote.opened(remote.performed(settled, ask(tmp_path / "a", "fails")))
    with pytest.raises(RuntimeError, match="Stubborn: said aloud"):
        remote.opened(remote.performed(settled, ask(tmp_path / "a", "stubborn")))


def through_rows(plan, maps, reduce, partitions, wanted, order=1):
    """Do as Spark does with the rows of an exchange, one partition after another; return what the reduces said."""
    content = [pickle.dumps(task) for task in maps]
    tasks = pa.record_batch([pa.array(range(len(maps)), pa.int32()), pa.array(content)], schema=spark._TASK)
    rows = list(spark._hand(plan, partitions, frozenset(wanted), [tasks]))[::order]
    found = {}
    for made in spark._reduce(plan, wanted, rows):
        found |= dict(zip(made["number"].to_pylist(), made["bytes"].to_pylist(), strict=True))
    return found


@pytest.mark.parametrize("order", [1, -1])
def test_rows_of_any_size_and_in_any_order_come_together(tmp_path, settled, monkeypatch, order):
    monkeypatch.setattr(spark, "_LARGEST", 100)
    here, there = tmp_path / "here" / "counted", tmp_path / "there" / "counted"
    maps, reduce = counting.tasks(here)
    expected = Local(SERVER).exchange(maps, reduce, 5)
    maps, reduce = counting.tasks(there)
    wanted = dict(enumerate(enumerate(exchange.reduces(reduce, 5))))
    said = through_rows(settled, maps, reduce, 5, wanted, order)
    assert [remote.opened(said[at]) for at in range(5)] == expected
    assert counting.bytes_of(here) == counting.bytes_of(there)


def test_only_partitions_that_wait_are_handed_rows(tmp_path, settled):
    folder = tmp_path / "a" / "counted"
    maps, reduce = counting.tasks(folder)
    wanted = {2: (0, exchange.reduces(reduce, 5)[2])}
    said = through_rows(settled, maps, reduce, 5, wanted)
    assert remote.opened(said[0]).key == wanted[2][1].key and len(list(folder.glob("*.json"))) == 1


def test_what_a_map_raises_is_raised_by_whoever_planned_the_exchange(tmp_path, settled):
    maps, reduce = counting.tasks(tmp_path / "a" / "counted")
    maps[1] = ask(tmp_path / "a" / "counted", "fails")
    wanted = dict(enumerate(enumerate(exchange.reduces(reduce, 3))))
    said = through_rows(settled, maps, reduce, 3, wanted)
    with pytest.raises(WrongInput, match="this will not do"):
        for one in said.values():
            remote.opened(one)
