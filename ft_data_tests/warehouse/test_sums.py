"""A flipped bit is noticed by who reads the file next; a run makes what was damaged again, and it is what it was."""

import json
import random

import pytest

from ft_data.inspection.why import why
from ft_data.stages import graph
from ft_data.stages.build import Build
from ft_data.warehouse import catalog, parts, snapshots, sums
from ft_data.warehouse.sums import DamagedFile
from ft_data.warehouse.verify import damage
from ft_data_tests.pipeline import helpers
from ft_data_tests.pipeline.helpers import command, query, told


def flip(path, chance) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


@pytest.fixture
def home(finished, tmp_path):
    return helpers.copy(finished[0], tmp_path)


def run(home) -> None:
    build = Build.open(home, "demo")
    graph.make(build, *(asset for asset in graph.assets(build.recipe) if asset != "release"))


def main_part(home, asset: str, table: str = "main"):
    warehouse = home.warehouse("demo")
    return warehouse.parts / snapshots.current(warehouse, asset).files(table)[0]


def test_every_flip_is_noticed(home):
    warehouse, chance = home.warehouse("demo"), random.Random(3)
    assert list(damage(home, "demo")) == []
    known = sorted(
        path
        for place in (warehouse.parts, warehouse.snapshots, warehouse.splits)
        for path in place.rglob("*")
        if path.suffix in (".parquet", ".json") and path.stat().st_size
    )
    for path in chance.sample(known, 15):
        whole = path.read_bytes()
        flip(path, chance)
        assert str(path.relative_to(home.root)) in dict(damage(home, "demo")), path
        path.write_bytes(whole)
    assert list(damage(home, "demo")) == []


@pytest.mark.parametrize("change", [(b"checksum", b"chdcksum"), (b"e-05", b"E-05"), (b"\\u00e9", b"\\u00E9")])
def test_a_flip_that_leaves_good_json_is_noticed(change):
    whole = sums.seal({"parts": [{"checksum": "a"}], "small": 1e-05, "word": "caf\u00e9"})
    flipped = change[1].join(whole.rsplit(change[0], 1))
    assert flipped != whole and sums.unseal(whole)
    with pytest.raises(ValueError, match="not what was written"):
        sums.unseal(flipped)


def test_a_flip_in_what_rows_are_called_outside_is_noticed(home):
    (table,) = (home.warehouse("demo").root / "published").glob("*.parquet")
    whole = bytearray(table.read_bytes())
    whole[len(whole) // 4] ^= 4  # within a page
    table.write_bytes(whole)
    assert [file for file, _ in damage(home, "demo")] == [str(table.relative_to(home.root))]


def test_a_run_makes_damaged_parts_again(home):
    before, warehouse, chance = helpers.hashes(home), home.warehouse("demo"), random.Random(5)
    for asset in snapshots.assets(warehouse):
        if asset not in ("release", "models"):
            made = snapshots.current(warehouse, asset).parts
            flip(warehouse.parts / made[chance.choice(sorted(made))][0].file, chance)
    receipt = next((warehouse.parts / "cleaned").glob("*.json"))
    receipt.write_bytes(receipt.read_bytes().replace(b'"rows": ', b'"rows": 1', 1))
    sums.noticed.clear()
    run(home)
    assert len(sums.noticed) >= 8
    assert list(damage(home, "demo")) == [] and helpers.hashes(home) == before


def test_who_reads_a_damaged_part_says_so(home):
    ((record,),) = query(home, "SELECT record_id FROM cleaned ORDER BY record_id LIMIT 1")
    part, build = main_part(home, "cleaned"), Build.open(home, "demo")
    flip(part, random.Random(1))
    with pytest.raises(DamagedFile, match=part.name):
        query(home, "SELECT count(*) FROM cleaned")
    with pytest.raises(DamagedFile, match="ft-data run demo"):
        why(home.warehouse("demo"), record)
    with pytest.raises(DamagedFile, match=part.name):  # of a stage alone: what it reads is not made again
        graph.make(build, "signals")
    assert catalog.query(home.warehouse("demo"), "SELECT count(*) FROM raw.notes")[1]  # reads other files


def test_files_are_read_once_while_their_state_stays(home, monkeypatch):
    warehouse, opened = home.warehouse("demo"), []
    made = snapshots.current(warehouse, "cleaned").parts["main"]
    sums.require(warehouse.parts, made)
    with monkeypatch.context() as patch:  # what runs the test opens files, too
        patch.setattr("builtins.open", lambda *args, **_: opened.append(args))
        sums.require(warehouse.parts, made)
    assert opened == []


def test_half_a_manifest_and_a_damaged_database_are_named(home):
    warehouse = home.warehouse("demo")
    manifest = next((warehouse.snapshots / "filtered").glob("*.json"))
    whole = manifest.read_bytes()
    manifest.write_bytes(whole[:50])
    with pytest.raises(DamagedFile, match="Delete it and"):
        run(home)
    manifest.unlink()
    run(home)
    assert json.loads(manifest.read_bytes())["content_hash"] == json.loads(whole)["content_hash"]

    dagster = next(path for path in home.root.rglob("index.db"))
    dagster.write_bytes(dagster.read_bytes()[:2000] + b"\xff" * 4000)
    found = told(home, "verify", "demo", "--json")
    assert found.returncode == 1
    assert [row["file"] for row in json.loads(found.stdout)] == [str(dagster.relative_to(home.root))]
    assert "move it away" in json.loads(found.stdout)[0]["do"]
    done = command(home, "run", "demo")
    assert done.returncode == 2 and str(dagster) in done.stderr and "move it away" in done.stderr


def test_what_was_written_before_there_were_checksums_is_read(home):
    warehouse = home.warehouse("demo")
    path = next((warehouse.parts / "cleaned").glob("*.json"))
    body = json.loads(path.read_bytes())
    del body["checksum"]
    for made in body["tables"].values():
        for part in made:
            del part["checksum"]
    path.write_text(json.dumps(body))
    assert parts.finished(path.parent, path.stem) is not None
