"""The loop end to end: a release, what its model fails at, what to do, the next version, and whether the gaps closed."""

import dataclasses
import datetime
import json
import shutil

import dagster as dg
import pytest
import yaml

from bench import story
from bench.support import harbour
from ft_data.assets.factory import assets
from ft_data.assets.resource import WarehouseResource
from ft_data.automation.factory import automation
from ft_data.checks.factory import checks
from ft_data.cli import invoke
from ft_data.inspection import gaps as inspecting
from ft_data.inspection import renewal
from ft_data.inspection.health import made as health
from ft_data.recipe.load import parse_recipe
from ft_data.release import versions
from ft_data.review import wrong
from ft_data.review.db import Database
from ft_data.review.person import Person
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.stages.previous import previous_release, version_of
from ft_data.stages.reading import Versions
from ft_data_tests.pipeline import helpers
from ft_data_tests.stages.looped import make, publish

pytestmark = pytest.mark.slow


def test_the_steps_are_what_was_planted(told):
    steps = told[1]["steps"]
    assert {name: one.action for name, one in steps.items()} == {
        "slice: customs": "collect",
        "slice: refund": "rescue",
    }
    assert steps["slice: refund"].gap == story.REFUNDS
    assert "collect about 70 rows" in steps["slice: customs"].said
    assert "relax the rule `too_blunt` here: 63 rows come back" in steps["slice: refund"].said


def test_the_files_hold_what_the_next_step_reads_and_nothing_held_back(told):
    home, said = told
    assert {path.name for path in said["files"]} == {"gaps.jsonl", "targets.jsonl", "rules.yaml"}
    folder = home.folder("demo") / "gaps"
    listed = [json.loads(line) for line in (folder / "gaps.jsonl").read_text().splitlines()]
    assert [(one["slice"], one["why"], one["wanted"]) for one in listed] == [
        ("slice: customs", "never_collected", 70), ("slice: refund", "removed_by_rule", 63)
    ]  # fmt: skip
    targets = [json.loads(line) for line in (folder / "targets.jsonl").read_text().splitlines()]
    assert {one["response"] for one in targets} == {harbour.ANSWERS["customs"], harbour.ANSWERS["refund"]}
    held = {one for (one,) in helpers.query(home, "SELECT DISTINCT prompt FROM feedback WHERE held_back")}
    given = {one["prompt"] for one in targets} | {prompt for one in listed for prompt in one["examples"]}
    assert given and not given & held


def test_a_version_that_nobody_tried_says_so_with_the_size_it_would_need_and_what_the_data_says(told):
    for topic, before in (("customs", 0), ("refund", 7)):
        row = told[1]["untried"][topic]
        assert row["outcome"] == "cannot_tell" and row["after"] is None and row["needed"] > 0
        assert row["before_rows"] == before and row["after_rows"] >= 63
        assert f"about {row['needed']:,} held-back tries" in row["said"]


def test_the_next_release_says_that_the_gaps_closed(told):
    home, said = told
    for topic in ("customs", "refund"):
        row = said["tried"][topic]
        assert row["outcome"] == "closed" and row["after"] == "1.1.0", row["said"]
        assert 0 < row["low"] < row["change"] <= 1 and row["after_failures"] < row["before_failures"]
    card = (home.root / "releases/demo/1.1.0/README.md").read_text()
    assert "closed" in card and "slice: refund" in card
    manifest = json.loads((home.root / "releases/demo/1.1.0/manifest.json").read_text())
    assert {row["outcome"] for row in manifest["facts"]["gaps"]["tables"][0]["rows"]} == {"closed"}


def test_health_says_that_a_gap_is_still_open_and_that_nobody_tried_the_newest_release(told, tmp_path):
    home = helpers.copy(told[0], tmp_path / "home")
    folder, now = home.folder("demo") / "feedback", datetime.datetime.now(datetime.UTC)
    again = (folder / "1.0.0.jsonl").read_text().replace('"1.0.0"', '"1.1.0"')
    (folder / "1.1.0.jsonl").write_text(again)  # all fails as it did
    (found,) = health.weak(make(home)[0], now)
    assert found.level == "attention" and "2 that failed before are still open" in found.said
    assert any("open." in line for line in found.detail)
    (folder / "1.1.0.jsonl").unlink()
    (found,) = health.weak(make(home)[0], now)
    assert found.level == "attention" and "nobody tried release 1.1.0 yet" in found.said


def test_health_says_that_an_older_release_is_in_use_since_a_rollback(told, tmp_path):
    home = helpers.copy(told[0], tmp_path / "home")
    build, now = Build.open(home, "demo"), datetime.datetime.now(datetime.UTC)
    assert [one.level for one in health.release(build, now)] == ["good"]
    versions.rollback(home.warehouse("demo").releases, "1.0.0")
    (found,) = health.release(build, now)
    assert found.level == "attention" and found.said.startswith("1.0.0 is in use since a rollback")


def test_without_consent_nothing_of_feedback_is_in_a_release(told, tmp_path):
    home = helpers.copy(told[0], tmp_path / "home")
    recipe = home.folder("demo") / "recipe.yaml"
    recipe.write_text(recipe.read_text().replace("[contract, opt_in]", "[contract]"))
    shutil.rmtree(home.root / "releases")
    assert publish(home) == "1.0.0"
    questions = {one for (one,) in helpers.query(home, "SELECT prompt FROM feedback")}
    for path in (home.root / "releases").rglob("*"):
        if path.suffix in (".md", ".json", ".jsonl", ".html", ".yaml"):
            text = path.read_text()
            assert "slice: refund" not in text and not any(one in text for one in questions), path
    build = Build.open(home, "demo")
    inspecting.write(build, inspecting.read(build))
    left = list((home.folder("demo") / "gaps").iterdir())
    assert not any(one in path.read_text() for path in left for one in questions)


def test_the_command_says_it_in_lines_and_logs_decisions(told, capsys):
    home, said = told
    say = lambda *args: (invoke(["--home", str(home.root), "gaps", "demo", *args]), capsys.readouterr())  # noqa: E731
    code, printed = say()
    assert code == 0 and "closed" in printed.out
    code, printed = say("--json")
    assert {row["what"] for row in json.loads(printed.out)} == {"outcome"}
    code, printed = say("--accept", "ffffffffffff", "--as", "mara")
    assert code == 2 and "no gap" in printed.err
    code, printed = say("--accept", "x")
    assert code == 2 and "--as" in printed.err
    for mixture in (
        ("--accept", "x", "--decline", "y"),
        ("--decline", "y", "--write"),
        ("--accept", "x", "--into", "there"),
    ):
        code, printed = say(*mixture, "--as", "mara")
        assert code == 2 and all(option in printed.err for option in mixture if option.startswith("--"))
    (entry,) = inspecting.decisions(Build.open(home, "demo")).values()
    assert (entry["decision"], entry["by"], entry["slice"]) == ("accepted", "mara", "slice: refund")


def test_an_answer_that_a_reader_calls_wrong_is_of_the_newest_release_that_has_its_row(told, tmp_path):
    home = helpers.copy(told[0], tmp_path / "home")
    names = ("record_id", "content_hash", "prompt_text", "response_text")
    found = helpers.query(
        home, f"SELECT {', '.join(names)} FROM cleaned WHERE source_uri LIKE '%collected%' LIMIT 1"
    )
    new = dict(zip(names, found[0], strict=True))
    old = new | {"record_id": "f" * 32, "prompt_text": "Is there a quay?"}
    db = Database(home.warehouse("demo").review)
    for one in (old, new):
        wrong.say(db, Person("ada"), one["record_id"], one, {"right_answer": "Ask the office."}, 1)
    make(home, "feedback")
    found = helpers.query(home, "SELECT prompt, release FROM feedback WHERE files = 'station'")
    assert dict(found) == {old["prompt_text"]: None, new["prompt_text"]: "1.1.0"}


def test_what_is_said_differently_since_the_release_before_is_named(told, tmp_path):
    home = helpers.copy(told[0], tmp_path / "home")
    recipe = home.folder("demo") / "recipe.yaml"
    recipe.write_text(recipe.read_text() + "drift: {}\n")
    build, made = make(home, "shifts")
    drifted = helpers.query(home, "SELECT kind, what, release FROM shifts WHERE drifted")
    assert (
        drifted and {release for *_, release in drifted} == {"1.0.0"} and "1.0.0" not in made.stats["said"][0]
    )
    assert {"declare", "goods"} <= {word for (word,) in helpers.query(home, "SELECT word FROM shifts_words")}
    (check,) = graph.expectations("shifts", build.recipe)
    assert helpers.query(home, check.sql) == [(len(drifted),)] and not check.blocking
    assert graph.make(build, "shifts").version == made.version
    release = previous_release(build, build.current("formatted"))
    published = release.manifest["snapshots"]["formatted"]

    def kept(**said):
        manifest = release.manifest | {"snapshots": {"formatted": published | said}}
        found = version_of(build, dataclasses.replace(release, manifest=manifest))
        return found and found.version

    assert kept() == kept(version=99) == published["version"]
    assert kept(content_hash="of other rows") is None and version_of(build, None) is None
    shutil.rmtree(home.root / "releases")
    assert graph.make(build, "shifts").stats["said"] == ["there is no release before, so nothing is compared"]


def test_a_drift_that_asks_for_runs_is_answered_by_the_run_it_asked_for(told, tmp_path):
    home = helpers.copy(told[0], tmp_path / "home")
    recipe = home.recipe("demo")
    recipe.write_text(recipe.read_text() + "drift: {ask: true}\nrelease: manual\n")
    make(home, "shifts")
    read = Build.open(home, "demo").recipe
    sensors, _, jobs = automation("demo", read)
    resources = {"warehouse": WarehouseResource(home=str(home.root))}
    defined = dg.Definitions(
        assets=assets("demo", read), asset_checks=checks("demo", read), jobs=jobs, sensors=sensors, resources=resources,
        executor=dg.in_process_executor,
    )  # fmt: skip
    sensor, instance, cursor = (
        defined.resolve_sensor_def("demo_drifted"),
        dg.DagsterInstance.ephemeral(),
        None,
    )

    def tick():
        nonlocal cursor
        context = dg.build_sensor_context(instance=instance, cursor=cursor, resources=resources)
        found = sensor.evaluate_tick(context)
        cursor = found.cursor
        return found.run_requests or found.skip_message

    (asked,) = tick()
    job = defined.resolve_job_def(sensor.job_name)
    tags = {**asked.tags, "dagster/run_key": asked.run_key}
    assert job.execute_in_process(instance=instance, tags=tags, raise_on_error=False).run_id
    assert "is answered" in tick() and tick() == "what drifted was asked for before"


def test_what_may_be_out_of_date_is_proposed_and_changes_nothing_until_it_is_accepted(told, tmp_path):
    home = helpers.copy(told[0], tmp_path / "home")
    stale = {
        "instruction": "What does a night at the guest pontoon cost?",
        "response": "As of 2019 a night there costs 12 crowns.",
    }
    helpers.write(home.folder("demo") / "sources/old.jsonl", [stale])
    build, made = make(home, "feedback")
    found = renewal.read(build)
    (one,) = found.proposals
    assert (one.action, one.reason, len(one.rows)) == ("refresh", "year", 1) and "2019" in one.why[
        one.rows[0]
    ]
    assert found.replay and {why for why, *_ in found.replay.values()} == {"answered right"}
    asking = inspecting.asking(home, "demo")
    assert not asking.rows()
    renewal.decide(build, found, one.id, True, "mara", "prices change")
    assert asking.rows()[one.rows[0]].evidence == one.why[one.rows[0]]
    renewal.decide(build, found, one.id, False, "mara")
    assert not asking.rows()
    retired = dataclasses.replace(one, action="retire")
    renewal.decide(build, dataclasses.replace(found, proposals=[retired]), retired.id, True, "mara")
    paths = renewal.write(build, dataclasses.replace(found, proposals=[retired]))
    assert len((paths[0]).read_text().splitlines()) == len(found.replay)
    (rule,) = yaml.safe_load(paths[1].read_text())
    assert one.rows[0] in rule["where"] and not any(name in rule["where"] for name in found.replay)
    recipe = home.recipe("demo").read_text()
    parse_recipe(recipe.replace("rules:", "rules:\n  - " + json.dumps(rule), 1))
    assert Build.open(home, "demo").current("formatted").version == build.current("formatted").version
    with pytest.raises(renewal.NoProposal, match=one.id):
        renewal.decide(build, found, "ffff", True, "mara")
    assert invoke(["--home", str(home.root), "renew", "demo", "--accept", one.id]) == 2
    assert invoke(["--home", str(home.root), "renew", "demo", "--json"]) == 0


def test_an_accepted_gap_puts_its_rows_into_the_queue_once(told, tmp_path):
    build = Build.open(helpers.copy(told[0], tmp_path / "home"), "demo")
    weak = {
        "gap": "abc",
        "kind": "slice",
        "slice": "ropes",
        "cause": "wrong_rows",
        "weight": 1.0,
        "wrong_rows": 1,
        "rule": None,
        "common": None,
    }
    rows = [
        {"gap": "abc", "record_id": "r1", "role": "wrong", "failures": 3},
        {"gap": "xyz", "record_id": "r2", "role": "wrong", "failures": 1},
    ]
    found = inspecting.Gaps([weak], [], [], rows, [], 1)
    for _ in range(2):
        inspecting.decide(build, found, "abc", True, "mara")
    asking = inspecting.asking(build.home, "demo")
    assert [*asking.rows()] == ["r1"] and asking.queue.read_text().count("\n") == 1
    inspecting.decide(build, found, "abc", False, "mara")
    assert not asking.rows()


def test_feedback_changes_no_row_of_the_dataset(told):
    home, _ = told
    before = helpers.query(home, "SELECT DISTINCT source FROM formatted")
    assert before == [("office",)]


def test_every_check_of_the_new_assets_holds(told):
    build = Build.open(told[0], "demo")
    for asset in ("feedback", "weaknesses"):
        with Versions(build, build.current(asset)) as versions:
            for one in graph.expectations(asset, build.recipe):
                if one.sql and one.blocking:
                    assert versions.con.execute(one.sql).fetchone() == (one.low,), (asset, one.name)
