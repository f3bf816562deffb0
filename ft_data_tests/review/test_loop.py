"""The whole loop: people decide over HTTP, the sensor asks for a run, the dataset and its report change, `why` tells."""

from __future__ import annotations

import json

import dagster as dg
import pyarrow.parquet as pq
import pytest

from bench.support.web import Client, running
from ft_data.assets.instance import instance
from ft_data.assets.resource import WarehouseResource
from ft_data.cli import invoke
from ft_data.definitions import build
from ft_data.inspection.why import why
from ft_data.recipe.load import load
from ft_data.review.asgi import create_app
from ft_data.review.db import Database
from ft_data.review.reader import VIEWS
from ft_data.review.store import decisions
from ft_data.warehouse import snapshots
from ft_data.warehouse.view_reader import ViewReader
from ft_data_tests.pipeline import helpers

ASKING = (
    helpers.RECIPE
    + """
rules: [{name: ask, signal: response_words, review: "> 20"}]
review: {audit_rate: 0, overlap: 0, labels: {topic: [nature, people]}}
format: {targets: [messages, classification], label: topic}
"""
)
TYPED = "Ask anna.muster@nebulae.org or read the handbook of this river, chapter by chapter, before you go."


def tick(home, cursor):
    """Evaluate the sensor on decisions as the Dagster daemon does."""
    defined = build(home)
    with instance(home) as opened:
        context = dg.build_sensor_context(
            instance=opened,
            cursor=cursor,
            resources={"warehouse": WarehouseResource(home=str(home.root))},
            definitions=defined,
        )
        return defined.resolve_sensor_def("demo_new_decisions").evaluate_tick(context)


def obey(home, request):
    """Run what the sensor asked for."""
    with instance(home) as opened:
        job = build(home).resolve_job_def("demo_apply_decisions")
        return job.execute_in_process(instance=opened, run_config=request.run_config, tags=request.tags)


def state(home):
    found = {
        name: snapshots.current(home.warehouse("demo"), name)
        for name in ("reviewed", "formatted", "eval_report")
    }
    kept = dict(
        helpers.query(home, "SELECT section || '.' || name, value FROM eval_report WHERE value IS NOT NULL")
    )
    return {name: one.content_hash for name, one in found.items()}, found["formatted"].rows, kept


@pytest.mark.slow
def test_thirty_decisions_change_the_dataset_and_are_told(finished, tmp_path):
    home = helpers.copy(finished[0], tmp_path)
    home.recipe("demo").write_text(ASKING)
    assert helpers.run(home, release=False).succeeded
    hashes, rows, figures = state(home)

    recipe, warehouse = load(home.recipe("demo"), "demo"), home.warehouse("demo")
    said = {}
    app = create_app(ViewReader(warehouse, VIEWS), Database(warehouse.review), recipe.review, "demo")
    app.state.app.follow(wait=True)
    with running(app) as port:
        ada = Client(port, "ada")
        page = ada.get("/review")
        for number in range(30):
            form = page.form()
            name = form_record(warehouse, form["item_id"])
            said[name] = kind = "edit" if number % 10 == 9 else "drop:broken" if number % 3 == 1 else "keep"
            given = form | {"messages-1": TYPED + f" Page {number}."} if kind == "edit" else form
            page = ada.decide(given, kind, **{"rating-tone": "4", "label-topic": "nature"})
            assert "Stored." in page.text

    asked = tick(home, None)
    (request,) = asked.run_requests
    assert obey(home, request).success
    assert tick(home, asked.cursor).run_requests == []

    now, rows_now, figures_now = state(home)
    kept = sum(kind == "keep" for kind in said.values())
    edited = sum(kind == "edit" for kind in said.values())
    assert all(now[name] != hashes[name] for name in now)
    assert rows_now == rows + kept + edited and kept > 15 and edited > 2
    assert figures_now != figures
    waiting = "SELECT count(*) FROM ledger WHERE stage = 'reviewed' AND list_contains(reasons, 'undecided')"
    assert helpers.query(home, waiting)[0][0] > 0

    for name, kind in said.items():
        step = next(step for step in why(warehouse, name) if step["stage"] == "reviewed")
        assert step["verdict"] == ("keep" if kind == "keep" else "drop")
        assert step["detail"]["actor"] == "ada" and step["detail"]["rubric_version"] == 1
        assert step["detail"]["decided_at"].startswith("20") and step["detail"]["ratings"] == {"tone": 4}

    # What a person typed is masked, belongs to its parent's licence, and the label became a target.
    made = helpers.query(home, "SELECT response_text, license, parents FROM formatted WHERE len(parents) > 0")
    assert len(made) == edited
    for text, license_, parents in made:
        assert "anna.muster" not in text and "[EMAIL]" in text
        assert license_ == "MIT" and said[parents[0]] == "edit"
    labelled = helpers.query(
        home, "SELECT completion[1].content, count(*) FROM formatted_classification GROUP BY 1"
    )
    assert labelled == [("nature", kept + edited)]

    published = helpers.run(home, select=["release"])
    assert published.succeeded, published
    released = pq.read_table(home.root / published.release / "classification").to_pylist()
    assert {row["completion"][0]["content"] for row in released} == {"nature"}

    # What still waits goes out as a file, and a decision in it comes back like any other.
    path, command = tmp_path / "queue.jsonl", ["--home", str(home.root), "review", "demo"]
    assert invoke([*command, "--export", str(path)]) == 0
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    # The first may be on a screen right now.
    assert lines and not said.keys() & {line["record_id"] for line in lines}
    path.write_text(json.dumps(lines[-1] | {"decision": "keep"}))
    assert invoke([*command, "--import", str(path), "--as", "ben"]) == 0
    assert len(tick(home, asked.cursor).run_requests) == 1
    (brought,) = [one for one in decisions(warehouse.review).to_pylist() if one["actor"] == "ben"]
    assert (brought["record_id"], brought["decision"]) == (lines[-1]["record_id"], "keep")


def form_record(warehouse, item_id):
    con = Database(warehouse.review).con
    return con.execute("SELECT record_id FROM item WHERE item_id = ?", (item_id,)).fetchone()[0]
