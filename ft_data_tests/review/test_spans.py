"""Words that readers mark: where they stand, under which label, by whom; nothing of it is a decision, and no word of it in the log."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from bench.support.views import ParquetReader, row, verdict, write_views
from bench.support.web import Answer, Client, running
from ft_data.recipe.review import Review
from ft_data.review import spans
from ft_data.review.agreement import krippendorff_alpha
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.people import issue_token
from ft_data.review.queue import refresh
from ft_data.review.reliability import agreement
from ft_data.review.rubric import REASONS
from ft_data.review.store import decisions, forget_text
from ft_data_tests.review.station import log

ANSWER = "Ask \U0001f600 the \u200boffice. The office <b>opens</b> at nine; the office closes at five."
TEXT = "messages-1"


def at(words: str, text: str = ANSWER) -> dict[str, str]:
    start = text.index(words)
    return {"field": TEXT, "start": str(start), "end": str(start + len(words))}


@pytest.fixture
def reader(tmp_path: Path) -> ParquetReader:
    rows = [row(f"r{n}", f"Question {n}?", ANSWER) for n in range(3)]
    return write_views(tmp_path, rows, [verdict(one, "review", ["too_short"], 0.5) for one in rows])


@pytest.fixture
def station(reader: ParquetReader, db: Database):
    refresh(reader, db, Review(audit_rate=0, overlap=0))
    with running(create_app(reader, db, Review(audit_rate=0, overlap=0), "support")) as port:
        yield port


def first(reader: ParquetReader) -> str:
    return row("r0", "Question 0?", ANSWER)["record_id"]


def mark(client: Client, record_id: str, label: str, **given: str) -> Answer:
    form = client.get(f"/mark/{record_id}").form(f"/mark/{record_id}")
    # The page has a form for each mark too; the one that marks brings these.
    page = client.get(f"/mark/{record_id}").form("mark") or form
    return client.post(f"/mark/{record_id}", {**page, **given, "action": f"mark:{label}"})


def test_a_mark_is_kept_with_its_place_and_taken_back(
    station: int, reader: ParquetReader, db: Database
) -> None:
    ada, name = Client(station, "ada"), first(reader)
    answer = mark(ada, name, "inaccurate", **at(" the \u200boffice. "))
    assert answer.status == 303 and "said=stored" in answer.headers["location"]
    (one,) = log(db)
    assert (one["kind"], one["reason"], one["actor"]) == ("span", "inaccurate", "ada")
    (span,) = spans.about(db.con, name)
    assert (
        ANSWER[span.place.start : span.place.end] == "the \u200boffice."
    )  # white space at the ends is no part of it
    assert "office" not in json.dumps(one)
    assert decisions(db.path).num_rows == 0  # nothing was decided about the row
    page = ada.get(answer.headers["location"]).text
    assert "Marked." in page and '<mark title="inaccurate">' in page and "U+200B" in page
    assert "<b>opens</b>" not in page and "&lt;b&gt;opens" in page
    assert "Marked words" in ada.get(f"/rows/{name}").text
    again = mark(ada, name, "inaccurate", **at("the \u200boffice."))
    assert "said=repeated" in again.headers["location"] and len(log(db)) == 1
    ben = Client(station, "ben")
    for client, said in ((ben, "kept"), (ada, "back")):  # another's mark is not theirs to take back
        csrf = client.get("/mine").form("/sign-out")["csrf"]
        back = {"csrf": csrf, "action": "back", "decision_id": str(span.decision_id)}
        assert len(spans.about(db.con, name)) == 1
        assert f"said={said}" in client.post(f"/mark/{name}", back).headers["location"]
    assert spans.about(db.con, name) == [] and [one["kind"] for one in log(db)] == ["span", "undo"]


def test_undo_takes_the_last_mark_back_and_the_item_stays(
    station: int, reader: ParquetReader, db: Database
) -> None:
    ada = Client(station, "ada")
    item = ada.get("/review").form()
    (name,) = db.con.execute("SELECT record_id FROM item WHERE item_id = ?", (item["item_id"],)).fetchone()
    mark(ada, name, "unsafe", **at("closes"))
    shown = ada.get("/review")
    assert "Words you marked" in shown.text and "<mark>closes</mark>" in shown.text
    assert shown.form()["item_id"] == item["item_id"]
    assert '<a class="act" href="/review" data-key="b">' in ada.get(f"/mark/{name}").text
    page = ada.post("/undo", {"csrf": item["csrf"], "lane": "judge"}, X_Station="swap")
    assert "not marked any more" in page.text and spans.about(db.con, name) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"field": TEXT, "quote": "the office closes"}, ""),
        ({"field": TEXT, "quote": "office"}, "These words are there 3 times"),
        ({"field": TEXT, "quote": "no such words"}, "not in that text"),
        ({"field": TEXT}, "Choose some words first"),
        ({"field": TEXT, "start": "3", "end": "4"}, "Choose some words of one text"),  # white space
        ({"field": TEXT, "start": "9", "end": "2"}, "Choose some words of one text"),
        ({"field": TEXT, "start": "0", "end": "99999"}, "Choose some words of one text"),
        ({"field": "messages-9", "start": "0", "end": "3"}, "Choose some words of one text"),
        ({"field": TEXT, "start": "-1", "end": "3"}, "start"),
        ({"field": TEXT, "start": "0", "end": "1e9"}, "end"),
        ({**at("closes"), "content_hash": "x"}, "has changed since"),
    ],
)  # fmt: skip
def test_words_are_marked_without_script_and_nothing_else_is(
    station: int, reader: ParquetReader, db: Database, given: dict[str, str], said: str
) -> None:
    answer = mark(Client(station, "ada"), first(reader), "broken", **given)
    assert (answer.status == 303) == (not said)
    assert said in answer.text and len(log(db)) == (not said)


def test_labels_are_the_recipe_s_or_the_reasons(reader: ParquetReader, db: Database) -> None:
    name = first(reader)
    for version, (settings, labels) in enumerate(
        ((Review(), REASONS), (Review(spans=["claim", "source"]), ("claim", "source"))), 1
    ):
        with running(create_app(reader, db, settings, "support")) as port:
            ada = Client(port, "ada")
            page = ada.get(f"/mark/{name}").text
            assert all(f'value="mark:{label}"' in page for label in labels)
            for label in ("claim", "inaccurate"):
                answer = mark(ada, name, label, **at("opens"))
                assert (answer.status == 303) == (label in labels)
        assert log(db)[-1]["rubric_version"] == version


def test_a_mark_of_other_words_is_stale_and_leaves_no_file(tmp_path: Path, db: Database) -> None:
    before, name = row("r0", "Question 0?", ANSWER), first(None)
    settings = Review(audit_rate=0, overlap=0)
    reader = write_views(tmp_path, [before], [verdict(before, "review", ["too_short"], 0.5)])
    with running(create_app(reader, db, settings, "support")) as port:
        lea = Client(port, token=issue_token(db, "lea", "lead"))
        mark(lea, name, "inaccurate", **at("at nine"))
        (line,) = [json.loads(one) for one in lea.get("/rows.jsonl").text.splitlines()]
        start = ANSWER.index("at nine")
        assert line["marks"] == [
            {"field": TEXT, "start": start, "end": start + 7, "label": "inaccurate", "words": "at nine"}
        ]
        (cells,) = csv.DictReader(io.StringIO(lea.get("/rows.csv").text))
        assert json.loads(cells["marks"]) == line["marks"][0]
    now = row("r0", "Question 0?", ANSWER.replace("nine", "ten"))
    reader = write_views(tmp_path, [now], [verdict(now, "review", ["too_short"], 0.5)])
    with running(create_app(reader, db, settings, "support")) as port:
        lea = Client(port, token=issue_token(db, "lea", "lead"))
        page = lea.get(f"/rows/{name}").text
        assert "the text has changed since" in page and "<mark>at nine</mark>" in page
        (line,) = [json.loads(one) for one in lea.get("/rows.jsonl").text.splitlines()]
        assert "marks" not in line
        forget_text(db, [name], "lea")
        page = lea.get(f"/rows/{name}").text
        assert "the text is not kept any more" in page and "at nine" not in page


def test_where_nothing_is_masked_no_marked_word_leaves(reader: ParquetReader, db: Database) -> None:
    with running(create_app(reader, db, Review(), "support", masked=False)) as port:
        lea = Client(port, token=issue_token(db, "lea", "lead"))
        mark(lea, first(reader), "inaccurate", **at("at nine"))
        text = lea.get("/rows.jsonl").text
        assert '"label":"inaccurate"' in text and "nine" not in text


def test_agreement_counts_words(station: int, reader: ParquetReader, db: Database) -> None:
    ada, ben, name = Client(station, "ada"), Client(station, "ben"), first(reader)
    mark(ada, name, "inaccurate", **at("opens</b> at nine"))
    assert not [one for one in agreement(db.path) if one.question == "marks"]  # one person agrees with nobody
    mark(ben, name, "inaccurate", **at("at nine"))
    mark(ben, name, "unsafe", **at("closes"))
    (found,) = [one for one in agreement(db.path) if one.question == "marks"]
    # Words of ada: opens, b, at, nine; of ben: at, nine, closes. Two alike of four and three.
    assert (found.items, found.people, found.percent) == (1, 2, 2 * 2 / 7)
    words = ["q"] * 2 + ["ask", "the", "office", "the", "office", "b", "opens", "b", "at", "nine", "the", "office", "closes", "at", "five"]  # fmt: skip
    said = {"ada": [0] * 8 + [1, 1, 1, 1] + [0] * 5, "ben": [0] * 10 + [1, 1] + [0, 0, 2, 0, 0]}
    counts = np.zeros((len(words), 3))
    for given in said.values():
        counts[np.arange(len(words)), given] += 1
    assert found.alpha.value == pytest.approx(krippendorff_alpha(counts))
    assert "of words, by row" in ada.get("/people").text
    forget_text(db, [name], "lea")
    assert not [one for one in agreement(db.path) if one.question == "marks"]
