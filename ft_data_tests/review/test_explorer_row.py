"""One row's page: its life as the snapshots tell it, and deciding about any row from there."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.support.corpus import BANDS
from bench.support.views import ParquetReader, row, verdict, write_views
from bench.support.web import Client, running
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.queue import refresh
from ft_data.review.reader import VIEWS
from ft_data.review.store import decisions
from ft_data.warehouse.view_reader import ViewReader
from ft_data_tests.review.station import SETTINGS, log

KEPT, COPY, ASKED, EARLY = (
    row("kept", "How long is the guarantee?", "The guarantee lasts two whole years."),
    row("copy", "How long is the guarantee?", "The guarantee lasts three whole years."),
    row("asked", "Is it safe?", "Yes."),
    row("early", "Empty?", ""),
)


@pytest.fixture
def reader(tmp_path: Path) -> ParquetReader:
    low = {
        "rule": "too_short",
        "signal": "response_words",
        "value": 1.0,
        "threshold": "< 60",
        "verdict": "review",
    }
    return write_views(
        tmp_path / "views",
        [KEPT, COPY, ASKED, EARLY],
        [
            verdict(EARLY, "drop", ["empty"], stage="cleaned"),
            *(verdict(one, "keep", stage="cleaned") for one in (KEPT, COPY, ASKED)),
            verdict(KEPT, "keep", stage="deduped"),
            verdict(ASKED, "keep", stage="deduped"),
            verdict(COPY, "drop", ["near_duplicate"], 0.875, stage="deduped", witness_id=KEPT["record_id"]),
            verdict(KEPT, "keep"),
            verdict(ASKED, "review", ["too_short"], 0.5, [low]),
        ],
    )


@pytest.fixture
def port(reader: ParquetReader, db: Database) -> Iterator[int]:
    refresh(reader, db, SETTINGS)
    with running(create_app(reader, db, SETTINGS, "support", bands=BANDS)) as port:
        yield port


def test_a_row_shows_what_it_stands_for_and_in_which_words_that_differs(port: int) -> None:
    ada = Client(port, "ada")
    page = ada.get(f"/rows/{KEPT['record_id']}").text
    assert "it stands for" in page and COPY["record_id"][:10] in page and "0.875" in page
    assert "<del>two</del><ins>three</ins>" in page
    assert "<del>three</del><ins>two</ins>" in ada.get(f"/rows/{COPY['record_id']}").text
    asked = ada.get(f"/rows/{ASKED['record_id']}").text
    assert "value 1; drop if &lt; 2, review if &lt; 60" in asked and "one-word notes" in asked


def test_what_cleaning_changed_is_shown_in_words_and_personal_data_never(finished, db: Database) -> None:
    home, _ = finished
    views = ViewReader(home.warehouse("demo"), VIEWS)
    edits = views.sql("SELECT record_id, rule FROM edits WHERE before IS NULL")
    assert edits
    with running(create_app(views, db, SETTINGS, "demo")) as port:
        page = Client(port, "ada").get(f"/rows/{edits[0]['record_id']}").text
        for thread in threading.enumerate():
            if thread.name == "follow":
                thread.join()
    views.close()
    assert edits[0]["rule"].replace("_", " ") in page and "what was there is kept nowhere" in page
    assert "anna.muster" not in page and "in the split" in page


@pytest.mark.parametrize("one", [KEPT, ASKED], ids=["kept", "asked about"])
def test_any_row_that_people_decide_is_decided_from_its_page(port: int, db: Database, one: dict) -> None:
    ada = Client(port, "ada")
    csrf = ada.get("/overview").form("/sign-out")["csrf"]
    taken = ada.post(f"/rows/{one['record_id']}/take", {"csrf": csrf})
    assert (taken.status, taken.headers["location"]) == (303, "/review")
    form = ada.get("/review").form()
    assert form["content_hash"] == one["content_hash"]
    ada.decide(form, "drop:unsafe")
    (stored,) = log(db)
    assert (stored["record_id"], stored["kind"], stored["reason"]) == (one["record_id"], "drop", "unsafe")
    assert json.loads(stored["rules"]) == (["too_short"] if one is ASKED else [])
    assert decisions(db.path).to_pylist()[0]["decision"] == "drop"
    again = ada.post(f"/rows/{one['record_id']}/take", {"csrf": csrf})
    assert again.status == 200 and "You have decided about this row" in again.text


def test_what_cannot_be_decided_is_said(port: int, reader: ParquetReader, db: Database) -> None:
    ada = Client(port, "ada")
    csrf = ada.get("/overview").form("/sign-out")["csrf"]
    assert "left before" in ada.post(f"/rows/{EARLY['record_id']}/take", {"csrf": csrf}).text
    with db.write() as con:
        con.execute("UPDATE item SET is_audit = 1 WHERE record_id = ?", (ASKED["record_id"],))
    assert "blind audit" in ada.post(f"/rows/{ASKED['record_id']}/take", {"csrf": csrf}).text
    assert ada.post(f"/rows/{KEPT['record_id']}/take", {}).status == 403 and log(db) == []
