from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from ft_data.review.claims import claim, save_draft, take
from ft_data.review.db import Database
from ft_data.review.log import Opinion, Outcome, Person, record, record_many, record_written, undo
from ft_data.review.progress import progress
from ft_data.review.rubric import current, versions
from ft_data.review.store import decisions, fingerprint, forget_text
from ft_data_tests.review.items import add_item

ADA, BEN, LEA = Person("ada"), Person("ben"), Person("lea", "lead")
SECRET = "a sentence nobody else wrote"


def example(record_id: str, text: str = "Hello.", parents: tuple[str, ...] = ()) -> dict:
    return {
        "record_id": record_id,
        "content_hash": f"{hash(text):x}",
        "parents": list(parents),
        "messages": [{"content": text}],
    }


def decide(
    db: Database, person: Person, kind: str = "keep", lane: str = "judge", **more
) -> tuple[str, Outcome]:
    held = claim(db, person, lane)
    assert held is not None
    outcome = record(db, person, held.token, held.item_id, held.content_hash, Opinion(kind, **more), 1)
    return held.record_id, outcome


def standing(db: Database) -> dict[str, str]:
    table = decisions(db.path)
    return dict(zip(table["record_id"].to_pylist(), table["decision"].to_pylist(), strict=True))


def test_no_file_is_an_empty_table_with_the_schema(tmp_path: Path) -> None:
    table = decisions(tmp_path / "none.sqlite")
    assert table.num_rows == 0 and {"record_id", "content_hash", "decision", "example"} <= set(
        table.column_names
    )
    assert fingerprint(tmp_path / "none.sqlite") == "none"
    assert not (tmp_path / "none.sqlite").exists()


def test_a_file_without_its_schema_yet_is_empty_too(tmp_path: Path) -> None:
    path = tmp_path / "review.sqlite"
    path.touch()
    assert decisions(path).num_rows == 0 and fingerprint(path) == "none"


def test_the_file_is_readable_by_its_owner_only(db: Database) -> None:
    assert stat.S_IMODE(db.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision SET kind = 'drop'",
        "DELETE FROM decision",
        "INSERT OR REPLACE INTO decision SELECT * FROM decision",
        "UPDATE wording SET example = '{}'",
        "UPDATE wording SET example = NULL, note = NULL",
        "DELETE FROM wording",
        "INSERT OR REPLACE INTO wording SELECT decision_id, record_id, 'x', 'y' FROM wording",
        "UPDATE shown SET example = NULL",
        "DELETE FROM shown",
        "UPDATE rubric SET body = 'x'",
        "DELETE FROM rubric",
    ],
)
def test_the_log_cannot_be_rewritten(db: Database, statement: str) -> None:
    add_item(db, "r1")
    current(db, ["accuracy"], {}, "")
    held = claim(db, Person("ada"))
    opinion = Opinion("edit", note="better", example=example("e1", parents=("r1",)))
    record(db, ADA, held.token, held.item_id, held.content_hash, opinion, 1, shown={"record_id": "r1"})
    before = decisions(db.path)
    with pytest.raises(sqlite3.Error, match="append-only|already"):
        db.con.execute(statement)
    assert decisions(db.path).equals(before)


def test_one_showing_decides_once(db: Database) -> None:
    add_item(db, "r1")
    add_item(db, "r2", value=0.1)
    held = claim(db, Person("ada"))
    presses = [
        record(db, ADA, held.token, held.item_id, held.content_hash, Opinion("keep"), 1) for _ in range(4)
    ]
    assert [press.status for press in presses] == ["stored", "repeated", "repeated", "repeated"]
    assert len({press.decision_id for press in presses}) == 1
    assert standing(db) == {"r1": "keep"}


def test_a_form_about_other_content_decides_nothing(db: Database) -> None:
    first, second = add_item(db, "r1"), add_item(db, "r2", value=0.1)
    held = claim(db, Person("ada"))
    assert record(db, ADA, held.token, second, "hash-r2", Opinion("keep"), 1).status == "stale"
    assert record(db, ADA, held.token, first, "other-hash", Opinion("keep"), 1).status == "stale"
    assert record(db, BEN, held.token, first, held.content_hash, Opinion("keep"), 1).status == "stale"
    assert record(db, ADA, "made-up", first, held.content_hash, Opinion("keep"), 1).status == "stale"
    assert standing(db) == {}


def test_two_people_never_hold_one_item_unless_it_wants_two(db: Database) -> None:
    alone, shared = add_item(db, "alone", value=0.9), add_item(db, "shared", value=0.8, need=2)
    assert claim(db, Person("ada")).item_id == alone
    assert claim(db, Person("ben")).item_id == shared
    assert claim(db, Person("cay")).item_id == shared
    assert claim(db, Person("dee")) is None
    assert claim(db, Person("ada")).item_id == alone, "a reload shows the same item"


def test_items_come_by_value_then_age(db: Database) -> None:
    for name, value in (("low", 0.1), ("high", 0.9), ("first", 0.5), ("second", 0.5)):
        add_item(db, name, value=value)
    assert [decide(db, ADA)[0] for _ in range(4)] == ["high", "first", "second", "low"]


def test_an_expired_lease_is_served_to_others_and_a_late_decision_counts_only_if_wanted(db: Database) -> None:
    add_item(db, "r1")
    late = claim(db, Person("ada"), seconds=-1)
    assert record(db, ADA, late.token, late.item_id, late.content_hash, Opinion("keep"), 1).status == "stored"
    item = add_item(db, "r2")
    late = claim(db, Person("ada"), seconds=-1)
    save_draft(db, item, "ada", "r2", {"text": "typed"})
    assert claim(db, Person("ben")).item_id == item
    opinion = Opinion("edit", example=example("e2"))
    assert record(db, ADA, late.token, item, late.content_hash, opinion, 1).status == "taken"
    decide(db, BEN, "drop")
    assert record(db, ADA, late.token, item, late.content_hash, opinion, 1).status == "taken"
    assert db.con.execute("SELECT body FROM draft").fetchone()["body"] == '{"text": "typed"}'
    assert standing(db) == {"r1": "keep", "r2": "drop"}


def test_undo_is_a_new_row_and_gives_the_item_back(db: Database) -> None:
    add_item(db, "r1")
    add_item(db, "r2", value=0.1)
    decide(db, ADA)
    claim(db, Person("ada"))
    again = undo(db, ADA, 1)
    assert again.record_id == "r1" and standing(db) == {}
    assert claim(db, Person("ben")).record_id == "r2", "undo let go of the item that was on the screen"
    kinds = [row["kind"] for row in db.con.execute("SELECT kind FROM decision ORDER BY decision_id")]
    assert kinds == ["keep", "undo"]
    assert (
        record(db, ADA, again.token, again.item_id, again.content_hash, Opinion("drop"), 1).status == "stored"
    )
    assert standing(db) == {"r1": "drop"}
    assert isinstance(undo(db, BEN, 1), str)


def test_undo_goes_back_step_by_step(db: Database) -> None:
    for name in ("r1", "r2", "r3"):
        add_item(db, name)
    for _ in range(3):
        decide(db, ADA)
    assert [undo(db, ADA, 1).record_id for _ in range(3)] == ["r3", "r2", "r1"]
    assert undo(db, ADA, 1) == "There is nothing to undo."


def test_disagreement_waits_for_a_lead_who_did_not_take_part(db: Database) -> None:
    add_item(db, "r1", need=2)
    decide(db, ADA, "keep")
    assert standing(db) == {"r1": "keep"}, "one opinion stands provisionally"
    decide(db, LEA, "drop")
    assert standing(db) == {} and claim(db, Person("lea", "lead"), "lead") is None
    assert decide(db, Person("max", "lead"), "drop", "lead")[1].status == "stored"
    table = decisions(db.path).to_pylist()
    assert [(row["decision"], row["actor"], row["adjudicated"]) for row in table] == [("drop", "max", True)]


def test_the_same_edit_agrees_and_another_edit_does_not(db: Database) -> None:
    for name, words in (("same", ("x", "x")), ("other", ("x", "y"))):
        add_item(db, name, need=2)
        for person, text in zip((ADA, BEN), words, strict=True):
            decide(db, person, "edit", example=example(f"edit-{name}", text))
    assert standing(db) == {"same": "edit"}


def test_who_works_alone_comes_back_to_what_they_escalated_after_what_others_did(db: Database) -> None:
    add_item(db, "own", value=0.9)
    add_item(db, "theirs", value=0.1)
    decide(db, LEA, "escalate")
    assert progress(db.con, "lea", "lead").left == 1
    decide(db, ADA, "escalate")
    assert decide(db, LEA, "keep", "lead")[0] == "theirs"
    assert claim(db, LEA, "lead").record_id == "own"
    assert undo(db, LEA, 1).record_id == "theirs", "the ruling was last"
    decide(db, LEA, "keep", "lead")
    assert decide(db, LEA, "drop", "lead", reason="unsafe")[0] == "own"
    assert standing(db) == {"own": "drop", "theirs": "keep"} and claim(db, LEA, "lead") is None


def test_an_opinion_is_never_ruled_on_by_its_author(db: Database) -> None:
    add_item(db, "r1", need=2)
    decide(db, LEA, "keep")
    decide(db, ADA, "escalate")
    assert claim(db, LEA, "lead") is None and progress(db.con, "lea", "lead").left == 0


def test_an_escalation_waits_for_a_lead(db: Database) -> None:
    add_item(db, "r1", need=2)
    decide(db, ADA, "keep")
    decide(db, LEA, "escalate", note="unsure about the dose")
    assert standing(db) == {}
    max_ = Person("max", "lead")
    assert claim(db, Person("max", "lead"), "lead").record_id == "r1"
    assert undo(db, LEA, 1) == "A lead is looking at this item right now."
    decide(db, max_, "keep", "lead")
    assert undo(db, LEA, 1).startswith("A lead has decided")
    assert standing(db) == {"r1": "keep"}
    assert undo(db, max_, 1).lane == "lead"
    assert standing(db) == {}


def test_what_was_skipped_comes_back_only_when_asked_for(db: Database) -> None:
    add_item(db, "r1")
    decide(db, ADA, "skip")
    assert claim(db, Person("ada")) is None
    add_item(db, "r2", value=0.1)
    assert decide(db, ADA, "skip")[0] == "r2"
    for name in ("r1", "r2", "r1"):
        held = claim(db, Person("ada"), skipped=True)
        assert held.record_id == name, "what was skipped longest ago comes first"
        record(db, ADA, held.token, held.item_id, held.content_hash, Opinion("skip"), 1)
    with db.write() as con:
        con.execute("UPDATE item SET active = 0 WHERE record_id = 'r2'")
    assert claim(db, Person("ada"), skipped=True).record_id == "r1"
    assert decide(db, ADA, "keep")[1].status == "stored"
    assert standing(db) == {"r1": "keep"}


def test_assigned_items_come_last_for_others(db: Database) -> None:
    add_item(db, "bens", value=0.9, assignee="ben")
    add_item(db, "free", value=0.1)
    assert [decide(db, ADA)[0] for _ in range(2)] == ["free", "bens"]


def test_a_cluster_is_decided_as_previewed(db: Database) -> None:
    items = [add_item(db, f"r{n}", cluster="c") for n in range(5)]
    audit = add_item(db, "audit", cluster="c", is_audit=1)
    held = take(db, Person("ben"), items[0], "judge")
    given = [(item, f"hash-r{n}") for n, item in enumerate(items)] + [(audit, "hash-audit")]
    given[1] = (items[1], "another-hash")
    opinions = [(*one, Opinion("drop", "duplicate", seconds=2.0)) for one in given]
    assert record_many(db, ADA, "bulk-1", opinions, 1) == items[2:]
    assert record_many(db, ADA, "bulk-1", opinions, 1) == []
    assert standing(db) == {"r2": "drop", "r3": "drop", "r4": "drop"}
    assert record(db, BEN, held.token, items[0], "hash-r0", Opinion("keep"), 1).status == "stored"


def test_several_examples_may_be_written_from_one_record(db: Database) -> None:
    for n in range(2):
        opinion = Opinion("new", example=example(f"w{n}", parents=("r1",)))
        for _ in range(2):
            outcome = record_written(db, ADA, f"form-{n}", "r1", "h1", opinion, 1)
    assert outcome.status == "repeated"
    rows = decisions(db.path).to_pylist()
    assert [(row["decision"], row["record_id"], row["parents"]) for row in rows] == [
        ("new", "r1", ["r1"])
    ] * 2
    assert undo(db, ADA, 1).startswith("The example")
    assert decisions(db.path).num_rows == 1


def test_the_fingerprint_moves_with_every_decision_undo_and_forgetting(db: Database) -> None:
    add_item(db, "r1")
    seen = [fingerprint(db.path)]
    decide(db, ADA)
    seen.append(fingerprint(db.path))
    undo(db, ADA, 1)
    seen.append(fingerprint(db.path))
    forget_text(db, ["r1"], "lea")
    seen.append(fingerprint(db.path))
    assert len(set(seen)) == 4 and fingerprint(db.path) == seen[-1]


def test_forgetting_leaves_the_decision_and_no_byte_of_the_text(db: Database) -> None:
    for name in ("r1", "r2"):
        add_item(db, name, need=2, detail=f'[{{"evidence": "{SECRET}"}}]')
    for person in (ADA, BEN):
        for _ in range(2):
            held = claim(db, person)
            made = example(f"edit-{held.record_id}", SECRET + "." * 50_000, parents=(held.record_id,))
            save_draft(db, held.item_id, person.name, held.record_id, {"text": SECRET})
            opinion = Opinion("edit", note=SECRET, example=made)
            record(
                db, person, held.token, held.item_id, held.content_hash, opinion, 1, shown={"text": SECRET}
            )
    mixed = Opinion("new", example=example("w1", SECRET, parents=("r9", "r1")))
    record_written(db, ADA, "form", "r9", "h9", mixed, 1)
    save_draft(db, 1, "cay", "r1", {"text": SECRET})
    gone = forget_text(db, ["r1", "r2"], "lea")
    assert (gone.records, gone.texts, gone.flushed) == (2, 8, True)
    left = b"".join(path.read_bytes() for path in db.path.parent.iterdir())
    assert SECRET.encode() not in left
    rows = decisions(db.path).to_pylist()
    assert [row["record_id"] for row in rows] == ["r1", "r2", "r9"]
    assert all(row["example"] is None and row["note"] is None and row["actor"] for row in rows)
    assert [row["record_id"] for row in db.con.execute("SELECT * FROM forgotten")] == ["r1", "r2"]
    assert claim(db, Person("dee")) is None


def test_a_changed_rubric_starts_a_version_and_decisions_remember_theirs(db: Database) -> None:
    add_item(db, "r1")
    first = current(db, ["accuracy"], {}, "Be fair.")
    decide(db, ADA)
    second = current(db, ["accuracy", "tone"], {"topic": ["billing", "other"]}, "Be fair.")
    assert (first.version, second.version) == (1, 2)
    assert current(db, ["accuracy"], {}, "Be fair.").version == 1
    assert [(rubric.version, count) for rubric, count in versions(db.con)] == [(2, 0), (1, 1)]
    assert second.ratings_from({"accuracy": "5", "tone": "9", "x": "1"}) == {"accuracy": 5}
    assert second.labels_from({"topic": "billing", "other": "x"}) == {"topic": "billing"}


def test_reopening_finds_everything(db: Database) -> None:
    add_item(db, "r1")
    decide(db, ADA)
    db.close()
    assert standing(Database(db.path)) == {"r1": "keep"}


def test_another_schema_version_is_refused(db: Database) -> None:
    db.con.execute("PRAGMA user_version = 99")
    with pytest.raises(ValueError, match="schema version 99"):
        Database(db.path)
