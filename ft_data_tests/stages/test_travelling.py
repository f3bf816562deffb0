"""What a task carries to where it is done: names, paths and settings, no secret and nothing of those who were forgotten."""

import pickle

import pytest

from ft_data.assets.history import purge
from ft_data.engine import choice
from ft_data.engine.local import Local
from ft_data.stages import build
from ft_data.upkeep.forgetting import forget
from ft_data.upkeep.meant import Request
from ft_data.warehouse import key, tombstones
from ft_data_tests.pipeline.helpers import RECIPE, make, query, rows, run

PEOPLE = RECIPE.replace(
    "origin: human}",
    "origin: human, map: {id: id, prompt: instruction, response: response, subject_id: who}}",
)


class Scales(Local):
    """The local engine; keeps what tasks would weigh on the way."""

    def __init__(self) -> None:
        super().__init__(build.SERVER)
        self.__dict__["seen"] = []

    def run(self, tasks, *more):
        self.seen.extend((task.function, pickle.dumps(task)) for task in tasks)
        return super().run(tasks, *more)

    def one(self, task):
        self.seen.append((task.function, pickle.dumps(task)))
        return super().one(task)


@pytest.fixture
def scales(monkeypatch):
    found = Scales()
    monkeypatch.setitem(choice._engines, choice.LOCAL, found)
    return found


def test_no_task_holds_the_key_or_who_was_forgotten_or_the_ids_of_rows(tmp_path, scales):
    lines = [
        row | {"who": "customer-7" if n % 9 == 4 else f"customer-{n + 100}"} for n, row in enumerate(rows())
    ]
    home = make(tmp_path, PEOPLE, lines)
    run(home)
    forget(home, "demo", Request([], ["customer-7"], [], "privacy-officer"), purge)
    key.rotate(home.key_file)
    run(home)
    gone = tombstones.hashes(home.warehouse("demo"))
    theirs = sum(row["who"] == "customer-7" for row in lines)
    assert query(home, "SELECT count(*) FROM raw_rejects WHERE error = 'forgotten'") == [(theirs,)]
    secrets = [form for one in home.keys().all for form in (one, one.hex().encode())]
    assert gone and len(secrets) == 4
    assert {name.rpartition(":")[2] for name, _ in scales.seen} >= {"read_chunks", "clean_part", "decide"}
    names = [name.encode() for (name,) in query(home, "SELECT record_id FROM cleaned")]
    assert len(names) > 40
    for name, weighed in scales.seen:
        assert not any(held in weighed for held in [*secrets, *(one.encode() for one in gone)]), name
        assert lines[0]["response"][:40].encode() not in weighed, name
        assert not any(one in weighed for one in names), name  # what there is of each row is in parts


def test_a_machine_with_another_key_does_no_work(tmp_path, scales, monkeypatch):
    home = make(tmp_path, PEOPLE)
    held = key.held
    found = home.key()
    monkeypatch.setattr("ft_data.stages.cleaned.held", lambda path, known: held(other, known))
    other = tmp_path / "other.key"
    key.make(other)
    with pytest.raises(key.KeyProblem, match="another key"):
        held(other, key.id_of(found))
    outcome = run(home)
    assert not outcome.succeeded and "another key than this work was planned with" in outcome.wrong_input
