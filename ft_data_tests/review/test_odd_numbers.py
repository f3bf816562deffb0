"""Numbers as strangers write them, in every field that any route reads: a refusal, never a failure."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from bench.support.corpus import rows_and_ledger
from bench.support.views import write_views
from bench.support.web import Client, running
from ft_data.recipe.review import Review
from ft_data.review import request_context
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.number_fields import NotANumber, decimal_field, whole, whole_field
from ft_data.review.pages import sign_in
from ft_data.review.queue import refresh

NO_NUMBERS = ("NaN", "inf", "1e999", "²", "٣", "1_0", "0x1", "1,5", "9" * 5_000, "\x00")
NO_WHOLE = (*NO_NUMBERS, "", "-1", "1e9", "1.5", "9" * 20)
# Fields that hold a number, with what is none there.
NUMBERS = {
    "page": NO_WHOLE,
    "item_id": NO_WHOLE,
    "low": NO_NUMBERS,
    "high": NO_NUMBERS,
    "box": (*NO_NUMBERS, "0,0,1", "0,0,1,2", "-1,0,1,1"),
    "seconds": (*NO_NUMBERS, "-1"),
}
PATHS = {"record_id": "r1", "cluster": "c", "field": "messages-0", "ending": "csv", "name:path": "none"}


class Station(NamedTuple):
    client: Client
    db: Database
    fields: dict[tuple[str, str], set[str]]  # method and path of a route, to the fields it read


class Recorded(dict[str, str]):
    """Fields that note which of them somebody asks for."""

    asked: set[str]

    def get(self, name, default=None):  # type: ignore[override]
        self.asked.add(name)
        return super().get(name, default)

    def getlist(self, name):
        self.asked.add(name)
        return [self[name]] if name in self else []


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    home: Path = tmp_path_factory.mktemp("odd")
    warehouse, db = write_views(home, *rows_and_ledger(12)), Database(home / "review.sqlite")
    options = Review(audit_rate=0, overlap=0)
    refresh(warehouse, db, options)
    app = create_app(warehouse, db, options, "support", home)
    routes = [
        (method, one.path)
        for one in app.routes
        if isinstance(one, Route)
        for method in sorted((one.methods or set()) - {"HEAD"})
        if one.path != "/sign-out"  # reads nothing, and would end the session
    ]
    with running(app) as port, pytest.MonkeyPatch.context() as patch:
        asked: set[str] = set()
        fields = {}

        def noted(given) -> Recorded:
            found = Recorded(given)
            found.asked = asked
            return found

        real = request_context.parse
        for module in (request_context, sign_in):
            patch.setattr(module, "parse", lambda body: noted(real(body)))
        query = property(lambda context: noted(context.request.query_params))
        patch.setattr(request_context.RequestContext, "query", query)
        client = Client(port, "ada")
        for method, path in routes:
            asked.clear()
            ask(client, method, path, {})
            if path == "/decide":
                client.post(path, client.get("/review").form() | {"action": "skip"})
            fields[method, path] = set(asked)
        patch.undo()
        yield Station(client, db, fields)


def filled(path: str, value: str | None = None) -> str:
    for name, plain in PATHS.items():
        path = path.replace(f"{{{name}}}", plain if value is None else quote(value, safe=""))
    return path


def ask(client: Client, method: str, path: str, given: dict[str, str], value: str | None = None) -> int:
    if method == "GET":
        return client.get(f"{filled(path, value)}?{urlencode(given)}").status
    csrf = client.get("/overview").form("/sign-out").get("csrf", "")
    return client.post(filled(path, value), {"csrf": csrf, **given}).status


def test_every_field_of_every_route_refuses_what_is_no_number(station: Station) -> None:
    read = {name for names in station.fields.values() for name in names}
    assert set(NUMBERS) <= read and len(read) > 20
    for (method, path), names in station.fields.items():
        for name in names - {"csrf"}:
            for value in NUMBERS.get(name, ("9" * 5_000, "\x00", "²", "")):
                given = {name: value}
                if path == "/decide" and name == "seconds":
                    given |= station.client.get("/review").form() | {"action": "keep", name: value}
                status = ask(station.client, method, path, given)
                assert status < 500, (method, path, name, value, status)
                if name in NUMBERS:
                    assert status >= 400, (method, path, name, value, status)
    kept = station.db.con.execute(
        "SELECT count(*) FROM decision WHERE kind NOT IN ('skip', 'undo')"
    ).fetchone()[0]
    assert kept == 0


def test_no_part_of_an_address_fails(station: Station) -> None:
    for method, path in (*station.fields, ("GET", "/static/{name:path}")):
        if "{" in path:
            for value in (
                *NO_WHOLE,
                "messages-²",
                "messages--1",
                f"messages-{'9' * 20}",
                f"{'a' * 300}.html",
                "..",
                "/",
            ):
                assert ask(station.client, method, path, {}, value) < 500, (method, path, value)


@settings(max_examples=40)
@given(
    name=st.sampled_from(["page", "low", "high", "q", "source", "signal", "day"]), text=st.text(max_size=30)
)
def test_any_text_in_a_search_is_answered_or_refused(station: Station, name: str, text: str) -> None:
    encoded = text.encode("utf-8", "surrogatepass")
    for path in ("/rows", "/log"):
        assert station.client.get(f"{path}?{name}={quote(encoded)}").status in (200, 400)


@given(st.text(max_size=25))
def test_what_is_read_as_a_number_is_one(text: str) -> None:
    found = whole(text)
    assert found is None or (text.isascii() and str(found) == (text.lstrip("0") or "0"))
    try:
        value = decimal_field("x", text)
    except NotANumber:
        return
    assert value is None or abs(value) < float("inf")


def test_a_refusal_names_the_field_and_not_the_text() -> None:
    with pytest.raises(NotANumber, match="page") as refused:
        whole_field("page", "secret")
    assert "secret" not in str(refused.value)
