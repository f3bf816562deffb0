from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.support.corpus import rows_and_ledger
from bench.support.views import ParquetReader, write_views
from bench.support.web import Client, running
from ft_data.recipe.review import Review
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.forget import forget_text
from ft_data.review.people import issue_token, revoke, signed_in, start_session
from ft_data.review.queue import refresh
from ft_data.review.request_context import local_path
from ft_data.review.security import Seal, hostname, secret_key
from ft_data.review.serve import serve

SETTINGS = Review(audit_rate=0, overlap=0)
GET_PAGES = (
    "/review",
    "/compare",
    "/lead",
    "/overview",
    "/people",
    "/rows",
    "/log",
    "/guideline",
    "/mine",
    "/reports",
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> ParquetReader:
    return write_views(tmp_path_factory.mktemp("views"), *rows_and_ledger(20))


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    (folder / "v1").mkdir(parents=True)
    (folder / "v1" / "report.html").write_text("<script>1</script><p>fine</p>")
    (folder / "notes.py").write_text("secret")
    (tmp_path / "outside.html").write_text("<p>outside")
    (folder / "link.html").symlink_to(tmp_path / "outside.html")
    return folder


@pytest.fixture
def port(warehouse: ParquetReader, db: Database, reports: Path) -> Iterator[int]:
    refresh(warehouse, db, SETTINGS)
    with running(create_app(warehouse, db, SETTINGS, "support", reports)) as port:
        yield port


def decided(db: Database) -> int:
    return db.con.execute("SELECT count(*) FROM decision").fetchone()[0]


def test_every_page_needs_a_session(port: int) -> None:
    for path in (
        *GET_PAGES,
        "/rows/x",
        "/rows/x/text/messages-0",
        "/reports/v1/report.html",
        "/write/x",
        "/cluster/x",
    ):
        answer = Client(port).get(path)
        assert answer.status == 303 and answer.headers["location"].startswith("/sign-in"), path
    for path in ("/decide", "/undo", "/draft", "/held", "/resume", "/sign-out", "/write/x", "/cluster/x"):
        assert Client(port).post(path, {"csrf": "x"}).status == 401, path


def test_every_answer_carries_the_policy(port: int) -> None:
    ada = Client(port, "ada")
    for path in (*GET_PAGES, "/static/station.js", "/static/station.css", "/none", "/sign-in"):
        answer = ada.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff"
    page = ada.get("/review").text
    assert "<style" not in page and " style=" not in page and " onclick=" not in page
    assert page.count("<script") == page.count("<script src=") == 1


def test_a_post_needs_the_token_of_its_own_session(port: int, db: Database) -> None:
    ada, ben = Client(port, "ada"), Client(port, "ben")
    form = ada.get("/review").form()
    theirs = ben.get("/review").form()["csrf"]
    for forged in ("", "x", theirs, form["csrf"][:-1], "ä"):
        assert ada.post("/decide", {**form, "action": "keep", "csrf": forged}).status == 403
    assert ada.post("/undo", {}).status == 403
    assert decided(db) == 0


def test_posts_from_other_sites_are_refused(port: int, db: Database) -> None:
    ada = Client(port, "ada")
    form = {**ada.get("/review").form(), "action": "keep"}
    here = f"http://127.0.0.1:{port}"
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"http://127.0.0.1:{port + 1}"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ):
        assert ada.post("/decide", form, **headers).status == 403, headers
    assert ada.post("/decide", form, Content_Type="text/plain").status == 415
    assert ada.ask("PUT", "/decide", form).status == 405
    assert decided(db) == 0
    assert ada.post("/decide", form, Origin=here, Sec_Fetch_Site="same-origin").status == 303
    assert decided(db) == 1


def test_unknown_host_names_are_refused(port: int) -> None:
    ada = Client(port, "ada")
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1.evil.example",
        "",
        "127.0.0.1@evil.example",
        "[::1",
    ):
        assert ada.get("/review", Host=host).status == 400, host
    for host in (f"localhost:{port}", f"LOCALHOST:{port}", "127.0.0.1", "[::1]:80"):
        assert ada.get("/overview", Host=host).status == 200, host


def test_no_path_leads_out_of_the_reports(port: int) -> None:
    ada = Client(port, "ada")
    answer = ada.get("/reports/v1/report.html")
    assert answer.status == 200 and "sandbox" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    listing = ada.get("/reports").text
    assert "v1/report.html" in listing and "link.html" not in listing
    for path in (
        "../outside.html", "..%2foutside.html", "v1/../../outside.html", "%2e%2e/outside.html", "link.html",
        "notes.py", "../review.sqlite", "../review.secret", "/etc/passwd", "%2fetc%2fpasswd", "v1",
        "..\\outside.html",
        "v1/report.html%00.png", "....//outside.html",
    ):  # fmt: skip
        answer = ada.get(f"/reports/{path}")
        assert answer.status == 404 and "<p>outside" not in answer.text, path
    for path in ("../app.py", "..%2fapp.py", "%2e%2e/db.py", "../templates/base.html"):
        assert ada.get(f"/static/{path}").status == 404


def test_signing_in_always_starts_a_new_session(port: int) -> None:
    victim = Client(port)
    victim.cookies["review_support"] = "chosen-by-the-attacker.0000"
    assert victim.get("/review").status == 303
    assert victim.sign_in("ada").status == 303
    first = victim.cookies["review_support"]
    assert "chosen-by-the-attacker" not in first
    victim.sign_in("ada")
    assert victim.cookies["review_support"] != first


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(port: int) -> None:
    ada = Client(port, "ada")
    stolen = dict(ada.cookies)
    ada.post("/sign-out", {"csrf": ada.get("/review").form()["csrf"]})
    thief = Client(port)
    thief.cookies = stolen
    assert thief.get("/review").status == 303


def test_a_cookie_cannot_be_made_or_changed(port: int) -> None:
    ada = Client(port, "ada")
    sid, _, mac = ada.cookies["review_support"].rpartition(".")
    for forged in (
        f"{sid}x.{mac}",
        f"{sid}.{mac[:-1]}{int(mac[-1], 16) ^ 1:x}",
        sid,
        f".{mac}",
        f"{sid}.",
        "ä.ö".encode().decode("latin-1"),
    ):
        thief = Client(port)
        thief.cookies["review_support"] = forged
        assert thief.get("/review").status == 303, forged


def test_cookies_are_for_this_site_and_not_for_scripts(port: int) -> None:
    ada = Client(port)
    form = ada.get("/sign-in").form("/sign-in")
    answer = ada.post("/sign-in", {**form, "name": "ada"})
    (cookie,) = (one.lower() for one in answer.set_cookies if one.startswith("review_support="))
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie


def test_cookies_are_secure_behind_a_proxy_with_tls(port: int) -> None:
    ada = Client(port)
    form = ada.get("/sign-in").form("/sign-in")
    answer = ada.post("/sign-in", {**form, "name": "ada"}, Origin=f"https://127.0.0.1:{port}")
    assert any("secure" in one.lower() for one in answer.set_cookies if one.startswith("review_support="))


def test_the_sign_in_form_is_tied_to_its_browser(port: int) -> None:
    form = Client(port).get("/sign-in").form("/sign-in")
    assert Client(port).post("/sign-in", {**form, "name": "ada"}).status == 403


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", ""])
def test_signing_in_leads_nowhere_else(onward: str) -> None:
    assert local_path(onward) == "/review"


@given(st.text(max_size=40))
def test_wherever_it_leads_is_a_path_here(onward: str) -> None:
    assert local_path(onward).startswith("/") and not local_path(onward).startswith("//")


@pytest.mark.parametrize("name", ["", " ", "<b>", "a" * 65, "-x", "a\x00b"])
def test_names_are_plain(port: int, name: str) -> None:
    assert Client(port).sign_in(name).status == 403


def test_the_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "review.secret"
    key = secret_key(path)
    assert len(key) == 32 and secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    assert (
        Seal(key).opened(Seal(key).cookie("sid")) == "sid"
        and Seal(b"other").opened(Seal(key).cookie("sid")) is None
    )


def test_beyond_loopback_only_with_tokens(
    warehouse: ParquetReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bound(*_: object) -> None:
        raise AssertionError("a socket was bound")

    monkeypatch.setattr(socket.socket, "bind", bound)
    db = Database(tmp_path / "review.sqlite")
    for host in ("0.0.0.0", "::", "192.0.2.7", "reviews.example"):
        with pytest.raises(PermissionError, match="token"):
            serve(warehouse, db, SETTINGS, "support", host=host)
    issue_token(db, "ada")
    with pytest.raises(PermissionError, match="under which names"):
        serve(warehouse, db, SETTINGS, "support", host="0.0.0.0")
    revoke(db, "ada")
    with pytest.raises(PermissionError, match="token"):
        serve(warehouse, db, SETTINGS, "support", host="0.0.0.0", hosts=["reviews.example"])


def test_huge_and_broken_forms_are_refused(port: int) -> None:
    ada = Client(port, "ada")
    assert ada.post("/draft", {"a": "b"}, Content_Length=str(17 * 2**20)).status == 413
    ada = Client(port, "ada")
    assert ada.post("/draft", {f"f{n}": "" for n in range(20_001)}).status == 400


@given(st.text(max_size=30))
def test_any_host_header_is_read_without_failing(host: str) -> None:
    assert hostname(host) == hostname(host).lower()


def test_a_token_made_anew_or_taken_away_ends_sessions_however_the_name_is_typed(tmp_path: Path) -> None:
    db = Database(tmp_path / "review.sqlite")
    for act in (lambda: issue_token(db, " ada  lamb", "lead"), lambda: revoke(db, "ada  lamb ")):
        issue_token(db, "ada lamb", "lead")
        sid = start_session(db, "ada lamb")
        assert signed_in(db, {}, sid) is not None
        act()
        assert signed_in(db, {}, sid) is None


def test_forms_that_were_open_while_a_row_was_forgotten_bring_nothing_of_it_back(
    port: int, db: Database
) -> None:
    ada, words = Client(port, "ada"), "unmistakable wording"
    form = ada.get("/review").form()
    (item,) = db.con.execute("SELECT * FROM item WHERE item_id = ?", (form["item_id"],))
    name = max(field for field in form if field.startswith("messages-"))
    forget_text(db, [item["record_id"]], "lea")
    late = {**form, name: words, "note": words}
    ada.decide(late, "edit")
    ada.post("/draft", late)
    bulk = {
        "csrf": form["csrf"],
        "bulk": "b",
        "action": "keep",
        "note": words,
        f"item-{form['item_id']}": item["content_hash"],
    }
    ada.post("/cluster/c", bulk)
    ada.post(
        f"/write/{item['record_id']}",
        {"csrf": form["csrf"], "token": "t", "instruction": words, "answer": words},
    )
    assert words not in "\n".join(db.con.iterdump())
