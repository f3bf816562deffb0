"""What is forgotten is searched for in every byte of a home, named by place, and removed where it is ours to remove."""

import gzip
import json
import sqlite3

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.assets.history import purge
from ft_data.assets.instance import instance
from ft_data.review import db
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.upkeep import residue
from ft_data.upkeep.forgetting import forget
from ft_data.upkeep.meant import Request
from ft_data_tests.pipeline import helpers
from ft_data_tests.pipeline.helpers import RECIPE, command, make

PEOPLE = RECIPE.replace(
    "origin: human}",
    "origin: human, map: {id: id, prompt: instruction, response: response, subject_id: who}}",
)
TEXT = "Marigold keeps a lighthouse beyond the northern pier and rows out to it"
HERS = Request(subjects=["marigold"], actor="x")


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    lines = [row | {"who": "customer"} for row in helpers.rows()[:20]]
    lines[5] |= {"who": "marigold", "response": f"{TEXT}. As everybody says, {lines[6]['response']}"}
    home = make(tmp_path_factory.mktemp("read"), PEOPLE, lines)
    graph.make(Build.open(home, "demo"), "raw/notes", "cleaned")
    return home


@pytest.fixture
def home(read, tmp_path):
    return helpers.copy(read, tmp_path / "home")


def test_ours_is_named_and_counted(home):
    """Files that no part of the pipeline knows: what it left there is found by its text."""
    root = home.warehouse("demo").root
    (root / "notes.json").write_text(json.dumps({"why": TEXT}))
    pq.write_table(pa.table({"said": [TEXT]}), root / "published.copy.parquet", compression="zstd")
    (home.root / "releases/demo").mkdir(parents=True)
    (home.root / "releases/demo/left.jsonl.gz").write_bytes(gzip.compress(TEXT.encode("utf-16")))
    (root / "broken.parquet").write_bytes(b"PAR1" + bytes(40))
    gone = forget(home, "demo", HERS, purge)
    assert sorted(gone.files_of(residue.WAREHOUSE)) == [
        f"warehouse/demo/{name}" for name in ("broken.parquet", "notes.json", "published.copy.parquet")
    ]
    assert gone.files_of(residue.RELEASE) == ["releases/demo/left.jsonl.gz"] and gone.residual == 4


def test_the_users_own_files_and_other_datasets_are_named_and_left(home):
    other = home.root / "warehouse/other/notes.txt"
    other.parent.mkdir()
    other.write_text(TEXT)
    (home.root / f"{TEXT}.md").write_text("notes")
    gone = forget(home, "demo", HERS, purge)
    assert gone.residual == 0 and gone.files_of(residue.OTHER) == ["warehouse/other/notes.txt"]
    assert sorted(gone.files_of(residue.OWN)) == ["...", "datasets/demo/sources/a.jsonl"]


def test_what_others_say_too_is_not_theirs_alone(home):
    """Half of her answer quotes a row that stays."""
    assert forget(home, "demo", HERS, purge).residual == 0
    graph.make(Build.open(home, "demo"), "raw/notes", "cleaned")


def test_runs_that_hold_it_are_deleted_and_their_pages_overwritten(home, monkeypatch):
    monkeypatch.setenv("DAGSTER_HOME", str(home.root))
    import dagster as dg

    @dg.asset(name="told")
    def told(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        context.log.info(TEXT)
        print(TEXT)
        return dg.MaterializeResult(metadata={"said": TEXT})

    @dg.asset(name="silent")
    def silent() -> None: ...

    with instance(home) as opened:
        for one in (told, silent):
            assert dg.materialize([one], instance=opened).success
    copied = helpers.copy(home, home.root.parent / "copy")
    monkeypatch.setenv("DAGSTER_HOME", str(copied.root))
    assert len(forget(copied, "demo", HERS, lambda *_: None).files_of(residue.HISTORY)) >= 3
    monkeypatch.setenv("DAGSTER_HOME", str(home.root))
    assert forget(home, "demo", HERS, purge).left == [
        residue.Place("datasets/demo/sources/a.jsonl", residue.OWN)
    ]
    with instance(home) as opened:
        assert [run.job_name for run in opened.get_runs()] and len(opened.get_runs()) == 1
        assert opened.get_latest_materialization_event(dg.AssetKey("silent")) is not None
        assert opened.get_latest_materialization_event(dg.AssetKey("told")) is None


def test_pages_of_the_review_store_are_overwritten(home):
    """A store in which text was deleted without overwriting it."""
    path = home.warehouse("demo").review
    db.Database(path).close()
    con = sqlite3.connect(path, isolation_level=None)
    con.execute("PRAGMA secure_delete = OFF")
    con.execute("CREATE TABLE scratch (a)")
    con.execute("INSERT INTO scratch VALUES (?)", [TEXT * 50])
    con.execute("DELETE FROM scratch")
    con.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    con.close()
    assert TEXT.encode() in path.read_bytes()
    assert forget(home, "demo", HERS, purge).residual == 0
    assert TEXT.encode() not in path.read_bytes()


def test_damaged_tables_of_releases_and_unfinished_work_do_not_stop_it(home):
    warehouse = home.warehouse("demo")
    for path in (warehouse.root / "published/1.0.0.parquet", warehouse.root / ".tmp-1-2-folder/a.parquet"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"PAR1" + TEXT.encode())
    (warehouse.root.parent / ".tmp-1-2-demo.duckdb").write_text(TEXT)
    building = warehouse.releases / ".building-1/train.jsonl"
    building.parent.mkdir(parents=True)
    building.write_text(TEXT)
    done = command(home, "forget", "demo", "--subject", "marigold", "--yes", "--json")
    (told,) = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert told["unreadable"] == ["1.0.0.parquet"] and told["residual"] == 0
    assert told["your_files"] == ["datasets/demo/sources/a.jsonl"] and "yours to change" in done.stderr


def test_a_file_that_still_holds_it_fails_the_command_without_its_text(home):
    (home.warehouse("demo").root / "left.txt").write_text(TEXT)
    done = command(home, "forget", "demo", "--subject", "marigold", "--yes")
    assert done.returncode == 1 and "warehouse/demo/left.txt (warehouse)" in done.stderr
    assert "lighthouse" not in done.stdout + done.stderr
