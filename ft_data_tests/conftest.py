"""Settings of the whole suite: no deadlines (machines differ), no telemetry, a home of its own for every test."""

import contextlib
import dataclasses
import fcntl
import functools
import gc
import itertools
import json
import os
import re
import shutil
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
    """A small home whose dataset ran through to a release. Look at it, or copy it; never change it.

    The first worker that wants it makes it; each has a copy, so that none looks while another copies.
    """
    from ft_data.assets.execute import Outcome
    from ft_data.warehouse.home import Home
    from ft_data_tests.pipeline import helpers

    mine = tmp_path_factory.getbasetemp()
    common = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    made, said = common / "made", common / "made.json"
    with (common / "made.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            shutil.rmtree(made, ignore_errors=True)  # of a worker that failed
            outcome = helpers.run(helpers.make(made))
            assert outcome.succeeded, outcome
            said.write_text(json.dumps(dataclasses.asdict(outcome)))
        home = helpers.copy(Home(made), mine / "finished")
    return home, Outcome(**json.loads(said.read_text()))


_COMPILED = ("decontamination", "dedup", "signals")  # where little but kernels is tested
_HOMES = (
    "ft_data_tests.pipeline.helpers",
    "ft_data.stages.build",
)  # what a module with long tests imports of


def _rank(item, makes_it):
    if item.path == makes_it:
        return 0
    if item.path.relative_to(Path(__file__).parent).parts[0] in _COMPILED:
        return 1
    if item.get_closest_marker("slow") or "finished" in item.fixturenames:
        return 2
    return 2 if _makes_homes(item.module) else 3


@functools.cache
def _makes_homes(module):
    named = (getattr(one, "__module__", getattr(one, "__name__", "")) for one in vars(module).values())
    return any(name in _HOMES for name in named)


def pytest_collection_modifyitems(items):
    """Order the files so that the workers neither wait nor work twice.

    While the first makes the home that many tests look at, the second tests kernels: where none is compiled yet, that is
    more than a minute of compiling, and each begins at another end. What is short comes last, so that both end together.
    """
    makes_it = next((item.path for item in items if "finished" in item.fixturenames), None)
    ranks = {}
    for item in items:
        ranks[item.path] = min(ranks.get(item.path, 9), _rank(item, makes_it))
    place = {path: (rank, -at if rank == 1 else at) for at, (path, rank) in enumerate(ranks.items())}
    items.sort(key=lambda item: place[item.path])
    # What is killed, raced and driven from outside leaves pipes open, and that is no fault of ours.
    for item in items:
        if item.get_closest_marker("slow") or item.get_closest_marker("browser"):
            for warning in ("ResourceWarning", "pytest.PytestUnraisableExceptionWarning"):
                item.add_marker(pytest.mark.filterwarnings(f"default::{warning}"))
