"""More than two answers to one prompt, put in an order: pairs for preferences with their parents, ties, agreement, forgetting."""

from __future__ import annotations

import json
import math
from itertools import combinations
from pathlib import Path

import pytest

from bench.support.views import ParquetReader, row, verdict, write_views
from bench.support.web import Answer, Client, running
from ft_data.inspection.why import why
from ft_data.recipe.load import load
from ft_data.recipe.review import Review
from ft_data.review import rankings
from ft_data.review.agreement import kendall_tau, ordered_alike
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.people import issue_token
from ft_data.review.queue import refresh
from ft_data.review.reader import VIEWS
from ft_data.review.reliability import agreement
from ft_data.review.store import decisions, forget_text
from ft_data.warehouse.view_reader import ViewReader
from ft_data_tests.pipeline import helpers
from ft_data_tests.review.station import log

SETTINGS = Review(audit_rate=0, overlap=1)
PROMPT = "What is a parcel?"


def answers(count: int, prompt: str = PROMPT) -> list[dict]:
    rows = [row(f"{prompt}{n}", prompt, f"Answer number {n}, <b>of</b> several.") for n in range(count)]
    return sorted(rows, key=lambda one: one["record_id"])


def views(folder: Path, rows: list[dict]) -> ParquetReader:
    return write_views(folder, rows, [verdict(one, "keep") for one in rows])


@pytest.fixture
def rows() -> list[dict]:
    return answers(4)


@pytest.fixture
def station(tmp_path: Path, rows: list[dict], db: Database):
    reader = views(
        tmp_path,
        [
            *rows,
            row("twin", PROMPT, rows[0]["response_text"], record_id="f" * 24),
            *answers(2, "And a letter?"),
        ],
    )
    refresh(reader, db, SETTINGS)
    with running(create_app(reader, db, SETTINGS, "support")) as port:
        yield port


def order(
    client: Client, rows: list[dict], places: str, path: str = "/compare", action: str = "rank"
) -> Answer:
    """Give the answers these places, at the item that orders them."""
    page = client.get(path)
    if "data-rank" not in page.text:
        page = client.decide(page.form(), "skip")
    assert page.text.count("data-answer") == len(rows)
    given = {
        f"place-{one['record_id']}": place for one, place in zip(rows, places, strict=True) if place != "-"
    }
    return client.decide(page.form(), action, **given)


def test_an_order_is_every_pair_of_it(station: int, rows: list[dict], db: Database) -> None:
    ada = Client(station, "ada")
    for wrong in ("1--2", "----"):
        assert "Give each answer a place" in order(ada, rows, wrong).text and log(db)[-1:] in (
            [],
            log(db)[-1:],
        )
    kept = order(ada, rows, "13-2").text  # what was chosen is still there
    assert kept.count(" selected>") == 3
    assert order(ada, rows, "2142").status == 200
    (one,) = [made for made in log(db) if made["kind"] == "prefer"]
    assert one["choice"] == "b>a=d>c" and json.loads(one["parents"]) == [each["record_id"] for each in rows]
    made = decisions(db.path).to_pylist()
    expected = [(1, 0), (0, 2), (1, 2), (1, 3), (3, 2)]
    assert {(pair["record_id"], pair["other_id"]) for pair in made} == {
        (rows[better]["record_id"], rows[worse]["record_id"]) for better, worse in expected
    }
    by = {one["record_id"]: one for one in rows}
    for pair in made:
        better, worse, example = by[pair["record_id"]], by[pair["other_id"]], json.loads(pair["example"])
        assert (pair["decision"], pair["choice"], pair["actor"]) == ("prefer", "a", "ada")
        assert (pair["content_hash"], pair["other_hash"]) == (better["content_hash"], worse["content_hash"])
        assert example["kind"] == "preference" and example["parents"] == sorted(pair["parents"])
        assert example["chosen"][0]["content"] == better["response_text"]
        assert example["rejected"][0]["content"] == worse["response_text"]
    assert len({json.loads(pair["example"])["record_id"] for pair in made}) == 5


def test_answers_that_are_all_alike_make_no_pair(station: int, rows: list[dict], db: Database) -> None:
    ada = Client(station, "ada")
    assert order(ada, rows, "----", action="rank:tie").status == 200
    (one,) = decisions(db.path).to_pylist()
    assert (one["choice"], one["example"]) == ("a=b=c=d", None)


def test_only_an_order_is_an_answer_and_only_there(station: int, rows: list[dict], db: Database) -> None:
    ada = Client(station, "ada")
    seen = set()
    for _ in range(2):  # the pair and the group
        page = ada.get("/compare")
        group = "data-rank" in page.text
        seen.add(group)
        assert "<b>of" not in page.text and ("data-panel" not in page.text)
        for action in ("prefer:left", "keep", "drop:unsafe") if group else ("rank", "rank:tie"):
            ada.decide(page.form(), action)
        ada.decide(page.form(), "skip")
    assert seen == {True, False} and {one["kind"] for one in log(db)} == {"skip"}
    forged = ada.get("/compare?skipped=yes").form()
    for odd in ("0", "-1", "9", "1e9", "x"):
        given = {f"place-{one['record_id']}": odd for one in rows}
        ada.decide(forged, "rank", **given)
    assert {one["kind"] for one in log(db)} == {"skip"}


def test_people_who_differ_go_to_a_lead_who_sees_their_orders_as_shown(
    station: int, rows: list[dict], db: Database
) -> None:
    order(Client(station, "ada"), rows, "1234")
    order(Client(station, "ben"), rows, "1243")
    assert decisions(db.path).num_rows == 0  # they cancel out
    lea = Client(station, token=issue_token(db, "lea", "lead"))
    page = lea.get("/lead")
    shown = rankings.order(page.form()["token"], 4)
    for choice in ("a>b>c>d", "a>b>d>c"):
        assert rankings.renamed(choice, shown).replace(">", "&gt;") in page.text
    assert order(lea, rows, "1123", "/lead").status == 200
    assert decisions(db.path).num_rows == 5 and all(decisions(db.path).column("adjudicated").to_pylist())
    (found,) = [one for one in agreement(db.path) if one.question == "order"]
    assert (found.items, found.people) == (1, 2)
    assert found.percent == 5 / 6 and found.alpha.value == pytest.approx(4 / 6)
    assert "Kendall" in lea.get("/people").text
    page = lea.get("/log").text
    assert "b&gt;" in page or "a&gt;b" in page


def test_another_content_of_one_answer_asks_again(tmp_path: Path, rows: list[dict], db: Database) -> None:
    refresh(views(tmp_path, rows), db, SETTINGS)
    changed = [*rows[:3], row("changed", PROMPT, "Other words.", record_id=rows[3]["record_id"])]
    (before,) = db.con.execute("SELECT * FROM item WHERE active = 1").fetchall()
    refresh(views(tmp_path, changed), db, SETTINGS)
    (after,) = db.con.execute("SELECT * FROM item WHERE active = 1").fetchall()
    assert before["record_id"] == after["record_id"] and before["other_hash"] != after["other_hash"]


def test_at_most_nine_answers_are_ordered(tmp_path: Path, db: Database) -> None:
    rows = answers(12)
    reader = views(tmp_path, rows)
    refresh(reader, db, SETTINGS)
    with running(create_app(reader, db, SETTINGS, "support")) as port:
        assert Client(port, "ada").get("/compare").text.count("data-answer") == 9


def test_forgetting_one_answer_takes_the_order_s_words(station: int, rows: list[dict], db: Database) -> None:
    order(Client(station, "ada"), rows, "1234")
    held = Client(station, "cay")
    page = held.get("/compare")
    if "data-rank" not in page.text:
        page = held.decide(page.form(), "skip")
    assert "data-rank" in page.text
    forget_text(db, [rows[2]["record_id"]], "lea")
    assert [one["example"] for one in decisions(db.path).to_pylist()] == [None]
    assert b"Answer number 2" not in db.path.read_bytes()
    given = {f"place-{one['record_id']}": "1" for one in rows}
    held.decide(page.form(), "rank", **given)
    assert [one["actor"] for one in log(db) if one["kind"] == "prefer"] == ["ada"]


def test_tau_is_kendall_s() -> None:
    for first, second, tau in (
        ([1, 2, 3, 4], [1, 2, 4, 3], 4 / 6),
        ([1, 1, 2, 3], [2, 1, 3, 3], 4 / 5),
        ([3, 2, 1], [1, 2, 3], -1),
    ):
        assert kendall_tau(first, second) == pytest.approx(tau)
    assert math.isnan(kendall_tau([1, 1], [1, 2]))  # one ties all
    assert ordered_alike([1, 1, 2], [1, 1, 2]) == 1 and ordered_alike([1, 2, 3], [1, 3, 2]) == 2 / 3


def test_an_order_reads_back_as_it_was_written() -> None:
    for given in ([1, 2, 3], [2, 2, 1], [1, 1, 1], [9, 4, 4, 1, 2]):
        read = rankings.places(rankings.written(given))
        assert all((a < b) == (c < d) for (a, c), (b, d) in combinations(zip(given, read, strict=True), 2))


@pytest.mark.slow
def test_the_pairs_of_an_order_are_trained_with_the_reader_as_their_source(tmp_path: Path) -> None:
    lines = [
        {"id": f"{n}", "instruction": "Which river is the longest of Europe?", "response": f"{river} is the longest river of Europe, as our small handbook says in chapter {n}."}
        for n, river in enumerate(("The Volga", "The Danube", "The Rhine"), 1)
    ]  # fmt: skip
    recipe = helpers.RECIPE + "review: {audit_rate: 0, overlap: 0}\n"
    home = helpers.make(tmp_path, recipe, [*helpers.rows(), *lines])
    helpers.materialize(home, "filtered")
    warehouse = home.warehouse("demo")
    reader, db = ViewReader(warehouse, VIEWS), Database(warehouse.review)
    settings = load(home.recipe("demo"), "demo").review
    refresh(reader, db, settings)
    (item,) = db.con.execute("SELECT * FROM item WHERE task = 'prefer' AND active = 1").fetchall()
    records = [name for name, _ in json.loads(item["detail"])["group"]]
    assert len(records) == 3
    app = create_app(reader, db, settings, "demo")
    with running(app) as port:
        ada = Client(port, "ada")
        places = {f"place-{name}": str(place) for name, place in zip(records, (2, 1, 2), strict=True)}
        assert "Stored." in ada.decide(ada.get("/compare").form(), "rank", **places).text
    helpers.materialize(home, "reviewed")
    found = helpers.query(
        home,
        "SELECT record_id, kind, origin, parents, chosen[1].content, rejected[1].content FROM reviewed_made",
    )
    assert {(kind, frozenset(parents)) for _, kind, _, parents, _, _ in found} == {
        ("preference", frozenset((records[1], other))) for other in (records[0], records[2])
    }
    (best,) = {chosen for *_, chosen, _ in found}
    texts = dict(helpers.query(home, "SELECT record_id, response_text FROM cleaned"))
    assert best == texts[records[1]] and {one[-1] for one in found} == {texts[records[0]], texts[records[2]]}
    for name, *_ in found:
        (step,) = [one for one in why(warehouse, name) if one["stage"] == "reviewed"]
        assert (step["verdict"], step["reasons"], step["detail"]["actor"]) == (
            "new",
            ["preferred_by_person"],
            "ada",
        )
