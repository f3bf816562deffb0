"""Several people at once; `python -m bench.review concurrent` is the long run."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bench.review import concurrent
from ft_data.review.claims import claim
from ft_data.review.db import Database
from ft_data.review.log import Opinion, Person, record, undo
from ft_data.review.store import decisions, fingerprint
from ft_data_tests.review.items import add_item


@pytest.mark.slow
def test_reviewers_in_processes_with_one_killed() -> None:
    found = concurrent(items=120, reviewers=3, lease=4, patience=8)
    assert found["acknowledged"] == found["stored"] > 120
    assert found["acknowledged_but_missing"] == found["stored_but_not_acknowledged"] == 0
    assert found["judged_twice_by_one_person"] == found["judged_beyond_overlap"] == 0
    assert found["killed_item_decided_by_others"] >= 1
    assert set(found["states"]) == {"done"} and found["standing"] == found["states"]["done"]
    assert found["reads"] > 0


def test_threads_on_one_file_lose_and_repeat_nothing(db: Database) -> None:
    items = {add_item(db, f"r{n}", need=2 if n % 10 == 0 else 1): 2 if n % 10 == 0 else 1 for n in range(150)}
    acknowledged: list[int] = []
    problems: list[BaseException] = []
    working = threading.Event()

    def work(name: str) -> None:
        try:
            person, turn = Person(name), 0
            while (held := claim(db, person)) is not None:
                turn += 1
                outcome = record(db, person, held.token, held.item_id, held.content_hash, Opinion("keep"), 1)
                assert outcome.status == "stored" and outcome.decision_id is not None
                acknowledged.append(outcome.decision_id)
                if turn % 12 == 0:
                    undo(db, person, 1)
        except BaseException as problem:
            problems.append(problem)

    def read() -> None:
        seen = fingerprint(db.path)
        while not working.is_set():
            table = decisions(db.path)
            assert len(set(table["record_id"].to_pylist())) == table.num_rows
            seen = max(seen, fingerprint(db.path))

    reader = threading.Thread(target=read)
    people = [threading.Thread(target=work, args=(f"person {n}",)) for n in range(4)]
    for thread in (reader, *people):
        thread.start()
    for thread in people:
        thread.join()
    working.set()
    reader.join()
    assert problems == []
    stored = [row[0] for row in db.con.execute("SELECT decision_id FROM decision WHERE kind = 'keep'")]
    assert sorted(stored) == sorted(acknowledged)
    opinions = dict(db.con.execute("SELECT item_id, count(*) FROM live GROUP BY item_id").fetchall())
    assert opinions == items and decisions(db.path).num_rows == 150


def test_a_second_process_finds_the_schema_made(tmp_path: Path) -> None:
    made: list[Database] = []
    threads = [
        threading.Thread(target=lambda: made.append(Database(tmp_path / "review.sqlite"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert made[0].con.execute("SELECT count(*) FROM item").fetchone()[0] == 0
