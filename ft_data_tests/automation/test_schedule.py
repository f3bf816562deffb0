"""The recipe's `schedule`: what cron is, what is none, and what Dagster makes of it."""

import datetime

import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from ft_data.automation.factory import automation
from ft_data.recipe.load import parse_recipe
from ft_data.recipe.problems import RecipeError

RECIPE = """
dataset: harbour
purpose: Answer questions about the harbour.
sources: {faq: {path: faq.jsonl}}
"""


def recipe(said=""):
    return parse_recipe(RECIPE + (f"schedule: {said}\n" if said else ""))


@pytest.mark.parametrize(
    "said", ["*/15 6-18 * * mon-fri", "0 0 1,15 jan-mar 0", "5  4 * * 7", "0 2/6 31 1,2 *"]
)
def test_what_is_accepted_dagster_takes_and_it_comes(said):
    found = recipe(f'"{said}"')
    _, (schedule,), _ = automation("harbour", found)
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    at = next(schedule_execution_time_iterator(start.timestamp(), schedule.cron_schedule, "UTC"))
    assert schedule.cron_schedule == found.schedule and start <= at < start + datetime.timedelta(days=31)


@pytest.mark.parametrize(
    ("said", "times"),
    [
        ("59/2 * * * *", ["00:59", "01:59"]),  # from 59 on: once an hour, not every two minutes
        ("5-5/2 * * * *", ["00:05", "01:05"]),
        ("0 3 * * 7/2", ["Sun 03:00", "Sun 03:00"]),
        ("0 3 1 * mon-mon/3", ["Thu 03:00", "Mon 03:00"]),
        ("0 3/20 * * *", ["03:00", "23:00"]),
    ],
)
def test_a_step_begins_where_it_says(said, times):
    _, (schedule,), _ = automation("harbour", recipe(f'"{said}"'))
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    comes = schedule_execution_time_iterator(start.timestamp(), schedule.cron_schedule, "UTC")
    found = [next(comes) for _ in times]
    assert [at.strftime("%a %H:%M").endswith(time) for at, time in zip(found, times, strict=True)] == [
        True,
        True,
    ], found


def test_without_the_key_it_is_every_night_and_off_is_never():
    _, (schedule,), _ = automation("harbour", recipe())
    assert schedule.cron_schedule == "0 3 * * *"
    assert automation("harbour", recipe("off"))[1] == []


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("every night", "five fields of cron"),
        ("60 3 * * *", "no minute"),
        ("0 3 * * 8", "no day of the week"),
        ("0 3 * smarch *", "no month"),
        ("0 5-3 * * *", "no hour"),
        ("*/0 * * * *", "no minute"),
        ("0 3 30 2 *", "never comes"),
        ("0 3 31 apr,jun *", "never comes"),
        ("0 3 30 2 mon", "never comes"),
        ("@daily", "five fields of cron"),
    ],
)
def test_what_is_none_is_refused_in_words(said, problem):
    with pytest.raises(RecipeError, match=problem):
        recipe(f'"{said}"')
