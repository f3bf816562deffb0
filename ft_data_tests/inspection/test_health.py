"""How a dataset fares: what is old, what failed, who waits for whom; what leaves by webhook names nobody."""

from __future__ import annotations

import datetime
import json
import shutil
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.support.views import row, verdict, write_views
from ft_data.cli import invoke
from ft_data.inspection.health import look, made, webhook
from ft_data.inspection.health.page import render
from ft_data.recipe.load import load
from ft_data.review import claims, log
from ft_data.review.db import Database
from ft_data.review.person import Person
from ft_data.review.queue import refresh
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse import snapshots
from ft_data.warehouse.home import Home
from ft_data_tests.pipeline import helpers

MORE = """
owners: [maria@harbour.example]
drift: {}
feedback: {}
review: {reviewers: {ada: reviewer, lea: lead}, audit_rate: 0, overlap: 0}
"""
LATER = datetime.timedelta(days=20, hours=6)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    root = tmp_path_factory.mktemp("health")
    home = helpers.make(root, helpers.RECIPE.replace("license: MIT", "license: MIT, refresh: 5d") + MORE)
    graph.make(Build.open(home, "demo"), "raw/notes")
    rows = [row(f"r{number}", f"When does pier {number} open?", "At noon.") for number in range(3)]
    reader = write_views(root / "views", rows, [verdict(one, "review", ["too_short"]) for one in rows])
    db, settings = Database(home.warehouse("demo").review), load(home.recipe("demo"), "demo").review
    refresh(reader, db, settings)
    held = claims.claim(db, Person("ada"))
    log.record(db, Person("ada"), held.token, held.item_id, held.content_hash, log.Opinion("escalate"), 1)
    db.close()  # what was decided stands in the file then, which tests copy without its log
    broken = home.folder("broken")
    broken.mkdir()
    (broken / "recipe.yaml").write_text("dataset: broken\n")
    return home


def of(home, name="demo", later=LATER, passed=lambda build, asset: None):
    found = look.health(home, name, passed, datetime.datetime.now(datetime.UTC) + later)
    return found, {one.topic: one for one in found.findings}


def test_what_is_old_failed_or_waits_has_an_owner_and_an_age(home):
    found, by = of(home)
    assert set(by) == {"freshness", "release", "gates", "drift", "queue", "escalations", "proof", "gaps"}
    assert found.level == "trouble"
    assert by["freshness"].level == "attention" and "came 20 days ago, 5d are allowed" in by["freshness"].said
    assert by["freshness"].owner == "maria@harbour.example" and 15 < by["freshness"].days < 15.5
    assert by["gates"].level == "trouble" and "raw/notes." in by["gates"].said
    assert (by["queue"].level, by["queue"].owner) == (
        "attention",
        "ada, lea",
    ) and "2 items wait for people" in by["queue"].said
    late = by["escalations"]
    assert (late.level, late.owner) == ("trouble", "lea") and 20 < late.days < 20.5
    assert "escalated by ada, 20 days ago; lea should answer" in late.detail[0]
    assert {by[topic].level for topic in ("release", "drift", "proof", "gaps")} == {"unknown"}


def test_the_same_a_moment_later_is_calm(home):
    every = lambda build, asset: {one.name for one in graph.expectations(asset, build.recipe)}  # noqa: E731
    found, by = of(home, later=datetime.timedelta(0), passed=every)
    assert by["freshness"].level == by["queue"].level == "good"
    assert by["escalations"].level == "attention" and found.level == "attention"


def test_who_should_answer_where_nobody_leads_is_said(home, tmp_path):
    copied = helpers.copy(home, tmp_path / "home")
    recipe = copied.recipe("demo")
    recipe.write_text(recipe.read_text().replace(", lea: lead", ""))
    assert of(copied, later=datetime.timedelta(0))[1]["escalations"].said.endswith(
        "nobody can sign in as one"
    )


def test_a_recipe_with_problems_is_trouble_and_no_error(home):
    found, by = of(home, "broken")
    assert found.level == "trouble" and "problem" in by["recipe"].said and by["recipe"].detail


def test_the_command_says_it_in_lines_as_json_and_as_a_page(home, tmp_path, capsys, monkeypatch):
    page = tmp_path / "health.html"
    monkeypatch.delenv(webhook.ADDRESS, raising=False)
    assert invoke(["--home", str(home.root), "health", "--page", str(page)]) == 0
    assert "escalations" in capsys.readouterr().out and "lea should answer" in page.read_text()
    assert page.stat().st_mode & 0o777 == 0o600  # it names people
    assert invoke(["--home", str(home.root), "health", "demo", "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["dataset"] == "demo" and {one["topic"] for one in told["findings"]} >= {"gates", "queue"}
    assert invoke(["--home", str(home.root), "health", "--webhook"]) == 2
    assert webhook.ADDRESS in capsys.readouterr().err


def test_nothing_on_the_page_is_taken_for_markup(home):
    found, _ = of(home)
    hostile = replace(found.findings[0], said="<script>x</script>", detail=("<img src=x>",), owner="<b>")
    html = render([replace(found, findings=(hostile,))])
    assert "<script" not in html and "<img" not in html and "&lt;b&gt;" in html
    assert "no dataset here yet" in render([])


@pytest.fixture
def service():
    """A service that takes what is posted, refuses it, or sends elsewhere."""
    got = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response({"/refuses": 500, "/elsewhere": 302}.get(self.path.partition("?")[0], 204))
            if self.path.startswith("/elsewhere"):
                self.send_header("location", "/hook")
            self.end_headers()

        def log_message(self, *given):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", got
        server.shutdown()


def test_what_is_posted_says_how_it_fares_and_names_nobody(home, service, monkeypatch, capsys):
    url, got = service
    monkeypatch.setenv(webhook.ADDRESS, f"{url}/hook?token=s3cret")
    assert invoke(["--home", str(home.root), "health", "demo", "--webhook"]) == 0
    ((path, body),) = got
    said = json.loads(body)
    assert path == "/hook?token=s3cret" and said["dataset"] == "demo" and said["level"] == "trouble"
    assert any(one["topic"] == "escalations" and one["days"] == 0 for one in said["findings"])
    for name in ("ada", "lea", "maria", "pier", "noon", "r0"):
        assert f'"{name}' not in body.decode() and f" {name} " not in body.decode()
    for refusal in ("refuses", "elsewhere"):
        with pytest.raises(webhook.NotTold, match="status") as refused:
            webhook.post(of(home)[0], f"{url}/{refusal}?token=s3cret")
        assert "s3cret" not in str(refused.value)
    assert [path for path, _ in got].count("/hook") == 0, "no redirect was followed"
    for wrong in ("file:///etc/passwd", "ftp://x/y", "nothing"):
        with pytest.raises(webhook.NotTold, match="no address"):
            webhook.post(of(home)[0], wrong)
    with pytest.raises(webhook.NotTold, match="cannot be reached"):
        webhook.post(of(home)[0], "http://127.0.0.1:1/")
    for odd in ("http://[s3cret", "http://user:s3cret@127.0.0.1:1/", "http://127.0.0.1:s3cret/"):
        with pytest.raises(webhook.NotTold) as refused:
            webhook.post(of(home)[0], odd)
        assert "s3cret" not in str(refused.value)


def test_one_that_is_not_taken_keeps_no_other_back(home, service, monkeypatch):
    url, got = service
    monkeypatch.setenv(webhook.ADDRESS, f"{url}/refuses")
    assert invoke(["--home", str(home.root), "health", "--webhook"]) != 0
    assert {json.loads(body)["dataset"] for _, body in got} == {"broken", "demo"}


@pytest.mark.parametrize(
    ("file", "topic"),
    [
        ("warehouse/demo/snapshots/raw.notes/000001.json", "freshness"),
        ("releases/demo/1.0.0/manifest.json", "release"),
        ("warehouse/demo/review.sqlite", "queue"),
        ("warehouse/demo/snapshots/shifts/000001.json", "drift"),
    ],
)
def test_what_cannot_be_read_is_trouble_of_its_topic_alone(home, tmp_path, file, topic):
    copy = shutil.copytree(home.root, tmp_path / "home", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    path = copy / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"Maria\xff{" * 400)
    found, by = of(Home(copy))
    assert by[topic].level == "trouble" and "cannot be read" in by[topic].said
    assert by["escalations" if topic != "queue" else "freshness"].level != "unknown"
    assert "Maria" not in json.dumps(found.told()) and str(copy) not in json.dumps(found.public())


@pytest.mark.parametrize(
    ("tests", "drifted", "level"), [(0, 0, "unknown"), (7, 0, "good"), (7, 2, "attention")]
)
def test_that_nothing_was_compared_is_not_good(home, tmp_path, tests, drifted, level):
    copied = helpers.copy(home, tmp_path / "home")
    stats = {"tests": tests, "drifted": drifted, "said": ["what was found"]}
    at = copied.warehouse("demo")
    snapshots.commit(at, "shifts", {}, rows=0, inputs={}, code_version="1", settings={}, stats=stats)
    assert of(copied)[1]["drift"].level == level


def test_that_no_source_says_how_old_it_may_get_is_not_good(home, tmp_path):
    copied = helpers.copy(home, tmp_path / "home")
    recipe = copied.recipe("demo")
    recipe.write_text(recipe.read_text().replace(", refresh: 5d", ""))
    found = of(copied)[1]["freshness"]
    assert found.level == "unknown" and "no source has a `refresh:`" in found.said


def test_that_nobody_tried_anything_is_not_good(home, tmp_path):
    copied = helpers.copy(home, tmp_path / "home")
    for asset in ("feedback", "weaknesses"):
        snapshots.commit(
            copied.warehouse("demo"), asset, {}, rows=0, inputs={}, code_version="1", settings={}, stats={}
        )
    gaps = of(copied)[1]["gaps"]
    assert gaps.level == "unknown" and "tried" in gaps.said


def test_what_was_found_of_earlier_rows_is_not_good(home, tmp_path):
    """Drift, proof and gaps are read from one version each, and rows may have changed since."""
    copied = helpers.copy(home, tmp_path / "home")
    at = copied.warehouse("demo")

    def commit(asset, inputs, **stats):
        snapshots.commit(at, asset, {}, rows=0, inputs=inputs, code_version="1", settings={}, stats=stats)

    commit("formatted", {})
    commit("shifts", {"formatted": 1}, tests=7, drifted=0, said=["nothing drifted"])
    assert of(copied)[1]["drift"].level == "good"
    commit("formatted", {"reviewed": 2})
    drift = of(copied)[1]["drift"]
    assert drift.level == "attention" and "of an earlier version" in drift.said and drift.days > 20


def test_that_a_run_broke_half_way_is_not_good(home, tmp_path):
    copied = helpers.copy(home, tmp_path / "home")
    build = Build.open(copied, "demo")
    every = lambda build, asset: {one.name for one in graph.expectations(asset, build.recipe)}  # noqa: E731

    def commit(asset, inputs, code="1"):
        snapshots.commit(
            build.warehouse, asset, {}, rows=0, inputs=inputs, code_version=code, settings={}, stats={}
        )

    def gates():
        (found,) = made.gates(build, datetime.datetime.now(datetime.UTC), every)
        return found

    assert gates().level == "attention" and "formatted" in gates().detail
    for asset in graph.assets(build.recipe):
        commit(asset, {})
    assert gates().level == "good"
    commit("formatted", {"cleaned": 1})
    commit("cleaned", {}, code="2")
    assert gates().level == "attention" and gates().detail == ("formatted",)
