"""Settings of the whole suite: no deadlines (machines differ), no telemetry, a home of its own for every test."""

import contextlib
import gc
import itertools
import os
import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


_connect = sqlite3.dbapi2.connect


def _connect_without_waiting(database, *args, **more):
    """Connect to Dagster's databases without waiting for the disk after each of the hundreds of commits of a run.

    What survives a power cut is no subject of a test; whatever else writes, and all that runs in a process of its own, waits as ever.
    """
    connection = _connect(database, *args, **more)
    if not _DAGSTERS.isdisjoint(Path(str(database)).parts):
        with contextlib.suppress(sqlite3.Error):
            connection.execute("PRAGMA synchronous=OFF")
    return connection


_DAGSTERS = {"history", "schedules"}  # the folders of its databases in a home
sqlite3.dbapi2.connect = _connect_without_waiting


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Import all tests without looking for garbage meanwhile: nothing of what is imported ever is, and it is looked through twenty times."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_unconfigure():
    gc.unfreeze()  # what extensions hold is let go of before the interpreter ends


_MADE = itertools.count()


@pytest.fixture
def tmp_path(request, tmp_path_factory):
    """A folder of its own for a test. pytest's fixture reads the names of all that were made before it makes one: thousands."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    path = tmp_path_factory.getbasetemp() / "tests" / f"{name}_{next(_MADE)}"
    path.mkdir(mode=0o700, parents=True)
    return path


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.setenv("FT_DATA_HOME", str(tmp_path))


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A small home whose dataset ran through to a release. Look at it, or copy it; never change it."""
    from ft_data_tests.pipeline import helpers

    home = helpers.make(tmp_path_factory.mktemp("finished"))
    outcome = helpers.run(home)
    assert outcome.succeeded, outcome
    return home, outcome


def pytest_collection_modifyitems(items):
    """Files with long tests first, so that no core is left alone with them at the end."""
    long = {item.path for item in items if item.get_closest_marker("slow") or "finished" in item.fixturenames}
    items.sort(key=lambda item: item.path not in long)
    # What is killed, raced and driven from outside leaves pipes open, and that is no fault of ours.
    for item in items:
        if item.get_closest_marker("slow") or item.get_closest_marker("browser"):
            for warning in ("ResourceWarning", "pytest.PytestUnraisableExceptionWarning"):
                item.add_marker(pytest.mark.filterwarnings(f"default::{warning}"))
