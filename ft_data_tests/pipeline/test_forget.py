"""Forgetting a person, a record and a source: nothing is left, and nothing comes back."""

import pyarrow.parquet as pq
import pytest

from ft_data.assets.history import purge
from ft_data.release import manifest, withdrawals
from ft_data.release.private import Private
from ft_data.stages.splits import Ledger
from ft_data.upkeep.forgetting import forget
from ft_data.upkeep.meant import Request
from ft_data_tests.pipeline.helpers import RECIPE, copy, make, materialize, query, released, rows, run

PEOPLE = RECIPE.replace(
    "origin: human}",
    "origin: human, map: {id: id, prompt: instruction, response: response, subject_id: who}}",
)


def on_disk(home) -> bytes:
    found = b""
    for path in home.warehouse("demo").root.rglob("*.parquet"):
        found += str(pq.read_table(path).to_pydict()).encode()
    return found


def test_nothing_of_a_person_is_left_and_nothing_comes_back(tmp_path):
    lines = [
        row | {"who": "customer-7" if n % 9 == 4 else f"customer-{n + 100}"} for n, row in enumerate(rows())
    ]
    theirs = [row for row in lines if row["who"] == "customer-7"]
    home = make(tmp_path, PEOPLE, lines)
    outcome = run(home)
    assert outcome.succeeded, outcome.broke
    before = query(home, "SELECT count(*) FROM cleaned")[0][0]
    assert theirs[0]["response"][:60].encode() in on_disk(home)

    gone = forget(home, "demo", Request([], ["customer-7"], [], "privacy-officer"), purge)
    assert gone.residual == 0 and len(gone.records) == len(theirs)
    assert gone.withdrawn == ["1.0.0"] == sorted(withdrawals.withdrawn(home.root / "releases/demo"))
    for row in theirs:
        assert row["response"][:60].encode() not in on_disk(home)

    materialize(home)  # the file still has the rows: they are read again, and refused
    assert query(home, "SELECT count(*) FROM raw_rejects WHERE error = 'forgotten'") == [(len(theirs),)]
    assert query(home, "SELECT count(*) FROM cleaned")[0][0] == before - len(theirs)
    for row in theirs:
        assert row["response"][:60].encode() not in on_disk(home)
    now, forgotten = released(home, "2.0.0"), Private.of(home, "demo").known_as(gone.records)
    assert now and now.isdisjoint(gone.records)
    index = pq.read_table(home.root / "releases/demo/2.0.0/index.parquet").column("record_id").to_pylist()
    assert set(index).isdisjoint(forgotten)
    withdrawn = manifest.read(home.root / "releases/demo/2.0.0")["withdrawn"]
    assert withdrawn and set(withdrawn) <= forgotten
    tombstones = (home.warehouse("demo").root / "tombstones.jsonl").read_text()
    assert "customer-7" not in tombstones and gone.records[0] not in tombstones


def test_a_record_and_a_source_can_be_forgotten(finished, tmp_path):
    home = copy(finished[0], tmp_path)
    (one,) = query(
        home, "SELECT record_id FROM cleaned WHERE prompt_text LIKE '%Danube%' ORDER BY record_id LIMIT 1"
    )
    ((said,),) = query(home, f"SELECT text_hash FROM formatted WHERE record_id = '{one[0]}'")
    placed = lambda: set(Ledger(home.warehouse("demo").splits).read()["node"].to_pylist())
    assert {one[0], f"says:{said}"} <= placed()
    with pytest.raises(LookupError, match="no source `note` .* there are: notes"):
        forget(home, "demo", Request([], [], ["note"], "x"), purge)
    assert forget(home, "demo", Request([one[0]], [], [], "x"), purge).residual == 0
    assert placed().isdisjoint({one[0], f"says:{said}"})
    assert run(home, release=False).succeeded
    assert query(home, f"SELECT count(*) FROM cleaned WHERE record_id = '{one[0]}'") == [(0,)]
    # All there was: no row stays whose words would tell what is nobody's.
    assert forget(home, "demo", Request([], [], ["notes"], "x"), purge).residual == 0
    materialize(home, "formatted")
    assert query(home, "SELECT count(*) FROM raw.notes") == [(0,)]
