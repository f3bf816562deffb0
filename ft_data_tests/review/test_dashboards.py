"""Looking things up: rows, the log, the dashboards."""

from __future__ import annotations

import re

from bench.support.views import ParquetReader
from bench.support.web import Client, running
from ft_data.recipe.review import Review, Triage
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.people import issue_token
from ft_data.review.progress import lanes
from ft_data.review.queue import refresh
from ft_data.review.review_statistics import with_leads
from ft_data_tests.review.station import log


def test_what_waits_is_broken_down(db: Database, warehouse: ParquetReader) -> None:
    settings = Review(audit_rate=0.5, overlap=1, triage=Triage(budget=1))
    refresh(warehouse, db, settings)
    with running(create_app(warehouse, db, settings, "support")) as port:
        ada = Client(port, "ada")
        ada.decide(ada.get("/review").form(), "drop:wrong_language")
        told = re.search(r"Waiting: ([^<]*)\.", ada.get("/overview").text)[1]
    parts = {why: int(n) for n, why in (part.split(" ", 1) for part in told.split(", "))}
    assert {"asked about by a rule", "blind audits", "second opinions"} <= parts.keys()
    assert sum(parts.values()) == lanes(db.con).judge and parts["second opinions"] == 1


def test_lookups(port: int, db: Database, warehouse: ParquetReader) -> None:
    ada = Client(port, "ada")
    form = ada.get("/review").form()
    ada.decide(form, "drop:unhelpful", note="needle in the note")
    record_id = log(db)[0]["record_id"]
    ada.post("/undo", {"csrf": form["csrf"]})
    for found, path in (
        ("impolite", "/rows?at=filtered.drop"),
        ("How long should the battery", "/rows?q=battery"),
        ("No row matches", "/rows?q=zebra"),
        ("response words", "/rows?signal=response_words&low=5&high=20&source=tickets"),
        (record_id, f"/rows?q={record_id}"),
        ("undone", f"/rows/{record_id}"),
        ("too short", f"/rows/{record_id}"),
        ("needle in the note", "/log?q=needle"),
        ("unhelpful", "/log?q=unhelpful&actor=ada&kind=drop"),
        ("Nothing here yet", "/log?q=zebra"),
        ("Nothing here yet", "/log?actor=ben"),
        ("ada", "/people"),
        ("Be fair.", "/guideline"),
        ("drop", "/mine"),
    ):  # fmt: skip
        answer = ada.get(path)
        assert answer.status == 200 and found in answer.text, path
    assert ada.get("/rows/none").status == 404
    for path in (
        "/rows?signal=%22;DROP",
        "/rows?at='&source='%20OR%201=1&language=\")--",
        "/rows?q='%20OR%201=1%20--%20%22;DROP%20TABLE%20ledger",
        "/log?q='%22%25&day='",
    ):
        assert ada.get(path).status == 200
    text = ada.get(f"/rows/{record_id}/text/messages-0")
    assert text.status == 200 and text.headers["content-type"].startswith("text/plain")
    assert ada.get(f"/rows/{record_id}/text/messages-99").status == 404
    assert ada.get(f"/rows/{record_id}/text/extra-0").status == 404


def test_agreement_on_the_people_page(warehouse: ParquetReader, db: Database) -> None:
    settings = Review(audit_rate=0, overlap=1)
    refresh(warehouse, db, settings)
    with running(create_app(warehouse, db, settings, "support")) as port:
        for name, pattern in (("ada", "kkddk"), ("ben", "kkdkk")):
            person = Client(port, name)
            for letter in pattern:
                action = {"k": "keep", "d": "drop:unsafe"}[letter]
                person.decide(person.get("/review").form(), action, **{"rating-accuracy": "4"})
        page = Client(port, "ada").get("/people").text
    assert "80%" in page and "0.571" in page and "ada and ben" in page


def test_what_waits_for_a_lead_has_an_age_and_whoever_has_it(warehouse: ParquetReader, db: Database) -> None:
    settings = Review(audit_rate=0, overlap=0, reviewers={"ada": "reviewer", "lea": "lead"})
    refresh(warehouse, db, settings)
    with running(create_app(warehouse, db, settings, "support")) as port:
        ada, lea = Client(port, "ada"), Client(port, token=issue_token(db, "lea", "lead"))
        assert "Who has it" not in ada.get("/overview").text
        form = ada.get("/review").form()
        ada.decide(form, "escalate")
        page = ada.get("/overview").text
        assert "passed on" in page and "0 min" in page and "nobody yet" in page
        lea.get("/lead")
        (one,) = with_leads(db.con)
        assert (one["owner"], one["state"]) == ("lea", "escalated") and 0 <= one["hours"] < 1
        lea.decide(lea.get("/lead").form(), "keep")
        assert with_leads(db.con) == [] and "Who has it" not in ada.get("/overview").text
