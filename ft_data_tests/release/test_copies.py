"""No trainer takes weights: a row that weighs more stands more often in the train split of every format, exactly so often."""

import dataclasses
import json
from collections import Counter

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ft_data.formatting import export
from ft_data.formatting.targets import _names
from ft_data.release import manifest, rows, verify
from ft_data_tests.formatting.examples import many, table
from ft_data_tests.release import building

PAIRS = [made for made in building.OTHER_KINDS if made["kind"] == "preference"]
TEXTS = [made for made in building.OTHER_KINDS if made["kind"] == "text"]
ROWS = many(60) + PAIRS + TEXTS


def weight_of(record_id: str) -> int:
    return 1 + int(record_id[-1], 16) % 4


def released(tmp_path, target, weighed=True):
    con = duckdb.connect()
    spec = building.World(rows=ROWS, targets=(target,)).spec(con)
    index = con.sql("SELECT * FROM rel_index").to_arrow_table()
    ids = index["record_id"].to_pylist()
    weights = [float(weight_of(one)) if weighed else 1.0 for one in ids]
    con.register("rel_index", index.append_column("weight", pa.array(weights)))
    examples = table(*ROWS)
    if target == "classification":
        labels = [{"tone": "good" if n % 2 else "bad"}.items() for n in range(len(ROWS))]
        place = examples.schema.get_field_index("labels")
        examples = examples.set_column(
            place, "labels", pa.array([list(one) for one in labels], examples.schema.field("labels").type)
        )
    made = export.export(
        examples,
        target,
        uses=export.uses(examples),
        **({"label": "tone", "values": ("bad", "good")} if target == "classification" else {}),
    )
    spec = dataclasses.replace(spec, exports={target: building.exported(made.rows)})
    con.register("rel_outcomes", made.outcomes)
    folder = building.publish(tmp_path, con, spec).path
    split = dict(zip(ids, index["split"].to_pylist(), strict=True))
    return folder, made.rows, split


def written(folder, target, split):
    """Every row of a split as text, in the order of the files."""
    found = manifest.read(folder)["targets"][target].get(split, {"files": []})
    out = []
    for path in found["files"]:
        if path.endswith(".parquet"):
            out += [json.dumps(row, sort_keys=True) for row in pq.read_table(folder / path).to_pylist()]
        else:
            out += [
                json.dumps(json.loads(line), sort_keys=True)
                for line in (folder / path).read_text().splitlines()
            ]
    return out


def as_text(row):
    row = {key: value for key, value in row.items() if key not in ("record_id", "ordinal")}
    return json.dumps(json.loads(row["line"]) if "line" in row else row, sort_keys=True)


@pytest.mark.parametrize("target", _names())
def test_every_format_holds_a_row_as_often_as_it_weighs(tmp_path, target):
    folder, made, split = released(tmp_path, target)
    wanted = {name: Counter() for name in ("train", "validation", "test")}
    for row in made.to_pylist():
        if row["record_id"] in split:
            where = split[row["record_id"]]
            wanted[where][as_text(row)] += weight_of(row["record_id"]) if where == "train" else 1
    for name, counted in wanted.items():
        assert Counter(written(folder, target, name)) == counted
    assert max(wanted["train"].values()) > 1
    assert verify.verify(folder) == []


def test_copies_come_in_passes_so_that_a_row_is_found_where_it_was(tmp_path):
    plain, _, split = released(tmp_path / "a", "messages", weighed=False)
    folder, _, _ = released(tmp_path / "b", "messages")
    once, often = (written(one, "messages", "train") for one in (plain, folder))
    assert often[: len(once)] == once and len(often) > len(once)
    index = pq.read_table(folder / "index.parquet").to_pylist()
    ids = [row["record_id"] for row in index if row["split"] == "train"][:5]
    assert rows.of(duckdb.connect(), folder, ids, "messages") == rows.of(
        duckdb.connect(), plain, ids, "messages"
    )


def test_a_release_whose_rows_do_not_stand_as_often_as_they_weigh_is_found_out(tmp_path):
    folder, _, _ = released(tmp_path, "messages")
    found = manifest.read(folder)
    found["targets"]["messages"]["train"]["rows"] -= 1
    (problem,) = verify._copies(folder, found)
    assert problem.startswith("messages/train has ")


def test_weights_that_are_no_numbers_of_copies_are_a_problem_and_no_failure(tmp_path):
    folder, _, _ = released(tmp_path, "messages")
    index = pq.read_table(folder / "index.parquet")
    at = index.column_names.index("weight")
    tampered = index.set_column(at, "weight", pa.array([2.75] * len(index)))
    pq.write_table(tampered, folder / "index.parquet")
    problems = verify._copies(folder, manifest.read(folder))
    assert any(problem.startswith("messages/train has ") for problem in problems)
