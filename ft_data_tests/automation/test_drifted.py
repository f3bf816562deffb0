"""Drift asks for a run once for each thing that drifted and never because of its own runs, as Dagster itself evaluates the sensor."""

import json

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.assets.resource import WarehouseResource
from ft_data.automation.factory import automation
from ft_data.recipe.load import load
from ft_data.stages.shifts import SHIFTS
from ft_data.warehouse import snapshots
from ft_data.warehouse.parts import Part
from ft_data_tests.pipeline import helpers

TOPIC = ("topic", "anna, ferry", "words")
SOURCE = ("source", "notes", "texts")


@dg.job(name="demo_refresh")
def works():
    @dg.op
    def nothing():
        pass

    nothing()


class World:
    """A home whose versions drift as a test says, and Dagster, which evaluates the sensor and keeps the runs."""

    def __init__(self, root):
        self.home = helpers.make(root, helpers.RECIPE + "drift: {ask: true}\n")
        sensors, _, (self.job, _) = automation("demo", load(self.home.recipe("demo"), "demo"))
        (self.sensor,) = [one for one in sensors if one.name == "demo_drifted"]
        self.instance, self.cursor, self.made = dg.DagsterInstance.ephemeral(), None, 0

    def version(self, *drifted, release="1.0.0"):
        rows = [
            dict.fromkeys(SHIFTS.names)
            | {
                "release": release,
                "kind": kind,
                "slice": slice,
                "what": what,
                "drifted": (kind, slice, what) in drifted,
            }
            for kind, slice, what in {TOPIC, SOURCE, *drifted}
        ]
        self.made += 1
        folder = self.home.warehouse("demo").parts / "shifts"
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(rows, SHIFTS), folder / f"{self.made}.parquet")
        part = Part(f"shifts/{self.made}.parquet", len(rows), f"{self.made:032x}", 0)
        snapshots.commit(
            self.home.warehouse("demo"),
            "shifts",
            {"main": [part]},
            rows=len(rows),
            inputs={},
            code_version="1",
            settings={},
            stats={},
        )

    def tick(self):
        """Evaluate the sensor; return the run that it asks for, or why it asks for none."""
        resources = {"warehouse": WarehouseResource(home=str(self.home.root))}
        context = dg.build_sensor_context(instance=self.instance, cursor=self.cursor, resources=resources)
        found = self.sensor.evaluate_tick(context)
        self.cursor = found.cursor or self.cursor
        return found.run_requests[0] if found.run_requests else found.skip_message

    def start(self, request):
        return self.instance.create_run_for_job(
            works, tags={**request.tags, "dagster/run_key": request.run_key}
        )

    def end(self, run):
        self.instance.report_run_failed(run)  # however it ends


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def test_nothing_asks_before_anything_drifted(world):
    assert world.tick() == world.tick() == "nothing drifted"
    world.version()
    assert world.tick() == "nothing drifted"


def test_a_thing_that_drifted_asks_once_and_what_its_run_leaves_does_not_ask(world):
    world.version(SOURCE)
    asked = world.tick()
    assert asked.tags["ft_data/asked_by"] == "drift"
    run = world.start(asked)
    world.version(SOURCE, TOPIC)  # that run makes a version in which more drifted
    assert "under way" in world.tick()
    world.end(run)
    assert "is answered" in world.tick()
    assert world.tick() == world.tick() == "what drifted was asked for before"
    world.version(TOPIC)
    assert world.tick() == "what drifted was asked for before", "what went and came is the same thing"


def test_another_thing_and_another_release_ask_again(world):
    keys = []
    for drifted, release in (((SOURCE,), "1.0.0"), ((SOURCE, TOPIC), "1.0.0"), ((SOURCE,), "1.1.0")):
        world.version(*drifted, release=release)
        asked = world.tick()
        keys.append(asked.run_key)
        world.end(world.start(asked))
        assert "is answered" in world.tick()
    assert len(set(keys)) == 3
    assert world.tick() == "what drifted was asked for before"


def test_whose_cursor_is_lost_is_asked_for_by_the_same_key_which_dagster_runs_once(world):
    world.version(SOURCE)
    first = world.tick()
    for lost in (None, "{", json.dumps({"release": 1})):
        world.cursor = lost
        assert world.tick().run_key == first.run_key


def test_no_word_of_the_data_is_in_what_dagster_keeps(world):
    world.version(TOPIC)
    asked = world.tick()
    assert "anna" not in f"{asked.run_key} {asked.tags} {world.cursor}"


def test_it_is_off_unless_the_recipe_asks_for_it(tmp_path):
    for more in ("", "drift: {}\n"):
        home = helpers.make(tmp_path / (more[:5] or "none"), helpers.RECIPE + more)
        sensors, *_ = automation("demo", load(home.recipe("demo"), "demo"))
        assert not [one for one in sensors if one.name == "demo_drifted"]
