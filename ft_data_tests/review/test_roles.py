"""Who may ask for what: every route of the station, in every role. A route without a line here fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Mount, Route

from bench.support.corpus import rows_and_ledger
from bench.support.views import ParquetReader, write_views
from bench.support.web import Client, running
from ft_data.recipe.review import Review
from ft_data.review.asgi import create_app
from ft_data.review.claims import claim
from ft_data.review.db import Database
from ft_data.review.log import Person
from ft_data.review.people import NotAllowed, issue_token, revoke
from ft_data.review.queue import refresh
from ft_data.review.store import decisions

PEOPLE = {"rae": "reviewer", "lea": "lead", "pat": "approver"}
IN, OUT, HELD = "let in", "sent to sign in", "refused"
_ALL = {"nobody": OUT, "reviewer": IN, "lead": IN, "approver": IN}
_DECIDERS = _ALL | {"approver": HELD}
# method, path -> what becomes of a request with everything in order but the role
TABLE: dict[tuple[str, str], dict[str, str]] = {
    ("GET", "/"): dict.fromkeys(_ALL, IN),  # leads on to /review
    ("GET", "/sign-in"): dict.fromkeys(_ALL, IN),
    ("POST", "/sign-in"): dict.fromkeys(_ALL, HELD),  # without the sign-in form
    ("POST", "/sign-out"): _ALL,
    ("GET", "/review"): _DECIDERS,
    ("GET", "/compare"): _DECIDERS,
    ("GET", "/lead"): _ALL | {"reviewer": HELD, "approver": HELD},
    ("POST", "/decide"): _DECIDERS,
    ("POST", "/undo"): _DECIDERS,
    ("POST", "/draft"): _DECIDERS,
    ("POST", "/held"): _DECIDERS,
    ("GET", "/write/{record_id}"): _DECIDERS,
    ("POST", "/write/{record_id}"): _DECIDERS,
    ("GET", "/mark/{record_id}"): _DECIDERS,
    ("POST", "/mark/{record_id}"): _DECIDERS,
    ("POST", "/wrong/{record_id}"): _ALL,
    ("GET", "/cluster/{cluster}"): _DECIDERS,
    ("POST", "/cluster/{cluster}"): _DECIDERS,
    ("GET", "/overview"): _ALL,
    ("GET", "/people"): _ALL,
    ("GET", "/guideline"): _ALL,
    ("GET", "/rows"): _ALL,
    ("GET", "/rows.{ending}"): _ALL | {"reviewer": HELD},
    ("GET", "/rows/{record_id}"): _ALL,
    ("POST", "/rows/{record_id}/take"): _DECIDERS,
    ("GET", "/rows/{record_id}/text/{field}"): _ALL,
    ("GET", "/map"): _ALL,
    ("GET", "/map.json"): _ALL,
    ("GET", "/act"): _ALL | {"reviewer": HELD, "approver": HELD},
    ("POST", "/act"): _ALL | {"reviewer": HELD, "approver": HELD},
    ("GET", "/acts"): _ALL,
    ("POST", "/acts"): _ALL | {"reviewer": HELD, "approver": HELD},
    ("GET", "/rule"): _ALL | {"reviewer": HELD, "approver": HELD},
    ("POST", "/rule"): _ALL | {"reviewer": HELD, "approver": HELD},
    ("POST", "/rules"): _ALL | {"reviewer": HELD, "approver": HELD},
    ("GET", "/log"): _ALL,
    ("GET", "/mine"): _ALL,
    ("POST", "/resume"): _DECIDERS,
    ("GET", "/reports"): _ALL,
    ("GET", "/reports/{name:path}"): _ALL,
}


@pytest.fixture(scope="module")
def station(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[int, dict[str, str], list[tuple[str, str]]]]:
    """A running station: its port, a token for each person, its routes."""
    home: Path = tmp_path_factory.mktemp("roles")
    warehouse: ParquetReader = write_views(home, *rows_and_ledger(12))
    settings = Review(audit_rate=0, overlap=0, reviewers=PEOPLE)
    db = Database(home / "review.sqlite")
    refresh(warehouse, db, settings)
    app = create_app(warehouse, db, settings, "support")
    routes = [
        (method, one.path)
        for one in app.routes
        if isinstance(one, Route)
        for method in sorted(one.methods or ())
        if method != "HEAD"
    ]
    assert [one.path for one in app.routes if isinstance(one, Mount)] == ["/static"]
    tokens = {role: issue_token(db, name, role) for name, role in PEOPLE.items()}
    with running(app) as port:
        yield port, tokens, routes


def test_every_route_has_a_line_and_every_line_a_route(station) -> None:
    assert set(station[2]) == set(TABLE)


@pytest.mark.parametrize("role", _ALL)
def test_a_role_gets_what_the_table_says(station, role: str) -> None:
    port, tokens, _ = station
    for (method, path), expected in TABLE.items():
        client = Client(port, token=tokens[role]) if role != "nobody" else Client(port)
        filled = path.replace("{record_id}", "r1").replace("{cluster}", "c").replace("{name:path}", "none")
        filled = filled.replace("{field}", "messages-0").replace("{ending}", "csv")
        if method == "GET":
            answer = client.get(filled)
        else:
            csrf = client.get("/overview").form("/sign-out").get("csrf", "") if role != "nobody" else ""
            answer = client.post(filled, {"csrf": csrf})
        signs_in = answer.status == 401 or answer.headers.get("location", "").startswith("/sign-in?next=")
        found = OUT if signs_in else HELD if answer.status == 403 else IN
        if (method, path) == ("POST", "/sign-out") and role != "nobody":
            assert answer.headers["location"] == "/sign-in"
        assert found == expected[role], f"{method} {path} as {role}: {answer.status}"


def test_a_name_is_no_proof_of_a_lead(station) -> None:
    port = station[0]
    assert Client(port).sign_in("lea").status == 403
    assert Client(port).sign_in("pat").status == 403


def test_no_form_makes_a_reviewer_a_lead(tmp_path: Path) -> None:
    warehouse, db = write_views(tmp_path, *rows_and_ledger(12)), Database(tmp_path / "review.sqlite")
    settings = Review(audit_rate=0, overlap=1, reviewers={"ada": "reviewer", "cay": "reviewer"})
    refresh(warehouse, db, settings)
    with running(create_app(warehouse, db, settings, "support")) as port:
        ada, cay = Client(port, "ada"), Client(port, "cay")
        ada.decide(ada.get("/review").form(), "escalate")
        csrf = cay.get("/review").form()["csrf"]
        for path in ("/undo", "/resume", "/decide"):
            cay.post(path, {"csrf": csrf, "lane": "lead", "item_id": "1", "token": "x"}, X_Station="swap")
        held = {row["lane"] for row in db.con.execute("SELECT lane FROM lease WHERE actor = 'cay'")}
        assert held and "lead" not in held
        cay.decide(cay.get("/review").form() | {"lane": "lead"}, "keep")
        assert not any(decisions(db.path).column("adjudicated").to_pylist())
        with pytest.raises(NotAllowed):
            claim(db, Person("cay"), "lead")
        for odd in ("\u00b2", "9" * 40, "-1"):
            assert cay.post("/resume", {"csrf": csrf, "item_id": odd}).status == 400


def test_what_waits_for_a_lead_who_is_not_there_is_said(tmp_path: Path) -> None:
    warehouse, db = write_views(tmp_path, *rows_and_ledger(12)), Database(tmp_path / "review.sqlite")
    settings = Review(audit_rate=0, overlap=0, reviewers={"ada": "reviewer", "lea": "lead"})
    refresh(warehouse, db, settings)
    with running(create_app(warehouse, db, settings, "support")) as port:
        ada = Client(port, "ada")
        assert "for a lead" not in ada.get("/review").text + ada.get("/overview").text
        said = ada.decide(ada.get("/review").form(), "escalate").text
        for text in (said, ada.get("/review").text, ada.get("/overview").text):
            assert "1 item waits for a lead, and nobody can sign in as one" in text
            assert "ft-data review support --issue-token PERSON --role lead" in text
        issue_token(db, "lea", "lead")
        assert "for a lead" not in ada.get("/review").text + ada.get("/overview").text
        revoke(db, "lea")
        issue_token(db, "zoe", "lead")  # whom the recipe does not name has the role of the token
        assert "for a lead" not in ada.get("/overview").text
        issue_token(db, "ada", "lead")  # but the recipe's word goes first
        revoke(db, "zoe")
        assert "1 item waits for a lead" in Client(port, token=issue_token(db, "ada")).get("/overview").text
