"""What happens without a person, asked of Dagster itself: health is told when it changes and no text of the data with it."""

import dagster as dg
import pytest

from ft_data.assets.resource import WarehouseResource
from ft_data.automation.factory import automation
from ft_data.automation.health import health_sensor
from ft_data.inspection.health import webhook
from ft_data.recipe.load import load
from ft_data_tests.pipeline import helpers


@pytest.fixture
def look(tmp_path):
    home = helpers.make(tmp_path, helpers.RECIPE)

    def evaluate(cursor=None):
        context = dg.build_sensor_context(
            cursor=cursor, resources={"warehouse": WarehouseResource(home=str(home.root))}
        )
        return health_sensor("demo")(context)

    return evaluate


def test_health_is_noted_once_a_change(look, monkeypatch):
    monkeypatch.delenv(webhook.ADDRESS, raising=False)
    found = look()
    (noted,) = found.asset_events
    assert noted.asset_key.path == ["demo", "eval_report"] and noted.metadata["level"].value == "trouble"
    assert "nothing was made of notes yet" in noted.metadata["freshness"].value
    assert isinstance(look(found.cursor), dg.SkipReason)


def test_what_could_not_be_posted_is_told_later(look, monkeypatch):
    monkeypatch.setenv(webhook.ADDRESS, "http://127.0.0.1:1/hook")
    assert "cannot be reached" in look().skip_message


def test_new_feedback_asks_for_a_run_as_new_data_does(tmp_path):
    home = helpers.make(tmp_path, helpers.RECIPE + "feedback: {files: {people: {path: people.jsonl}}}\n")
    told = home.folder("demo") / "people.jsonl"
    told.write_text("{}\n")
    (sensor, *_), _, _ = automation("demo", load(home.recipe("demo"), "demo"))
    cursor = None

    def asked():
        nonlocal cursor
        context = dg.build_sensor_context(
            cursor=cursor, resources={"warehouse": WarehouseResource(home=str(home.root))}
        )
        found = sensor(context)
        cursor = found.cursor if isinstance(found, dg.SensorResult) else context.cursor
        return len(found.run_requests or []) if isinstance(found, dg.SensorResult) else 0

    assert [asked() for _ in range(3)] == [0, 1, 0], "once settled, it is run once"
    told.write_text('{"prompt": "Why?", "answer": "So.", "verdict": "wrong"}\n')
    assert [asked() for _ in range(3)] == [0, 1, 0]
