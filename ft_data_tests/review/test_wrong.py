"""Readers call answers wrong: what is kept, who may take it back, what becomes a question for people, what forgetting leaves."""

from __future__ import annotations

import json

import pytest

from bench.support.views import row, verdict, write_views
from bench.support.web import Client, running
from ft_data.gaps import steps
from ft_data.review import wrong
from ft_data.review.asgi import create_app
from ft_data.review.asked import NAMED, SAID, Asking, state
from ft_data.review.people import issue_token
from ft_data.review.person import Person
from ft_data.review.queue import refresh
from ft_data.review.store import decisions, fingerprint, forget_text
from ft_data.warehouse import lines
from ft_data_tests.review.station import SETTINGS, log

ROWS = [row(f"r{number}", f"When does pier {number} open?", "At noon.") for number in range(4)]
ADA = Person("ada")
GIVEN = {"right_answer": "At <six>,\r\nsays Anna.", "slice": "piers", "note": "since May"}


@pytest.fixture
def reader(tmp_path):
    return write_views(tmp_path / "views", ROWS, [verdict(one, "keep") for one in ROWS])


@pytest.fixture
def station(reader, db):
    with running(create_app(reader, db, SETTINGS, "piers", feedback=True)) as port:
        yield port


def form_of(client, name):
    return client.get(f"/rows/{name}").form("wrong")


def asked(db):
    return {
        one["record_id"]: json.loads(one["reasons"])
        for one in db.con.execute("SELECT * FROM item WHERE active = 1 AND state = 'open'")
    }


def test_who_reads_may_say_it_and_take_it_back(station, db, reader):
    name, before = ROWS[0]["record_id"], fingerprint(db.path)
    ola, bo = Client(station, token=issue_token(db, "ola", "approver")), Client(station, "bo")
    form = form_of(ola, name)
    page = ola.post(f"/wrong/{name}", {**form, **GIVEN})
    assert page.status == 200 and "Noted." in page.text and "At &lt;six&gt;" in page.text
    assert "noted already" in ola.post(f"/wrong/{name}", {**form, **GIVEN}).text
    (one,) = wrong.all_of(db.path)
    assert (one["prompt"], one["answer"]) == ("When does pier 0 open?", "At noon.")
    assert (one["right_answer"], one["slice"], one["note"]) == ("At <six>,\nsays Anna.", "piers", "since May")
    (stored,) = log(db)
    assert "Anna" not in json.dumps(stored) and "piers" not in json.dumps(stored), "words lie beside the log"
    assert decisions(db.path).num_rows == 0 and fingerprint(db.path) != before
    back = {"csrf": form_of(bo, name)["csrf"], "action": "back", "decision_id": str(one["decision_id"])}
    assert "not yours" in bo.post(f"/wrong/{name}", back).text and wrong.all_of(db.path)
    back["csrf"] = form["csrf"]
    assert "Taken back." in ola.post(f"/wrong/{name}", back).text
    assert wrong.all_of(db.path) == [] and [one["kind"] for one in log(db)] == ["wrong", "undo"]
    refresh(reader, db, SETTINGS)
    assert asked(db) == {}


def test_the_key_for_undo_takes_it_back_too(station, db):
    ada = Client(station, "ada")
    form = form_of(ada, ROWS[0]["record_id"])
    ada.post(f"/wrong/{ROWS[0]['record_id']}", form)
    assert wrong.all_of(db.path)[0]["right_answer"] == ""
    ada.post("/undo", {"csrf": form["csrf"], "lane": "judge"})
    assert wrong.all_of(db.path) == []


def test_a_token_of_a_form_takes_no_other_entrys_place(station, db):
    ada, name = Client(station, "ada"), ROWS[0]["record_id"]
    form = form_of(ada, name)
    for token in ("undo:2", "act:x:1", "t" * 9_000):
        assert "Noted." in ada.post(f"/wrong/{name}", {**form, "token": token}).text
    assert ada.post("/undo", {"csrf": form["csrf"], "lane": "judge"}).status < 400
    assert ada.post("/undo", {"csrf": form["csrf"], "lane": "judge"}).status < 400
    assert len(wrong.all_of(db.path)) == 1 and all(len(one["token"]) < 300 for one in log(db))


def test_what_cannot_be_called_wrong_is_refused(station, db, reader):
    ada, name = Client(station, "ada"), ROWS[0]["record_id"]
    form = form_of(ada, name)
    assert ada.post(f"/wrong/{name}", {**form, "csrf": "x"}).status == 403
    assert ada.post(f"/wrong/{name}", {**form, "content_hash": "other"}).status == 409
    assert ada.post("/wrong/nothing", form).status == 404
    with running(create_app(reader, db, SETTINGS, "piers")) as port:  # a recipe without `feedback`
        bo = Client(port, "bo")
        assert 'id="wrong"' not in bo.get(f"/rows/{name}").text
    assert log(db) == []


@pytest.mark.parametrize("inside", ["\u2028", "\x85", "\x1e"])
def test_a_line_of_the_queue_ends_at_its_newline_alone(tmp_path, inside):
    asking = Asking(tmp_path / "queue.jsonl", tmp_path / "gaps.jsonl")
    said = {"record_id": "r", "gap": "aa", "why": f"the guide{inside}of piers"}
    asking.queue.write_bytes(steps.lines([said]))
    lines.append(asking.log, {"gap": "aa", "decision": "accepted"})
    assert asking.rows()["r"].evidence == said["why"]


def test_people_are_asked_about_it_and_about_rows_of_accepted_gaps(db, reader, tmp_path):
    asking = Asking(tmp_path / "queue.jsonl", tmp_path / "gaps.jsonl")
    assert asking.rows() == {} and state(asking, db) == "0;,"
    queue = [{"record_id": one["record_id"], "gap": gap, "failures": count} for one, gap, count in zip(
        ROWS, ("aa", "aa", "bb", "cc"), (2, 9, 1, 1), strict=True)]  # fmt: skip
    text = "".join(json.dumps(one) + "\n" for one in queue)
    asking.queue.write_text(text + "torn {\n[1]\n" + json.dumps({"gap": "aa", "record_id": "gone"}))
    for gap, decision in (("aa", "accepted"), ("bb", "accepted"), ("bb", "declined")):
        lines.append(asking.log, {"gap": gap, "decision": decision})
    assert [*asking.rows()][:2] == [ROWS[1]["record_id"], ROWS[0]["record_id"]]
    wrong.say(db, ADA, "t", ROWS[3], {}, 1)
    seen = state(asking, db)
    refresh(reader, db, SETTINGS, asking)
    first, second, third = (ROWS[at]["record_id"] for at in (0, 1, 3))
    assert asked(db) == {first: [NAMED], second: [NAMED], third: [SAID]}
    assert refresh(reader, db, SETTINGS, asking).added == 0 and state(asking, db) == seen
    lines.append(asking.log, {"gap": "aa", "decision": "declined"})
    refresh(reader, db, SETTINGS, asking)
    assert asked(db) == {third: [SAID]} and state(asking, db) != seen


def test_forgetting_a_row_leaves_no_word_of_it(db, reader):
    wrong.say(db, ADA, "t", ROWS[0], GIVEN, 1)
    refresh(reader, db, SETTINGS)
    forget_text(db, [ROWS[0]["record_id"]], "operator")
    assert wrong.all_of(db.path) == [] and asked(db) == {}
    assert b"since May" not in db.path.read_bytes() and b"At <six>" not in db.path.read_bytes()
    assert wrong.say(db, ADA, "t2", ROWS[0], GIVEN, 1).status == "stale"
