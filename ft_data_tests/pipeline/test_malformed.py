"""Input that is broken in every way: the run ends normally, nothing is lost, every reject has a place and a reason."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data_tests.pipeline.helpers import RECIPE, hashes, make, materialize, query, rows, run
from ft_data_tests.realdata import shared

BROKEN = RECIPE.replace("sources/*.jsonl", "sources")


def test_broken_files_are_rejected_by_name_and_valid_rows_survive(tmp_path):
    home = make(tmp_path, BROKEN)
    folder = tmp_path / "datasets/demo/sources"
    (folder / "empty.jsonl").write_bytes(b"")
    (folder / "half.jsonl").write_text(
        '{"id": "ok", "instruction": "Is this one fine?", "response": "It is a fine row."}\n{"id": "cut", "instr'
    )
    (folder / "pointer.jsonl.gz").write_text(
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n"
    )
    (folder / "noise.jsonl.gz").write_bytes(
        gzip.compress(b'{"instruction": "a", "response": "b"}\n' * 50)[:-20]
    )
    (folder / "cells.csv").write_text(
        'question,answer\n"What is\nthis?","A cell\nof two lines, as it were."\n'
    )
    pq.write_table(pa.table({"prompt": pa.array([], pa.string())}), folder / "none.parquet")
    outcome = run(home, release=False)
    assert outcome.succeeded, outcome
    rejected = dict(query(home, "SELECT file, max(error) FROM raw_rejects GROUP BY file"))
    assert "Git LFS" in rejected["sources/pointer.jsonl.gz"] or "LFS" in rejected["sources/pointer.jsonl.gz"]
    assert "sources/half.jsonl" in rejected
    assert query(home, "SELECT position FROM raw_rejects WHERE file = 'sources/half.jsonl'") == [(2,)]
    assert "sources/noise.jsonl.gz" in rejected
    assert query(home, "SELECT response_text FROM cleaned WHERE source_uri = 'sources/cells.csv'") == [
        ("A cell\nof two lines, as it were.",)
    ]
    assert query(home, "SELECT count(*) FROM cleaned WHERE source_uri = 'sources/half.jsonl'") == [(1,)]
    assert query(home, "SELECT count(*) FROM cleaned WHERE source_uri = 'sources/a.jsonl'") == [
        (len(rows()) - 1,)
    ]
    assert not [
        name
        for (name,) in query(home, "SELECT column_name FROM (DESCRIBE raw_rejects)")
        if name in ("raw", "text", "row")
    ]


# No JSON, and written by Python's own module: read as null.
PYTHONS = ("n_number_NaN.json", "n_number_infinity.json", "n_number_minus_infinity.json")


def test_every_file_of_the_json_test_suite_is_read_or_rejected(tmp_path):
    suite = shared("data/json-test-suite")
    home = make(tmp_path, RECIPE + f"  suite: {{path: {suite}, format: json, license: MIT}}\n")
    materialize(home, "formatted")
    read = {name for (name,) in query(home, "SELECT DISTINCT source_uri FROM raw.suite")}
    rejected = {
        name for (name,) in query(home, "SELECT DISTINCT file FROM raw_rejects WHERE source = 'suite'")
    }
    base = lambda names: {name.rsplit("/", 1)[-1] for name in names}
    files = {path.name for path in suite.iterdir() if path.is_file()}
    assert {name for name in files if name.startswith("n_")} - set(PYTHONS) <= base(rejected)
    assert not {name for name in base(rejected) if name.startswith("y_")}
    unread = {name for name in files if name.startswith("y_")} - base(read)
    assert all(
        json.loads((suite / name).read_bytes()) in ([], {}, [""]) for name in unread
    )  # accepted, no record in it
    assert hashes(home)["cleaned"]
