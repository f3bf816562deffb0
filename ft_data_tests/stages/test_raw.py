"""Reading a source into raw records: limits, ids and parts."""

import gzip
import json

import pyarrow.parquet as pq

from ft_data.stages import raw
from ft_data.stages.build import Build
from ft_data.warehouse.home import Home


def read(tmp_path, limits: str, **written: bytes) -> tuple[list[dict], list[dict]]:
    folder = tmp_path / "datasets/bounded/sources"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in written.items():
        (folder / name.replace("_", ".")).write_bytes(data)
    (folder.parent / "recipe.yaml").write_text(
        f"dataset: bounded\npurpose: Test limits.\nsources: {{notes: {{path: sources/*, limits: {limits}}}}}\n"
    )
    build = Build.open(Home(tmp_path), "bounded")
    snapshot = raw.build(build, "notes")
    return tuple(
        [row for file in snapshot.files(table) for row in pq.read_table(build.path(file)).to_pylist()]
        for table in ("main", "rejects")
    )


def test_a_recipe_sets_the_limits_of_a_source_and_a_changed_limit_reads_again(tmp_path):
    deep = {"instruction": "a", "response": {"b": {"c": {"d": "e"}}}}
    lines = [
        {"instruction": "Short?", "response": "Yes."},
        {"instruction": "Long?", "response": "x" * 3000},
        deep,
    ]
    data = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    rows, rejects = read(tmp_path, "{row_bytes: 2000, nesting: 3}", a_jsonl=data)
    assert [row["source_row"] for row in rows] == [1]
    assert [(row["position"], row["error"].rpartition("(")[2]) for row in rejects] == [
        (2, "row_bytes)"),
        (3, "nesting)"),
    ]
    rows, rejects = read(tmp_path, "{}")
    assert [row["source_row"] for row in rows] == [1, 2, 3] and not rejects


def test_a_packed_file_grows_no_further_than_the_recipe_allows(tmp_path):
    data = gzip.compress(b'{"instruction": "a", "response": "b"}\n' * 40_000)
    rows, rejects = read(tmp_path, "{expanded_bytes: 1000000}", a_jsonl_gz=data)
    assert rejects[0]["error"].endswith("(expanded_bytes)") and len(rows) < 40_000
