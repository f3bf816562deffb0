"""Reading a source into raw records: limits, ids and parts."""

import gzip
import json
import random

import pyarrow as pa
import pyarrow.parquet as pq

from ft_data.stages import raw
from ft_data.stages.build import Build
from ft_data.stages.graph import make
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
    snapshot = make(build, "raw/notes")
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
    rows, rejects = read(
        tmp_path,
        "{expanded_bytes: 1000000}",
        a_jsonl_gz=data,
        b_jsonl=b'{"instruction": "a", "response": "b"}\n',
    )
    assert rejects[0]["error"].endswith("(expanded_bytes)") and 0 < len(rows) < 40_000


def test_records_that_share_an_id_are_told_apart_by_content_then_by_place(tmp_path):
    import duckdb

    from ft_data.stages.repeats import numbered

    generator = random.Random(5)
    paths = {}
    for part in ("b", "a", "c"):
        rows = [
            {
                "identity": f"{generator.randrange(40):024x}",
                "row_hash": f"{generator.randrange(3):032x}",
                "source_uri": f"{generator.randrange(3)}.jsonl",
                "source_row": generator.randrange(50),
                "raw": "{}",
            }
            for _ in range(60)
        ]
        paths[part] = str(tmp_path / f"{part}.parquet")
        pq.write_table(pa.Table.from_pylist(rows, raw.RAW), paths[part], row_group_size=25)
    query = """
        WITH rows AS (SELECT *, parse_filename(filename, true) AS part, file_row_number AS position
            FROM read_parquet(?, filename = true, file_row_number = true)),
        found AS (SELECT part, position, row_number() OVER (
            PARTITION BY identity ORDER BY row_hash, source_uri, source_row, position) - 1 AS ordinal FROM rows)
        SELECT part, identity, row_hash, source_uri, source_row, ordinal FROM found JOIN rows USING (part, position)
        WHERE ordinal > 0 ORDER BY ALL
    """
    expected = duckdb.execute(query, [list(paths.values())]).fetchall()
    found = numbered(paths, raw.REPEATS)
    read_back = {name: pq.read_table(path) for name, path in paths.items()}
    named = []
    for row in found.to_pylist():
        place = read_back[row["part"]].slice(row["position"], 1).to_pylist()[0]
        named.append((row["part"], *(place[name] for name in raw.RAW.names[:4]), row["ordinal"]))
    # Which of two records equal in all of this comes first says nothing; parts aside, the numbering is the same.
    assert sorted(row[1:] for row in named) == sorted(row[1:] for row in expected)
    identities = pa.concat_tables(read_back.values()).column("identity").unique()
    assert found.num_rows == 180 - len(identities) > 0
    single = pa.table(
        {name: column.slice(0, 1) for name, column in zip(raw.RAW.names, read_back["a"].columns)}
    )
    pq.write_table(single, paths["a"])
    assert numbered({"a": paths["a"]}, raw.REPEATS).num_rows == 0 == numbered({}, raw.REPEATS).num_rows
