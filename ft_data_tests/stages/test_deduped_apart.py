"""The stage decides by exchanges where one process would hold too much: every table, and so the version, is the same."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.recipe.schema import Dedupe, Near
from ft_data.stages import deduped_apart, graph
from ft_data.stages.build import Build
from ft_data.stages.deduped_apart import Sizes
from ft_data_tests.pipeline import helpers

STAGES = ("raw/notes", "cleaned", "signals")
RECIPE = helpers.RECIPE + "dedupe: {near: {guard: false, templates: cap, template_cap: 2}}\n"


def rows() -> list[dict]:
    """Rows of unlike quality, some of which are copies of others with a few other words."""
    rng, found = random.Random(4), []
    for row in helpers.rows():
        found.append(row)
        for number in range(rng.randrange(3)):
            words = (row["response"] + " They do so to this day, and nobody minds." * 2).split()
            words[rng.randrange(len(words))] = "truly"
            words = words[: len(words) - rng.randrange(2)]
            found.append(row | {"id": f"{row['id']}-{number}", "response": " ".join(words)})
    return found


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    home = helpers.make(tmp_path_factory.mktemp("measured"), RECIPE, rows())
    build = Build.open(home, "demo")
    for stage in STAGES:
        graph.make(build, stage)
    return home


def by_exchanges(monkeypatch, sizes=None):
    monkeypatch.setattr(deduped_apart, "ONE_PROCESS_ROWS", 0)
    if sizes:
        monkeypatch.setattr(deduped_apart.Sizes, "of", classmethod(lambda cls, rows: sizes))


@pytest.mark.parametrize("sizes", [None, Sizes(1, 5, 5)])
def test_the_version_is_that_of_one_process(measured, tmp_path, monkeypatch, sizes):
    home = helpers.copy(measured, tmp_path / "home")
    build = Build.open(home, "demo")
    whole = graph.make(build, "deduped")
    assert {"drop", "keep"} == set(whole.stats["verdicts"]) and len(whole.stats["reasons"]["drop"]) > 1
    by_exchanges(monkeypatch, sizes)
    other = helpers.copy(measured, tmp_path / "other")
    apart = graph.make(Build.open(other, "demo"), "deduped")
    assert apart.content_hash == whole.content_hash and apart.parts.keys() == whole.parts.keys()
    for name in whole.parts:
        tables = [
            pa.concat_tables(
                [pq.read_table(at.warehouse("demo").parts / part.file) for part in found.parts[name]]
            )
            for at, found in ((home, whole), (other, apart))
        ]
        assert tables[0].schema.equals(tables[1].schema), name
        assert sorted(map(repr, tables[0].to_pylist())) == sorted(map(repr, tables[1].to_pylist())), name
    told = {name: value for name, value in apart.stats.items() if name != "exchanges"}
    assert told == dict(whole.stats)
    verdicts = [pq.read_table(other.warehouse("demo").parts / part.file) for part in apart.parts["verdicts"]]
    assert all(table["record_id"].to_pylist() == sorted(table["record_id"].to_pylist()) for table in verdicts)


def test_containment_stays_in_one_process():
    many = deduped_apart.ONE_PROCESS_ROWS + 1
    assert deduped_apart.needed(many, Dedupe()) and not deduped_apart.needed(many - 1, Dedupe())
    assert not deduped_apart.needed(many, Dedupe(near=Near(containment=0.9)))


DIES = """
import os, sys
from pathlib import Path
from ft_data.dedup.exchanges import bins, keys, spread
from ft_data.stages import deduped_apart, graph
from ft_data.stages.build import Build
from ft_data.warehouse.home import Home

module, name = {"keys": keys, "bins": bins, "spread": spread}[sys.argv[2]], sys.argv[3]
real, calls = getattr(module, name), 0

def dying(inputs, params):
    global calls
    calls += 1
    if calls == int(sys.argv[4]):
        os.kill(os.getpid(), 9)
    return real(inputs, params)

setattr(module, name, dying)
deduped_apart.ONE_PROCESS_ROWS = 0
deduped_apart.Sizes.of = classmethod(lambda cls, rows: cls(1, 5, 5))
graph.make(Build.open(Home(Path(sys.argv[1])), "demo"), "deduped")
"""


@pytest.mark.parametrize(
    ("module", "step", "call"),
    [
        pytest.param("keys", "link", 2, marks=pytest.mark.slow),
        pytest.param("bins", "deal", 1, marks=pytest.mark.slow),
        ("bins", "judge", 1),
    ],
)
def test_what_a_kill_leaves_half_done_is_done_again(measured, tmp_path, monkeypatch, module, step, call):
    """In a map, and in the reduce of each exchange; what was finished before is not done again."""
    home = helpers.copy(measured, tmp_path / "home")
    parts = home.warehouse("demo").parts / "deduped"
    command = [sys.executable, "-c", DIES, str(home.root), module, step, str(call)]
    died = subprocess.run(
        command, env=os.environ | {"FT_DATA_WORKERS": "1"}, capture_output=True, timeout=200
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    before = {path.name: path.stat().st_mtime_ns for path in parts.glob("*.json")}
    assert before
    time.sleep(0.01)
    by_exchanges(monkeypatch, Sizes(1, 5, 5))
    monkeypatch.setenv("FT_DATA_WORKERS", "1")
    made = graph.make(Build.open(home, "demo"), "deduped")
    after = {path.name: path.stat().st_mtime_ns for path in parts.glob("*.json")}
    assert before.items() < after.items()

    fresh = helpers.copy(measured, tmp_path / "fresh")
    assert made.content_hash == graph.make(Build.open(fresh, "demo"), "deduped").content_hash
