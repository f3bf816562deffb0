"""Forgetting waits its turn, is stopped by nothing that is broken, is finished when it is killed, and says what it did not find."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from urllib.parse import quote_plus

import pyarrow.parquet as pq
import pytest

from bench.support.homes import held, start
from ft_data.assets.history import purge
from ft_data.engine.work import Outdated
from ft_data.recipe.amended import with_rule
from ft_data.review import db, rule_log
from ft_data.review.person import Person
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.upkeep import forgetting, removal
from ft_data.upkeep.forgetting import Held, forget, holding
from ft_data.upkeep.meant import Request
from ft_data.warehouse import parts, snapshots, tombstones
from ft_data_tests.pipeline import helpers
from ft_data_tests.pipeline.helpers import RECIPE, command, make, query, told
from ft_data_tests.realdata import ROOT

PEOPLE = RECIPE.replace(
    "origin: human}",
    "origin: human, map: {id: id, prompt: instruction, response: response, subject_id: who}}",
)
TEXT = "Marigold keeps a lighthouse"


def people() -> list[dict]:
    """Three people; what one of them wrote became a row, and once none."""
    made = [row | {"who": f"customer-{n % 3}"} for n, row in enumerate(helpers.rows()[:40])]
    made[5] |= {"who": "marigold", "response": f"{TEXT}, and rows out to it when the weather allows."}
    made.append({"id": "none", "who": "marigold", "instruction": f"{TEXT}?", "response": ""})
    return made


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    home = make(tmp_path_factory.mktemp("read"), PEOPLE, people())
    graph.make(Build.open(home, "demo"), "raw/notes", "cleaned", "signals")
    return home


@pytest.fixture
def home(read, tmp_path):
    return helpers.copy(read, tmp_path)


def state(home) -> set[str]:
    return helpers.parts(home) | helpers.manifests(home) | set(tombstones.hashes(home.warehouse("demo")))


def test_a_row_that_became_none_is_forgotten_with_its_person(home):
    assert len(held(home.warehouse("demo").root, TEXT)) >= 2
    assert forget(home, "demo", Request([], ["marigold"], [], "x"), purge).residual == 0
    assert held(home.warehouse("demo").root, TEXT) == []
    graph.make(Build.open(home, "demo"), "raw/notes", "cleaned")
    assert held(home.warehouse("demo").root, TEXT) == []
    assert query(home, "SELECT count(*) FROM raw_rejects WHERE error = 'forgotten'") == [(2,)]
    again = forget(
        home, "demo", Request([], ["marigold"], [], "x"), purge
    )  # who is forgotten already is no typo
    assert again.records == []


def test_words_that_a_rule_was_made_of_are_found_and_told(home):
    """A rule that somebody made of a search says what a row says: that makes it no word of everybody's."""
    recipe, said = home.recipe("demo"), f"{TEXT}, and rows out to it when the weather allows"
    rule = {
        "name": "lights",
        "signal": "response_words",
        "drop": ">= 0",
        "where": f"contains(response_text, '{said}')",
    }
    recipe.write_text(with_rule(recipe.read_text(), rule))
    noted = home.folder("demo") / "noted.txt"
    noted.write_text(said)
    with closing(db.Database(home.warehouse("demo").review)) as store:
        for number, one in enumerate((rule, {"name": "short", "signal": "response_words", "drop": "< 2"})):
            view = f"q={quote_plus(said)}" if one is rule else "q=rain"
            rule_log.record(store, Person("ada", "lead"), str(number), one, view, 1, 0, lambda: None)
    left = forget(home, "demo", Request([], ["marigold"], [], "x"), purge).left
    assert {place.file for place in left} >= {"datasets/demo/recipe.yaml", "datasets/demo/noted.txt"}
    with closing(db.Database(home.warehouse("demo").review)) as store:
        short, lights = rule_log.listed(store.con)
        assert (short.rule["name"], short.view) == ("short", "q=rain")
        assert (lights.actor, lights.rule, lights.view) == ("ada", {"name": "forgotten"}, "")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.con.execute("UPDATE rule_written SET rows = 1")
    assert held(home.warehouse("demo").root, TEXT) == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["--subject", "marygold"], "--subject number 1"),
        (["--subject", "marigold", "--subject", "marygold"], "--subject number 2"),
        (["--source", "note"], "no source `note` is in the recipe or in any version; there are: notes"),
        (["--record", "nobody"], "no record"),
    ],
)
def test_what_is_not_there_is_said_and_nothing_is_done(home, asked, says):
    before = state(home)
    done = told(home, "forget", "demo", *asked, "--yes")
    assert done.returncode == 2 and says in done.stderr and "marygold" not in done.stderr
    assert state(home) == before


def test_broken_and_temporary_files_do_not_stop_it(home):
    warehouse = home.warehouse("demo")
    (warehouse.parts / "cleaned" / ".tmp-1-2-a.parquet").write_text(TEXT)
    for part in sorted((warehouse.parts / "signals").glob("*.parquet"))[:2]:
        part.write_bytes(part.read_bytes()[:40])
    manifest = next((warehouse.snapshots / "signals").glob("*.json"))
    manifest.write_bytes(manifest.read_bytes()[:100])
    assert forget(home, "demo", Request([], ["marigold"], [], "x"), purge).residual == 0
    assert held(home.warehouse("demo").root, TEXT) == [] and not list(warehouse.root.rglob(".tmp-*"))
    graph.make(Build.open(home, "demo"), "raw/notes", "cleaned", "signals")
    assert query(home, "SELECT count(*) > 30 FROM signals") == [(True,)]


def test_what_names_no_row_goes_too(home):
    """A vocabulary holds words of many rows and names none."""
    import pyarrow as pa

    warehouse = home.warehouse("demo")
    words = pa.table({"word": ["marigold", TEXT]})
    made = parts.write_work(warehouse.parts / "models", "a" * 32, {"main": words}, {"main": words.schema})
    snapshots.commit(
        warehouse, "models", made.tables, rows=0, inputs={}, code_version="", settings={}, stats={}
    )
    forget(home, "demo", Request([], ["marigold"], [], "x"), purge)
    assert held(home.warehouse("demo").root, TEXT) == [] and snapshots.current(warehouse, "models") is None


def test_a_review_store_that_is_held_is_said(home, monkeypatch):
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.05)
    warehouse = home.warehouse("demo")
    db.Database(warehouse.review).close()
    before = helpers.parts(home)
    other = sqlite3.connect(warehouse.review, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Held, match="review.sqlite"):
        forget(home, "demo", Request([], ["marigold"], [], "x"), purge)
    assert helpers.parts(home) == before
    other.execute("ROLLBACK")
    assert len(forget(home, "demo", Request([], ["marigold"], [], "x"), purge).records) == 1
    assert held(home.warehouse("demo").root, TEXT) == []


def test_forgetting_that_was_cut_short_is_finished_by_the_next(home, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(removal, "rewrite_splits", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            forget(home, "demo", Request([], ["marigold"], [], "x"), purge)
    assert (home.warehouse("demo").root / forgetting._BEGUN).exists()
    with holding(home, "demo", purge):
        assert (
            held(home.warehouse("demo").root, TEXT) == []
            and not (home.warehouse("demo").root / forgetting._BEGUN).exists()
        )


def test_work_older_than_a_tombstone_is_refused(home):
    old = Build.open(home, "demo")
    forget(home, "demo", Request([], ["customer-1"], [], "x"), purge)
    before = state(home)
    with pytest.raises(Outdated, match="run again"):
        graph.make(old, "raw/notes")
    assert state(home) == before
    graph.make(Build.open(home, "demo"), "raw/notes")


def test_forgetting_waits_for_who_holds_the_dataset_and_not_for_the_dead(home):
    code = (
        "import sys, time\nfrom ft_data.warehouse import turns\nfrom ft_data.warehouse.home import Home\n"
        f"with turns.holding(Home.find({str(home.root)!r}).warehouse('demo')):\n    print('held', flush=True)\n    time.sleep(99)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert holder.stdout.readline() == b"held\n"
    before, seen = helpers.parts(home), []

    def waiting():
        seen.append(helpers.parts(home) == before)
        holder.send_signal(signal.SIGKILL)

    assert forget(home, "demo", Request([], ["marigold"], [], "x"), purge, waiting=waiting).residual == 0
    holder.communicate()
    assert seen == [True]


@pytest.mark.slow
def test_a_run_and_forgetting_at_any_moment(tmp_path):
    """A person is forgotten while a run is under way: no byte and no release with the text is left."""
    chance = random.Random(11)
    for number in range(3):
        home = make(tmp_path / str(number), PEOPLE, people())
        graph.make(Build.open(home, "demo"), "raw/notes", "cleaned")
        process = start(home, "run", "demo")
        time.sleep(chance.uniform(0, 12))
        done = command(home, "forget", "demo", "--subject", "marigold", "--purge-releases", "--yes")
        assert done.returncode == 0, done.stderr
        assert process.wait(120) in (0, 2)
        assert held(home.warehouse("demo").root, TEXT) == []
        base = home.root / "releases/demo"
        assert not [path for path in base.rglob("*.parquet") if TEXT in str(pq.read_table(path).to_pydict())]
