"""Deciding on all rows of a view: confirmed, logged as one act, taken back as one, and no word about rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.support.corpus import BANDS
from bench.support.views import ParquetReader, row, verdict, write_views
from bench.support.web import Client, running
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.queue import refresh
from ft_data.review.store import decisions
from ft_data_tests.review.station import SETTINGS, log

LOW = {
    "rule": "too_short",
    "signal": "response_words",
    "value": 1.0,
    "threshold": "< 60",
    "verdict": "review",
}
EARLY = row("early", "Empty?", "", source="chats")
KEPT = [row(f"kept-{n}", f"What is {n}?", f"It is number {n}.", source="chats") for n in range(15)]
ASKED = [row(f"asked-{n}", f"Is {n} safe?", "Yes.", source="chats") for n in range(5)]
OTHER = row("other", "Is it open?", "Yes, it is.")


@pytest.fixture
def reader(tmp_path: Path) -> ParquetReader:
    ledger = [verdict(one, "keep") for one in (*KEPT, OTHER)]
    ledger += [verdict(one, "review", ["too_short"], 0.5, [LOW]) for one in ASKED]
    return write_views(
        tmp_path / "views",
        [*KEPT, *ASKED, OTHER, EARLY],
        [verdict(EARLY, "drop", ["empty"], stage="cleaned"), *ledger],
    )


@pytest.fixture
def station(reader: ParquetReader, db: Database) -> Iterator[tuple[Client, dict[str, str]]]:
    refresh(reader, db, SETTINGS)
    with running(create_app(reader, db, SETTINGS, "support", bands=BANDS)) as port:
        ada = Client(port, "ada")
        yield ada, ada.get("/act?source=chats").form("/act")


def stored(db: Database) -> dict[str, str]:
    return {one["record_id"]: one["decision"] for one in decisions(db.path).to_pylist()}


def test_a_view_is_decided_as_one_act_and_taken_back_as_one(station, db: Database) -> None:
    ada, form = station
    page = ada.get("/act?source=chats").text
    assert "Decide on 20 rows" in page and page.count("data-hit") == 10 and "1 more of this view left" in page
    done = ada.post("/act", {**form, "rows": "20", "action": "drop:unsafe", "note": "all wrong"})
    assert done.headers["location"] == "/acts?decided=20&left=0"
    assert stored(db) == {one["record_id"]: "drop" for one in (*KEPT, *ASKED)}
    assert {(one["rules"], one["reason"], one["role"]) for one in log(db)} == {("[]", "unsafe", "lead")}
    again = ada.post("/act", {**form, "rows": "20", "action": "drop:unsafe"})
    assert again.headers["location"] == "/acts?decided=20&left=0"  # as the first time, and not that none was
    assert len(log(db)) == 20  # sent twice, it is one act
    listed = ada.get("/acts").text
    assert "all wrong (all rows of source=chats)" in listed and ">20<" in listed
    name = re.search(r'name="act" value="([^"]+)"', listed)[1]
    back = ada.post("/acts", {"csrf": form["csrf"], "act": name})
    assert back.headers["location"] == "/acts?back=20&left=0" and stored(db) == {}
    again = db.con.execute("SELECT count(*) FROM item WHERE active = 1 AND state = 'open'").fetchone()[0]
    assert again == len(ASKED)  # what waited waits again, and nothing else does
    assert ada.post("/acts", {"csrf": form["csrf"], "act": name}).headers["location"] == "/acts?back=0&left=0"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"rows": "19"}, "Type the number"),
        ({"rows": ""}, "Type the number"),
        ({"shown": "19", "rows": "19"}, "has changed"),
        ({"action": "drop:because"}, "Say what is decided"),
        ({"action": "label"}, "Say what is decided"),
        ({"view": "source=nothing", "shown": "0", "rows": "0"}, "An act is on"),
    ],
)
def test_what_is_not_confirmed_decides_nothing(
    station, db: Database, changed: dict[str, str], said: str
) -> None:
    ada, form = station
    answer = ada.post("/act", {**form, "rows": "20", "action": "keep", **changed})
    assert answer.status == 400 and said in answer.text and log(db) == []


def test_other_rows_than_were_shown_are_not_decided_though_as_many(station, db: Database) -> None:
    ada, _ = station
    form = ada.get("/act?q=%22What+is+3?%22").form("/act")
    answer = ada.post("/act", {**form, "view": "q=%22What+is+4?%22", "rows": "1", "action": "keep"})
    assert answer.status == 400 and "has changed" in answer.text and log(db) == []
    assert ada.post("/act", {**form, "rows": "1", "action": "keep"}).status == 303 and len(log(db)) == 1


def test_what_others_hold_or_decided_and_blind_audits_are_left_alone(station, db: Database) -> None:
    ada, form = station
    ben = Client(ada.port, "ben")
    ben.get("/review")  # holds one of those that wait
    ben.decide(ben.get("/review").form(), "keep")  # has decided one, and holds the next
    with db.write() as con:
        con.execute(
            "UPDATE item SET is_audit = 1 WHERE item_id = (SELECT min(item_id) FROM item WHERE state = 'open'"
            " AND item_id NOT IN (SELECT item_id FROM lease))"
        )
    done = ada.post("/act", {**form, "rows": "20", "action": "label", "label-topic": "returns"})
    assert done.headers["location"] == "/acts?decided=17&left=3"
    assert {one["labels"] for one in log(db) if one["actor"] == "ada"} == {'{"topic": "returns"}'}


def test_rows_sent_to_review_wait_for_people_and_taken_back_do_not(
    station, reader: ParquetReader, db: Database
) -> None:
    ada, _ = station
    form = ada.get("/act?at=filtered.keep&source=chats").form("/act")
    assert ada.post("/act", {**form, "rows": "15", "action": "ask"}).status == 303
    refresh(reader, db, SETTINGS)
    waiting = "SELECT count(*) FROM item WHERE active = 1 AND state = 'open' AND task = 'judge'"
    assert db.con.execute(waiting).fetchone()[0] == 20 and stored(db) == {}
    sent = db.con.execute(
        "SELECT reasons, detail FROM item WHERE record_id = ? AND task = 'judge'", (KEPT[0]["record_id"],)
    )
    reasons, detail = sent.fetchone()
    assert reasons == '["sent_to_review"]' and "ada sent it to review" in detail
    name = re.search(r'name="act" value="([^"]+)"', ada.get("/acts").text)[1]
    ada.post("/acts", {"csrf": form["csrf"], "act": name})
    refresh(reader, db, SETTINGS)
    assert db.con.execute(waiting).fetchone()[0] == 5
