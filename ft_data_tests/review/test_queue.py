from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from bench.support.views import ParquetReader, row, verdict, write_views
from ft_data.recipe.review import Review, Triage
from ft_data.review.audits import Audits
from ft_data.review.claims import claim
from ft_data.review.db import Database
from ft_data.review.forget import forget_text
from ft_data.review.log import Opinion, Person, record
from ft_data.review.queue import findings, refresh, share, uncertainty, unseen
from ft_data.review.reader import VersionCache
from ft_data.review.store import decisions
from ft_data.warehouse import verdicts
from ft_data.warehouse.detail import Finding

NONE = Review(audit_rate=0, overlap=0)


def items(db: Database, where: str = "active = 1") -> list[dict]:
    return [
        dict(one) for one in db.con.execute(f"SELECT * FROM item WHERE {where} ORDER BY value DESC, item_id")
    ]


def test_review_rows_come_with_their_reasons(db: Database, tmp_path: Path) -> None:
    kept, asked = row("a", "Hi?", "Hello."), row("b", "Why?", "No.")
    detail = {
        "signal": "response_words",
        "value": 1,
        "threshold": "< 3",
        "evidence": None,
        "verdict": "review",
    }
    reader = write_views(
        tmp_path,
        [kept, asked],
        [
            verdict(kept, "keep"),
            verdict(asked, "review", ["too_short"], 0.4, [{"rule": "too_short", **detail}]),
        ],
    )
    assert refresh(reader, db, NONE).queued == 1
    (item,) = items(db)
    assert (item["record_id"], item["content_hash"]) == (asked["record_id"], asked["content_hash"])
    assert json.loads(item["detail"]) == [{"rule": "too_short", **detail}]
    assert refresh(reader, db, NONE) == refresh(reader, db, NONE), "a refresh without news changes nothing"


def test_the_undecided_and_the_large_cluster_come_first(db: Database, tmp_path: Path) -> None:
    alone = [row(f"s{n}", f"q{n}", f"{word} something") for n, word in enumerate(("one", "two", "three"))]
    many = [row(f"m{n}", f"p{n}", f"Order {n} has been shipped to you today by us") for n in range(9)]
    ledger = [
        verdict(one, "review", ["r"], score) for one, score in zip(alone, (0.5, 0.9, 0.99), strict=True)
    ]
    ledger += [verdict(one, "review", ["r"], 0.5) for one in many]
    refresh(write_views(tmp_path, alone + many, ledger), db, NONE)
    queued = [item["record_id"] for item in items(db)]
    assert set(queued[:9]) == {one["record_id"] for one in many}
    assert queued[9:] == [one["record_id"] for one in alone]
    assert len({item["cluster"] for item in items(db, "cluster IS NOT NULL")}) == 1


def test_audits_sample_kept_and_dropped_rows_and_are_spread_and_shared_out(
    db: Database, tmp_path: Path
) -> None:
    rows = [row(str(n), f"q{n}", f"answer {n}") for n in range(2000)]
    ledger = [
        verdict(one, ("keep", "drop", "review")[n % 3], ["r"] * (n % 3 > 0)) for n, one in enumerate(rows)
    ]
    reader = write_views(tmp_path, rows, ledger)
    settings = Review(
        audit_rate=0.1,
        overlap=0.2,
        reviewers={"ada": "reviewer", "lea": "lead", "pat": "approver"},
        triage=Triage(budget=1),
    )
    refresh(reader, db, settings)
    audits = items(db, "is_audit = 1")
    by_verdict = {v: sum(item["auto_verdict"] == v for item in audits) for v in ("keep", "drop")}
    assert sum(by_verdict.values()) == 200 and min(by_verdict.values()) >= 70, by_verdict
    assert {item["assignee"] for item in audits} == {"ada", "lea"}
    turns = [item["assignee"] for item in audits]
    assert abs(turns.count("ada") - turns.count("lea")) <= 1
    doubled = [item for item in items(db) if item["need"] == 2]
    assert 0.14 < len(doubled) / len(items(db)) < 0.26
    first = {item["record_id"] for item in audits}
    refresh(reader, Database(tmp_path / "other.sqlite"), settings)
    again = {item["record_id"] for item in items(Database(tmp_path / "other.sqlite"), "is_audit = 1")}
    assert first == again, "the sample follows from the ids alone"
    everything = Review(audit_rate=1, overlap=0, triage=Triage(budget=1))
    assert refresh(reader, db, everything).queued == 2000


def test_without_a_budget_audits_are_a_quarter_of_one_percent(db: Database, tmp_path: Path) -> None:
    rows = [row(str(n), f"q{n}", f"answer {n}") for n in range(2000)]
    reader = write_views(tmp_path, rows, [verdict(one, "keep") for one in rows])
    assert (
        refresh(reader, db, Review(audit_rate=1)).queued == 3
    )  # 20 questions, 5 audits, 2 of them for other kinds
    assert refresh(reader, db, Review(audit_rate=0)).queued == 0
    needs = Review(audit_rate=0.02, triage=Triage(max_bad=0.01, confidence=0.9))
    assert refresh(reader, db, needs).queued == 299, "what the guarantee needs is asked: log .05 / log .99"


def test_marked_rows_of_the_lottery_are_shown_with_what_marked_them(db: Database, tmp_path: Path) -> None:
    rows = [row(f"r{n}", f"Where is parcel {n}?", f"It is on its way, number {n}.") for n in range(3)]
    detail = [{"rule": "odd", "signal": "s", "value": 1.0, "threshold": "> 0", "verdict": "mark"}]
    write_views(tmp_path, rows, [verdict(one, "keep", ["odd"], detail=detail) for one in rows])
    drawn = [{"record_id": rows[1]["record_id"], "reason": "odd"}]
    pq.write_table(pa.Table.from_pylist(drawn), tmp_path / "filtered_lottery.parquet")
    refresh(ParquetReader(tmp_path), db, NONE)
    (item,) = items(db)
    assert (item["record_id"], item["auto_verdict"], item["is_audit"]) == (rows[1]["record_id"], "keep", 0)
    assert json.loads(item["detail"])[0]["verdict"] == "mark"


def test_a_changed_row_asks_again_and_an_unchanged_one_does_not(db: Database, tmp_path: Path) -> None:
    first = row("a", "Hi?", "Hello.")
    refresh(write_views(tmp_path / "1", [first], [verdict(first, "review", ["r"])]), db, NONE)
    held = claim(db, Person("ada"))
    record(db, Person("ada"), held.token, held.item_id, held.content_hash, Opinion("keep"), 1)
    assert (
        refresh(write_views(tmp_path / "2", [first], [verdict(first, "review", ["r"])]), db, NONE).added == 0
    )
    assert claim(db, Person("ada")) is None
    changed = {**row("a", "Hi?", "Hello there."), "source_uri": "moved.jsonl"}
    done = refresh(write_views(tmp_path / "3", [changed], [verdict(changed, "review", ["r"])]), db, NONE)
    assert (done.queued, done.added, done.retired) == (1, 1, 1)
    assert claim(db, Person("ada")).content_hash == changed["content_hash"] != held.content_hash
    assert decisions(db.path)["content_hash"].to_pylist() == [first["content_hash"]]


def test_a_decision_on_a_row_that_left_the_queue_meanwhile_is_kept(db: Database, tmp_path: Path) -> None:
    one = row("a", "Hi?", "Hello.")
    refresh(write_views(tmp_path / "1", [one], [verdict(one, "review", ["r"])]), db, NONE)
    held = claim(db, Person("ada"))
    refresh(write_views(tmp_path / "2", [one], [verdict(one, "keep")]), db, NONE)
    outcome = record(
        db, Person("ada"), held.token, held.item_id, held.content_hash, Opinion("drop", "unsafe"), 1
    )
    assert outcome.status == "stored" and decisions(db.path).num_rows == 1


def test_two_answers_to_one_prompt_become_a_comparison(db: Database, tmp_path: Path) -> None:
    rows = [
        row("a", "Same?", "Yes."),
        row("b", "Same?", "No."),
        row("c", "Same?", "Yes."),
        row("d", "Alone?", "Yes."),
    ]
    pairs = row("e", "Which?", "Better.", kind="preference", rejected="Worse.")
    ledger = [verdict(one, "keep") for one in rows] + [verdict(pairs, "review", ["close_call"])]
    refresh(write_views(tmp_path, [*rows, pairs], ledger), db, NONE)
    compared = items(db, "task = 'prefer'")
    by_id = {item["record_id"]: item["other_id"] for item in compared}
    answers = {one["record_id"]: one["response_text"] for one in rows}
    assert by_id.pop(pairs["record_id"]) is None
    ((one, other),) = by_id.items()
    assert {answers[one], answers[other]} == {"Yes.", "No."}


def test_a_pair_is_asked_again_when_either_side_changes(db: Database, tmp_path: Path) -> None:
    first, second = row("a", "Same?", "Yes."), row("b", "Same?", "No.")
    for number, other in enumerate((second, row("b", "Same?", "Never."))):
        ledger = [verdict(first, "keep"), verdict(other, "keep")]
        refresh(write_views(tmp_path / str(number), [first, other], ledger), db, NONE)
        held = claim(db, Person("ada"), "prefer")
        outcome = record(
            db, Person("ada"), held.token, held.item_id, held.content_hash, Opinion("prefer", choice="tie"), 1
        )
        assert outcome.status == "stored" and claim(db, Person("ada"), "prefer") is None
    assert (
        len(
            set(decisions(db.path)["other_hash"].to_pylist())
            | set(decisions(db.path)["content_hash"].to_pylist())
        )
        == 3
    )


def test_forgotten_rows_do_not_come_back(db: Database, tmp_path: Path) -> None:
    one = row("a", "Hi?", "Hello.")
    reader = write_views(tmp_path, [one], [verdict(one, "review", ["r"])])
    refresh(reader, db, NONE)
    forget_text(db, [one["record_id"]], "lea")
    assert refresh(reader, db, NONE).queued == 0


def test_every_rule_keeps_its_value_and_threshold() -> None:
    fired = [
        Finding("long", "words", 900.0, "> 400", "drop"),
        Finding("rude", "rudeness", 0.7, "> 0.55", "review"),
    ]
    row = verdicts.verdict(
        "r1", "drop", ["long"], signal="words", value=900.0, threshold="> 400", rules=fired
    )
    found = json.loads(findings(row["reasons"], row["detail"]))
    assert [(one["rule"], one["value"], one["threshold"], one["verdict"]) for one in found] == [
        ("long", 900.0, "> 400", "drop"),
        ("rude", 0.7, "> 0.55", "review"),
    ]


def test_what_decided_alone_belongs_to_the_first_reason() -> None:
    row = verdicts.verdict(
        "r1", "drop", ["contaminated", "b"], signal="overlap", value=13, threshold=8, benchmark="g"
    )
    first, second = json.loads(findings(row["reasons"], row["detail"]))
    assert (first["signal"], first["value"], first["threshold"]) == ("overlap", 13, "8")
    assert (second["rule"], second["value"]) == ("b", None)


def test_a_reason_without_detail_is_still_a_finding() -> None:
    assert [found["rule"] for found in json.loads(findings(["a", "b"], None))] == ["a", "b"]
    assert findings(None, "not json") == findings(None, "[1]") == "[]"


@given(st.floats(allow_nan=True) | st.none())
def test_uncertainty_is_bounded(score: float | None) -> None:
    assert 0 <= uncertainty(score) <= 1


@given(st.text(max_size=30))
def test_shares_are_bounded(name: str) -> None:
    assert 0 <= share(name.encode("utf-8", "replace").decode(), "x") < 1


def test_a_steady_reader_asks_for_the_version_once_a_second() -> None:
    class Counting:
        asked = 0

        def sql(self, query: str, params: object = ()) -> list[dict]:
            return [{"query": query}]

        def version(self) -> str:
            self.asked += 1
            return f"v{self.asked}"

    reader = Counting()
    steady, hasty = VersionCache(reader, seconds=60), VersionCache(reader, seconds=-1)
    assert [steady.version() for _ in range(5)] == ["v1"] * 5
    assert hasty.version() != hasty.version()
    assert steady.sql("SELECT 1") == [{"query": "SELECT 1"}]


def test_rows_of_a_blind_spot_are_asked_about_and_are_no_audits(db: Database, tmp_path: Path) -> None:
    rows = [row(f"r{n}", "Where is my parcel?", f"It is on its way, number {n}.") for n in range(3)]
    ledger = [verdict(one, "drop", ["toxic"], detail={"rules": []}) for one in rows[:2]] + [
        verdict(rows[2], "keep")
    ]
    reader = write_views(tmp_path, rows, ledger)
    blind = [
        {
            "record_id": rows[0]["record_id"],
            "reason": "toxic",
            "slice": "language = es",
            "gone": 46,
            "came": 48,
        }
    ]
    pq.write_table(pa.Table.from_pylist(blind), tmp_path / "filtered_blind.parquet")
    reader = type(reader)(tmp_path)
    shown = unseen(reader, NONE, Audits(below="", beside=8))
    found = [(one["record_id"], one["is_audit"], one["auto_verdict"]) for one in shown]
    assert found == [(rows[0]["record_id"], 0, "drop")]
    assert unseen(reader, NONE, Audits(below="g", beside=8)) == [], "it is audited anyway"
    assert unseen(reader, NONE, Audits(below="", beside=0)) == []
