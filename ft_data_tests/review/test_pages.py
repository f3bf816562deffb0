from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.support.corpus import BANDS
from bench.support.views import ParquetReader, row, verdict, write_views
from bench.support.web import Answer, Client, running
from ft_data.recipe.review import Review, Triage
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.log import Person
from ft_data.review.people import issue_token
from ft_data.review.queue import refresh
from ft_data.review.store import decisions, forget_text
from ft_data_tests.review.station import SETTINGS, log


def test_an_accept_with_ratings_and_labels_is_stored_with_everything(port: int, db: Database) -> None:
    ada = Client(port, "ada")
    page = ada.get("/review")
    assert "Too short" in page.text and "asks when &lt; 60" in page.text and "<svg" in page.text
    form = page.form()
    after = ada.decide(
        form, "keep", **{"rating-accuracy": "5", "rating-tone": "9", "label-topic": "returns", "note": "fine"}
    )
    assert after.status == 200 and after.form()["item_id"] != form["item_id"]
    (one,) = log(db)
    assert (one["kind"], one["actor"], one["rubric_version"]) == ("keep", "ada", 1)
    assert (json.loads(one["ratings"]), json.loads(one["labels"])) == ({"accuracy": 5}, {"topic": "returns"})
    assert 0 < one["seconds"] < 60 and one["content_hash"] == form["content_hash"]
    (standing,) = decisions(db.path).to_pylist()
    assert standing["note"] == "fine" and json.loads(standing["rules"])[0] == "too_short"


def test_without_script_the_page_works_too(port: int, db: Database) -> None:
    ada = Client(port, "ada")
    form = ada.get("/review").form()
    answer = ada.post("/decide", {**form, "action": "drop:unsafe"})
    assert (answer.status, answer.headers["location"]) == (303, "/review?said=stored")
    assert "Stored." in ada.get(answer.headers["location"]).text
    assert log(db)[0]["reason"] == "unsafe"


def test_the_lane_stays_marked_in_the_navigation_after_a_decision(port: int) -> None:
    ada = Client(port, "ada")
    marked = re.compile(r'<a href="([^"]+)"[^>]* aria-current="page"')
    page = ada.get("/review")
    for answer in (page, ada.decide(page.form(), "keep"), ada.decide(page.form(), "drop:because")):
        assert marked.findall(answer.text) == ["/review"]


def test_a_rejection_needs_a_known_reason(port: int, db: Database) -> None:
    ada = Client(port, "ada")
    form = ada.get("/review").form()
    for action in ("drop", "drop:because", "approve", "", "new", "prefer:left"):
        ada.decide(form, action)
    assert log(db) == []


def test_an_edit_becomes_a_derived_example(port: int, db: Database) -> None:
    ada = Client(port, "ada")
    form = ada.get("/review").form()
    name = max(field for field in form if field.startswith("messages-"))
    assert "Nothing was changed" in ada.decide(form, "edit").text
    refused = ada.decide({**form, name: "  "}, "edit")
    assert "is empty" in refused.text and log(db) == []
    assert refused.form()["item_id"] == form["item_id"], "the same item, with what was typed"
    assert ada.decide({**form, name: "A better\r\nanswer."}, "edit").status == 200
    (one,) = decisions(db.path).to_pylist()
    made = json.loads(one["example"])
    assert made["messages"][-1]["content"] == "A better\nanswer." == made["response_text"]
    assert made["parents"] == [one["record_id"]] == one["parents"] and made["record_id"] != one["record_id"]
    assert one["decision"] == "edit" and made["license"] == "CC-BY-4.0"


def test_the_same_form_four_times_is_one_decision(port: int, db: Database) -> None:
    ada = Client(port, "ada")
    form = ada.get("/review").form()
    answers = [ada.decide(form, action) for action in ("keep", "keep", "drop:unsafe", "keep")]
    assert [one["kind"] for one in log(db)] == ["keep"]
    assert "nothing was stored twice" in answers[-1].text


def test_a_form_cannot_be_turned_onto_another_item(port: int, db: Database) -> None:
    ada, ben = Client(port, "ada"), Client(port, "ben")
    mine, theirs = ada.get("/review").form(), ben.get("/review").form()
    assert mine["item_id"] != theirs["item_id"]
    for forged in (
        {"item_id": theirs["item_id"]},
        {"content_hash": "x"},
        {"token": theirs["token"]},
        {"token": ""},
    ):
        ada.decide({**mine, **forged}, "keep")
    assert log(db) == []


def test_escalations_and_disagreement_go_to_a_lead(warehouse: ParquetReader, db: Database) -> None:
    people = {"ada": "reviewer", "ben": "reviewer", "lea": "lead"}
    settings = Review(audit_rate=0, overlap=1, reviewers=people)
    refresh(warehouse, db, settings)
    with running(create_app(warehouse, db, settings, "support")) as port:
        ada, ben = Client(port, "ada"), Client(port, "ben")
        lea = Client(port, token=issue_token(db, "lea", "lead"))
        ada.decide(ada.get("/review").form(), "keep")
        ben.decide(ben.get("/review").form(), "drop:unhelpful", note="says nothing")
        ada.decide(ada.get("/review").form(), "escalate")
        assert ada.get("/lead").status == 403
        page = lea.get("/lead")
        assert "Reviewers disagree" in page.text or "Passed on to you" in page.text
        assert "Reviewer A" in page.text and ">ada<" not in page.text
        page = lea.decide(page.form(), "keep")
        page = lea.decide(page.form(), "drop:inaccurate")
        assert "Nothing waits for you here" in page.text
        assert [one["adjudicated"] for one in decisions(db.path).to_pylist()] == [True, True]
        assert Client(port).sign_in("mallory").status == 403


def test_undo_shows_the_item_again(port: int, db: Database) -> None:
    ada = Client(port, "ada")
    form = ada.get("/review").form()
    ada.decide(form, "keep")
    again = ada.post("/undo", {"csrf": form["csrf"], "lane": "judge"}, X_Station="swap")
    assert again.form()["item_id"] == form["item_id"] and "Taken back" in again.text
    assert decisions(db.path).num_rows == 0
    plain = ada.post("/undo", {"csrf": form["csrf"], "lane": "judge"})
    assert plain.status == 303 and ada.get(plain.headers["location"]).status == 200


def test_a_draft_survives_and_comes_back(port: int, db: Database) -> None:
    ada = Client(port, "ada")
    form = ada.get("/review").form()
    name = max(field for field in form if field.startswith("messages-"))
    sent = {"csrf": form["csrf"], "token": form["token"], name: "half a sent"}
    assert ada.post("/draft", sent).text == "kept"
    again = Client(port, "ada").get("/review")
    assert again.form()[name] == "half a sent" and "Your draft was kept" in again.text
    assert ada.post("/draft", {**sent, "token": "x"}).status == 409
    assert ada.post("/draft", {**sent, "discard": "yes"}).status == 200
    assert "Your draft was kept" not in ada.get("/review").text


def test_a_late_edit_that_is_not_wanted_any_more_is_kept_for_its_author(
    warehouse: ParquetReader, db: Database
) -> None:
    refresh(warehouse, db, SETTINGS)
    with running(create_app(warehouse, db, SETTINGS, "support", lease_seconds=0.2)) as port:
        ada, ben = Client(port, "ada"), Client(port, "ben")
        form = ada.get("/review").form()
        time.sleep(0.3)
        ben.decide(ben.get("/review").form(), "keep")
        name = max(field for field in form if field.startswith("messages-"))
        answer = ada.decide({**form, name: "my better answer"}, "edit")
        assert "Somebody else has decided" in answer.text
        mine = ada.get("/mine").text
        assert "my better answer" in mine and "decided by others meanwhile" in mine
        item = {"csrf": form["csrf"], "item_id": form["item_id"], "action": "discard"}
        assert ada.post("/resume", item).status == 303 and "my better answer" not in ada.get("/mine").text


def test_comparing_is_blind_and_makes_preferences(port: int, db: Database, warehouse: ParquetReader) -> None:
    ada = Client(port, "ada")
    left = []
    for _ in range(4):
        page = ada.get("/compare")
        assert "conflict" not in page.text and "chosen" not in page.text and "rejected" not in page.text
        left.append(
            re.search(
                r'aria-label="left answer".*?<div class="text" dir="auto">(.*?)</div>', page.text, re.S
            )[1]
        )
        ada.decide(page.form(), "prefer:left")
    texts = {r["record_id"]: r["response_text"] for r in warehouse.sql("SELECT * FROM cleaned")}
    hashes = {r["content_hash"] for r in warehouse.sql("SELECT content_hash FROM cleaned")}
    ranked = {r["record_id"] for r in warehouse.sql("SELECT * FROM cleaned WHERE kind = 'preference'")}
    standing = decisions(db.path).to_pylist()
    assert len(standing) == 4
    for one in standing:
        made = json.loads(one["example"]) if one["example"] else None
        if one["record_id"] in ranked:
            assert one["decision"] == ("keep" if one["choice"] == "a" else "edit")
            continue
        assert {one["content_hash"], one["other_hash"]} <= hashes and one["other_id"] in made["parents"]
        assert (
            one["decision"] == "prefer" and made["kind"] == "preference" and one["parents"] == made["parents"]
        )
        answers = [made["chosen"][0]["content"], made["rejected"][0]["content"]]
        assert sorted(answers) == sorted(texts[name] for name in made["parents"])
        assert answers[0] in left, "what was on the left of the screen was chosen"


def test_the_sides_of_a_comparison_are_drawn_by_lot(port: int, db: Database) -> None:
    for number in range(12):
        Client(port, f"person {number}").get("/compare")
        with db.write() as con:
            con.execute("UPDATE lease SET until = ?", ("2000",))
    swaps = {one["swapped"] for one in db.con.execute("SELECT swapped FROM lease")}
    assert swaps == {0, 1}  # one run in two thousand draws twelve alike


def test_neither_is_better_makes_no_example(port: int, db: Database) -> None:
    ada = Client(port, "ada")
    for _ in range(4):
        ada.decide(ada.get("/compare").form(), "prefer:tie")
    found = {(one["decision"], one["choice"], one["example"]) for one in decisions(db.path).to_pylist()}
    assert found == {("prefer", "tie", None), ("drop", "tie", None)}


def test_writing_a_new_example(port: int, db: Database, warehouse: ParquetReader) -> None:
    ada = Client(port, "ada")
    (source,) = warehouse.sql("SELECT record_id FROM cleaned ORDER BY record_id LIMIT 1")
    path = f"/write/{source['record_id']}"
    form = ada.get(path).form(path)
    assert "is empty" in ada.post(path, {**form, "answer": " "}).text
    for _ in range(2):
        answer = ada.post(path, {**form, "instruction": "What is it?", "answer": "A thing."})
    assert "stored already" in answer.text
    (one,) = decisions(db.path).to_pylist()
    made = json.loads(one["example"])
    assert one["decision"] == "new" and made["parents"] == [source["record_id"]]
    assert (made["prompt_text"], made["response_text"], made["origin"]) == (
        "What is it?",
        "A thing.",
        "human",
    )
    page = ada.get(f"/rows/{made['record_id']}").text
    assert "made by a person" in page and "A thing." in page
    assert ada.get("/write/none").status == 404


def test_a_cluster_is_previewed_and_decided(port: int, db: Database) -> None:
    ada = Client(port, "ada")
    cluster = db.con.execute("SELECT cluster FROM item WHERE cluster IS NOT NULL LIMIT 1").fetchone()[
        "cluster"
    ]
    page = ada.get(f"/cluster/{cluster}")
    items = db.con.execute("SELECT * FROM item WHERE cluster = ?", (cluster,)).fetchall()
    boxes = {f"item-{item['item_id']}": item["content_hash"] for item in items[1:]}
    assert all(f'name="item-{item["item_id"]}"' in page.text for item in items)
    form = page.form(f"/cluster/{cluster}")
    answer = ada.post(f"/cluster/{cluster}", {**form, **boxes, "action": "drop:duplicate"})
    assert answer.headers["location"].endswith(f"decided={len(items) - 1}")
    assert (
        ada.post(f"/cluster/{cluster}", {**form, **boxes, "action": "keep"})
        .headers["location"]
        .endswith("decided=0")
    )
    assert {one["decision"] for one in decisions(db.path).to_pylist()} == {"drop"}
    assert ada.post(f"/cluster/{cluster}", {**form, "action": "keep"}).status == 303


def test_audits_hide_what_the_rules_said(db: Database, tmp_path: Path) -> None:
    rows = [row(str(n), f"Question {n}?", f"Answer {n}.") for n in range(3)]
    detail = [
        {"rule": "impolite", "signal": "toxicity", "value": 0.93, "threshold": "> 0.9", "verdict": "drop"}
    ]
    reader = write_views(tmp_path, rows, [verdict(one, "drop", ["impolite"], 0.1, detail) for one in rows])
    settings = Review(audit_rate=1, overlap=0, triage=Triage(budget=1))
    refresh(reader, db, settings)
    with running(create_app(reader, db, settings, "support", bands=BANDS)) as port:
        ada = Client(port, "ada")
        page = ada.get("/review")
        assert "Blind audit" in page.text and "mpolite" not in page.text and 'class="bar"' not in page.text
        for _ in range(3):
            page = ada.decide(page.form(), "keep")
        overview = ada.get("/overview").text
        assert "too strict" in overview and "3 of 3" in overview and "impolite" in overview
        assert all(
            one["is_audit"] and one["auto_verdict"] == "drop" for one in decisions(db.path).to_pylist()
        )


def test_a_changed_row_shows_the_earlier_decision(db: Database, tmp_path: Path) -> None:
    first = row("a", "Hi?", "It takes three days.")
    reader = write_views(tmp_path, [first], [verdict(first, "review", ["r"])])
    refresh(reader, db, SETTINGS)
    with running(create_app(reader, db, SETTINGS, "support")) as port:
        ada = Client(port, "ada")
        ada.decide(ada.get("/review").form(), "keep")
        changed = row("a", "Hi?", "It takes nine days.")
        write_views(tmp_path, [changed], [verdict(changed, "review", ["r"])])
        for _ in range(200):
            page = ada.get("/review").text
            if "This row has changed" in page:
                break
            time.sleep(0.02)
        assert "ada decided" in page and "<del>three</del>" in page and "<ins>nine</ins>" in page


def test_a_forgotten_text_is_gone_from_every_page(port: int, db: Database) -> None:
    ada = Client(port, "ada")
    form = ada.get("/review").form()
    name = max(field for field in form if field.startswith("messages-"))
    ada.decide({**form, name: "unmistakable wording"}, "edit")
    record_id = log(db)[0]["record_id"]
    assert "unmistakable wording" in ada.get(f"/rows/{log(db)[0]['example_id']}").text
    forget_text(db, [record_id], "lea")
    for path in ("/log", "/mine", f"/rows/{record_id}", f"/rows/{log(db)[0]['example_id']}"):
        assert "unmistakable wording" not in ada.get(path).text
    assert "text forgotten" in ada.get("/log").text


def test_people_with_tokens(warehouse: ParquetReader, db: Database) -> None:
    token = issue_token(db, "ada", "reviewer")
    with running(create_app(warehouse, db, SETTINGS, "support", token_required=True)) as port:
        assert Client(port).sign_in("ada").status == 403
        assert Client(port).sign_in("ada", "wrong").status == 403
        ada = Client(port)
        assert ada.sign_in(token=token).status == 303 and ada.get("/review").status == 200
        assert ada.get("/lead").status == 403
        issue_token(db, "ada", "lead")
        assert ada.get("/review").status == 303, "a new token ends the old sessions"
        assert Client(port).sign_in(token=token).status == 403
    assert token.encode() not in db.path.read_bytes() + (db.path.parent / "review.sqlite-wal").read_bytes()
    with running(create_app(warehouse, db, SETTINGS, "support")) as port:
        assert Client(port).sign_in("ada").status == 403, "whoever has a token cannot be impersonated by name"
        assert Client(port).sign_in("ben").status == 303


def test_approvers_look_and_do_not_decide(warehouse: ParquetReader, db: Database) -> None:
    settings = Review(reviewers={"pat": "approver"})
    with running(create_app(warehouse, db, settings, "support")) as port:
        pat = Client(port, token=issue_token(db, "pat", "approver"))
        assert pat.get("/review").status == 403 and pat.get("/overview").status == 200
    assert Person("pat", "approver").role == "approver"


class Held:
    """A reader of views whose first look into them waits until it may."""

    def __init__(self, reader: ParquetReader) -> None:
        self.reader, self.may, self.broken = reader, threading.Event(), False

    def version(self) -> str:
        return self.reader.version()

    def stages(self) -> list[str]:
        return list(self.reader.stages())

    def sql(self, query: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        if threading.current_thread().name == "follow":
            self.may.wait(30)
            if self.broken:
                raise OSError("a file is gone")
        return self.reader.sql(query, params)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reader, name)


def settled(ada: Client, gone: str, path: str = "/review") -> str:
    """Ask for a page until it no longer says something."""
    end = time.monotonic() + 30
    while gone in (text := ada.get(path).text) and time.monotonic() < end:
        time.sleep(0.02)
    return text


def keeps_all(person: Client) -> Answer:
    """Accept whatever is shown until nothing is, and return the last page."""
    page = person.get("/review")
    while page.form().get("item_id"):
        page = person.decide(page.form(), "keep")
    return page


def test_an_empty_lane_says_why_it_is_empty(warehouse: ParquetReader, db: Database) -> None:
    reader = Held(warehouse)
    settings = Review(audit_rate=0, overlap=1, reviewers={"ada": "reviewer", "ben": "reviewer"})
    with running(create_app(reader, db, settings, "support")) as port:
        ada = Client(port, "ada")
        page = ada.get("/review").text
        assert "The queue is being filled" in page and "is decided" not in page
        assert 'href="/review" data-again="2"' in page
        reader.may.set()
        assert "Is this a good example?" in settled(ada, "is being filled")
        page = keeps_all(ada)
        open_items = db.con.execute(
            "SELECT count(*) FROM item WHERE active = 1 AND state = 'open'"
        ).fetchone()[0]
        assert open_items and "somebody else's opinion" in page.text and "is decided" not in page.text
        assert "Every item of this lane is decided" in keeps_all(Client(port, "ben")).text


def test_a_queue_that_cannot_be_filled_is_not_called_decided(warehouse: ParquetReader, db: Database) -> None:
    reader = Held(warehouse)
    reader.broken = True
    reader.may.set()
    with running(create_app(reader, db, SETTINGS, "support")) as port:
        page = settled(Client(port, "ada"), "is being filled")
        assert "could not take up" in page and "is decided" not in page
